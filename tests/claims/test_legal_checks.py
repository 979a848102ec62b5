"""Legal checks: on which line, from which day, and how to silence them."""

from __future__ import annotations

from pathlib import Path

import pytest
from beancount import loader
from click.testing import CliRunner

from beancount_relance.cli import cli
from beancount_relance.exports.action_data import actions_data
from beancount_relance.exports.item_data import open_data
from beancount_relance.language.messages import language
from beancount_relance.policy.settings import CHECKS
from beancount_relance.report.loading import load_ledger
from tests.support.ledgers import FRANCE, accounts, complaints, payment, remark, report, sale


def checks(text: str, as_of: str = "2026-06-30", customer: str = "") -> list[tuple[str, int]]:
    """The checks that speak, with the line that they stand on."""
    opened = accounts().replace("Clients:Martin", f"Clients:Martin{customer}")
    found = report(opened + text, as_of)
    assert not found.problems
    return [(check.kind, check.source.line) for check in found.checks]


def test_the_reference_lists_every_check() -> None:
    reference = Path(__file__).parents[2] / "docs" / "reference" / "checks.md"
    table = reference.read_text(encoding="utf-8").partition("\n| check | on | says that |")[2]
    rows = table.partition("\n\n")[0].splitlines()[2:]
    assert {line.split("`")[1] for line in rows} == set(CHECKS)


LINE = accounts().count("\n") + 1


@pytest.mark.parametrize(
    ("invoiced", "latest"),
    [
        # 60 days; month end after 45 days; 45 days after month end
        ("2026-03-10", "2026-05-15"),  # 9 May; 30 April; 15 May
        ("2026-01-01", "2026-03-17"),  # 2 March; 28 February; 17 March
        ("2026-01-31", "2026-04-01"),  # 1 April; 31 March; 17 March
        ("2026-02-28", "2026-04-30"),  # 29 April; 30 April; 14 April
    ],
)
def test_the_longest_terms_by_either_lawful_reading(invoiced: str, latest: str) -> None:
    day_after = latest[:-2] + f"{int(latest[-2:]) + 1:02}" if latest[-2:] != "30" else "2026-05-01"
    assert checks(sale(invoiced, "F1", "100.00", due=latest), invoiced) == []
    assert checks(sale(invoiced, "F1", "100.00", due=day_after), invoiced) == [("terms", LINE)]


@pytest.mark.parametrize(
    ("customer", "latest", "day_after"),
    [
        ('\n  kind: "public"', "2026-04-09", "2026-04-10"),
        ('\n  kind: "public"\n  supply: "health"', "2026-04-29", "2026-04-30"),
        ('\n  kind: "public"\n  supply: "public-company"', "2026-05-09", "2026-05-10"),
        ('\n  supply: "transport"', "2026-04-09", "2026-04-10"),
        ('\n  supply: "periodic"', "2026-04-24", "2026-04-25"),
        ('\n  law: "BE"', "2026-05-09", "2026-05-10"),
    ],
)
def test_the_longest_terms_by_what_is_supplied_and_who_buys(
    customer: str, latest: str, day_after: str
) -> None:
    in_time, too_late = (
        checks(sale("2026-03-10", "F1", "100.00", due=due), customer=customer)
        for due in (latest, day_after)
    )
    assert (in_time, too_late) == ([], [("terms", LINE + customer.count("\n"))])


def test_a_supply_that_is_not_known_is_told() -> None:
    sold = sale("2026-03-10", "F1", "100.00").replace("\n  ", '\n  supply: "tansport"\n  ', 1)
    ((_, message),) = complaints(report(accounts() + sold))
    assert "“transport”, or another of periodic, transport, health" in message


@pytest.mark.parametrize("customer", ['\n  kind: "consumer"', '\n  law: "IT"'])
def test_no_longest_terms_where_we_know_of_none(customer: str) -> None:
    assert checks(sale("2026-03-10", "F1", "100.00", due="2026-12-31"), customer=customer) == []


def test_what_is_settled_is_not_spoken_of() -> None:
    text = sale("2020-03-10", "F1", "100.00", due="2020-12-31") + payment(
        "2021-01-05", "100.00", "F1"
    )
    assert checks(text) == []


def test_instalments_have_rules_of_their_own() -> None:
    text = (
        '2026-03-10 * "Works" ^F1\n  Assets:Clients:Martin  95.00 EUR\n    due: 2026-04-09\n'
        "  Assets:Clients:Martin  5.00 EUR\n    due: 2027-03-10\n  Income:Sales\n"
    )
    assert checks(text) == []


def test_due_before_its_own_date() -> None:
    text = sale("2026-03-10", "F1", "1.00", due="2026-03-09")
    assert checks(text) == [("due-before-invoice", LINE)]
    assert checks(sale("2026-03-10", "F1", "1.00", due="2026-03-10")) == []


@pytest.mark.parametrize(
    ("rate", "kinds"),
    [
        ("7.85", ["contract-rate"]),
        ("7.86", []),  # 3 × 2.62
        ('"3 x legal"', []),
        ('"2 x legal"', ["contract-rate"]),
        ('"BCE + 5"', ["contract-rate"]),
        ('"BCE + 10"', []),
        ("0", ["contract-rate"]),
    ],
)
def test_a_contracts_rate_is_three_times_the_legal_rate(rate: str, kinds: list[str]) -> None:
    found = checks(sale("2026-06-01", "F1", "1.00"), customer=f"\n  late-rate: {rate}")
    assert found == [(kind, LINE - 1) for kind in kinds]


def test_the_rate_of_a_customer_who_owes_nothing_is_not_spoken_of() -> None:
    assert checks("", customer="\n  late-rate: 1") == []


def test_a_contracts_rate_is_not_held_against_an_unknown_half_year() -> None:
    text = sale("2027-01-10", "F1", "1.00", due="2027-02-01")
    assert checks(text, "2027-01-20", "\n  late-rate: 1") == []


def test_a_consumer_under_the_law_of_businesses() -> None:
    customer = '\n  kind: "consumer"\n  regime: "fr-business"'
    found = checks(sale("2026-06-01", "F1", "1.00"), customer=customer)
    assert found == [("consumer-regime", LINE - 1)]
    assert checks(sale("2026-06-01", "F1", "1.00"), customer='\n  kind: "consumer"') == []


def test_a_later_directive_is_the_line_of_the_rate() -> None:
    text = '2026-01-01 custom "relance-customer" "Martin"\n  late-rate: 1\n' + sale(
        "2026-06-01", "F1", "1.00"
    )
    assert checks(text) == [("contract-rate", LINE)]


F1 = sale("2021-03-10", "F1", "100.00", due="2021-04-09")


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("2025-12-09", None),  # 91 days before 10 March 2026
        ("2025-12-10", "90 days left to sue, until 2026-03-10"),
        ("2026-03-09", "1 day left"),
        ("2026-03-10", "0 days left"),
        ("2026-03-11", "the last day to sue was 2026-03-10"),
        ("2030-01-01", "the last day to sue was 2026-03-10"),
    ],
)
def test_the_time_to_sue(as_of: str, words: str | None) -> None:
    found = report(accounts() + F1, as_of)
    messages = [str(check.message) for check in found.checks if check.kind == "limitation"]
    assert len(messages) == (words is not None)
    assert all(words in message for message in messages if words)
    assert all("5 years from 2021-03-10: the invoice’s date" in message for message in messages)


def test_a_recognition_moves_the_time_to_sue() -> None:
    assert checks(F1 + remark("2025-06-01", "acknowledged", "F1"), "2026-03-11") == []


def off(*names: str) -> str:
    values = " ".join(f'"{name}"' for name in names)
    return f'2026-01-01 custom "relance" "checks" {values}\n'


def test_all_or_some_can_be_silenced_from_a_day_on() -> None:
    text = F1 + sale("2026-03-10", "F2", "1.00", due="2026-03-09")
    kinds = {kind for kind, _ in checks(text)}
    assert kinds == {"limitation", "due-before-invoice"}
    assert checks(off("off") + text) == []
    assert {kind for kind, _ in checks(off("on") + text)} == kinds
    assert [kind for kind, _ in checks(off("limitation", "terms") + text)] == ["limitation"]
    assert "limitation" in {kind for kind, _ in checks(off("off") + F1, "2025-12-31")}


@pytest.mark.parametrize("names", [("of",), ("on", "limitation"), ("limit",), ()])
def test_a_check_that_does_not_exist_is_an_error(names: tuple[str, ...]) -> None:
    ((line, _),) = complaints(report(accounts() + off(*names)))
    assert line == LINE


def test_they_are_advice_beside_the_problems_in_json() -> None:
    found = report(accounts() + F1, "2026-06-30")
    for data in (open_data(found, language("en")), actions_data(found, language("fr"))):
        assert data["problems"] == []
        (check,) = data["checks"]
        assert (check["check"], check["invoice"], check["line"]) == ("limitation", "F1", LINE)


def test_they_do_not_change_what_the_command_leaves_with(tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    text = 'plugin "beancount_relance"\n2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    path.write_text(text + FRANCE + accounts() + F1, encoding="utf-8")
    ledger = load_ledger(path)
    assert ledger.problems == []
    assert [check.kind for check in ledger.report().checks] == ["limitation"]
    result = CliRunner().invoke(cli, ["open", str(path)])
    assert result.exit_code == 0
    assert "Points to check" in result.output
    assert "the last day to sue was 2026-03-10" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("mode", "kinds"),
    [("actions", ["LegalAdvice", "ActionDue"]), ("errors", []), ("stderr", []), ("off", [])],
)
def test_bean_check_shows_them_with_the_actions(
    mode: str, kinds: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "books.beancount"
    text = (
        'plugin "beancount_relance"\n2020-01-01 custom "relance" "as-of" 2026-06-30\n'
        f'2020-01-01 custom "relance" "bean-check" "{mode}"\n'
    )
    path.write_text(text + FRANCE + accounts() + F1, encoding="utf-8")
    _, errors, _ = loader.load_file(str(path))
    assert [type(error).__name__ for error in errors] == kinds
    assert ("the last day to sue" in capsys.readouterr().err) == (mode == "stderr")
