"""Whether it is a decent hour to write to a customer, in the time of their country."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

from beancount_relance.language.messages import Message, msg
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


def why_not_now(customer: Customer, settings: Settings, now: datetime.datetime) -> Message | None:
    """Return why the setting ``hours`` forbids to write to a customer now; ``None`` if it does not.

    Args:
        customer: the customer.
        settings: the settings, for the hours and the creditor's country.
        now: the machine's time, with its time zone.
    """
    hours = settings.mail.hours
    if hours is None:
        return None
    first, last = hours
    there = local_time(customer, settings, now)
    if first <= there.time() < last:
        return None
    return msg(
        "it is {time} there, outside the hours of the setting mail", time=there.strftime("%H:%M")
    )
