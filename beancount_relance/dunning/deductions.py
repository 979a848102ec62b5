"""What a customer has deducted from a payment, told by what is left of the invoice.

A deduction that the legs of the payment show, such as a bank fee, is settled with it. Otherwise
it is told by rule: a difference within the tolerance, the discount for early payment of the
invoice's terms, or a bank fee up to the setting ``bank-fee``. The customer was entitled to these,
or they are not worth a letter, so nobody is asked for them, and there is an entry to paste. A
discount that was taken too late is owed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item, Settlement
from beancount_relance.values.money import unit

SMALL_REST = "small-rest"
DISCOUNT_TAKEN = "discount-taken"
BANK_FEE = "bank-fee"
LATE_DISCOUNT = "late-discount"

ACCOUNTS: Mapping[str, str] = {
    SMALL_REST: "difference",
    DISCOUNT_TAKEN: "discount",
    BANK_FEE: "bank-fee",
}
"""The deductions that are not asked for, with the role of the account for their entry."""


class Deduction(Struct, frozen=True):
    """What is left of an invoice, by rule.

    Attributes:
        kind: :data:`SMALL_REST`, :data:`DISCOUNT_TAKEN`, :data:`BANK_FEE` or :data:`LATE_DISCOUNT`.
        fact: what speaks for it.
        fee: the part of it that a bank may have deducted from a payment with a discount.
    """

    kind: str
    fact: Message
    fee: Decimal = Decimal()

    @property
    def is_asked_for(self) -> bool:
        """Whether the customer still owes it."""
        return self.kind not in ACCOUNTS


def deduction_of(item: Item, settings: Settings) -> Deduction | None:
    """Return the deduction that is all that is open of an item, if there is one."""
    invoice = item.invoice
    payments = item.payments
    if not item.is_open or not item.settled:
        return None
    left = Amount(item.outstanding, invoice.currency)
    tolerated = settings.tolerated(invoice.currency)
    if item.outstanding <= tolerated:
        text = msg(
            "{amount} is within the tolerance of {tolerance}: relance entries {invoice} --as "
            "difference has the entry",
            amount=left,
            tolerance=Amount(tolerated, invoice.currency),
            invoice=invoice.reference,
        )
        return Deduction(SMALL_REST, text)
    if not payments:
        return None
    most = settings.bank_fee.get(invoice.currency, Decimal())
    discount = _discount(item, payments[-1], most)
    if discount is not None:
        return discount
    if item.outstanding <= most:
        text = msg(
            "{amount} is at most {most}, which a bank may have deducted: relance entries {invoice} "
            "--as difference has the entry",
            amount=left,
            most=Amount(most, invoice.currency),
            invoice=invoice.reference,
        )
        return Deduction(BANK_FEE, text)
    return None


def discount_taken(item: Item, settings: Settings) -> Deduction | None:
    """Return the discount taken in time that is all that is open of an item.

    The customer was entitled to it, so it is not claimed in court or insolvency proceedings either.
    """
    deducted = deduction_of(item, settings)
    return deducted if deducted is not None and deducted.kind == DISCOUNT_TAKEN else None


def _discount(item: Item, last: Settlement, most: Decimal) -> Deduction | None:
    """Return the discount for early payment, if exactly that is left.

    Of an invoice paid in time, a bank fee of ``most`` may be left as well, unless a discount
    explains all of it.
    """
    invoice, step = item.invoice, unit(item.invoice.currency)
    late: Deduction | None = None
    with_fee: Deduction | None = None
    for percent, until in invoice.discounts:
        for base in _bases(item):
            discount = (base * percent / 100).quantize(step, ROUND_HALF_UP)
            fee = item.outstanding - discount
            facts = {
                "amount": Amount(discount, invoice.currency),
                "percent": percent,
                "until": until,
                "invoice": invoice.reference,
            }
            if abs(fee) <= step and last.date > until:
                text = msg(
                    "{amount} is the discount of {percent} % for payment by {until}, paid only on "
                    "{date}",
                    date=last.date,
                    **facts,
                )
                late = late or Deduction(LATE_DISCOUNT, text)
            elif abs(fee) <= step:
                text = msg(
                    "{amount} is the discount of {percent} % for payment by {until}: relance "
                    "entries {invoice} --as difference has the entry",
                    **facts,
                )
                return Deduction(DISCOUNT_TAKEN, text)
            elif step < fee <= most and last.date <= until:
                text = msg(
                    "{amount} is the discount of {percent} % for payment by {until}, and {fee} "
                    "that a bank may have deducted: relance entries {invoice} --as difference has "
                    "the entry",
                    fee=Amount(fee, invoice.currency),
                    **facts,
                )
                with_fee = with_fee or Deduction(DISCOUNT_TAKEN, text, fee)
    return with_fee or late


def _bases(item: Item) -> Sequence[Decimal]:
    """Return the amounts of which the customer may have calculated a discount.

    A credit note that does not name the invoice is another matter: they may have deducted it
    before the discount, or after.
    """
    notes = item.credit_notes
    named = sum((part.amount for part in notes if not part.is_presumed), Decimal())
    return tuple(dict.fromkeys((item.not_credited, item.invoice.amount - named)))
