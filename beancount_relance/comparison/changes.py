"""What differs between two reports of the same day.

Actions are compared customer by customer. Two actions are the same one if they have the same
stage and an invoice in common, or else an invoice in common. What is left over appears or
disappears. Lines of the ledger do not count: an invoice that only moved to another line, or into
another file, has not changed.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.comparison.checkout_paths import Places
from beancount_relance.comparison.fates import Fates
from beancount_relance.comparison.text_changes import Texts
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Message, Problem, msg
from beancount_relance.report.report import Report
from beancount_relance.values.numbers.invoice_names import name_key

ASPECTS: Mapping[str, Message] = {
    "stage": msg("the stage"),
    "channel": msg("the channel"),
    "day": msg("the day"),
    "invoices": msg("the invoices"),
    "claimed": msg("the amount claimed"),
    "text": msg("the text"),
    "enclosures": msg("the enclosures"),
}
"""What can differ between two versions of an action, with its label."""

FIGURES: Mapping[str, Message] = {
    "open": msg("open"),
    "overdue": msg("overdue"),
    "credits": msg("credits"),
    "unidentified": msg("unidentified"),
    "claimed": msg("claimed today"),
}
"""The figures that are compared for each currency, with their labels."""


class ActionChange(Struct, frozen=True):
    """An action, due or upcoming, that differs.

    Attributes:
        before: the action in the first report; ``None`` if it appears.
        after: the action in the second report; ``None`` if it disappears.
        aspects: what differs between the two: keys of :data:`ASPECTS`.
        text: the lines of the text that differ, as ``diff -u`` shows them.
        why: what became of its invoices, if it disappears.
    """

    before: Action | None
    after: Action | None
    aspects: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    why: Message | None = None

    @property
    def action(self) -> Action:
        """The action as it is now, or as it was if it disappears."""
        action = self.after or self.before
        assert action is not None  # noqa: S101 - one of the two always exists
        return action

    @property
    def joining(self) -> tuple[str, ...]:
        """The invoices that only the action as it is now has, if there is an earlier version."""
        return _only_in(self.after, self.before)

    @property
    def leaving(self) -> tuple[str, ...]:
        """The invoices that only the action as it was has, if there is a later version."""
        return _only_in(self.before, self.after)


class ItemChange(Struct, frozen=True):
    """An invoice whose open amount or due date differs.

    Attributes:
        customer: the customer's id.
        invoice: the number of the invoice.
        currency: the currency of both amounts.
        before: its open amount in the first report, zero if it was not open.
        after: its open amount in the second report.
        due: its due dates, the earliest of each report; ``None`` where it is not open.
    """

    customer: str
    invoice: str
    currency: str
    before: Decimal
    after: Decimal
    due: tuple[datetime.date | None, datetime.date | None]


class FigureChange(Struct, frozen=True):
    """A total that differs, in one currency: one of :data:`FIGURES`."""

    figure: str
    currency: str
    before: Decimal
    after: Decimal


class Comparison(Struct, frozen=True):
    """All differences between two reports of the same day.

    Attributes:
        actions: by customer; those that changed, appeared or disappeared.
        items: by customer and number.
        figures: by currency.
        problems_gone: the problems that only the first report has, by file and line.
        problems_new: the problems that only the second report has.
        problems_of_both: the problems of the second report that the first has as well.
        unwritten: why texts of the first and of the second report cannot be written.
    """

    before: Report
    after: Report
    actions: tuple[ActionChange, ...]
    items: tuple[ItemChange, ...]
    figures: tuple[FigureChange, ...]
    problems_gone: tuple[Problem, ...] = ()
    problems_new: tuple[Problem, ...] = ()
    problems_of_both: tuple[Problem, ...] = ()
    unwritten: tuple[tuple[Message, ...], tuple[Message, ...]] = ((), ())

    def __bool__(self) -> bool:
        """Whether anything differs."""
        problems = self.problems_gone or self.problems_new
        texts = set(map(str, self.unwritten[0])) != set(map(str, self.unwritten[1]))
        return bool(self.actions or self.items or self.figures or problems or texts)

    def title(self, customer: str) -> str:
        """Return the name of a customer by their id, as the newer report that knows it has it."""
        known = customer in self.after.customers or customer not in self.before.customers
        return (self.after if known else self.before).customer(customer).title


def compare(before: Report, after: Report, places: Places | None = None) -> Comparison:
    """Compare two reports of the same day.

    Args:
        before: the first report.
        after: the second report.
        places: the temporary folders that the ledgers were read from, if any.

    Raises:
        ValueError: they are of different days.
    """
    if before.as_of != after.as_of:
        raise ValueError(f"reports of {before.as_of} and {after.as_of} cannot be compared")
    places = places or Places()
    texts = Texts(before, after)
    actions = tuple(_action_changes(before, after, texts))
    old_problems = [*map(places.problem, before.problems)]
    problems = [*map(places.problem, after.problems)]
    new = tuple(_without(problems, old_problems))
    return Comparison(
        before,
        after,
        actions,
        tuple(_item_changes(before, after)),
        tuple(_figure_changes(before, after)),
        tuple(_without(old_problems, problems)),
        new,
        tuple(_without(problems, new)),
        (
            tuple(map(places.message, texts.before.failures)),
            tuple(map(places.message, texts.after.failures)),
        ),
    )


def _action_changes(before: Report, after: Report, texts: Texts) -> Iterator[ActionChange]:
    """Yield the actions that differ, by customer."""
    old, new = _by_customer(before), _by_customer(after)
    fates = Fates(before, after)
    for customer in sorted({*old, *new}):
        for first, second in _pairs(old.get(customer, []), new.get(customer, [])):
            if first is not None and second is not None:
                text = texts.changes(first, second)
                aspects = [*_aspects(first, second), *(("text",) if text else ())]
                if not texts.enclose_alike(first, second):
                    aspects.append("enclosures")
                if aspects:
                    yield ActionChange(first, second, tuple(aspects), text)
            else:
                texts.try_alone(first, second)
                yield ActionChange(first, second, why=fates.of(first) if first else None)


def _by_customer(report: Report) -> Mapping[str, list[Action]]:
    grouped: dict[str, list[Action]] = defaultdict(list)
    for action in (*report.agenda.actions, *report.agenda.upcoming):
        grouped[action.customer.id].append(action)
    return grouped


def _pairs(
    old: Sequence[Action], new: Sequence[Action]
) -> Iterator[tuple[Action | None, Action | None]]:
    """Yield each action with its other version, first those of the same stage."""
    left, found = list(new), {}
    for same_stage in (True, False):
        for place, first in enumerate(old):
            if place in found:
                continue
            for second in left:
                alike = first.stage.name == second.stage.name or not same_stage
                if alike and _have_one_in_common(first, second):
                    found[place] = second
                    left.remove(second)
                    break
    for place, first in enumerate(old):
        yield first, found.get(place)
    for second in left:
        yield None, second


def _have_one_in_common(first: Action, second: Action) -> bool:
    names = set(map(name_key, first.invoices))
    return any(name_key(name) in names for name in second.invoices)


def _only_in(action: Action | None, other: Action | None) -> tuple[str, ...]:
    if action is None or other is None:
        return ()
    others = set(map(name_key, other.invoices))
    return tuple(name for name in action.invoices if name_key(name) not in others)


def _aspects(first: Action, second: Action) -> Iterator[str]:
    """Yield what differs between two versions of an action, apart from their texts."""
    if first.stage.name != second.stage.name:
        yield "stage"
    if first.channel != second.channel:
        yield "channel"
    if first.due_on != second.due_on:
        yield "day"
    if sorted(first.invoices) != sorted(second.invoices):
        yield "invoices"
    if first.claimed != second.claimed:
        yield "claimed"


def _item_changes(before: Report, after: Report) -> Iterator[ItemChange]:
    """Yield the invoices whose open amount or due date differs."""
    old, new = _open_amounts(before), _open_amounts(after)
    for key in sorted({*old, *new}):
        customer, currency, _ = key
        nothing = (Decimal(), None, "")
        first, second = old.get(key, nothing), new.get(key, nothing)
        if first[:2] != second[:2]:
            name = second[2] or first[2]
            yield ItemChange(customer, name, currency, first[0], second[0], (first[1], second[1]))


def _open_amounts(
    report: Report,
) -> Mapping[tuple[str, str, str], tuple[Decimal, datetime.date | None, str]]:
    """Return the open amount, earliest due date and number of the open invoices."""
    found: dict[tuple[str, str, str], tuple[Decimal, datetime.date | None, str]] = {}
    for item in report.open_items:
        invoice = item.invoice
        key = (invoice.customer, invoice.currency, name_key(invoice.reference))
        amount, due, name = found.get(key, (Decimal(), invoice.due, invoice.reference))
        earliest = invoice.due if due is None else min(due, invoice.due)
        found[key] = (amount + item.outstanding, earliest, name)
    return found


def _figure_changes(before: Report, after: Report) -> Iterator[FigureChange]:
    """Yield the totals that differ."""
    old, new = _figures(before), _figures(after)
    for currency in sorted({*old, *new}):
        for figure in FIGURES:
            first = old.get(currency, {}).get(figure, Decimal())
            second = new.get(currency, {}).get(figure, Decimal())
            if first != second:
                yield FigureChange(figure, currency, first, second)


def _figures(report: Report) -> Mapping[str, Mapping[str, Decimal]]:
    """Return the figures of a report by currency."""
    figures: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for total in report.aged_totals:
        figures[total.currency] |= {
            "open": total.open,
            "overdue": total.overdue,
            "credits": total.credits,
            "unidentified": total.unidentified,
        }
    for currency, amount in _claimed(report.actions):
        figures[currency]["claimed"] += amount
    return figures


def _claimed(actions: Iterable[Action]) -> Iterator[tuple[str, Decimal]]:
    for action in actions:
        yield from action.claimed.items()


def _without(problems: Iterable[Problem], others: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems that others do not have, whatever their line."""
    left = Counter(map(str, (each.message for each in others)))
    for problem in problems:
        text = str(problem.message)
        if left[text]:
            left[text] -= 1
        else:
            yield problem
