"""PDF letters: what they say, where the address stands, and that they come out the same."""

from __future__ import annotations

import datetime
import importlib
import io
import re
import shutil
import textwrap
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core.amount import Amount
from msgspec.structs import replace
from pypdf import PdfReader

from beancount_relance.documents.optional_library import MissingExtraError
from beancount_relance.documents.pdf_letter import LAYOUT, LAYOUT_FOLDER, LetterError, Press
from beancount_relance.documents.sepa_qr import sepa_code
from beancount_relance.language.messages import language
from beancount_relance.policy.creditor import Creditor
from beancount_relance.report.report import Report
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import Copies, report
from tests.support.letters import letter_of
from tests.texts.test_templates import CONTACT, CREDITOR

IBAN = "FR7619906000440007804125390"
HOSTILE = '#import "x": * $x^2$ *b* _i_ @ref <a> \\\\ `raw` // c /* d */ #panic() ~ [x]'


def books(  # noqa: PLR0913 - a ledger has as many parts
    *,
    name: str = "Alpha SARL",
    narration: str = "Trois suspensions",
    invoices: int = 1,
    currency: str = "EUR",
    creditor: str = CREDITOR,
    customer: str = CONTACT,
    stages: tuple[str, ...] = ("reminder", "call", "firm-letter"),
    words: str = "fr",
    as_of: str = "2026-05-15",
) -> Report:
    name, narration = (text.replace('"', '\\"') for text in (name, narration))
    sales = "".join(
        f'2026-03-02 * "Alpha" "{narration}" ^F2026-{number:03}\n  due: 2026-04-01\n'
        f"  Assets:Clients:Alpha  {1200 + number}.00 {currency}\n  Income:Ventes\n"
        for number in range(invoices)
    )
    notes = "".join(
        f'2026-04-{5 + place:02} note Assets:Clients:Alpha "x"\n  relance: "{stage}"\n'
        for place, stage in enumerate(stages)
    )
    return report(
        textwrap.dedent(creditor)
        + f'2024-01-01 custom "relance" "language" "{words}"\n'
        + f'2024-01-01 open Assets:Clients:Alpha\n  name: "{name}"\n'
        + customer.strip("\n")
        + f"\n2024-01-01 open Income:Ventes\n{sales}{notes}",
        as_of,
    )


def printed(found: Report) -> bytes:
    (action,) = found.actions
    press = Press(found.settings, language("fr"), found.as_of)
    return press.print_one(letter_of(Writer(found, Copies()), action))


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def words_of(content: bytes) -> str:
    """All the words, one space between them; the reader knows no narrow spaces."""
    return re.sub(r"\s+", " ", " ".join(pages(content)).replace("\N{NARROW NO-BREAK SPACE}", " "))


def test_a_formal_notice_has_what_its_text_has() -> None:
    text = words_of(printed(books()))
    for words in (
        "SARL au capital de 20 000 €",
        "RCS Nantes 999 412 307",
        "Lettre recommandée avec avis de réception",
        "Nantes, le 15 mai 2026",
        "MISE EN DEMEURE DE PAYER",
        "F2026-000",
        "Trois suspensions",
        "FR76 1990 6000 4400 0780 4125 390",
        "Claire Bodinier",
        "Gérante",
        "PJ :",
    ):
        assert text.count(words) >= 1, words
    # 1,200 € × 12.15 % / 365 × 44 days, 2 April to 15 May 2026 = 17.5759…; and 40 €
    assert "17,58 €" in text
    assert "1 257,58 €" in text


def test_nothing_is_said_twice() -> None:
    text = words_of(printed(books()))
    for words in (
        "SARL au capital",
        "Lettre recommandée",
        "9 rue des Gabares",
        "Nantes, le 15 mai 2026",
        "Madame, Monsieur,",
        "Gérante",
        "Trois suspensions",
        "Pénalités de retard, arrêtées",
        "IBAN",
        "PJ :",
    ):
        expected = 2 if words == "Madame, Monsieur," else 1  # to begin and to close
        assert text.count(words) == expected, words


@pytest.mark.parametrize(("window", "left"), [("right", 105), ("left", 22)])
def test_the_address_stands_in_the_window(window: str, left: int) -> None:
    """All its lines lie 48 to 80 mm from the top, from the left edge on of either window."""
    found = books(
        creditor=CREDITOR.rstrip("\n") + f'\n  window: "{window}"\n',
        customer='  address: "Bât. C, 9 rue des Gabares, 44000 Nantes"\n  siren: "999746068"\n'
        '  contact: "Mme Marie-Antoinette Vandenbroucke, comptabilité fournisseurs"\n',
        name="Établissements Vandenbroucke-Lacheteau et Fils, Successeurs de la Maison Perrin",
    )
    found_at: dict[str, tuple[float, float]] = {}

    def visit(text: str, _cm: object, matrix: list[float], *_: object) -> None:
        if text.strip():
            found_at.setdefault(text.strip(), (matrix[4], matrix[5]))

    page = PdfReader(io.BytesIO(printed(found))).pages[0]
    height = float(page.mediabox.height)

    def visit_upright(text: str, cm: list[float], matrix: list[float], *_: object) -> None:
        x = cm[0] * matrix[4] + cm[2] * matrix[5] + cm[4]
        y = cm[1] * matrix[4] + cm[3] * matrix[5] + cm[5]
        visit(text, cm, [1, 0, 0, 1, x, y])

    page.extract_text(visitor_text=visit_upright)
    millimetre = 72 / 25.4
    lines = {
        text: (x / millimetre, (height - y) / millimetre)
        for text, (x, y) in found_at.items()
        if text.startswith(("Établissements", "9 rue des Gabares", "44000 Nantes"))
        and abs(x / millimetre - left) < 2
        and "SIREN" not in text
    }
    assert any(text.startswith("44000") for text in lines), found_at
    assert all(48 < y < 80 for _, y in lines.values()), lines


def test_the_company_number_is_no_part_of_the_address() -> None:
    (first, *_) = pages(printed(books(customer=CONTACT + '  siren: "999746068"\n')))
    lines = [line.strip() for line in first.splitlines()]
    assert "Alpha SARL, SIREN 999 746 068" in " ".join(lines).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("invoices", [1, 40])
def test_the_same_input_gives_the_same_bytes(invoices: int) -> None:
    assert printed(books(invoices=invoices)) == printed(books(invoices=invoices))


def test_the_document_bears_the_date_of_the_report() -> None:
    reader = PdfReader(io.BytesIO(printed(books())))
    assert reader.metadata is not None
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == datetime.date(2026, 5, 15)
    assert reader.metadata.title is not None
    assert reader.metadata.title.startswith("MISE EN DEMEURE")


def test_forty_invoices_take_several_pages_with_numbers_and_headings() -> None:
    content = printed(books(invoices=40))
    found = pages(content)
    count = len(found)
    assert count >= 3
    for number, page in enumerate(found, 1):
        assert f"{number} / {count}" in page.replace("\n", " ")
        assert ("Alpha SARL – 15 mai 2026" in page) == (number > 1)
    text = words_of(content)
    assert all(f"F2026-{number:03}" in text for number in range(40))
    assert "48 780,00 €" in text  # 40 × 1,200 + (0 + 1 + … + 39)


@pytest.mark.parametrize("name", ["a-b-c", "compta-clients", "compta-sud", "c"])
def test_an_address_or_a_number_is_never_broken(name: str) -> None:
    """Wherever the end of a line falls, among hyphens and spaces."""
    email = f"{name}@atelier-lumen-de-nantes-sud.example"
    creditor = CREDITOR.replace("compta@atelier-lumen.example", email)
    creditor = creditor.replace("02 61 91 40 12", "+33 2 61 91 40 12")
    text = "\n".join(pages(printed(books(creditor=creditor))))
    assert text.count(email) == 2, text  # in the letterhead, and where to write to
    assert text.count("+33 2 61 91 40 12") == 2, text


def test_the_first_of_a_month_is_written_as_by_hand(tmp_path: Path) -> None:
    found = books(as_of="2026-06-01")
    text = words_of(printed(found))
    assert "Nantes, le 1er juin 2026" in text
    assert "arrêtées au 1er juin 2026" in text
    layout = (LAYOUT_FOLDER / LAYOUT).read_text(encoding="utf-8")
    assert "1#super[er] " in layout
    (tmp_path / LAYOUT).write_text(layout.replace("1#super[er] ", "1er "), encoding="utf-8")
    plain = replace(found, settings=replace(found.settings, templates=tmp_path))
    assert printed(plain) != printed(found)
    assert printed(books(words="en", as_of="2026-06-01")).startswith(b"%PDF")


def test_a_short_letter_has_no_page_number() -> None:
    (only,) = pages(printed(books(stages=("reminder", "call"))))
    assert "1 / 1" not in only


def test_text_of_the_ledger_is_never_typst() -> None:
    text = words_of(printed(books(name=HOSTILE, narration=HOSTILE)))
    shown = HOSTILE.replace("\\\\", "\\")
    assert text.count(shown) >= 2, text


@pytest.mark.parametrize("narration", ["x" * 10_000, "mot " * 2500, "שלום 😀 مرحبا", "0" * 500])
def test_a_strange_narration_keeps_no_letter_back(narration: str) -> None:
    assert "MISE EN DEMEURE" in words_of(printed(books(narration=narration)))


def test_a_creditor_of_whom_nothing_is_known() -> None:
    assert "MISE EN DEMEURE" in words_of(printed(books(creditor="", customer="")))


def test_an_english_letter_in_dollars() -> None:
    text = words_of(printed(books(words="en", currency="USD")))
    assert "US$1,200.00" in text
    assert "Dear Sir or Madam," in text
    assert "FORMAL NOTICE TO PAY" in text
    assert text.index("Dear Sir or Madam,") < text.index("FORMAL NOTICE TO PAY")
    assert "Scan" not in text
    assert "\ue000" not in text


def test_the_code_stands_beside_the_accounts_of_two_currencies() -> None:
    """Not by itself, where it could go to a page of its own."""
    dollars = f"""
2024-01-01 custom "relance" "bank" "USD"
  iban: "{IBAN}"
2026-03-03 * "Alpha" "Trois lampes" ^F2026-100
  due: 2026-04-01
  Assets:Clients:Alpha  500.00 USD
  Income:Ventes
"""
    found = books(creditor=textwrap.dedent(CREDITOR) + dollars)
    (action,) = found.actions
    letter = letter_of(Writer(found, Copies()), action)
    (payment,) = (block for block in letter.blocks if block.name == "payment")
    assert [pairs[0] for pairs in payment.pairs] == [
        ("Règlement en EUR", ""),
        ("Règlement en USD", ""),
    ]
    assert not payment.paragraphs
    (page,) = (page for page in pages(printed(found)) if "à scanner" in page)
    assert page.index("Règlement en EUR") < page.index("Règlement en USD")


def test_a_consumer_is_asked_for_no_fee() -> None:
    text = words_of(printed(books(customer=CONTACT + '  kind: "consumer"\n')))
    assert "40,00 €" not in text
    assert "Intérêts" not in text


def test_a_sheet_has_no_letterhead_and_no_code() -> None:
    stages = ("reminder", "call", "firm-letter", "formal-notice")
    found = books(stages=stages, as_of="2026-05-20")
    assert found.actions[0].channel == "visit"
    first = pages(printed(found))[0]
    assert first.startswith("Visite")
    assert "SARL au capital" not in first
    assert "à scanner" not in first
    assert "LA FACTURE" in first


def test_a_batch_begins_with_an_index() -> None:
    found = books()
    (action,) = found.actions
    press = Press(found.settings, language("fr"), found.as_of)
    one = letter_of(Writer(found), action)
    length = len(pages(press.print_one(one)))
    content = press.print_batch([one, one, one])
    first, *rest = pages(content)
    assert len(rest) == 3 * length
    assert "Courriers du 15/05/2026" in first
    numbers = re.findall(r"(\d+)$", first.strip(), flags=re.MULTILINE)
    assert [int(number) for number in numbers[-3:]] == [2, 2 + length, 2 + 2 * length]
    assert press.print_batch([one, one, one]) == content


def test_an_own_layout_takes_the_place_of_ours(tmp_path: Path) -> None:
    found = books()
    own = replace(found, settings=replace(found.settings, templates=tmp_path))
    assert "PJ :" in words_of(printed(own))  # a folder without a layout
    shutil.copy(LAYOUT_FOLDER / LAYOUT, tmp_path / LAYOUT)
    assert printed(own) == printed(found)
    layout = (LAYOUT_FOLDER / LAYOUT).read_text(encoding="utf-8")
    (tmp_path / LAYOUT).write_text(layout + "\n#pagebreak()\nFin maison\n", encoding="utf-8")
    assert "Fin maison" in words_of(printed(own))


def test_a_mistake_in_an_own_layout_names_the_file(tmp_path: Path) -> None:
    found = books()
    (tmp_path / LAYOUT).write_text("#let x = \n#nothing", encoding="utf-8")
    own = replace(found, settings=replace(found.settings, templates=tmp_path))
    with pytest.raises(LetterError, match=rf"layout .*{LAYOUT}: .*"):
        printed(own)


def test_a_layout_reads_nothing_beyond_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "modeles"
    folder.mkdir()
    (folder / LAYOUT).write_text('#read("../secret.txt")', encoding="utf-8")
    found = books()
    own = replace(found, settings=replace(found.settings, templates=folder))
    with pytest.raises(LetterError):
        printed(own)


def test_without_the_extra_the_message_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = books().settings

    def no_typst(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", no_typst)
    with pytest.raises(MissingExtraError, match=r"typst .*pip install 'beancount-relance\[pdf\]'"):
        Press(settings, language("fr"), datetime.date(2026, 5, 15))


LUMEN = Creditor(name="Atelier Lumen SARL", iban=IBAN, bic="CRMZFR2NXXX")


def euros(number: str) -> Amount:
    return Amount(Decimal(number), "EUR")


def test_a_payment_code_is_an_image_that_changes_with_the_amount() -> None:
    code = sepa_code(LUMEN, euros("1257.58"), "F2026-000")
    assert code is not None
    assert code.startswith("<svg")
    assert code == sepa_code(LUMEN, euros("1257.58"), "F2026-000")
    assert code != sepa_code(LUMEN, euros("1257.59"), "F2026-000")


@pytest.mark.parametrize(
    ("creditor", "amount"),
    [
        pytest.param(LUMEN, Amount(Decimal("1.00"), "USD"), id="dollars"),
        pytest.param(LUMEN, euros("0.00"), id="nothing"),
        pytest.param(LUMEN, euros("1000000000.00"), id="too much"),
        pytest.param(replace(LUMEN, iban=None), euros("1.00"), id="no account"),
        pytest.param(replace(LUMEN, iban=IBAN[:-1] + "1"), euros("1.00"), id="wrong account"),
        pytest.param(replace(LUMEN, name=None), euros("1.00"), id="no name"),
        pytest.param(replace(LUMEN, bic="XX"), euros("1.00"), id="wrong BIC"),
    ],
)
def test_where_no_transfer_can_be_asked_for_there_is_no_code(
    creditor: Creditor, amount: Amount
) -> None:
    assert sepa_code(creditor, amount, "F2026-000") is None


def test_what_the_code_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines of EPC069-12, version 002."""
    import segno  # noqa: PLC0415 - only this test looks into it

    held: list[bytes] = []
    make = segno.make_qr

    def keep(content: bytes, **given: Any) -> object:
        held.append(content)
        return make(content, **given)

    monkeypatch.setattr(segno, "make_qr", keep)
    sepa_code(LUMEN, euros("1257.58"), "F2026-000,\nF2026-001")
    assert held[0].decode().split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "CRMZFR2NXXX",
        "Atelier Lumen SARL",
        IBAN,
        "EUR1257.58",
        "",
        "",
        "F2026-000, F2026-001",
    ]


def test_a_letter_about_one_invoice_has_its_creditor_reference_in_the_code() -> None:
    plain = sepa_code(LUMEN, euros("1257.58"), "F2026-014")
    structured = sepa_code(LUMEN, euros("1257.58"), "F2026-014", "RF66F2026014")
    assert structured is not None
    assert structured != plain
    assert structured == sepa_code(LUMEN, euros("1257.58"), "another text", "RF66F2026014")
