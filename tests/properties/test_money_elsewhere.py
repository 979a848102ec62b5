"""Receipts on other accounts: they hold reminders, and change nothing else."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs

from beancount_relance.dunning.questions.possible_payment import POSSIBLE_PAYMENT
from beancount_relance.report.report import Report
from tests.properties.test_oracle import facts
from tests.support.examples import scaled
from tests.support.ledgers import accounts, payment, remark, report, sale

NAMES = ("Alder", "Birch")
KEPT = ("Equity:Drawings", "Liabilities:Owner", "Expenses:Rent", "Assets:Tools")
PLACES = (
    "Income:Sales",
    "Income:Interest",
    "Liabilities:Other",
    "Liabilities:Customer-Deposits",
    "Expenses:Other",
    "Equity:Suspense",
    "Equity:Other",
    "Assets:Other",
)
OPENED = accounts(*NAMES, "Damson") + "".join(
    f"2020-01-01 open {name}\n" for name in (*PLACES[1:], *KEPT, "Liabilities:VAT")
)
AMOUNTS = (Decimal("120.00"), Decimal("250.00"), Decimal("370.00"))
AS_OF = "2026-06-30"


class Receipt(Struct, frozen=True):
    """Money in the bank, or what stands for it, on one account or with its VAT on another."""

    month: int
    payee: str
    text: str
    amount: Decimal
    place: str
    vat: Decimal
    received_on: str = "Assets:Bank"

    @property
    def entry(self) -> str:
        return self._moved(self.month, 1)

    @property
    def taken_back(self) -> str:
        """The same entry the other way round, on a later day."""
        return self._moved(self.month + 1, -1)

    def _moved(self, month: int, sign: int) -> str:
        vat = f"  Liabilities:VAT  {-sign * self.vat} EUR\n" if self.vat else ""
        return (
            f'2026-{month:02}-12 * "{self.payee}" "{self.text}"\n'
            f"  {self.received_on}  {sign * self.amount} EUR\n{vat}"
            f"  {self.place}  {-sign * (self.amount - self.vat)} EUR\n"
        )


receipts = st.builds(
    Receipt,
    month=st.integers(3, 5),
    payee=st.sampled_from([*NAMES, "ALDER SARL", "Damson", "Heath", "Bank"]),
    text=st.sampled_from(["Transfer", "VIR F2026001", "Invoice F2026-002", "F2026-001 F2026-003"]),
    amount=st.sampled_from([*AMOUNTS, Decimal("240.00"), Decimal("99.00")]),
    place=st.sampled_from(PLACES),
    vat=st.sampled_from([Decimal(), Decimal(), Decimal("20.00")]),
    received_on=st.sampled_from(["Assets:Bank", "Assets:Bank", *KEPT]),
)


@st.composite
def sales(draw: st.DrawFn) -> str:
    """Open invoices, some paid in part, some reminded of."""
    text = OPENED
    for place in range(1, draw(st.integers(2, 4))):
        name, number = draw(st.sampled_from(NAMES)), f"F2026-{place:03}"
        text += sale("2026-03-05", number, str(draw(st.sampled_from(AMOUNTS))), customer=name)
        if draw(st.booleans()):
            text += payment("2026-03-20", "10.00", number, customer=name)
        if draw(st.booleans()):
            text += remark("2026-06-08", "reminder", number, customer=name)
    return text


@scaled(8)
@given(sales(), receipts)
def test_money_elsewhere_holds_and_changes_nothing_that_is_owed(
    books: str, receipt: Receipt
) -> None:
    without, now = report(books, AS_OF), report(books + receipt.entry, AS_OF)
    assert facts(now) == facts(without)
    assert now.ageing == without.ageing
    pays_interest = receipt.place == "Income:Interest" and "F2026-" in receipt.text
    assert pays_interest or {item.key: now.claims.of(item) for item in now.open_items} == {
        item.key: without.claims.of(item) for item in without.open_items
    }
    held = {key for key, each in now.decisions.items() if each.why == POSSIBLE_PAYMENT}
    freed = {key: why for key, why in waits(without).items() if key not in held}
    assert {key: why for key, why in waits(now).items() if key not in held} == freed
    assert asked_for(now) == asked_for(without) - held


@given(sales(), receipts, st.booleans())
def test_money_that_was_taken_back_or_answered_holds_nothing(
    books: str,
    receipt: Receipt,
    is_taken_back: bool,  # noqa: FBT001 - drawn by its place
) -> None:
    without = report(books, AS_OF)
    invoices = [item.invoice for item in without.open_items]
    answers = "".join(
        remark("2026-06-29", "resume", invoice.reference, customer=invoice.customer)
        for invoice in invoices
    )
    end = receipt.taken_back if is_taken_back else answers
    after = report(books + receipt.entry + end, AS_OF)
    assert waits(after) == waits(without)
    assert asked_for(after) == asked_for(without)


@given(sales(), st.sampled_from(("Assets:Bank", *KEPT)), st.booleans(), st.booleans())
def test_what_is_paid_and_booked_as_income_holds_the_invoice_that_it_quotes(
    books: str,
    received_on: str,
    is_linked: bool,  # noqa: FBT001 - drawn by its place
    is_taxed: bool,  # noqa: FBT001 - drawn by its place
) -> None:
    for item in report(books, AS_OF).open_items:
        invoice, vat = item.invoice, Decimal("20.00") if is_taxed else Decimal()
        receipt = Receipt(
            month=5,
            payee="Heath",
            text="kept" if is_linked else f"kept, {invoice.reference}",
            amount=item.outstanding,
            place="Income:Sales",
            vat=vat,
            received_on=received_on,
        )
        entry = receipt.entry
        if is_linked:
            entry = entry.replace('"kept"', f'"kept" ^{invoice.reference}')
        assert report(books + entry, AS_OF).decisions[item.key].why == POSSIBLE_PAYMENT


OTHER_SOURCES = (
    *("Liabilities:Loans", "Liabilities:164:Emprunts", "Equity:Share-Capital", "Income:Gehalt"),
    *("Income:Insurance-Payouts", "Income:Subventions", "Assets:Vehicles", "Assets:Savings"),
)


@given(sales(), st.sampled_from(OTHER_SOURCES), st.sampled_from(("Assets:Bank", "Assets:Cash")))
def test_money_for_no_sale_holds_only_what_it_quotes(
    books: str, source: str, received_on: str
) -> None:
    opened = f"2020-01-01 open {source}\n2020-01-01 open Assets:Cash\n"
    without = report(books + opened, AS_OF)
    for item in without.open_items:
        invoice = item.invoice
        silent = Receipt(
            5, invoice.customer, "Transfer", item.outstanding, source, Decimal(), received_on
        )
        assert waits(report(books + opened + silent.entry, AS_OF)) == waits(without)
        quoting = structs.replace(silent, text=invoice.reference)
        held = report(books + opened + quoting.entry, AS_OF).decisions[item.key].why
        assert (held == POSSIBLE_PAYMENT) == (source != "Assets:Savings")  # a bank gives no receipt


@given(st.lists(st.integers(10_000, 99_999), min_size=2, max_size=6), st.data())
def test_one_sum_for_several_invoices_holds_them_wherever_it_is_posted(
    cents: list[int], data: st.DataObject
) -> None:
    amounts = [Decimal(each).scaleb(-2) for each in cents]
    chosen = data.draw(st.sets(st.sampled_from(range(len(amounts))), min_size=2, max_size=4))
    place = data.draw(st.sampled_from(("Income:Sales", "Liabilities:Other", "Equity:Other")))
    books = OPENED + "".join(
        sale("2026-03-05", f"F2026-{n:03}", str(each), customer="Alder")
        for n, each in enumerate(amounts)
    )
    total = sum((amounts[each] for each in chosen), Decimal())
    receipt = Receipt(5, "ALDER SARL", "Transfer", total, place, Decimal())
    found = report(books + receipt.entry, AS_OF)
    held = {key for key, each in found.decisions.items() if each.why == POSSIBLE_PAYMENT}
    one_alone = [item for item in found.open_items if item.outstanding == total]
    theirs = {item.key for item in found.open_items}
    assert held == {item.key for item in one_alone} if one_alone else held <= theirs and held
    explained = [each for each in found.open_items if each.key in held]
    assert sum((each.outstanding for each in explained), Decimal()) >= total


def waits(found: Report) -> dict[object, object]:
    """Why each item waits, and until when."""
    return {key: (each.why, each.until) for key, each in found.decisions.items()}


def asked_for(found: Report) -> set[object]:
    """The items of all actions, of today and to come."""
    actions = (*found.actions, *found.agenda.upcoming)
    return {part.item.key for action in actions for part in action.items}


@given(
    st.sampled_from(AMOUNTS),
    st.sampled_from(AMOUNTS),
    st.sampled_from(["N-1", "FS", "F2026-001"]),
    st.sampled_from(["", '  relance-match: "none"\n']),
)
def test_money_that_names_anothers_invoice_is_not_the_payers(
    owed: Decimal, own: Decimal, number: str, answer: str
) -> None:
    """But it may be, if the payer has an invoice of just that amount: the number may be wrong."""
    text = OPENED + sale("2026-03-05", number, str(owed), customer="Alder")
    text += sale("2026-03-05", "B-77", str(own), customer="Birch")
    text += (
        f'2026-04-12 * "Birch" "Transfer" ^{number}\n{answer}'
        f"  Assets:Bank  {owed} EUR\n  Assets:Clients:Birch  {-owed} EUR\n"
    )
    found = report(text, AS_OF)
    by_name = {each.item.invoice.reference: each for each in found.decisions.values()}
    held = {item.invoice.reference for each in found.possible for item in each.items}
    possible = {number, "B-77"} if own == owed else {number}
    assert held == (set() if answer else possible)
    assert by_name[number].item.outstanding == owed
    if not answer:
        assert by_name["B-77"].chased == own
