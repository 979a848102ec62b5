"""Provides the plain data that all JSON and CSV exports share.

Dates are ISO strings, since what other programs read must not depend on a language. Reasons are
sentences in the requested language.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beancount_relance.claims.legal_checks import Check
from beancount_relance.dunning.reasons import Reason
from beancount_relance.language.messages import Language, Message, Problem

if TYPE_CHECKING:  # a command that prints no JSON needs none of these classes
    from beancount_relance.exports.json_types import CheckRow, ProblemRow

JsonObject = dict[str, Any]
"""A JSON object: amounts are strings with at least the digits of their currency's unit."""

VERSION = 1
"""The version of the JSON. Keys may be added within a version; it takes a new one to remove or
rename a key, or to change what it means."""


def versioned(data: Mapping[str, Any]) -> JsonObject:
    """Return the output of a command with the version of the JSON, as its first key."""
    return {"version": VERSION, **data}


def reasons_data(reasons: Iterable[Reason], words: Language) -> list[str]:
    """Return reasons as sentences, each with the file and line it comes from."""
    return [reason_line(reason, words) for reason in reasons]


def reason_line(reason: Reason, words: Language) -> str:
    """Return one reason as a sentence, with the file and line it comes from."""
    text = words.render(reason.message)
    if reason.source is None:
        return text
    return f"{text} ({Path(reason.source.file).name}:{reason.source.line})"


def checks_data(checks: Iterable[Check], words: Language) -> list[CheckRow]:
    """Return the legal checks on open items."""
    return [
        {
            "check": check.kind,
            "code": check.code,
            "customer": check.customer,
            "invoice": check.invoice,
            "file": check.source.file,
            "line": check.source.line,
            "message": words.render(check.message),
        }
        for check in checks
    ]


def problems_data(problems: Iterable[Problem], words: Language) -> list[ProblemRow]:
    """Return the problems: directives and values that could not be understood."""
    return [
        {
            "code": problem.code,
            "file": problem.source.file,
            "line": problem.source.line,
            "message": words.render(problem.message),
        }
        for problem in problems
    ]


def rendered(message: Message | None, words: Language) -> str | None:
    """Return a message as text in the language; ``None`` stays ``None``."""
    return words.render(message) if message else None


def iso_date(day: datetime.date | None) -> str | None:
    """Return a date as ``2026-06-30``; ``None`` stays ``None``."""
    return day.isoformat() if day else None
