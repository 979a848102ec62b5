"""What a customer is called: by the payee of open invoices, in every report of the same books."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.report.completed_report import completed
from beancount_relance.report.report import Report, build_report
from tests.properties.test_oracle import facts
from tests.support.ledgers import accounts, day, load, payment, sale

CUSTOMERS = ("Lefevre-Anne", "Lefevre-Pierre", "Phare")
PAYEES = ("Anne Lefèvre", "Pierre Lefèvre", "Agence Lefevre", "Restaurant Le Phare", "Phare", "Nox")
AS_OF = day("2026-06-30")
STATED = "Le Phare SARL"


class Sale(Struct, frozen=True):
    """An invoice, to whoever is on it as its payee."""

    customer: str
    payee: str
    is_paid: bool


sales = st.builds(Sale, st.sampled_from(CUSTOMERS), st.sampled_from(PAYEES), st.booleans())


def written(invoices: Sequence[Sale], *, is_named: bool = False) -> str:
    text = accounts(*CUSTOMERS)
    for place, one in enumerate(invoices):
        number = f"F2026-{place:03}"
        invoice = sale("2026-04-01", number, "100.00", customer=one.customer)
        text += invoice.replace(f'* "{one.customer}"', f'* "{one.payee}"')
        if one.is_paid:
            text += payment("2026-04-10", "100.00", number, customer=one.customer)
    if is_named:
        opened = "open Assets:Clients:Phare\n"
        text = text.replace(opened, f'{opened}  name: "{STATED}"\n')
    return text


def reports(text: str) -> tuple[Report, Report, Report]:
    """The whole report, the quick one, and the quick one completed."""
    entries, options = load(text)
    quick = build_report(entries, options, AS_OF, whole=False)
    return build_report(entries, options, AS_OF), quick, completed(quick)


def owing(found: Report) -> dict[str, str]:
    """What those are called who owe something."""
    return {
        name: found.customers[name].title
        for name in sorted({item.invoice.customer for item in found.open_items})
    }


@given(st.lists(sales, min_size=1, max_size=6), st.booleans())
def test_the_name_stands_in_the_ledger_and_is_the_same_in_every_report(
    invoices: Sequence[Sale],
    is_named: bool,  # noqa: FBT001 - drawn by its place
) -> None:
    whole, quick, then = reports(written(invoices, is_named=is_named))
    assert owing(whole) == owing(quick) == owing(then)
    for name in CUSTOMERS:
        title = whole.customers[name].title
        assert title == then.customers[name].title
        theirs = {one.payee for one in invoices if one.customer == name}
        assert title in {name, *theirs, STATED}
        assert (title == STATED) == (is_named and name == "Phare")


@given(st.lists(sales, min_size=1, max_size=6), st.lists(st.sampled_from(PAYEES), min_size=6))
def test_payees_do_not_change_who_a_customer_is(
    invoices: Sequence[Sale], payees: Sequence[str]
) -> None:
    others = [replace(one, payee=payee) for one, payee in zip(invoices, payees, strict=False)]
    (now, *_), (then, *_) = reports(written(invoices)), reports(written(others))
    assert facts(now) == facts(then)


@given(st.lists(sales, min_size=1, max_size=5), sales)
def test_a_settled_invoice_changes_no_name_that_open_ones_give(
    invoices: Sequence[Sale], one: Sale
) -> None:
    (now, *_), (then, *_) = (
        reports(written(each)) for each in (invoices, [*invoices, replace(one, is_paid=True)])
    )
    assert owing(now) == owing(then)
