"""What the tests need to make a report of a few lines of ledger."""

from __future__ import annotations

import datetime
import functools
import textwrap
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount import loader
from beancount.core.data import Custom, Directive

from beancount_relance.dunning.agenda import Action
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report, build_report
from beancount_relance.texts.enclosures import Enclosures

D = Decimal


class Copies(Enclosures):
    """A ledger that has a copy of every invoice."""

    def __init__(self) -> None:
        pass

    def are_complete(self, action: Action) -> bool:
        return bool(action.items)


def day(text: str) -> datetime.date:
    """The date of an ISO string."""
    return datetime.date.fromisoformat(text)


def load(text: str) -> tuple[list[Directive], dict[str, Any]]:
    """The directives and options of a ledger that has nothing wrong for Beancount."""
    entries, errors, options = loader.load_string(textwrap.dedent(text).strip("\n"))
    assert not errors, [error.message for error in errors]
    return entries, options


@functools.lru_cache(maxsize=1)
def load_once(text: str) -> tuple[Sequence[Directive], Mapping[str, Any]]:
    """What :func:`load` gives, kept for the days on which nothing is added to the ledger."""
    return load(text)


def customs(text: str) -> list[Custom]:
    """The custom directives of a ledger."""
    return [entry for entry in load(text)[0] if isinstance(entry, Custom)]


FRANCE = '1990-01-01 custom "relance" "creditor"\n  country: "FR"\n'
"""A creditor in France, whose law therefore governs between businesses."""


def report(text: str, as_of: str = "2026-06-30", creditor: str = FRANCE) -> Report:
    """The report of a ledger on a day; its creditor is French unless the ledger says otherwise."""
    entries, options = load(textwrap.dedent(text).strip("\n") + "\n" + creditor)
    return build_report(entries, options, day(as_of))


def complaints(found: Report) -> list[tuple[int, str]]:
    """The problems of a report as (line, English message)."""
    return [(problem.source.line, str(problem.message)) for problem in found.problems]


def item(found: Report, reference: str) -> Item:
    """The one item, open or settled, of that invoice."""
    (only,) = (one for one in found.allocation.items if one.invoice.reference == reference)
    return only


def waits(found: Report, reference: str) -> tuple[str | None, str | None]:
    """Why an invoice waits, and until when, if that is known."""
    decision = found.decisions[item(found, reference).key]
    return decision.why, decision.until.isoformat() if decision.until else None


def sale(
    date: str,
    number: str,
    amount: str,
    *,
    customer: str = "Martin",
    currency: str = "EUR",
    due: str | None = None,
) -> str:
    """An invoice on ``Assets:Clients:<customer>``."""
    lines = [f'{date} * "{customer}" "Goods" ^{number}']
    if due:
        lines.append(f"  due: {due}")
    lines.append(f"  Assets:Clients:{customer}  {amount} {currency}")
    lines.append("  Income:Sales")
    return "\n".join(lines) + "\n"


def payment(
    date: str,
    amount: str,
    *links: str,
    customer: str = "Martin",
    currency: str = "EUR",
) -> str:
    """Money in the bank from ``customer``, for the invoices linked."""
    named = "".join(f" ^{link}" for link in links)
    return (
        f'{date} * "{customer}" "Transfer"{named}\n'
        f"  Assets:Bank  {amount} {currency}\n"
        f"  Assets:Clients:{customer}\n"
    )


def remark(
    date: str,
    kind: str,
    *links: str,
    customer: str = "Martin",
    **meta: str,
) -> str:
    """A note of what was done or said."""
    named = "".join(f" ^{link}" for link in links)
    lines = [f'{date} note Assets:Clients:{customer} "{kind}"{named}', f'  relance: "{kind}"']
    lines += [f"  {key}: {value}" for key, value in meta.items()]
    return "\n".join(lines) + "\n"


def notice_received(date: str, *references: str) -> str:
    """Return the notes of a formal notice that was delivered on its day."""
    return "".join(remark(date, kind, *references) for kind in ("formal-notice", "received"))


def accounts(*customers: str) -> str:
    """The accounts that the functions above use."""
    lines = ["2020-01-01 open Assets:Bank", "2020-01-01 open Income:Sales"]
    lines += [f"2020-01-01 open Assets:Clients:{name}" for name in customers or ("Martin",)]
    return "\n".join(lines) + "\n"
