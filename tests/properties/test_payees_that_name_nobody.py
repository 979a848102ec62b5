"""What is owed by nobody in particular is asked about, and changes nothing for anybody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.dunning.questions.questions import UNKNOWN_CUSTOMER
from beancount_relance.report.report import Report
from tests.support.ledgers import report

BOOKS = (
    "2020-01-01 open Assets:Clients\n2020-01-01 open Assets:Bank\n2020-01-01 open Income:Sales\n"
)
NOBODY = (
    *("", "-", "?", "...", "N/A", "Unknown", "Customer", "Cash sale", "Walk-in customer", "TBD"),
    *("Clients divers", "Client de passage", "Laufkunde", "Diverse Kunden", "Cliente", "Klanten"),
    *("Journal des ventes", "VE", "À-nouveaux", "Facturation", "Sales journal", "Rechnungen"),
)
SOMEBODY = ("Ani", "Bea SARL", "Customer First Ltd", "Various Arts Ltd", "Maison Divers", "VE Bois")
"""Names, some of which begin or end with a word that alone is nobody's."""

spelled = st.sampled_from((str, str.upper, str.lower, str.title, "{}.".format, " {} ".format))
nobody = st.builds(lambda name, how: how(name), st.sampled_from(NOBODY), spelled)
some_customers = st.lists(st.sampled_from(SOMEBODY), max_size=4)


def invoices(payees: Iterable[str], prefix: str) -> str:
    return "".join(
        f'2026-02-02 * "{payee}" "Work" ^{prefix}-{place}\n'
        "  Assets:Clients  100.00 EUR\n  Income:Sales\n"
        for place, payee in enumerate(payees)
    )


def chased(found: Report) -> set[str]:
    return {reference for action in found.actions for reference in action.invoices}


def decided(found: Report, prefix: str) -> dict[str, tuple[object, ...]]:
    """What is decided about the invoices of a series."""
    return {
        key[2]: (key[0], each.stage, each.why, each.due_on, each.item.outstanding)
        for key, each in found.decisions.items()
        if key[2].startswith(prefix)
    }


@given(some_customers, st.lists(nobody, min_size=1, max_size=4))
def test_it_is_asked_about_and_nobody_else_waits(
    customers: Sequence[str], unknown: Sequence[str]
) -> None:
    known = invoices(customers, "F")
    with_, without = (report(BOOKS + text) for text in (known + invoices(unknown, "N"), known))
    asked = {
        key[2]
        for question in with_.questions
        if question.why == UNKNOWN_CUSTOMER
        for key in question.items
    }
    numbers = {f"N-{place}" for place in range(len(unknown))}
    assert asked == numbers
    assert chased(with_) == {f"F-{place}" for place in range(len(customers))}
    assert decided(with_, "F") == decided(without, "F")
    totals = with_.totals()["EUR"]
    assert totals.open == totals.ledger == 100 * (len(customers) + len(unknown))


@given(st.sampled_from(("Guest", "Unknown", "Clients divers", "Laufkunde")))
def test_a_customer_with_details_may_be_called_anything(name: str) -> None:
    details = f'2020-01-01 custom "relance-customer" "{name}"\n  email: "ap@guest.example"\n'
    found = report(BOOKS + details + invoices([name], "F"))
    assert chased(found) == {"F-0"}
    assert not found.questions


@given(nobody, st.sampled_from(SOMEBODY))
def test_money_of_nobody_pays_what_it_names_and_nothing_else(payee: str, customer: str) -> None:
    books = BOOKS + invoices([customer, customer], "F")
    paid = f'2026-03-02 * "{payee}" "Transfer" ^F-1\n  Assets:Bank  100.00 EUR\n  Assets:Clients\n'
    assert {item.invoice.reference for item in report(books + paid).open_items} == {"F-0"}
    unnamed = report(books + paid.replace(" ^F-1", ""))
    assert {item.invoice.reference for item in unnamed.open_items} == {"F-0", "F-1"}
    assert not chased(unnamed)
