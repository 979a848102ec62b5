"""Wherever an entry names the invoices that it moves, everybody owes their own, as before."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

CUSTOMERS = ("Ada", "Bob", "Cyd")
OPENED = "".join(
    f"2026-01-01 open {account}\n"
    for account in (
        "Assets:Bank",
        "Income:Sales",
        "Assets:Receivables",
        "Assets:Doubtful-Debtors",
        *(
            f"Assets:{root}:{name}"
            for root in ("Clients", "Bills-Receivable")
            for name in CUSTOMERS
        ),
    )
)
KEY = '    invoice: "{}"\n'
DUE = "    due: 2026-05-10\n"


def invoiced(amounts: list[int]) -> str:
    return OPENED + "".join(
        f'2026-01-05 * "{name}" "work" ^{name}-1\n  Assets:Clients:{name}  {amount} EUR\n'
        "  Income:Sales\n"
        for name, amount in zip(CUSTOMERS, amounts, strict=False)
    )


def postings(name: str, amount: int, places: str, due: str) -> list[str]:
    key = KEY.format(f"{name}-1")
    credit = f"  Assets:Clients:{name}  -{amount} EUR\n" + key * ("credit" in places)
    debit = f"  Assets:Bills-Receivable:{name}  {amount} EUR\n" + key * ("debit" in places) + due
    return [credit, debit]


def owed(book: str) -> tuple[Sequence[object], ...]:
    found = report(book, "2026-04-01")
    return (
        [
            (item.invoice.customer, item.invoice.reference, item.outstanding, item.invoice.due)
            for item in found.allocation.items
            if item.is_open
        ],
        found.allocation.credits,
        found.allocation.unidentified,
        found.problems,
    )


@given(
    st.lists(st.sampled_from((120, 300, 500)), min_size=1, max_size=3),
    st.sampled_from(("credit", "debit", "credit and debit", "nowhere")),
    st.sampled_from(("", DUE)),
    st.data(),
)
def test_an_entry_of_several_customers_is_one_for_each(
    amounts: list[int], places: str, due: str, data: st.DataObject
) -> None:
    entries = [
        postings(name, amount, places, due)
        for name, amount in zip(CUSTOMERS, amounts, strict=False)
    ]
    order = data.draw(st.permutations([line for entry in entries for line in entry]))
    together = '2026-02-10 * "bills"\n' + "".join(order)
    each = "".join(
        f'2026-02-10 * "bill" ^{name}-1\n' + "".join(postings(name, amount, "link", due))
        for name, amount in zip(CUSTOMERS, amounts, strict=False)
    )
    found = owed(invoiced(amounts) + together)
    assert found == owed(invoiced(amounts) + each)
    assert len(found[0]) == len(amounts)


@given(
    st.lists(st.sampled_from((100, 200, 300)), min_size=1, max_size=4),
    st.sampled_from(("credits", "debits")),
    st.sampled_from(("", DUE)),
    st.data(),
)
def test_one_sum_of_several_invoices_is_divided_among_them(
    amounts: list[int], named: str, due: str, data: st.DataObject
) -> None:
    """The names stand on the side that has a posting for each."""
    of_credits = named == "credits"
    book = OPENED
    for place, amount in enumerate(amounts):
        book += f'2026-01-05 * "Ada" "work" ^A-{place}\n'
        book += f"  Assets:Clients:Ada  {amount} EUR\n  Income:Sales\n"
    sides = ("Clients", "Bills-Receivable")[:: 1 if of_credits else -1]
    sign = "-" if of_credits else ""
    lines = [
        f"  Assets:{sides[0]}:Ada  {sign}{amount} EUR\n"
        + KEY.format(f"A-{place}")
        + due * (not of_credits)
        for place, amount in enumerate(amounts)
    ]
    other = "" if of_credits else "-"
    lines.append(f"  Assets:{sides[1]}:Ada  {other}{sum(amounts)} EUR\n" + due * of_credits)
    together = '2026-02-10 * "Ada" "bill"\n' + "".join(data.draw(st.permutations(lines)))
    each = "".join(
        f'2026-02-10 * "Ada" "bill" ^A-{place}\n  Assets:Clients:Ada  -{amount} EUR\n'
        f"  Assets:Bills-Receivable:Ada  {amount} EUR\n{due}"
        for place, amount in enumerate(amounts)
    )
    found = owed(book + together)
    assert found == owed(book + each)
    assert len(found[0]) == len(amounts)


@given(
    st.lists(st.sampled_from((120, 300, 500)), min_size=1, max_size=3),
    st.sampled_from(("own", "shared", "said")),
    st.sampled_from(("links", "keys", "other side")),
    st.sampled_from(("one sum", "each")),
    st.integers(1, 2),
    st.data(),
)
def test_an_account_for_all_changes_only_where_claims_stand(
    amounts: list[int], before: str, told: str, posted: str, times: int, data: st.DataObject
) -> None:
    """Whose a claim is may be told by the account, a key, the links or numbers, or the other side.

    The customers have accounts of their own, share one by their payees, or by metadata. Moved
    twice, they are back where they were.
    """
    owners = list(zip(CUSTOMERS, amounts, strict=False))
    if before == "shared" and told == "other side":
        told = "links"
    book, credits_, debits = OPENED, [], []
    for name, amount in owners:
        account = f"Assets:Clients:{name}" if before == "own" else "Assets:Receivables"
        payee = "" if before == "said" else name
        said = f'    customer: "{name}"\n' if before == "said" else ""
        book += f'2026-01-05 * "{payee}" "work" ^{name}-1\n  {account}  {amount} EUR\n{said}'
        book += "  Income:Sales\n"
        said += KEY.format(f"{name}-1") * (told == "keys")
        credits_.append((account, -amount, said))
        debits.append(("Assets:Doubtful-Debtors", amount, ""))
    if posted == "one sum":
        debits = [("Assets:Doubtful-Debtors", sum(amounts), "")]
        if before == "shared" and told == "links":
            credits_ = [("Assets:Receivables", -sum(amounts), "")]
    lines = data.draw(st.permutations([*credits_, *debits]))
    links = "".join(f" ^{name}-1" for name, _ in owners) * (told == "links")
    moved = ""
    for day, sign in (("2026-02-10", 1), ("2026-03-10", -1))[:times]:
        moved += f'{day} * "moved"{links}\n'
        moved += "".join(f"  {account}  {sign * n} EUR\n{said}" for account, n, said in lines)
    found = owed(book + moved)
    assert found == owed(book)
    assert len(found[0]) == len(amounts)
