"""Late items: which instalment of an invoice bears the fee, and what amount was late."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from beancount_relance.claims.received_interest_by_item import InvoiceKey, invoice_key
from beancount_relance.ledger.counterparts.settlement_kinds import NEVER_OWED
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.procedures import Procedure
from beancount_relance.receivables.items import Item, ItemKey


def late_by_invoice(items: Iterable[Item], as_of: datetime.date) -> Mapping[InvoiceKey, list[Item]]:
    """Return the items that are late or were paid late, by invoice, earliest due first."""
    late: dict[InvoiceKey, list[Item]] = defaultdict(list)
    for item in items:
        if not item.invoice.bears_interest:  # nor a fee
            continue
        if item.invoice.is_overdue(as_of) and (item.is_open or _was_paid_late(item)):
            late[invoice_key(item.invoice)].append(item)
    return late


def _was_paid_late(item: Item) -> bool:
    """Return whether a payment was received after the due date and not reversed."""
    due = item.invoice.due
    came = [p.amount for p in item.settled if p.is_payment and p.date > due]
    return bool(came) and sum(came) > 0


def bearer(late: Sequence[Item]) -> ItemKey | None:
    """Return the instalment that bears the fee of an invoice, preferably an open one."""
    return next((item.key for item in [*filter(lambda i: i.is_open, late), *late]), None)


def late_amount(item: Item) -> Decimal:
    """Return the late amount of an item: without parts settled in time or never owed."""
    due = item.invoice.due
    before = (p.amount for p in item.settled if p.date <= due or p.kind in NEVER_OWED)
    return item.invoice.amount - sum(before, Decimal())


def claiming_stages(procedures: Iterable[Procedure]) -> Mapping[str, bool]:
    """Return the stages that claim something, each with whether it is in writing in any procedure.

    A stage before the due date claims nothing yet.
    """
    stages = [stage for procedure in procedures for stage in procedure.stages]
    early = {stage.name for stage in stages if stage.after < 0}
    spoken = {stage.name for stage in stages if not CHANNELS[stage.channel].in_writing}
    return {each.name: each.name not in spoken for each in stages if each.name not in early}
