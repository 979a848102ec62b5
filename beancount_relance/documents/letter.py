"""One text ready for printing as a letter or a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from beancount.core.amount import Amount

from beancount_relance.documents.page_blocks import Block, lay_out
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Language
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.creditor import Creditor
from beancount_relance.texts.contexts import Context, ReminderContext
from beancount_relance.texts.correspondence import Correspondence
from beancount_relance.texts.payment_details import paid_into
from beancount_relance.texts.writer import Reminder, Writer, Written

EURO = "EUR"
"""The currency of SEPA transfers."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One text ready for printing.

    Attributes:
        reminder: the text.
        blocks: its blocks.
        claimed: the amounts that it claims, by currency.
        payee: the creditor, with the account for payments in euros if there is one.
    """

    reminder: Reminder
    blocks: tuple[Block, ...]
    claimed: tuple[Amount, ...]
    payee: Creditor

    @property
    def is_sheet(self) -> bool:
        """Whether it is for internal use: a page without letterhead or address."""
        return CHANNELS[self.reminder.channel].is_sheet


def letter_of(writer: Writer, action: Action | Correspondence) -> Letter:
    """Write the text of an action, ready for printing.

    Raises:
        ReminderError: the text could not be written.
    """
    return lay_out_letter(writer.written(action), action, writer.language_of(action))


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
    return Letter(written.reminder, blocks, claimed, _payee(written.context))


def _is_still_claimed(amount: str, original: str, body: str) -> bool:
    return body.count(amount) >= original.count(amount) > 0


def _payee(context: Context) -> Creditor:
    if not isinstance(context, ReminderContext):
        return context.creditor
    return paid_into(
        context.creditor, tuple(each for each in context.accounts if each.currency == EURO)
    )
