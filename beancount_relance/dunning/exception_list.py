"""The list of exceptions: what no ladder moves on by itself, and somebody must look at.

Controllers ask for it as one list: what is blocked, money that was not matched, and
what could not be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from beancount_relance.dunning.agenda import Agenda
from beancount_relance.dunning.decision import Decision
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import Problem
from beancount_relance.receivables.allocation import (
    PRESUMED,
    Allocation,
    Item,
    OpenCredit,
    OpenDebit,
)

_PROMISED = (kind.name for kind in NOTE_KINDS.values() if kind.promises_payment)
_MOVES_BY_ITSELF = frozenset(("not-due", *_PROMISED, "under-minimum", "covered"))


@dataclass(frozen=True, slots=True)
class ExceptionList:
    """The exceptions of a day.

    Attributes:
        blocked: open items that wait for somebody to do or to say something.
        credits: money of customers that settles nothing.
        unidentified: debits that are no invoices.
        presumed: open items of which a part was settled by presumption.
        problems: what could not be read.
    """

    blocked: Sequence[Decision]
    credits: Sequence[OpenCredit]
    unidentified: Sequence[OpenDebit]
    presumed: Sequence[Item]
    problems: Sequence[Problem]

    def __len__(self) -> int:
        """How many there are."""
        lists = (self.blocked, self.credits, self.unidentified, self.presumed, self.problems)
        return sum(map(len, lists))


def exceptions_of(
    agenda: Agenda, allocation: Allocation, problems: Sequence[Problem]
) -> ExceptionList:
    """The exceptions among the decisions and the money of a day."""
    return ExceptionList(
        blocked=[each for each in agenda.waiting if each.why not in _MOVES_BY_ITSELF],
        credits=allocation.credits,
        unidentified=allocation.unidentified,
        presumed=[
            item
            for item in allocation.items
            if item.is_open and any(part.basis == PRESUMED for part in item.settled)
        ],
        problems=problems,
    )
