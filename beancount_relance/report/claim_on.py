"""The claim on an item, as far as anything is asked for."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.claims.claim import Claim
from beancount_relance.claims.late_items import late_amount
from beancount_relance.dunning.deductions import ACCOUNTS
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report


def claim_on(report: Report, item: Item) -> Claim:
    """Return the claim on an item of a report.

    Neither interest nor a fee is due on what the customer was entitled to deduct, such as a
    discount for early payment.
    """
    decision = report.decisions.get(item.key)
    if decision is None or decision.why not in ACCOUNTS:
        return report.claims.of(item)
    invoice = replace(item.invoice, amount=item.invoice.amount - item.outstanding)
    paid = replace(item, invoice=invoice, outstanding=Decimal(), is_open=False)
    claim = report.claims.of(paid)
    if invoice.parts == 1 and late_amount(paid) <= 0:  # the rest of it was paid in time
        claim = replace(claim, fee=Decimal(), other_fee=None)
    return claim
