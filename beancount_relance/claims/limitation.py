"""Limitation: the last day on which the creditor can sue.

The period starts with the completion of the service or the delivery (Cass. com.
26/02/2020, 18-25.036). A ledger does not contain this date, so the earlier of invoice
date and due date is used as a safe assumption, which is stated. The period starts again,
with the same length, when the debtor acknowledges the debt, for example by a part payment
(C. civ. 2240, 2231), or when an order is served (2241, 2244). A formal notice does not
interrupt it (Cass. com. 18/05/2022, 20-23.204). For public debtors, however, any written
claim does, and the period is counted from the following 1 January (loi 68-1250, articles 1
and 2). In Spain a claim does if the creditor proves its receipt (Código Civil 1973). What
interrupts it under each law is in ``data/limitation.csv``. A customer's
``limitation: "1 year"``, for example for the carriage of goods (C. com. L133-6), replaces
the length.

A promise to pay or a plan acknowledges the debt as well, but the creditor must prove it
(1359). So it only counts if its note has a document; until then the basis tells the later
day. Once a claim is adjudged, the period is the time to enforce the judgment.

Several laws can be in question: the one that governs the contract, the one of the debtor's
country, that of the kind of customer that the debtor seems to be, or for consumers and public
bodies abroad the creditor's. The earliest day is taken, and the basis tells them all.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.applicable_law import GoverningLaw
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import ACKNOWLEDGED, EXTENSION, NOTE_KINDS
from beancount_relance.language.messages import CountryName, Message, Source, msg, nmsg
from beancount_relance.law.limitation_periods import (
    IF_RECEIVED,
    WRITTEN,
    LimitationPeriod,
    limitation_in,
)
from beancount_relance.ledger.counterparts.settlement_kinds import PAYMENT
from beancount_relance.policy.apparent_kind import ASSOCIATION
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.customers import BUSINESS, CONSUMER, PUBLIC
from beancount_relance.receivables.items import BY_REFERENCE, Item
from beancount_relance.values.dates import years_later

_PROMISES = frozenset(kind.name for kind in NOTE_KINDS.values() if kind.promises_payment)
_TITLES = frozenset(("judgment", "enforcement"))
"""Steps in court after which the claim can be enforced.

The service of an order is none, since the debtor can still object to it: where the law says so, it
interrupts the period, which then starts again with its own length (C. civ. 2231, 2241).
"""

EXPIRES_WITHIN = 90
"""The number of days before the end of a limitation period from which it is reported."""


class LawPeriod(Struct, frozen=True):
    """The limitation period of a country; ``period`` is ``None`` if it is unknown."""

    country: str
    period: LimitationPeriod | None


class Limitation(Struct, frozen=True):
    """The last day to sue, its basis, and the source of the last interruption, if any.

    Attributes:
        last: the last day.
        basis: what it is counted from.
        source: the place in the ledger of the last interruption.
        titled: whether the claim was adjudged, so that it is the last day to enforce it.
    """

    last: datetime.date
    basis: Message
    source: Source | None = None
    titled: bool = False


def periods_for(law: GoverningLaw, years: int | None) -> Sequence[LawPeriod]:
    """Return the limitation periods in question for a claim, that of the governing law first.

    Args:
        law: the governing law.
        years: the length set for the customer, if it differs from the law.
    """
    kinds = [law.kind]
    if law.doubtful is not None:  # the law may protect an association as it does a consumer
        kinds.append(CONSUMER if law.doubtful == ASSOCIATION else law.doubtful)
    countries = [law.country, law.home] if law.home is not None else [law.country]
    if years is not None:
        period = limitation_in(law.country, law.kind) or LimitationPeriod(years)
        own = replace(period, years=years, from_next_year=False)
        return (LawPeriod(law.country or "", own),)
    found = [
        LawPeriod(country, limitation_in(country, kind))
        for country in dict.fromkeys(countries)
        for kind in kinds
        if country is not None
    ]
    if law.creditors is not None and law.creditors not in countries:
        kind = BUSINESS if law.kind == PUBLIC else law.kind
        found.append(LawPeriod(law.creditors, limitation_in(law.creditors, kind)))
    return tuple(found)


def last_day_to_sue(
    item: Item, events: Iterable[Event], periods: Sequence[LawPeriod], claiming: Mapping[str, bool]
) -> Limitation | None:
    """Return the last day to sue for an item, or ``None`` if no period is known.

    Args:
        item: the item, with its part payments.
        events: the customer's history; only events about the item count.
        periods: the limitation periods in question; the earliest day counts.
        claiming: the stages that claim something, each with whether it is in writing.
    """
    about = [event for event in events if item.key in event.items]
    found = [
        (_last_day_under(item, about, each.period, claiming), each.country)
        for each in periods
        if each.period is not None
    ]
    if not found:
        return None
    first, country = min(found, key=lambda each: each[0].last)
    others = {
        other: msg("{country}: {date}", date=limit.last, country=CountryName(other))
        for limit, other in found
        if other != country
    }
    for each in periods:
        if each.period is None and each.country not in (*others, country):
            others[each.country] = msg("{country}: unknown", country=CountryName(each.country))
    if not others:
        return first
    basis = msg(
        "{country}: {basis}; {others}",
        basis=first.basis,
        country=CountryName(country),
        others=list(others.values()),
    )
    return replace(first, basis=basis)


def _last_day_under(
    item: Item, events: Sequence[Event], period: LimitationPeriod, claiming: Mapping[str, bool]
) -> Limitation:
    """Return the last day to sue under one law, with the later day of what is not proved."""
    restarts = [*_recognitions(item, events, period, claiming), *_payments(item, period)]
    restarts.sort(key=lambda each: each.day)
    sure = _counted(item, period, [each for each in restarts if each.proved])
    if sure.titled or all(each.proved for each in restarts):
        return sure
    if_proved = _counted(item, period, restarts)
    if if_proved.last <= sure.last:
        return sure
    basis = msg(
        "{basis}; {later} with proof in writing ({cause})",
        basis=sure.basis,
        later=if_proved.last,
        cause=if_proved.basis,
    )
    return replace(sure, basis=basis)


def _counted(item: Item, period: LimitationPeriod, restarts: Iterable[_Restart]) -> Limitation:
    found = _limitation(item, period)
    for restart in restarts:
        if restart.day > found.last:
            continue
        if restart.titles and period.enforced_years is not None:
            last = years_later(restart.day, period.enforced_years)
            basis = nmsg(
                "{count} year to enforce it, from {start}: {cause}",
                "{count} years to enforce it, from {start}: {cause}",
                period.enforced_years,
                start=restart.day,
                cause=restart.cause,
            )
            found = Limitation(max(last, found.last), basis, restart.source, titled=True)
        elif not found.titled:
            last, basis = _count(restart.day, restart.cause, period, anew=True)
            if last > found.last:
                found = Limitation(last, basis, restart.source)
    return found


def earliest_year(item: Item, periods: Iterable[LawPeriod]) -> int | None:
    """Return the year of the last day to sue without interruptions, a lower bound."""
    years = [each.period.years for each in periods if each.period is not None]
    return min(item.invoice.date, item.invoice.due).year + min(years) if years else None


class _Restart(Struct, frozen=True):
    """Something after which the period starts again.

    Attributes:
        day: its day.
        cause: what it is.
        source: its place in the ledger.
        proved: whether the creditor can prove it.
        titles: whether the claim can be enforced from then on.
    """

    day: datetime.date
    cause: Message
    source: Source
    proved: bool = True
    titles: bool = False


def _limitation(item: Item, period: LimitationPeriod) -> Limitation:
    invoice = item.invoice
    if invoice.due < invoice.date:
        start = invoice.due
        cause = msg("the due date, taken as the start because the day of delivery is not known")
    else:
        start = invoice.date
        cause = msg(
            "the invoice’s date, taken as the start because the day of delivery is not known"
        )
    return Limitation(*_count(start, cause, period, anew=False))


def _count(
    day: datetime.date, cause: Message, period: LimitationPeriod, *, anew: bool
) -> tuple[datetime.date, Message]:
    """Return the last day of a period that starts on ``day``, and its description."""
    from_next_year = period.anew_from_next_year if anew else period.from_next_year
    start = datetime.date(day.year + 1, 1, 1) if from_next_year else day
    basis = nmsg(
        "{count} year from {start}: {cause}",
        "{count} years from {start}: {cause}",
        period.years,
        start=start,
        cause=cause,
    )
    return _last_day(day, period.years, from_next_year=from_next_year), basis


def _recognitions(
    item: Item, events: Iterable[Event], period: LimitationPeriod, claiming: Mapping[str, bool]
) -> Iterator[_Restart]:
    for event in events:
        kind = NOTE_KINDS.get(event.kind)
        titles = event.kind in _TITLES and period.enforced_years is not None
        if kind is EXTENSION and event.until is not None:  # not to be sued for before
            cause = msg("later due date agreed on {date}", date=event.date)
            until = min(event.until, event.replaced_on or event.until)
            yield _Restart(until, cause, event.source, event.documented)
        elif kind is not None and (kind.name in period.interrupted_by or titles):
            cause = msg("{kind} on {date}", kind=kind.label, date=event.date)
            proved = event.documented or not _needs_proof(item, event, period)
            yield _Restart(event.date, cause, event.source, proved, titles)
        elif WRITTEN in period.interrupted_by and _is_in_writing(event, claiming):
            cause = msg("claim in writing on {date}", date=event.date)
            yield _Restart(event.date, cause, event.source)
        elif IF_RECEIVED in period.interrupted_by and _is_in_writing(event, claiming):
            cause = msg("receipt of the claim in writing of {date}", date=event.date)
            yield _Restart(event.date, cause, event.source, proved=False)


def _is_in_writing(event: Event, claiming: Mapping[str, bool]) -> bool:
    """Return whether an event is a claim in writing, by its own channel if the note has one."""
    if event.channel is None:
        return claiming.get(event.kind, False)
    return event.kind in claiming and CHANNELS[event.channel].in_writing


def _needs_proof(item: Item, event: Event, period: LimitationPeriod) -> bool:
    """Return whether an event is only proved by a document."""
    if event.kind in _PROMISES:
        return True
    limit = period.in_writing_above
    return (
        event.kind == ACKNOWLEDGED.name
        and limit is not None
        and limit.currency == item.invoice.currency
        and limit.number is not None
        and item.invoice.amount > limit.number
    )


def _payments(item: Item, period: LimitationPeriod) -> list[_Restart]:
    """Return the part payments that refer to the item."""
    if PAYMENT not in period.interrupted_by:
        return []
    payments = [p for p in item.settled if p.is_payment and p.basis == BY_REFERENCE]
    return [
        _Restart(p.date, msg("part payment of {date}", date=p.date), p.source) for p in payments
    ]


def _last_day(start: datetime.date, years: int, *, from_next_year: bool) -> datetime.date:
    if from_next_year:
        return datetime.date(start.year + years, 12, 31)
    return years_later(start, years)
