"""Whether it is a decent hour to write to a customer, in the time of their country."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

from beancount_relance.policy.customers import Customer
from beancount_relance.policy.settings import Settings


def local_time(customer: Customer, settings: Settings, now: datetime.datetime) -> datetime.datetime:
    """Return the time at a customer's.

    Args:
        customer: the customer.
        settings: the settings, for the creditor's country.
        now: the machine's time, with its time zone. It is also taken for a customer in the
            creditor's own country, and where a country has several time zones.
    """
    country = customer.country
    if country is None or country == settings.country:
        return now
    zones = get_global("territory_zones").get(country, ())
    try:
        return now.astimezone(ZoneInfo(zones[0])) if len(zones) == 1 else now
    except ZoneInfoNotFoundError:  # the machine has no such table
        return now


def is_decent(customer: Customer, settings: Settings, now: datetime.datetime) -> bool:
    """Whether the setting ``hours`` allows to write to a customer now."""
    hours = settings.mail.hours
    if hours is None:
        return True
    first, last = hours
    return first <= local_time(customer, settings, now).time() < last
