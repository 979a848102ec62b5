"""A plan over invoices in two currencies: what is signed, and what is asked for if it fails."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import ReminderError, Writer
from tests.support.ledgers import accounts, payment, remark, report, sale
from tests.support.letters import only_text, with_plain_spaces

OWED = (
    accounts()
    + sale("2026-02-02", "F1", "2000.00")
    + sale("2026-02-10", "F2", "700.00").replace("EUR", "USD")
)
BOTH = remark(
    "2026-03-30",
    "plan",
    "F1 ^F2",
    plan='"2026-04-15 1000.00 EUR, 2026-04-30 700.00 USD, 2026-05-15 1000.00 EUR"',
)
EUROS = remark(
    "2026-03-30", "plan", "F1 ^F2", plan='"2026-04-15 1000.00 EUR, 2026-05-15 1000.00 EUR"'
)


def agreement(text: str, books: str, day: str = "2026-03-31", language: str = "en") -> str:
    """The body of the text to sign."""
    found = report(f'2020-01-01 custom "relance" "language" "{language}"\n' + books, day)
    (customer,) = {item.invoice.customer for item in found.allocation.items}
    writer = Writer(found)
    return with_plain_spaces(writer.write(writer.compose(text, found.customer(customer))).body)


@pytest.mark.parametrize("text", ["plan", "settlement"])
def test_each_currency_has_its_instalments_and_its_total(text: str) -> None:
    said = agreement(text, OWED + BOTH)
    days = ("by 15 April 2026: €1,000.00", "by 30 April 2026: US$700.00")
    assert "\n".join(f"– {day}" for day in (*days, "by 15 May 2026: €1,000.00")) in said
    assert "two thousand euros (€2,000.00) and seven hundred US dollars (US$700.00)" in said
    assert "Not part of" not in said


def test_the_sums_in_french() -> None:
    said = agreement("plan", OWED + BOTH, language="fr")
    assert "soit 2 000,00 € et 700,00 $US en 3 versements :" in said
    assert (
        "les sommes de deux mille euros (2 000,00 €) et de sept cents dollars des États-Unis "
        "(700,00 $US) au titre des factures F1 et F2"
    ) in said


def test_both_sides_give_up_something_in_each_currency() -> None:
    english = agreement("settlement", OWED + BOTH)
    assert "waives late interest to date, €17.98 and US$4.43, and any that would" in english


@pytest.mark.parametrize("text", ["plan", "settlement"])
def test_an_invoice_in_a_currency_without_an_instalment_is_not_part_of_it(text: str) -> None:
    said = agreement(text, OWED + EUROS)
    assert "Not part of this agreement: invoice F2 of 10 February 2026, US$700.00, due" in said
    assert "for invoice F1" in said
    assert "F1 and F2" not in said


def test_what_is_not_covered_is_told_in_its_own_currency() -> None:
    part = BOTH.replace("700.00 USD", "600.00 USD")
    said = agreement("plan", OWED + part)
    assert "Not part of this agreement: US$100.00 that the instalments above" in said


def test_what_has_come_in_one_currency_is_settled() -> None:
    paid = payment("2026-04-28", "700.00", "F2").replace("EUR", "USD")
    paid += payment("2026-04-15", "1000.00", "F1")
    said = agreement("plan", OWED + BOTH + paid, "2026-05-02")
    assert "– by 30 April 2026: US$700.00, already settled\n" in said
    assert "the sum of one thousand euros (€1,000.00) for invoice F1, the balance on" in said


def test_instalments_in_a_currency_of_no_invoice_are_refused() -> None:
    pounds = BOTH.replace("700.00 USD", "500.00 GBP")
    with pytest.raises(ReminderError, match="has instalments in GBP, but covers no"):
        agreement("plan", OWED + pounds)


def test_a_plan_that_was_missed_is_over_in_both_currencies() -> None:
    books = '2020-01-01 custom "relance" "language" "en"\n' + OWED + BOTH
    said = only_text(report(books, "2026-04-16"))
    assert "a payment of €1,000.00 was due by 15 April 2026; it had not reached us" in said
    assert "As the plan has not been kept, we now ask for the whole balance." in said
    assert "Total due: €2,000.00 and US$700.00" in said
    with pytest.raises(ReminderError, match="completed or broken"):
        agreement("plan", OWED + BOTH, "2026-04-16")


def test_the_plan_of_a_consumer_goes_on_in_the_other_currency() -> None:
    books = OWED + BOTH + '2020-01-01 custom "relance-customer" "Martin"\n  kind: "consumer"\n'
    found = report(books, "2026-04-16")
    waiting = {item.invoice.reference: found.decisions[item.key].why for item in found.open_items}
    assert waiting["F2"] == "plan"
    assert waiting["F1"] != "plan"
