"""The list of exceptions: everything that needs a person's attention.

It contains blocked items, unmatched money and directives that could not be read.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from beancount_relance.dunning.agenda import Agenda
from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.waiting_reasons import WAITING_REASONS
from beancount_relance.language.messages import Problem
from beancount_relance.receivables.items import (
    Allocation,
    Item,
    OpenCredit,
    OpenDebit,
    UnclearCredit,
)


class ExceptionList(Struct, frozen=True):
    """The exceptions of a day.

    Attributes:
        blocked: open items that wait until someone acts.
        credits: customers' credits that settle nothing.
        unidentified: debits that are not invoices.
        presumed: open items with a part that is only presumed to be settled.
        problems: the problems found in the ledger.
        unclear: credits for which somebody should say what they were paid for.
    """

    blocked: Sequence[Decision]
    credits: Sequence[OpenCredit]
    unidentified: Sequence[OpenDebit]
    presumed: Sequence[Item]
    problems: Sequence[Problem]
    unclear: Sequence[UnclearCredit] = ()

    def __len__(self) -> int:
        """Return the number of exceptions."""
        money = (self.credits, self.unidentified, self.presumed, self.unclear)
        return sum(map(len, (self.blocked, *money, self.problems)))


def exceptions_of(
    agenda: Agenda, allocation: Allocation, problems: Sequence[Problem]
) -> ExceptionList:
    """Collect the exceptions from the agenda, the allocation and the problems."""
    return ExceptionList(
        blocked=[each for each in agenda.waiting if not _is_passing(each)],
        credits=allocation.credits,
        unidentified=allocation.unidentified,
        presumed=[
            item
            for item in allocation.items
            if item.is_open and any(part.is_presumed for part in item.settled)
        ],
        problems=problems,
        unclear=allocation.unclear,
    )


def _is_passing(decision: Decision) -> bool:
    return decision.why is not None and WAITING_REASONS[decision.why].is_passing
