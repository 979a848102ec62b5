"""Reads the clock; no other module does.

Every computation takes its date as an argument. Only the entry points (the plugin, the command
line and the Fava page) need today's date, and they get it here.
"""

from __future__ import annotations

import datetime


def today() -> datetime.date:
    """Return the machine's local date."""
    return datetime.date.today()  # noqa: DTZ011 - a bookkeeper's day is the local day


def now() -> datetime.datetime:
    """Return the machine's time, with its time zone; for sending e-mails at decent hours."""
    return datetime.datetime.now().astimezone()
