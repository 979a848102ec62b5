"""The time to declare a claim in insolvency proceedings: until when, and whence that is counted."""

from __future__ import annotations

import datetime

from msgspec import Struct

from beancount_relance.claims.insolvency_limits import (
    DECLARE,
    RELIEF,
    counted_from,
    last_day,
    months_of,
)
from beancount_relance.history.events import Event
from beancount_relance.law.regime_words import regime_words
from beancount_relance.law.territories import jurisdiction
from beancount_relance.policy.customers import BUSINESS, Customer
from beancount_relance.policy.settings import Settings


class TimeToDeclare(Struct, frozen=True):
    """The time to declare a claim, by the law of the debtor's country.

    Attributes:
        months: the number of months; ``None`` if it is unknown.
        more: how many of them are added because the creditor is far away.
        counted_from: whence the last day comes: ``given`` by the note, counted from the day on
            which the judgment was ``published``, from that on which it was ``judged``, which is
            earlier, or from that of the note (``noted``), which may be too late.
        place: the country, as the beginning of a sentence; empty if its law is not known.
        gazette: where the judgment is published.
        lodging: the articles.
        relief: the last day to ask to be relieved of a time limit that was missed, if it is known.
    """

    months: int | None
    more: int
    counted_from: str
    place: str
    gazette: str
    lodging: str
    relief: datetime.date | None


def time_to_declare(
    event: Event | None, customer: Customer, settings: Settings, language: str
) -> TimeToDeclare | None:
    """Return the time to declare a claim.

    Args:
        event: the note on the proceedings, if there are any.
        customer: the debtor.
        settings: the settings, for the creditor's country.
        language: the code of the text's language.
    """
    if event is None:
        return None
    months = months_of(DECLARE, customer, settings.country)
    at_home = months_of(DECLARE, customer, None)
    code = jurisdiction(settings.country_of(customer))
    known = months is not None and code is not None
    words = regime_words(f"{code.lower()}-{BUSINESS}" if known and code else None, language)
    return TimeToDeclare(
        months=months,
        more=max((months or 0) - (at_home or months or 0), 0),
        counted_from=counted_from(event),
        place=words.place,
        gazette=words.gazette,
        lodging=words.lodging,
        relief=last_day(RELIEF, event, customer, settings.country),
    )
