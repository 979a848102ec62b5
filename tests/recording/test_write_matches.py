"""Matching: the answer about a receipt is written, read back, and taken back again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from beancount_relance.recording.atomic_file import ChangedError, RecordingError, SourceFile
from beancount_relance.recording.match_answer import answer_of
from beancount_relance.recording.write_matches import (
    Matched,
    MatchReceipt,
    undo_answer,
    write_answer,
)
from beancount_relance.report.loading import LoadedLedger, load_ledger
from beancount_relance.report.open_receipts import open_receipts
from tests.support.command import relance
from tests.support.ledgers import accounts, day, sale

USAGE = 3
TODAY = day("2026-06-30")
HEAD = (
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin", "Oriot")
    + "2020-01-01 open Liabilities:Suspense\n"
    + sale("2026-05-01", "F2026-001", "500.00")
    + sale("2026-05-02", "F2026-002", "500.00")
    + sale("2026-05-02", "F2026-003", "77.00", customer="Oriot")
)
TWO = '2026-06-01 * "Martin" "Transfer"{}\n  Assets:Bank  500.00 EUR\n  Assets:Clients:Martin\n'


def put(folder: Path, text: str) -> Path:
    path = folder / "books.beancount"
    path.write_bytes(text.encode())
    return path


def answer(
    path: Path, number: int | None, reload: Callable[[], LoadedLedger] | None = None
) -> Matched:
    ledger = load_ledger(path)
    report = ledger.report(TODAY)
    (receipt,) = open_receipts(report)
    chosen = None if number is None else receipt.answers[number - 1]
    return write_answer(answer_of(receipt, chosen, report), ledger, report, reload)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("", '2026-06-01 * "Martin" "Transfer" ^F2026-002\n'),
        (" #bank ; seen", '2026-06-01 * "Martin" "Transfer" #bank ^F2026-002 ; seen\n'),
        ("  ", '2026-06-01 * "Martin" "Transfer" ^F2026-002  \n'),
    ],
)
def test_a_link_is_added_and_taken_back(tmp_path: Path, end: str, expected: str) -> None:
    path = put(tmp_path, HEAD + TWO.format(end))
    before = path.read_bytes()
    matched = answer(path, 2)
    assert expected in path.read_text()
    assert [item.invoice.reference for item in matched.report.open_items] == [
        "F2026-001",
        "F2026-003",
    ]
    assert open_receipts(matched.report) == []
    undo_answer(matched.receipt, matched.ledger)
    assert path.read_bytes() == before


def test_windows_line_endings_stay(tmp_path: Path) -> None:
    path = put(tmp_path, (HEAD + TWO.format("")).replace("\n", "\r\n"))
    answer(path, 1)
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert b'"Transfer" ^F2026-001\r\n' in content


def test_no_is_never_asked_again(tmp_path: Path) -> None:
    path = put(tmp_path, HEAD + TWO.format(""))
    matched = answer(path, None)
    assert '  relance-match: "none"\n' in path.read_text()
    assert open_receipts(matched.report) == []
    undo_answer(matched.receipt, matched.ledger)
    assert "relance-match" not in path.read_text()


def test_text_over_two_lines_gets_a_key(tmp_path: Path) -> None:
    text = TWO.format("").replace('"Transfer"', '"Transfer\n  of June"')
    path = put(tmp_path, HEAD + text)
    matched = answer(path, 2)
    assert '    invoice: "F2026-002"\n' in path.read_text()
    assert "F2026-002" not in {item.invoice.reference for item in matched.report.open_items}


def test_money_in_suspense_is_put_on_the_customers_account(tmp_path: Path) -> None:
    text = '2026-06-01 * "ORIOT" "VIR"\n  Assets:Bank  77.00 EUR\n  Liabilities:Suspense  ; ?\n'
    path = put(tmp_path, HEAD + text)
    before = path.read_bytes()
    matched = answer(path, 1)
    assert (
        '"VIR" ^F2026-003\n  Assets:Bank  77.00 EUR\n  Assets:Clients:Oriot  ; ?\n'
        in path.read_text()
    )
    undo_answer(matched.receipt, matched.ledger)
    assert path.read_bytes() == before
    none = answer(path, None)
    assert open_receipts(none.report) == []


def test_a_wrong_link_is_replaced(tmp_path: Path) -> None:
    text = TWO.format(" ^F2026-003x ^dok-1").replace("500.00", "900.00")
    path = put(
        tmp_path, HEAD + sale("2026-05-03", "F2026-300", "900.00") + text.replace("003x", "030")
    )
    matched = answer(path, 1)
    assert '"Transfer" ^dok-1 ^F2026-300\n' in path.read_text()
    assert open_receipts(matched.report) == []


def test_two_customers_in_one_entry_get_a_key_on_the_posting(tmp_path: Path) -> None:
    text = (
        '2026-06-01 * "Bank" "Transfers"\n  Assets:Bank  577.00 EUR\n'
        "  Assets:Clients:Martin  -500.00 EUR\n  Assets:Clients:Oriot  -77.00 EUR\n"
    )
    path = put(tmp_path, HEAD + text)
    answer(path, 2)
    assert '  Assets:Clients:Martin  -500.00 EUR\n    invoice: "F2026-002"\n' in path.read_text()


def test_a_file_saved_before_is_refused_and_one_saved_after_is_kept(tmp_path: Path) -> None:
    path = put(tmp_path, HEAD + TWO.format(""))
    ledger = load_ledger(path)
    report = ledger.report(TODAY)
    (receipt,) = open_receipts(report)
    meant = answer_of(receipt, receipt.answers[0], report)
    path.write_text("; a new first line\n" + path.read_text())
    saved = path.read_bytes()
    with pytest.raises(RecordingError):
        write_answer(meant, ledger, report)  # the line is another one now
    assert path.read_bytes() == saved

    path.write_text(HEAD + TWO.format(""))

    def reload() -> LoadedLedger:
        path.write_text(path.read_text() + "; somebody else\n")
        return load_ledger(path)

    with pytest.raises(RecordingError, match="another program saved"):
        answer(path, 1, reload)
    assert path.read_text().endswith("; somebody else\n")


def test_what_the_ledger_reads_differently_is_taken_back(tmp_path: Path) -> None:
    path = put(tmp_path, HEAD + TWO.format(""))
    before = path.read_bytes()
    ledger = load_ledger(path)
    with pytest.raises(RecordingError, match="taken back"):
        answer(path, 1, lambda: ledger)  # as if the change had no effect
    assert path.read_bytes() == before

    def broken() -> LoadedLedger:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer(path, 1, broken)
    assert path.read_bytes() == before


def test_a_receipt_that_was_tampered_with_changes_nothing(tmp_path: Path) -> None:
    path = put(tmp_path, HEAD + TWO.format(""))
    matched = answer(path, 1)
    data = matched.receipt.data()
    content = path.read_bytes()
    other = MatchReceipt.of({**data, "before": data["before"] + "2026-01-01 open Assets:X\n"})
    with pytest.raises(RecordingError):
        undo_answer(other, matched.ledger)
    with pytest.raises(RecordingError):
        undo_answer(MatchReceipt.of({**data, "path": str(tmp_path / "other")}), matched.ledger)
    with pytest.raises(RecordingError):
        MatchReceipt.of({**data, "offset": "0"})
    assert path.read_bytes() == content
    path.write_text(path.read_text() + "\n")
    with pytest.raises(ChangedError):
        undo_answer(matched.receipt, matched.ledger)
    assert SourceFile.read(path).content == content + b"\n"


def test_the_command_writes_and_undoes(tmp_path: Path) -> None:
    path = put(tmp_path, HEAD + TWO.format(""))
    before = path.read_bytes()
    receipts = json.loads(relance("match", path, "-o", "json").stdout)["receipts"]
    lines = [each["line"] for each in receipts]
    done = relance("match", path, "-o", "json", "--answer", f"{lines[0]}=2")
    assert json.loads(done.stdout)["answers"][0]["invoices"] == ["F2026-002"]
    assert path.read_bytes() != before
    saved = tmp_path / "undo.json"
    saved.write_text(done.stdout)
    assert relance("match", path, "--undo", saved).returncode == 0
    assert path.read_bytes() == before


def test_the_command_asks_about_each(tmp_path: Path) -> None:
    path = put(tmp_path, HEAD + TWO.format(""))
    assert relance("match", path, "--write", stdin="later\n").returncode == 0
    assert path.read_text() == HEAD + TWO.format("")
    assert relance("match", path, "--write", stdin="none\n").returncode == 0
    assert "relance-match" in path.read_text()


@pytest.mark.parametrize("said", ["1=1", "=", "x=none", "{line}=3", "{line}=two"])
def test_an_answer_that_is_none_is_an_error(tmp_path: Path, said: str) -> None:
    path = put(tmp_path, HEAD + TWO.format(""))
    (receipt,) = json.loads(relance("match", path, "-o", "json").stdout)["receipts"]
    assert relance("match", path, "--answer", said.format(line=receipt["line"])).returncode == USAGE
    assert path.read_text() == HEAD + TWO.format("")


@pytest.mark.parametrize("is_taxed", [False, True])
def test_a_sale_with_vat_is_never_moved_by_its_net_amount_alone(
    tmp_path: Path, *, is_taxed: bool
) -> None:
    net = "  Income:Sales  -64.17 EUR\n  Liabilities:VAT\n" if is_taxed else "  Income:Sales\n"
    money = '2026-06-01 * "Oriot" "F2026-003"\n  Assets:Bank  77.00 EUR\n' + net
    path = put(tmp_path, HEAD + "2020-01-01 open Liabilities:VAT\n" + money)
    if is_taxed:
        with pytest.raises(RecordingError, match="on several accounts"):
            answer(path, 1)
        return
    left = {item.invoice.reference for item in answer(path, 1).report.open_items}
    assert left == {"F2026-001", "F2026-002"}
