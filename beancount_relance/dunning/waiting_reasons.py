"""The registry of the reasons why an item waits: what each is called, and what ends it.

Those that follow from a note are in :mod:`~beancount_relance.history.note_kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from beancount_relance.history.note_kind import Wait
from beancount_relance.history.note_kinds import BEFORE_THE_COURT, HANDOVER, NOTE_KINDS, WAITS
from beancount_relance.language.messages import Message, msg

NO_PROCEDURE, NOT_DUE, UNDER_MINIMUM = "no-procedure", "not-due", "under-minimum"
COVERED, UNREACHABLE, LADDER_DONE = "covered", "unreachable", "ladder-done"
SENT = "letter-sent"
"""After a letter whose delivery must be proven, until it is received."""
AGAIN = "again"
"""Until the day on which the customer is to be called again."""


class WaitingReason(Struct, frozen=True, eq=False):
    """A reason why an item waits.

    Attributes:
        label: what it is called.
        end: what ends it if no last day is known; ``None`` if nothing is to be said of that.
        is_passing: whether it ends without anybody's attention.
    """

    label: Message
    end: Message | None = None
    is_passing: bool = False


_RESUME = msg("a note “resume”")
_PROMISED = frozenset(kind.waits for kind in NOTE_KINDS.values() if kind.promises_payment)


def _of_notes(wait: Wait) -> WaitingReason:
    end = None if wait.proceedings else wait.ended_by or _RESUME
    return WaitingReason(wait.title, end, wait.days is not None or wait in _PROMISED)


WAITING_REASONS: Mapping[str, WaitingReason] = {
    NO_PROCEDURE: WaitingReason(msg("no reminders for this customer")),
    **{why: _of_notes(wait) for why, wait in WAITS.items()},
    AGAIN: WaitingReason(msg("to be called again"), is_passing=True),
    "unknown-customer": WaitingReason(msg("not known whose it is"), end=msg("you say whose it is")),
    "unknown-payer": WaitingReason(
        msg("payment from someone without an invoice"), end=msg("you say who paid")
    ),
    "several-payees": WaitingReason(
        msg("several payees on one account"), end=msg("you say whether they are one")
    ),
    "unknown-due-date": WaitingReason(
        msg("not known when it is due"), end=msg("you say when it is due")
    ),
    "unreadable-value": WaitingReason(
        msg("something about it cannot be read"), end=msg("you correct what cannot be read")
    ),
    "possible-payment": WaitingReason(
        msg("possible payment"), end=msg("you say what the money is for")
    ),
    "stated-deduction": WaitingReason(
        msg("the payment states a deduction"),
        end=msg("you book the deduction, or note “still-owed”"),
    ),
    "marked-invoice": WaitingReason(
        msg("marked as not to be asked for"),
        end=msg("you book what the mark says, or note “still-owed”"),
    ),
    COVERED: WaitingReason(
        msg("covered by the customer’s credit"),
        end=msg("that credit is used elsewhere"),
        is_passing=True,
    ),
    "small-rest": WaitingReason(
        msg("a small remainder of a payment"), end=msg("you book the difference")
    ),
    "discount-taken": WaitingReason(
        msg("discount for early payment"), end=msg("you book the discount")
    ),
    "bank-fee": WaitingReason(msg("a bank’s fee"), end=msg("you book the fee")),
    UNDER_MINIMUM: WaitingReason(msg("below the minimum"), end=msg("more is due"), is_passing=True),
    UNREACHABLE: WaitingReason(
        msg("new address to be found"), end=msg("you give an address that works")
    ),
    LADDER_DONE: WaitingReason(
        msg("all stages done"), end=msg("you decide: write it off, hand it over or go to court")
    ),
    SENT: WaitingReason(msg("registered letter under way"), is_passing=True),
    NOT_DUE: WaitingReason(msg("not due yet"), is_passing=True),
}
"""The reasons by name, the most important first."""

WITH_OTHERS: Mapping[str, Message] = {
    HANDOVER.name: msg("{invoice} is handed over"),
    BEFORE_THE_COURT.why: msg("{invoice} is before the court"),
}
"""The reasons that are what others do with an invoice, and how another one says so."""
