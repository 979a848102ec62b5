"""Loads a ledger as if the lines of another file stood at its end.

So a policy can be tried before it is written into the ledger:

    2024-01-01 custom "relance-stage" "standard" "reminder"
      after: 10
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from beancount.core.data import Custom
from msgspec.structs import replace

from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.policy.settings import customs_of
from beancount_relance.report.loading import LoadedLedger, load_ledger

_STAGE, _BANK = "relance-stage", "bank"
"""Directives with two names: of a procedure and a stage, or with a currency."""


def with_lines_of(ledger: LoadedLedger, policy: Path) -> LoadedLedger:
    """Return a ledger with the directives and the errors of another file added.

    On the same day the directives of the file come last, so that they replace what the ledger
    sets on that day. What the ledger sets on a later day still replaces them.

    Args:
        ledger: the ledger; it is not changed.
        policy: a file with Beancount directives.

    Raises:
        OSError: the file cannot be read.
        LoadingError: Beancount fails to load it.
    """
    added = load_ledger(policy)
    entries = sorted([*ledger.entries, *added.entries], key=lambda entry: entry.date)
    return replace(
        ledger, entries=entries, problems=[*ledger.problems, *added.problems], known=None
    )


def overridden(tried: LoadedLedger, policy: Path, as_of: datetime.date) -> Iterator[Message]:
    """Yield which lines of a policy have no effect, because the ledger sets the same later.

    Args:
        tried: the ledger with the policy, of :func:`with_lines_of`.
        policy: the file of the policy.
        as_of: the day of the report; what is set after it does not count.
    """
    last: dict[tuple[object, ...], Custom] = {}
    customs = [entry for entry in customs_of(tried.entries) if entry.date <= as_of]
    for entry in customs:
        last[_name(entry)] = entry
    for entry in customs:
        later = last[_name(entry)]
        own, other = Source.of(entry.meta), Source.of(later.meta)
        if Path(own.file) == policy.absolute() and own.file != other.file and _covers(later, entry):
            yield msg(
                "{file}:{line} has no effect: {other}:{place} sets the same on {date}",
                file=policy.name,
                line=str(own.line),
                other=Path(other.file).name,
                place=str(other.line),
                date=later.date,
            )


def _name(entry: Custom) -> tuple[object, ...]:
    """Return what a directive is about: the name of a setting, of a stage, or of a customer."""
    values = [str(part.value) for part in entry.values]
    number = 2 if entry.type == _STAGE or values[:1] == [_BANK] else 1
    return (entry.type, *values[:number])


def _covers(later: Custom, earlier: Custom) -> bool:
    """Whether a directive sets everything that an earlier one sets."""
    return earlier.meta.keys() <= later.meta.keys()
