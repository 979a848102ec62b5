"""One text ready for printing as a letter or a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.documents.page_blocks import Block, lay_out
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Language
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.creditor import Creditor
from beancount_relance.texts.contexts import Context, ReminderContext
from beancount_relance.texts.correspondence.correspondence import Correspondence
from beancount_relance.texts.payment_details import with_account
from beancount_relance.texts.writer import Reminder, Written

_QR_DIGITS = 26
EURO = "EUR"
"""The currency of SEPA transfers."""


class Letter(Struct, frozen=True):
    """One text ready for printing.

    Attributes:
        reminder: the text.
        blocks: its blocks.
        claimed: the amounts that it claims, by currency.
        payees: the creditor, with the account for each currency that has one.
        qr_reference: the Swiss QR reference that was sent with its only invoice, if any.
    """

    reminder: Reminder
    blocks: tuple[Block, ...]
    claimed: tuple[Amount, ...]
    payees: Mapping[str, Creditor]
    qr_reference: str | None

    @property
    def is_sheet(self) -> bool:
        """Whether it is for internal use: a page without letterhead or address."""
        return CHANNELS[self.reminder.channel].is_sheet


def lay_out_letter(
    written: Written, action: Action | Correspondence, words: Language, original: str | None = None
) -> Letter:
    """Lay a text out for printing.

    An amount that a changed text no longer names is not claimed: a code to scan must not ask for
    a fee that somebody struck.

    Args:
        written: the text.
        action: what it is about.
        words: the language of the text.
        original: the body before somebody changed it; ``None`` if nobody did.
    """
    blocks = lay_out(written.parts, written.context, words)
    body = written.reminder.body
    claimed = tuple(
        amount
        for amount in (Amount(number, unit) for unit, number in action.claimed.items())
        if original is None or _is_still_claimed(words.amount(amount), original, body)
    )
    payees = _payees(written.context, [amount.currency for amount in claimed])
    return Letter(written.reminder, blocks, claimed, payees, _qr_reference(action))


def _is_still_claimed(amount: str, original: str, body: str) -> bool:
    return body.count(amount) >= original.count(amount) > 0


def _payees(context: Context, currencies: Iterable[str]) -> Mapping[str, Creditor]:
    if not isinstance(context, ReminderContext):
        return dict.fromkeys(currencies, context.creditor)
    return {
        each.currency: with_account(context.creditor, each)
        for each in context.accounts
        if each.iban
    }


def _qr_reference(action: Action | Correspondence) -> str | None:
    """Return the QR reference of the only invoice; it has 26 digits and a check digit."""
    items = action.items if isinstance(action, Action) else ()
    if len({item.invoice.reference for item in items}) != 1:
        return None
    sent = (each for each in items[0].invoice.payloads if len(each) == _QR_DIGITS)
    digits = next(sent, None)
    return digits + import_module("stdnum.ch.esr").calc_check_digit(digits) if digits else None
