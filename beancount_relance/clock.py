"""The one place that reads the clock.

Every computation of the project takes its date as an argument; only the edges
(plugin, command line, Fava page) ask for today, and they ask here.
"""

from __future__ import annotations

import datetime


def today() -> datetime.date:
    """The local calendar date of the machine."""
    return datetime.date.today()  # noqa: DTZ011 - a bookkeeper's day is the local one
