"""Words the time limits of recovery options."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

from beancount_relance.language.messages import Message, Translated, msg, nmsg
from beancount_relance.law.recovery_options import Length, TimeLimit
from beancount_relance.values.dates import later
from beancount_relance.values.working_days import next_working_day

_AFTER_SERVICE: Mapping[str, Message] = {
    "object": msg("the customer may object within {length} of service"),
    "answer": msg("the customer has {length} from service to answer"),
    "wait": msg("nothing can be enforced for {length} from service"),
    "apply": msg("apply for the next step within {length} of service"),
    "certificate": msg(
        "an order dated {date} or earlier: after {length} from service, ask the registry "
        "whether there was an objection"
    ),
    "enforce": msg(
        "an order dated {date} or later: it can be enforced if the registry gives no notice of "
        "an objection within {length} of service"
    ),
}
"""The steps whose time runs from the service of a decision or a demand."""

_DAY_OF: Mapping[str, Message] = {
    "object": msg("the customer may object until {day}"),
    "answer": msg("the customer may answer until {day}"),
    "wait": msg("nothing can be enforced before {day}"),
    "apply": msg("apply for the next step by {day}"),
    "certificate": msg(
        "an order dated {date} or earlier: after {day}, ask the registry whether there was an "
        "objection"
    ),
    "enforce": msg(
        "an order dated {date} or later: it can be enforced after {day} ({length} from service) "
        "if the registry has given no notice of an objection"
    ),
}
"""The same steps once the day of service is known."""

_OURS = ("apply", "wait")
"""The steps that we have to take."""

_OTHERS: Mapping[str, Message] = {
    "agree": msg("the customer has {length} to agree"),
}


def limit_messages(
    limits: Iterable[TimeLimit], as_of: datetime.date, filed: datetime.date | None
) -> Iterator[Message]:
    """Yield the time limits of an option that can still apply on a day.

    Args:
        limits: the time limits.
        as_of: the day.
        filed: the day of the request, if it was filed. No order is older than its request.
    """
    earliest = filed or as_of
    for limit in limits:
        if limit.until is None or (
            earliest <= limit.until and end_of(limit.until, limit.length) >= as_of
        ):
            yield _limit(limit)


def declaration_message(months: int, gazette: Translated | None) -> Message:
    """Return the time limit to declare a claim in insolvency proceedings.

    Args:
        months: its length.
        gazette: the gazette that publishes insolvencies under the law of the claim, if known.
    """
    length = length_message(Length(months, "month"))
    if gazette is None:
        return msg("lodge the claim within {length} of the publication", length=length)
    return msg(
        "lodge the claim within {length} of the publication in {gazette}",
        length=length,
        gazette=gazette,
    )


def limits_after_service(
    limits: Iterable[TimeLimit], served: datetime.date, country: str | None
) -> Iterator[Message]:
    """Yield the time limits that run from a service, with their last days.

    What the customer may do until a weekend or a public holiday, they may do until the next
    working day (in France, CPC 642). Our own time limits are not extended, to be safe.

    Args:
        limits: the time limits of an option.
        served: the day of service. An order cannot be dated later.
        country: the country of the debtor, for its public holidays; ``None`` if unknown.
    """
    for limit in limits:
        words = _DAY_OF.get(limit.step)
        if words is not None and (limit.since is None or limit.since <= served):
            day = end_of(served, limit.length)
            if limit.step not in _OURS:
                day = next_working_day(day, country)
            yield _filled(words, limit, day=day)


def end_of(start: datetime.date, length: Length) -> datetime.date:
    """Return the last day of a time limit that runs from ``start``."""
    return later(start, length.count, length.unit)


def length_message(length: Length) -> Message:
    """Return a length of time, such as “3 months”."""
    count = length.count
    return {
        "day": nmsg("{count} day", "{count} days", count),
        "week": nmsg("{count} week", "{count} weeks", count),
        "month": nmsg("{count} month", "{count} months", count),
        "year": nmsg("{count} year", "{count} years", count),
    }[length.unit]


def _limit(limit: TimeLimit) -> Message:
    if limit.step == "serve":
        return _filled(_serve(limit), limit)
    return _filled(_AFTER_SERVICE.get(limit.step) or _OTHERS[limit.step], limit)


def _serve(limit: TimeLimit) -> Message:
    if limit.since is not None:
        return msg("an order dated {date} or later: serve it within {length}")
    if limit.until is not None:
        return msg("an order dated {date} or earlier: serve it within {length}")
    return msg("serve the order within {length}")


def _filled(words: Message, limit: TimeLimit, **more: object) -> Message:
    values = {"length": length_message(limit.length), "date": limit.since or limit.until, **more}
    return Message(words.text, values)
