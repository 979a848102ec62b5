"""However a deposit is kept and applied, the rest of the final invoice is owed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

HELD = (
    "Liabilities:Customer-Deposits",
    "Liabilities:Unearned-Revenue",
    "Liabilities:4191-Avances-recues",
    "Liabilities:Erhaltene-Anzahlungen",
    "Liabilities:Anticipos-De-Clientes",
)
CUSTOMERS = ("Ada", "Bob")
OPENED = "".join(
    f"2025-01-01 open {account}\n"
    for account in (
        "Assets:Bank",
        "Income:Sales",
        "Liabilities:VAT",
        "Assets:Clients",
        *(f"Assets:Clients:{name}" for name in CUSTOMERS),
        *HELD,
    )
)
NUMBERS = '2025-01-01 custom "relance" "reference-pattern" "F2026-[0-9]+"\n'
NAMING = ('"{}" "{}" ^{}', '"{}" "{} {}"', '"{}" "{}"\n  invoice: "{}"')

some_work = st.tuples(st.integers(300, 900), st.integers(10, 250))


def entry(day: str, head: str, *postings: str) -> str:
    return f"{day} * {head}\n" + "".join(f"  {posting}\n" for posting in postings)


@given(
    st.lists(some_work, min_size=1, max_size=2),
    st.sampled_from(HELD),
    st.sampled_from(NAMING),
    st.sampled_from(("in the invoice", "apart", "on the day before")),
    st.sampled_from(("own accounts", "one account")),
    st.data(),
)
def test_the_rest_of_the_invoice_is_owed(
    works: list[tuple[int, int]],
    held: str,
    naming: str,
    applied: str,
    accounts: str,
    data: st.DataObject,
) -> None:
    book, owed = OPENED + NUMBERS, {}
    for name, (amount, deposit) in zip(CUSTOMERS, works, strict=False):
        clients = f"Assets:Clients:{name}" if accounts == "own accounts" else "Assets:Clients"
        number = f"F2026-10{CUSTOMERS.index(name)}"
        paid = data.draw(st.sampled_from((0, 45)))
        owed[number] = amount - deposit - paid
        received = f"Assets:Bank  {deposit} EUR", f"{held}  {-deposit} EUR"
        book += entry("2026-01-10", f'"{name}" "Deposit"', *received)
        claim, sold = f"{clients}  {amount} EUR", f"Income:Sales  {-amount} EUR"
        head = naming.format(name, "Work", number)
        release = f"{held}  {deposit} EUR"
        if applied == "in the invoice":
            rest = f"{clients}  {amount - deposit} EUR"
            book += entry("2026-02-10", head, rest, release, sold)
        else:
            book += entry("2026-02-10", head, claim, sold)
            day = "2026-02-10" if applied == "apart" else "2026-02-11"
            head = naming.format(name, "Deposit applied", number)
            book += entry(day, head, release, f"{clients}  {-deposit} EUR")
        if paid:
            head = naming.format(name, "Transfer", number)
            book += entry("2026-02-20", head, f"Assets:Bank  {paid} EUR", f"{clients}  {-paid} EUR")
    found = report(book, "2026-06-01")
    open_ = {i.invoice.reference: i.outstanding for i in found.allocation.items if i.is_open}
    assert open_ == {number: left for number, left in owed.items() if left}
    assert not found.allocation.credits
    assert not found.allocation.unidentified
    settled = [part for item in found.allocation.items for part in item.settled]
    assert not any(part.is_credit_note for part in settled)
