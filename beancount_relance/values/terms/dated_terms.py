"""Payment terms with the day since which each holds, those that cannot be read among them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from beancount_relance.values.dated import Dated
from beancount_relance.values.readers import BadValueError
from beancount_relance.values.terms.payment_terms import Terms, read_terms

DatedTerms: TypeAlias = Dated[Terms]
"""Terms, each with its first day, in order."""


def followed_by(before: DatedTerms, since: datetime.date, value: Any) -> DatedTerms:
    """Return dated terms with those of a setting or metadata appended, valid from ``since`` on.

    Raises:
        BadValueError: They cannot be read; ``instead`` has them all the same, as nobody knows what
            was agreed from then on.
    """
    try:
        return (*before, (since, read_terms(value)))
    except BadValueError as error:
        raise BadValueError(error.expected, (*before, (since, unread_terms(value)))) from error


def unread_terms(value: object) -> Terms:
    """Return terms of which only the wording is known, as :func:`read_terms` cannot read it."""
    return Terms(str(value), shares=())


def terms_in_force(
    terms: Sequence[tuple[datetime.date, Terms]], day: datetime.date
) -> Iterator[Terms]:
    """Yield the dated terms that were in force on ``day`` or before, the latest first."""
    for since, each in reversed(terms):
        if since <= day:
            yield each


def latest_terms(terms: Sequence[tuple[datetime.date, Terms]], day: datetime.date) -> Terms | None:
    """Return the most recent of the dated terms in force on ``day`` that can be read."""
    for each in terms_in_force(terms, day):
        if each.can_be_read:
            return each
    return None
