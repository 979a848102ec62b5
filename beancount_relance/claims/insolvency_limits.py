"""Time limits after insolvency proceedings are opened, by the country of the debtor."""

from __future__ import annotations

import datetime

from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import opening
from beancount_relance.law.time_limits import months_allowed
from beancount_relance.policy.customers import Customer
from beancount_relance.values.country_code_synonyms import canonical
from beancount_relance.values.dates import months_later

DECLARE, RECLAIM, RELIEF = "declaration", "reclaim", "relief"
"""To declare a claim, to reclaim goods under retention of title, to be relieved of the first."""

GIVEN, PUBLISHED, JUDGED, NOTED = "given", "published", "judged", "noted"
"""Whence the last day to declare a claim comes."""


def months_of(limit: str, customer: Customer, creditor: str | None) -> int | None:
    """Return the months that a time limit allows, or ``None`` if they are unknown.

    Args:
        limit: :data:`DECLARE` or :data:`RECLAIM`.
        customer: the insolvent customer, in the creditor's country if no other is known.
        creditor: the creditor's country, if known.
    """
    debtor = customer.country or creditor
    if debtor is None:
        return None
    own = canonical(creditor) if creditor is not None else None
    return months_allowed(limit, canonical(debtor), customer.kind, own)


def last_day(
    limit: str, event: Event, customer: Customer, creditor: str | None
) -> datetime.date | None:
    """Return the last day of a time limit, or ``None`` if it is unknown.

    It is counted from the publication. Without it, it is counted from the judgment, so that
    it is rather early; without either from the note, so that it may be too late.

    Args:
        limit: the name of the limit in ``law/data/time_limits.csv``.
        event: the note of the proceedings.
        customer: the debtor.
        creditor: the country of the creditor, if it is known.
    """
    months = months_of(limit, customer, creditor)
    return None if months is None else months_later(event.published or opening(event), months)


def counted_from(event: Event) -> str:
    """Return whence the last day to declare comes: the note itself, or what it is counted from."""
    if event.until is not None:
        return GIVEN
    if event.published is not None:
        return PUBLISHED
    return NOTED if event.opened is None else JUDGED


def last_day_to_declare(
    event: Event, customer: Customer, creditor: str | None
) -> datetime.date | None:
    """Return the last day to declare a claim; the one that the note gives takes precedence."""
    return event.until or last_day(DECLARE, event, customer, creditor)
