"""Settings: every key read right, and every mistake named on its own line."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core.data import Custom
from beancount.parser import parser

from beancount_relance.policy import setting_directives
from beancount_relance.policy.as_of import find_as_of
from beancount_relance.policy.setting_directives import SETTINGS, parse_settings
from beancount_relance.policy.settings import Settings
from beancount_relance.report.report import build_report
from beancount_relance.values.identifiers import read_vat
from beancount_relance.values.readers import (
    BadValueError,
)
from tests.support.ledgers import D, complaints, customs, day, load, report

TODAY = datetime.date(2026, 11, 22)
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def parsed(text: str) -> tuple[Settings, list[tuple[int, str]]]:
    settings, problems = parse_settings(customs(text))
    return settings, [(problem.source.line, str(problem.message)) for problem in problems]


def setting(value: str) -> str:
    return f'2024-01-01 custom "relance" {value}'


def test_the_defaults() -> None:
    settings, problems = parsed("2024-01-01 open Assets:Bank")
    assert not problems
    assert settings.terms_on(day("2026-05-14")).due(day("2026-05-14")) == day("2026-06-13")
    assert (settings.language, settings.min_gap, settings.allocation) == ("en", 7, "amount")
    assert (settings.bean_check, settings.buckets) == ("warnings", (30, 60, 90))
    assert (settings.ageing, settings.stale_after) == ("due", 10)
    assert (settings.holidays, settings.templates, settings.receivables) == (None, None, ())
    assert "invoice" in settings.reference_keys
    assert "due" in settings.due_keys
    assert {"standard", "consumer", "public", "reminder-only", "none"} <= set(settings.procedures)


GOOD = [
    ('"language" "fr"', "language", "fr"),
    ('"min-gap" 10', "min_gap", 10),
    ('"min-gap" 0', "min_gap", 0),
    ('"min-amount" 15.00 EUR', "min_amount", {"EUR": Decimal("15.00")}),
    ('"tolerance" 1.00 EUR', "tolerance", {"EUR": Decimal("1.00")}),
    ('"holidays" "FR"', "holidays", "FR"),
    ('"holidays" "FR-57"', "holidays", "FR-57"),
    ('"holidays" "FR-67"', "holidays", "FR-67"),
    ('"allocation" "explicit"', "allocation", "explicit"),
    ('"reference-keys" "invoice" "piece"', "reference_keys", ("invoice", "piece")),
    ('"due-keys" "pay-by"', "due_keys", ("pay-by",)),
    ('"buckets" "15 45"', "buckets", (15, 45)),
    ('"buckets" "30, 60, 90"', "buckets", (30, 60, 90)),
    ('"ageing" "due"', "ageing", "due"),
    ('"ageing" "invoice"', "ageing", "invoice"),
    ('"stale-after" 0', "stale_after", 0),
    ('"stale-after" 21', "stale_after", 21),
    ('"bean-check" "warnings"', "bean_check", "warnings"),
    ('"bean-check" "strict"', "bean_check", "strict"),
    ('"bean-check" "data"', "bean_check", "data"),
    ('"bean-check" "actions"', "bean_check", "strict"),
    ('"bean-check" "errors"', "bean_check", "data"),
    ('"bean-check" "stderr"', "bean_check", "warnings"),
    ('"bean-check" "off"', "bean_check", "off"),
]


@pytest.mark.parametrize(("text", "name", "value"), GOOD)
def test_good_value(text: str, name: str, value: Any) -> None:
    settings, problems = parsed(setting(text))
    assert not problems
    assert getattr(settings, name) == value


def test_good_terms_and_pattern() -> None:
    settings, problems = parsed(
        "\n".join(
            (setting('"terms" "45 jours fin de mois"'), setting('"reference-pattern" "SI-[0-9]+"'))
        )
    )
    assert not problems
    assert settings.terms_on(day("2026-03-10")).due(day("2026-03-10")) == day("2026-04-30")
    assert settings.reference_patterns
    assert settings.reference_patterns.all[0].find_all("Invoices SI-7 and SI-8") == ("SI-7", "SI-8")


def test_the_reference_and_the_docstring_list_every_setting() -> None:
    _, *tables = REFERENCE.read_text(encoding="utf-8").split(
        "\n| key | value | default | meaning |"
    )
    rows = [row for table in tables for row in table.partition("\n\n")[0].splitlines()[2:]]
    listed = [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]
    assert sorted(listed) == sorted(SETTINGS)
    example = re.findall(r'custom "relance" "([a-z-]+)"', setting_directives.__doc__ or "")
    assert set(example) == SETTINGS


def test_min_amount_is_one_per_currency() -> None:
    settings, problems = parsed(
        "\n".join((setting('"min-amount" 15.00 EUR'), setting('"min-amount" 20.00 USD')))
    )
    assert not problems
    assert settings.min_amount == {"EUR": Decimal(15), "USD": Decimal(20)}


def test_good_creditor() -> None:
    settings, problems = parsed(
        setting(
            '''"creditor"
          name: "Atelier Lumen SARL"
          siren: "732 829 320"
          vat: "FR44 732 829 320"
          iban: "FR14 2004 1010 0505 0001 3M02 606"
          email: "compta@lumen.example"
          signatory: "Claire Bodinier"
          signatory-title: "Gérante"
          country: "fr"'''
        )
    )
    assert not problems
    creditor = settings.creditor
    assert creditor.name == "Atelier Lumen SARL"
    assert creditor.siren == "732829320"
    assert creditor.iban == "FR1420041010050500013M02606"
    assert (creditor.signatory_title, creditor.country) == ("Gérante", "FR")


# the directive, what the message must name: the value, what was expected, the nearest key

BAD = [
    ('"recievables" Assets:Clients', ["recievables", "receivables"]),
    ('"min_gap" 7', ["min_gap", "min-gap"]),
    ('"Language" "fr"', ["Language", "language"]),
    ('"colour" "blue"', ["colour", "terms", "creditor"]),
    ("7", ["7"]),
    ('"receivables" 411', ["receivables", "411"]),
    ('"receivables" ""', ["receivables"]),
    ('"receivables" "Assets:(Clients"', ["receivables", "Assets:(Clients", "regular expression"]),
    ('"receivables" Assets:A Assets:B', ["receivables", "Assets:A", "one value"]),
    ('"receivables"', ["receivables", "one value"]),
    ('"terms" "30 jour fins de moi"', ["terms", "30 jour fins de moi", "45 jours fin de mois"]),
    ('"terms" 30.5', ["terms", "30.5", "30 jours"]),
    ('"language" "fra"', ["language", "fra", "fr"]),
    ('"language" "klingon"', ["language", "klingon", "en and fr"]),
    ('"min-gap" "7"', ["min-gap", "7", "whole number"]),
    ('"min-gap" 7.5', ["min-gap", "7.5", "whole number"]),
    ('"min-gap" -1', ["min-gap", "-1", "from 0 to 365"]),
    ('"min-gap" 7 EUR', ["min-gap", "whole number"]),
    ('"min-amount" 15.00', ["min-amount", "15.00 EUR"]),
    ('"min-amount" -15.00 EUR', ["min-amount", "15.00", "zero or more"]),
    ('"min-amount" "15 EUR"', ["min-amount", "15 EUR"]),
    ('"holidays" "Atlantis"', ["holidays", "Atlantis", "FR-57"]),
    ('"holidays" "FR-999"', ["holidays", "FR-999", "FR-57"]),
    ('"holidays" TRUE', ["holidays", "text in quotes"]),
    ('"allocation" "older"', ["allocation", "older", "oldest"]),
    ('"allocation" "fifo"', ["allocation", "fifo", "oldest and explicit"]),
    ('"reference-pattern" "SI-["', ["reference-pattern", "SI-[", "regular expression"]),
    ('"reference-keys"', ["reference-keys", "one or more texts in quotes"]),
    ('"reference-keys" 5', ["reference-keys", "5", "text in quotes"]),
    ('"due-keys"', ["due-keys", "one or more texts in quotes"]),
    ('"due-keys" 2026-01-01', ["due-keys", "2026-01-01"]),
    ('"ageing" "date"', ["ageing", "date", "due and invoice"]),
    ('"ageing" TRUE', ["ageing", "due and invoice"]),
    ('"stale-after" -1', ["stale-after", "from 0 to 365"]),
    ('"stale-after" "10"', ["stale-after", "10", "whole number"]),
    ('"buckets" "90 60 30"', ["buckets", "90 60 30", "ascending"]),
    ('"buckets" "0 30"', ["buckets", "0 30"]),
    ('"buckets" "30 30"', ["buckets", "30 30", "ascending"]),
    ('"buckets" "thirty"', ["buckets", "thirty", "30 60 90"]),
    ('"buckets" ","', ["buckets", "30 60 90"]),
    ('"buckets" 30', ["buckets", "30"]),
    ('"bean-check" "action"', ["bean-check", "action", "warnings, strict, data and off"]),
    ('"bean-check" FALSE', ["bean-check", "warnings, strict, data and off"]),
    ('"templates" "no-such-folder/"', ["templates", "no-such-folder"]),
    ('"templates" 5', ["templates", "5"]),
    ('"as-of" "2026-06-30"', ["as-of", "2026-06-30", "without quotes"]),
    ('"as-of"', ["as-of", "one value"]),
    ('"creditor"\n  siren: "123456789"', ["siren", "123456789", "nine digits"]),
    ('"creditor"\n  iban: "FR76 1234"', ["iban", "FR76 1234", "IBAN"]),
    ('"creditor"\n  vat: "FR00 000 000 000"', ["vat", "FR00 000 000 000"]),
    ('"creditor"\n  email: "nobody"', ["email", "nobody", "e-mail address"]),
    ('"creditor"\n  country: "France"', ["country", "France", "two letters"]),
    ('"creditor"\n  signatory_title: "Gérante"', ["signatory_title", "signatory-title"]),
    ('"creditor"\n  name: 5', ["name", "5", "text in quotes"]),
]


@pytest.mark.parametrize(("text", "named"), BAD)
def test_bad_value_is_one_error_on_its_line(text: str, named: list[str]) -> None:
    settings, problems = parsed(f"2024-01-01 open Assets:Bank\n\n{setting(text)}")
    ((line, message),) = problems
    assert line == 3
    for word in named:
        assert word in message
    assert settings.min_gap == 7


@pytest.mark.parametrize("kind", ["relance", "relance-stage", "relance-customer", "relance-rate"])
def test_a_directive_without_any_value_is_an_error_on_its_line(kind: str) -> None:
    # only parsed: Beancount's own pad plugin stumbles over such a directive
    text = f'2024-01-01 open Assets:Clients:Martin\n2024-01-01 custom "{kind}"\n'
    entries, _, options = parser.parse_string(text)
    found = build_report(entries, options, TODAY)
    assert [line for line, _ in complaints(found)] == [2]
    assert find_as_of(entries, TODAY) == TODAY


@pytest.mark.parametrize(
    ("directive", "near"),
    [
        ('custom "relance-stages" "standard" "call"', "relance-stage"),
        ('custom "relance-costumer" "Acme"', "relance-customer"),
        ('custom "relance-rates" "ecb-mro" 2.65', "relance-rate"),
    ],
)
def test_an_unknown_kind_of_directive_names_the_nearest(directive: str, near: str) -> None:
    _, problems = parsed(f"2024-01-01 {directive}")
    ((line, message),) = problems
    assert line == 1
    assert f"“{near}”" in message


def test_other_peoples_directives_are_passed_over() -> None:
    _, problems = parsed(
        '2024-01-01 custom "fava-option" "language" "fr"\n2024-01-01 custom "budget" 5'
    )
    assert not problems


def test_the_latest_directive_holds_and_a_bad_one_changes_nothing() -> None:
    settings, problems = parsed(
        """
        2024-01-01 custom "relance" "min-gap" 10
        2025-01-01 custom "relance" "min-gap" 5
        2026-01-01 custom "relance" "min-gap" "often"
        """
    )
    assert settings.min_gap == 5
    assert [line for line, _ in problems] == [3]


@pytest.mark.parametrize(
    ("as_of", "gap"), [("2024-12-31", 10), ("2025-01-01", 5), ("2023-12-31", 7)]
)
def test_the_policy_is_that_of_the_day(as_of: str, gap: int) -> None:
    text = """
        2025-01-01 custom "relance" "min-gap" 5
        2024-01-01 custom "relance" "min-gap" 10
        2020-01-01 open Assets:Clients:Martin
        """
    assert report(text, as_of).settings.min_gap == gap


def test_templates_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "modeles").mkdir()
    book = tmp_path / "book.beancount"
    book.write_text(setting('"templates" "modeles/"'), encoding="utf-8")
    entries, _, _ = loader.load_file(str(book))
    settings, problems = parse_settings([e for e in entries if isinstance(e, Custom)])
    assert not problems
    assert settings.templates == tmp_path / "modeles"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-01 open Assets:Bank", "2026-11-22"),
        (setting('"as-of" 2026-06-30'), "2026-06-30"),
        (setting('"as-of" "2026-06-30"'), "2026-11-22"),
        (setting('"as-of"'), "2026-11-22"),
        ('2027-01-01 custom "relance" "as-of" 2026-06-30', "2026-11-22"),
        (
            setting('"as-of" 2026-06-30') + '\n2025-01-01 custom "relance" "as-of" 2026-09-30',
            "2026-09-30",
        ),
    ],
)
def test_the_day_of_the_report(text: str, expected: str) -> None:
    assert find_as_of(load(text)[0], TODAY) == day(expected)


# Stages


def stage(text: str) -> str:
    return f'2024-01-01 custom "relance-stage" {text}'


def test_a_built_in_stage_changes_only_what_is_written() -> None:
    settings, problems = parsed(stage('"standard" "reminder"\n  after: 5\n  label: "Rappel"'))
    assert not problems
    built_in = parsed("2024-01-01 open Assets:Bank")[0].procedures["standard"].stages
    stages = settings.procedures["standard"].stages
    assert [each.name for each in stages] == [each.name for each in built_in]
    reminder = settings.procedures["standard"].stages[1]
    assert (reminder.after, reminder.channel, reminder.claims) == (5, "email", False)
    assert str(reminder.title) == "Rappel"
    assert settings.procedures["public"].stages[1].after == 3


def test_the_built_in_ladder_is_the_one_that_is_taught() -> None:
    stages = parsed("2024-01-01 open Assets:Bank")[0].procedures["standard"].stages
    assert [(each.name, each.after, each.channel, each.claims) for each in stages] == [
        ("courtesy", -5, "phone", False),
        ("reminder", 3, "email", False),
        ("call", 10, "phone", False),
        ("firm-letter", 20, "letter", True),
        ("formal-notice", 30, "registered", True),
        ("visit", 45, "visit", True),
        ("legal", 60, "legal", True),
    ]
    named = {each.name: each for each in stages}
    assert named["courtesy"].fallback == "email"
    assert named["formal-notice"].deadline == 8
    assert named["visit"].minimum("EUR")


def test_no_consumer_stage_before_the_notice_claims_anything() -> None:
    procedures = parsed("2024-01-01 open Assets:Bank")[0].procedures
    assert not any(each.claims for each in procedures["consumer"].stages if each.after < 30)
    assert "visit" not in [each.name for each in procedures["public"].stages]
    assert not procedures["none"].stages


def test_a_new_procedure_is_ordered_by_its_days() -> None:
    second = stage('"gentle" "second"\n  after: 40\n  template: "firm-letter"')
    first = stage('"gentle" "first"\n  after: 15\n  template: "reminder"\n  claims: TRUE')
    settings, problems = parsed(f"{second}\n{first}\n  min-amount: 50.00 EUR")
    assert not problems
    stages = settings.procedures["gentle"].stages
    assert [(each.name, each.after, each.channel) for each in stages] == [
        ("first", 15, "email"),
        ("second", 40, "letter"),
    ]
    assert stages[0].claims
    assert (stages[0].minimum("EUR"), stages[0].minimum("USD")) == (D(50), None)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('"standard"', ["relance-stage", "procedure"]),
        ('"standard" 5', ["relance-stage", "procedure"]),
        ('"standard" "sms"', ["sms", "after"]),
        ('"standard" "call"\n  after: "10"', ["after", "10", "whole number"]),
        ('"standard" "call"\n  after: 10.5', ["after", "10.5"]),
        ('"standard" "call"\n  channel: "telephone"', ["channel", "telephone", "phone"]),
        ('"standard" "call"\n  chanel: "phone"', ["chanel", "channel"]),
        ('"standard" "call"\n  claims: "yes"', ["claims", "yes", "TRUE or FALSE"]),
        ('"standard" "call"\n  min-amount: 15', ["min-amount", "15", "15.00 EUR"]),
        ('"standard" "call"\n  deadline: -8', ["deadline", "-8"]),
    ],
)
def test_a_bad_eachis_one_error_on_its_line(text: str, named: list[str]) -> None:
    _, problems = parsed(f"2024-01-01 open Assets:Bank\n{stage(text)}")
    ((line, message),) = problems
    assert line == 2
    for word in named:
        assert word in message


# Customers


@pytest.mark.parametrize(
    ("meta", "named"),
    [
        ('kind: "busines"', ["kind", "busines", "business"]),
        ('email: "a@b"', ["email", "a@b", "e-mail address"]),
        ('email: "a@b.fr, c@d.fr"', ["email", "e-mail address"]),
        ('language: "de"', ["language", "de", "en and fr"]),
        ('country: "France"', ["country", "France", "two letters"]),
        ('siren: "999241301"', ["siren", "999241301", "check digit"]),
        ('vat: "FR22999241301"', ["vat", "FR22999241301"]),
        ('terms: "5 working days"', ["terms", "5 working days", "30 jours"]),
        ("pay-day: 32", ["pay-day", "32", "from 1 to 31"]),
        ('pay-day: "5"', ["pay-day", "5"]),
        ("credit-limit: 5000", ["credit-limit", "with its currency", "15.00 EUR"]),
        ('procedure: "standart"', ["procedure", "standart", "standard"]),
        ('late-rate: "a lot"', ["late-rate", "a lot", "BCE + 10"]),
        ("name: 5", ["name", "5"]),
    ],
)
def test_a_customers_bad_detail_is_one_error_on_its_line(meta: str, named: list[str]) -> None:
    found = report(
        f"2024-01-01 open Assets:Bank\n2024-01-01 open Assets:Clients:Martin\n  {meta}\n"
    )
    ((line, message),) = complaints(found)
    assert line == 2
    for word in named:
        assert word in message


def test_other_metadata_of_an_account_is_passed_over() -> None:
    found = report('2024-01-01 open Assets:Clients:Martin\n  colour: "blue"\n  phone2: "x"\n')
    assert not found.problems


def test_a_misspelt_key_on_relance_customer_is_an_error() -> None:
    found = report(
        """
        2024-01-01 open Assets:Receivable
        2024-01-01 custom "relance-customer" "Acme"
          emial: "a@acme.example"
        2024-01-01 custom "relance-customer" Assets:Receivable 5
        """
    )
    (first, second) = complaints(found)
    assert first[0] == 2
    assert "“email”" in first[1]
    assert second[0] == 4


def test_a_customers_details_are_read() -> None:
    found = report(
        """
        2024-01-01 open Assets:Clients:Martin  EUR
          name: "Boulangerie Martin SARL"
          kind: "business"
          email: "compta@martin.example"
          siren: "732829320"
          vat: "FR44732829320"
          pay-day: 5
          credit-limit: 5000 EUR
          seller: "Claire"
        """
    )
    martin = found.customer("Martin")
    assert (martin.title, martin.pay_day, martin.seller) == ("Boulangerie Martin SARL", 5, "Claire")
    assert martin.credit_limit is not None
    assert martin.credit_limit.number == 5000
    assert not found.problems


def test_vat_numbers_from_outside_europe_are_taken_as_they_stand() -> None:
    assert read_vat("CHE-123.456.788 TVA") == "CHE-123.456.788 TVA"
    with pytest.raises(BadValueError):
        read_vat("DE1")


@pytest.mark.parametrize("value", ['"ecb-mro"', '"ecb-mro" "2.65"', '2.65 "ecb-mro"', '"ecb" 2.65'])
def test_a_bad_rate_is_one_error_on_its_line(value: str) -> None:
    found = report(
        f'2024-01-01 open Assets:Clients:Martin\n2024-01-01 custom "relance-rate" {value}\n'
    )
    ((line, message),) = complaints(found)
    assert line == 2
    assert "ecb-mro" in message
