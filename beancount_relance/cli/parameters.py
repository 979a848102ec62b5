"""The types of arguments and options that several commands have."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from beancount_relance.language.messages import msg
from beancount_relance.values.readers import is_date


class _Day(click.DateTime):
    """A date in the range of years that Beancount accepts."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.datetime:
        found: datetime.datetime = super().convert(value, param, ctx)
        if not is_date(found):
            text = msg("{date} is outside of the years that Beancount knows", date=value)
            self.fail(str(text), param, ctx)
        return found


DAY = _Day(formats=["%Y-%m-%d"])
"""The type of an option that is a date."""

LEDGER = click.Path(exists=True, dir_okay=False, path_type=Path)
"""The type of the argument that is a ledger."""
