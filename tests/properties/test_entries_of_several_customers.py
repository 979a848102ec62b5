"""An entry about several customers says of each what an entry of its own would say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.report.report import Report
from tests.support.ledgers import D, report

NAMES = ("Ani", "Bea", "Cid")
NUMBERS = {"Ani": "F-101", "Bea": "F-103", "Cid": "F-104"}
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
            number = NUMBERS[self.customer]
            lines.append(f'    invoice: "{number + "-2" if self.pays is None else number}"')
        other, counter = (
            ("Income:Sales", "-70.00") if self.pays is None else ("Assets:Bank", self.pays)
        )
        return "\n".join([*lines, f"  {other}  {counter} EUR"]) + "\n"

    def said(self, how: str) -> str:
        """What says in the heading of an entry that it pays: links, or numbers in its text."""
        if not self.keyed or self.pays is None or how == "keys":
            return '"'
        number = NUMBERS[self.customer]
        return f'" ^{number}' if how.endswith("link") else f' {number}"'


def a_line(customer: str) -> st.SearchStrategy[Line]:
    pays = st.sampled_from((None, OPEN[customer], "45.00"))
    return st.builds(Line, st.just(customer), pays, st.booleans())


some_lines = st.permutations(NAMES).flatmap(
    lambda names: st.tuples(*(a_line(name) for name in names[: 2 + (names[0] != "Ani")]))
)


def sold(*, shared: bool) -> str:
    account = "Assets:Clients" if shared else "Assets:Clients:{}"
    return "".join(
        f'2026-01-05 * "{name}" "Work" ^{NUMBERS[name]}\n  {account.format(name)}  {amount} EUR\n'
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


@given(
    some_lines,
    st.booleans(),
    st.sampled_from(("keys", "a link", "one link", "text", "one in text")),
)
def test_it_is_read_as_one_entry_for_each(
    lines: Sequence[Line],
    shared: bool,  # noqa: FBT001 - drawn by its place
    how: str,
) -> None:
    """Whether links, numbers in the text or keys of the postings name what is paid.

    If they name what one customer pays, that says nothing of the others.
    """
    start = BOOKS + sold(shared=shared)
    if how.startswith("one"):
        first = next((line for line in lines if line.keyed and line.pays), None)
        lines = [line if line is first else line._replace(keyed=False) for line in lines]
    kept = lines if how == "keys" else [line._replace(keyed=False) for line in lines]
    marks = [line.said(how) for line in lines]
    heading = "".join(mark.replace('"', "") for mark in marks)
    heading = f'"Journal"{heading}' if how.endswith("link") else f'"Journal{heading}"'
    together = "".join(line.postings(shared=shared) for line in kept)
    apart = "".join(
        f'2026-02-10 * "{line.customer}" "Journal{mark}\n' + kept_line.postings(shared=shared)
        for line, mark, kept_line in zip(lines, marks, kept, strict=True)
    )
    assert said(report(f"{start}2026-02-10 * {heading}\n{together}")) == said(report(start + apart))
