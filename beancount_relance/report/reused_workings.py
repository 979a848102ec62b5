"""The workings of a report, which the next one takes over if only notes have changed.

After a note was recorded, the invoices and payments are what they were, and so are the decisions
about all customers whose history is the same. Nothing is taken over unless what it depends on is
equal, so the report is the same as one that is built from the beginning.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from beancount.core.data import Directive, Document, Transaction
from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.dunning.decisions import Decided
from beancount_relance.history.answered_addresses import with_answered_addresses
from beancount_relance.history.deliveries import DeliveredEvents, without_returned
from beancount_relance.history.disputed_names import disputed_names
from beancount_relance.history.events import Readings, parse_history
from beancount_relance.history.extensions import extensions_in
from beancount_relance.history.promised_rest import problems_of_plans, with_promised_rest
from beancount_relance.history.received_letters import received_together
from beancount_relance.history.replaced_agreements import with_replacements
from beancount_relance.ledger.snapshot import Ledger, read_ledger
from beancount_relance.report.who_owes_what import (
    Position,
    read_position,
    reads_the_same,
    with_own_names,
)
from beancount_relance.values.numbers.invoice_names import name_key

_OF_ONE_LOAD = frozenset(("dcontext", "include", "input_hash"))
"""Options that differ whenever a file has changed, and decide nothing in a report."""


class Workings(Struct, frozen=True):
    """What a report was worked out from.

    Attributes:
        position: who owes what.
        readings: what was read in each note.
        decided: the decisions about each customer, with what they depend on.
    """

    position: Position
    readings: Readings = field(default_factory=dict)
    decided: Decided = field(default_factory=dict)

    def following(
        self, entries: Sequence[Directive], options: Mapping[str, Any], as_of: datetime.date
    ) -> Workings | None:
        """Return the workings for a later version of the ledger.

        Returns:
            ``None`` if anything but notes has changed, or if a note has a say in what is owed.
        """
        read, before = read_ledger(entries, options, as_of), self.position.ledger
        now = with_own_names(read, self.position.policy.settings)
        if before.transactions is not _as_read(before):  # those as read are compared
            now = replace(now, transactions=before.transactions)
        return self.on(now)

    def on(self, now: Ledger) -> Workings | None:
        """Return the workings on a later version of the ledger, as people mean it.

        Returns:
            ``None`` under the same conditions as :meth:`following`.
        """
        before, policy = self.position.ledger, self.position.policy
        is_the_same = (
            reads_the_same(self.position, now)
            and _other_directives(before) == _other_directives(now)
            and _are_alike(_as_read(before), _as_read(now))
            and disputed_names(before.remarks, policy.accounts, policy.customers)
            == disputed_names(now.remarks, policy.accounts, policy.customers)
            and extensions_in(before.remarks) == extensions_in(now.remarks)
        )
        if not is_the_same:
            return None
        return replace(self, position=replace(self.position, ledger=now, sifter=None))


def work_out(
    entries: Sequence[Directive],
    options: Mapping[str, Any],
    as_of: datetime.date,
    *,
    whole: bool,
    known: Workings | None,
) -> Workings:
    """Return what a report is worked out from, following what is known if possible.

    Args:
        entries: all directives, sorted by date.
        options: Beancount's options map.
        as_of: the day; later entries do not count.
        whole: whether to include plainly settled invoices.
        known: the workings for an earlier version of the ledger.
    """
    following = known.following(entries, options, as_of) if known is not None else None
    return following or Workings(read_position(entries, options, as_of, whole=whole))


def read_events(workings: Workings) -> DeliveredEvents:
    """Return the history of the items, with all problems of its notes."""
    position = workings.position
    policy, items = position.policy, position.allocation.items
    settings = policy.settings
    stages: dict[str, int] = {}
    for stage in (each for procedure in settings.all_procedures for each in procedure.stages):
        stages[stage.name] = max(stage.after, stages.get(stage.name, stage.after))
    others = _other_names(position)
    remarks = position.ledger.remarks
    events, problems = parse_history(
        remarks, items, policy.accounts, stages, others, workings.readings
    )
    proven = settings.proven_stages
    received, unknown = received_together(events, proven)
    found = without_returned(received, settings.written_stages, proven, policy.customers)
    kept = with_answered_addresses(found.events, found.undelivered, policy.customers)
    kept = with_replacements(with_promised_rest(kept, items), items, settings.holidays)
    sums = problems_of_plans(kept, items)
    problems += [*sums, *unknown, *found.problems]
    return DeliveredEvents(kept, found.undelivered, problems)


def _other_names(position: Position) -> Mapping[str, set[str]]:
    """Return the invoice names that no reported item has, in lower case, with their customers.

    These are the names of settled invoices, and of other debits, since a note may be about a
    loan.
    """
    others = {name_key(name): set(who) for name, who in position.sifted.settled.items()}
    for customer, name in position.receivables.other_names:
        others.setdefault(name, set()).add(customer)
    return others


def _other_directives(ledger: Ledger) -> Sequence[object]:
    """Everything that a report depends on, apart from the transactions and the notes."""
    return (
        ledger.as_of,
        ledger.is_padded,
        {name: value for name, value in ledger.options.items() if name not in _OF_ONE_LOAD},
        list(ledger.customs),
        list(ledger.opens),
        list(ledger.closes),
        [entry for entry in ledger.remarks if isinstance(entry, Document)],
    )


def _as_read(ledger: Ledger) -> Sequence[Transaction]:
    """The transactions of a ledger as it was read."""
    return (ledger.as_read or ledger).transactions


def _are_alike(before: Sequence[Transaction], now: Sequence[Transaction]) -> bool:
    """Whether transactions are equal, and their numbers have the same digits.

    10 and 10.00 are equal, but differ in what is rounded off. Both are compared in one pass,
    since it is the fetching of postings that takes time: two passes take a third longer.
    """
    if len(before) != len(now):
        return False
    for old, new in zip(before, now, strict=True):
        if old != new:
            return False
        for one, other in zip(old.postings, new.postings, strict=True):
            amount, same = one.units, other.units
            if amount is None or same is None:
                continue
            if str(amount.number) != str(same.number):
                return False
    return True
