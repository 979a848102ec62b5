"""The reasons for a decision: facts from the books, each with its place in the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.analysis.ageing import days_overdue
from beancount_relance.language.messages import Message, Source, msg, nmsg
from beancount_relance.ledger.counterparts.settlement_kinds import (
    PAYMENT,
    REVERSAL,
    SETTLEMENT_KINDS,
    SettlementKind,
)
from beancount_relance.receivables.invoices import EarlierOwner
from beancount_relance.receivables.items import BY_AMOUNT, Item, Settlement, kind_taken_back
from beancount_relance.receivables.part_labels import part_of_invoice

RETURNED_UNPAID = replace(
    SETTLEMENT_KINDS[REVERSAL],
    title=msg("payment returned"),
    fact=msg("payment of {amount} returned unpaid on {date}"),
)
"""A reversal by which the bank returned a payment: nobody corrected an entry."""


class Reason(Struct, frozen=True):
    """One reason for a decision.

    Attributes:
        message: what to say.
        source: its place in the ledger, if there is one.
        date: the day on which it happened; ``None`` for what holds today, or is to come.
    """

    message: Message
    source: Source | None = None
    date: datetime.date | None = None


def reasons_of(item: Item, as_of: datetime.date, chain: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return the invoice, what happened with it in order of date, what is left, and what follows.

    Args:
        item: the item.
        as_of: the day.
        chain: the reasons from the history and from the procedure.
    """
    invoice, *facts = facts_of(item, as_of)
    known = (*facts, *chain)
    happened = [(each.date, each) for each in known if each.date is not None]
    happened.sort(key=lambda dated: dated[0])
    return (
        invoice,
        *(each for _, each in happened),
        *(each for each in known if each.date is None),
    )


def facts_of(item: Item, as_of: datetime.date) -> list[Reason]:
    """Return the facts about an item: the invoice, its settlements, and how late it is."""
    invoice = item.invoice
    part = part_of_invoice(invoice)
    name = invoice.reference
    facts = {
        "invoice": msg("{invoice}, {part}", invoice=name, part=part) if part is not None else name,
        "amount": Amount(invoice.amount, invoice.currency),
        "date": invoice.date,
        "due": invoice.due,
        "basis": invoice.basis,
    }
    if invoice.lent:
        text = msg(
            "{invoice}: {amount} lent or laid out on {date}, due on {due} ({basis}); nothing was "
            "sold, so neither late interest nor a fee is claimed",
            **facts,
        )
    elif invoice.carried_over:  # the day on which it was invoiced is not known
        text = msg("{invoice}: {amount} carried over on {date}, due on {due} ({basis})", **facts)
    else:
        text = msg("{invoice}: {amount} invoiced on {date}, due on {due} ({basis})", **facts)
    reasons = [Reason(text, invoice.source, invoice.date)]
    then = [(owner.until, _moved(owner)) for owner in invoice.moved_from]
    then += [(part.date, _settled(part, item)) for part in item.movements]
    then += [(opened.date, _carried(closed, opened, item)) for closed, opened in _carryings(item)]
    reasons += [reason for _, reason in sorted(then, key=lambda each: each[0])]
    if not item.is_open:
        return [*reasons, Reason(msg("settled"))]
    late = days_overdue(invoice.due, as_of)
    left = Amount(item.outstanding, invoice.currency)
    if late:
        text = nmsg(
            "{left} outstanding, {count} day overdue",
            "{left} outstanding, {count} days overdue",
            late,
            left=left,
        )
    else:
        text = msg("{left} outstanding, not yet due", left=left)
    return [*reasons, Reason(text)]


def _moved(owner: EarlierOwner) -> Reason:
    text = msg(
        "continued from {customer} on {date}: the same invoice, with its due date and history",
        customer=owner.customer,
        date=owner.until,
    )
    return Reason(text, owner.source, owner.until)


def _carryings(item: Item) -> Iterator[tuple[Settlement, Settlement]]:
    """Yield each part that was closed, and its opening."""
    yield from zip(item.carried[::2], item.carried[1::2], strict=True)


def _carried(closed: Settlement, opened: Settlement, item: Item) -> Reason:
    text = msg(
        "{amount} carried over in the books: closed on {closed}, opened again on {opened}",
        amount=Amount(closed.amount, item.invoice.currency),
        closed=closed.date,
        opened=opened.date,
    )
    return Reason(text, opened.source, opened.date)


def _settled(part: Settlement, item: Item) -> Reason:
    amount = Amount(abs(part.amount), item.invoice.currency)
    text = msg(labels_of(part).fact.text, amount=amount, date=part.date)
    kind = kind_taken_back(part, item)
    if kind is not None and kind != PAYMENT:
        text = msg(
            "{amount} taken back on {date} ({kind})",
            kind=SETTLEMENT_KINDS[kind].title,
            amount=amount,
            date=part.date,
        )
    basis = basis_of(part)
    if basis is not None:
        text = msg("{fact}, {basis}", fact=text, basis=basis)
    return Reason(text, part.source, part.date)


def labels_of(part: Settlement) -> SettlementKind:
    """Return the kind of a settlement, as it is called and told."""
    return RETURNED_UNPAID if part.returned else SETTLEMENT_KINDS[part.kind]


def basis_of(part: Settlement) -> Message | None:
    """Return on what a settlement rests, unless that is the number as the ledger has it."""
    if not part.is_presumed:
        return part.evidence
    by_amount = part.basis == BY_AMOUNT
    text = msg("presumed by amount") if by_amount else msg("presumed: oldest first")
    if part.evidence is None:
        return text
    return msg("{basis} ({evidence})", basis=text, evidence=part.evidence)
