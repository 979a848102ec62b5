"""An entry about several customers says of each what an entry of its own would say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.report.report import Report
from tests.support.ledgers import D, report

NAMES = ("Ani", "Bea", "Cid")
OPEN = {"Ani": "500.00", "Bea": "300.00", "Cid": "200.00"}
BOOKS = (
    "2020-01-01 open Assets:Clients\n2020-01-01 open Assets:Bank\n2020-01-01 open Income:Sales\n"
    + "".join(f"2020-01-01 open Assets:Clients:{name}\n" for name in NAMES)
)


class Line(NamedTuple):
    """What an entry says of one customer: it pays, or is invoiced something more."""

    customer: str
    pays: str | None
    keyed: bool

    def postings(self, *, shared: bool) -> str:
        account = "Assets:Clients" if shared else f"Assets:Clients:{self.customer}"
        amount = "70.00" if self.pays is None else f"-{self.pays}"
        lines = [f"  {account}  {amount} EUR"]
        if shared:
            lines.append(f'    customer: "{self.customer}"')
        if self.keyed or self.pays is None:
            lines.append(f'    invoice: "{self.customer[0]}-{2 if self.pays is None else 1}"')
        other, counter = (
            ("Income:Sales", "-70.00") if self.pays is None else ("Assets:Bank", self.pays)
        )
        return "\n".join([*lines, f"  {other}  {counter} EUR"]) + "\n"

    def link(self) -> str:
        return f" ^{self.customer[0]}-1" if self.keyed and self.pays is not None else ""


def a_line(customer: str) -> st.SearchStrategy[Line]:
    pays = st.sampled_from((None, OPEN[customer], "45.00"))
    return st.builds(Line, st.just(customer), pays, st.booleans())


some_lines = st.permutations(NAMES).flatmap(
    lambda names: st.tuples(*(a_line(name) for name in names[: 2 + (names[0] != "Ani")]))
)


def sold(*, shared: bool) -> str:
    account = "Assets:Clients" if shared else "Assets:Clients:{}"
    return "".join(
        f'2026-01-05 * "{name}" "Work" ^{name[0]}-1\n  {account.format(name)}  {amount} EUR\n'
        f'    customer: "{name}"\n  Income:Sales\n'
        for name, amount in OPEN.items()
    )


def said(found: Report) -> tuple[object, ...]:
    items = sorted(
        (item.invoice.customer, item.invoice.reference, item.outstanding)
        for item in found.allocation.items
    )
    assert sum(D(str(outstanding)) for *_, outstanding in items) >= 0
    return items, [str(problem.message) for problem in found.problems]


@given(some_lines, st.booleans(), st.booleans())
def test_it_is_read_as_one_entry_for_each(
    lines: Sequence[Line],
    shared: bool,  # noqa: FBT001 - drawn by its place
    linked: bool,  # noqa: FBT001 - drawn by its place
) -> None:
    """Whether links of the entry or keys of the postings name what is paid."""
    start = BOOKS + sold(shared=shared)
    links = "".join(line.link() for line in lines) if linked else ""
    kept = [line._replace(keyed=False) if linked else line for line in lines]
    together = "".join(line.postings(shared=shared) for line in kept)
    apart = "".join(
        f'2026-02-10 * "{line.customer}" "Journal"{line.link() if linked else ""}\n'
        + kept_line.postings(shared=shared)
        for line, kept_line in zip(lines, kept, strict=True)
    )
    assert said(report(f'{start}2026-02-10 * "Journal"{links}\n{together}')) == said(
        report(start + apart)
    )
