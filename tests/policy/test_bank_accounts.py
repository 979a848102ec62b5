"""Bank accounts: one for each currency, the latest directive counts, and a change has its date."""

from __future__ import annotations

import pytest

from beancount_relance.policy.settings import Settings
from tests.policy.test_settings import parsed
from tests.support.ledgers import day

EUROS = "FR7619906000440007804125390"
OTHER = "FR1420041010050500013M02606"
CREDITOR = f"""
2024-01-01 custom "relance" "creditor"
  name: "Atelier Lumen SARL"
  iban: "{EUROS}"
"""


def banks(text: str) -> Settings:
    settings, problems = parsed(text)
    assert not problems
    return settings


def number(settings: Settings, currency: str) -> str | None:
    account = settings.banks.of(currency)
    return account.number if account else None


def test_the_creditors_iban_is_for_the_currency_of_its_country() -> None:
    found = banks(CREDITOR)
    assert number(found, "EUR") == EUROS
    assert number(found, "USD") is None
    assert number(found, "CHF") is None
    swiss = banks(CREDITOR.replace(EUROS, "CH5604835012345678009"))
    assert (number(swiss, "CHF"), number(swiss, "EUR")) == ("CH5604835012345678009", None)


def test_a_bank_directive_is_for_the_currencies_that_it_names() -> None:
    text = f'{CREDITOR}2024-01-01 custom "relance" "bank" "USD" "GBP"\n  iban: "{OTHER}"\n'
    found = banks(text)
    assert [number(found, each) for each in ("EUR", "USD", "GBP")] == [EUROS, OTHER, OTHER]
    assert set(found.banks.currencies) == {"EUR", "USD", "GBP"}


def test_the_latest_counts_and_a_change_has_a_date() -> None:
    text = f'{CREDITOR}2026-05-01 custom "relance" "bank" "EUR"\n  iban: "{OTHER}"\n'
    found = banks(text).banks
    assert found.changed("EUR") == day("2026-05-01")
    before, after = found.on("EUR", day("2026-04-30")), found.on("EUR", day("2026-05-01"))
    assert before is not None
    assert after is not None
    assert (before.number, after.number) == (EUROS, OTHER)


def test_a_creditor_directive_that_repeats_its_iban_changes_nothing() -> None:
    bank = f'2025-05-01 custom "relance" "bank" "EUR"\n  iban: "{OTHER}"\n'
    repeated = CREDITOR.replace("2024", "2026")
    assert number(banks(f"{CREDITOR}{bank}{repeated}"), "EUR") == OTHER
    assert banks(f"{CREDITOR}{repeated}").banks.changed("EUR") is None


def test_a_creditor_directive_without_an_iban_takes_it_away() -> None:
    found = banks(f'{CREDITOR}2026-01-01 custom "relance" "creditor"\n  name: "Lumen"\n')
    assert number(found, "EUR") is None
    assert found.banks.currencies == ()


def test_a_bic_added_later_is_no_change_of_account() -> None:
    text = f'{CREDITOR}2026-05-01 custom "relance" "bank" "EUR"\n  iban: "{EUROS}"\n'
    found = banks(f'{text}  bic: "CRMZFR2NXXX"\n').banks
    account = found.of("EUR")
    assert account is not None
    assert (account.bic, found.changed("EUR")) == ("CRMZFR2NXXX", None)


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ('"USD"', "iban"),
        ('"usd"\n  account: "1"', "currency"),
        ('\n  account: "1"', "texts"),
        ('"USD"\n  account: "1"\n  routing: "099400272"', "check digit"),
        ('"GBP"\n  account: "1"\n  sort-code: "20-00"', "six digits"),
        ('"GBP"\n  iban: "FR00"', "IBAN"),
        ('"GBP"\n  acount: "1"', "iban"),
    ],
)
def test_what_is_wrong_is_told_on_its_line(lines: str, word: str) -> None:
    settings, problems = parsed(f'2024-01-01 custom "relance" "bank" {lines}\n')
    assert [line for line, _ in problems] == [1]
    assert word in problems[0][1]
    assert settings.banks.currencies == ()


def test_sort_codes_are_written_in_pairs() -> None:
    text = (
        '2024-01-01 custom "relance" "bank" "GBP"\n  sort-code: "200000"\n  account: "55779911"\n'
    )
    account = banks(text).banks.of("GBP")
    assert account is not None
    assert (account.sort_code, account.number) == ("20-00-00", "20-00-00 55779911")
