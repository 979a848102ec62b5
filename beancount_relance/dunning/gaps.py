"""The minimum gap between two communications with one customer."""

from __future__ import annotations

import datetime

from beancount_relance.history.events import Event
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.procedures import Stage
from beancount_relance.policy.settings import Settings
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)


def free_from(contact: datetime.date, settings: Settings) -> datetime.date:
    """Return the first day after a contact on which the customer may be contacted again."""
    return contact + settings.min_gap * _DAY


def free_after(contact: Event, settings: Settings) -> datetime.date:
    """Return the first day on which the customer may be contacted again after a contact.

    It is the day that the note of the contact names, or else the end of the minimum gap.
    """
    return contact.callback or free_from(contact.date, settings)


def day_after(
    stage: Stage, day: datetime.date, settings: Settings, following: Stage | None = None
) -> datetime.date:
    """Return the first working day for what comes after a stage planned for ``day``.

    It is a later day, even without a minimum gap and after a stage that is no contact. One that is
    no contact is not repeated within the gap.

    Args:
        stage: the stage.
        day: its day.
        settings: the settings, for the gap and the holidays.
        following: what comes after it, if known.
    """
    again = following is not None and following.name == stage.name
    keeps_gap = again or CHANNELS[stage.channel].is_contact
    free = free_from(day, settings) if keeps_gap else day
    return next_working_day(max(free, day + _DAY), settings.holidays)
