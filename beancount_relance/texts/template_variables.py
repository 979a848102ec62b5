"""Variables: what each template may use, read off the classes of their contexts.

Names are as in a template; ``items[].number`` is the number of each item:

    {% for item in items %}{{ item.number }}{% endfor %}
"""

from __future__ import annotations

import datetime
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from beancount.core.amount import Amount

from beancount_relance.language.messages import Message, Source
from beancount_relance.law.rates import RateRule
from beancount_relance.receivables.allocation import Item
from beancount_relance.texts.contexts import (
    PlanContext,
    ReminderContext,
    StatementContext,
    ThanksContext,
)
from beancount_relance.texts.jinja import BUILT_IN_TEMPLATES
from beancount_relance.values.payment_terms import Terms

CONTEXTS: dict[str, type] = {
    "statement": StatementContext,
    "thanks": ThanksContext,
    "plan": PlanContext,
}
"""The variables of the other texts; those of the ladder have ReminderContext."""

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_AS_THEY_ARE: dict[object, str] = {
    Amount: "amount",
    Decimal: "number",
    Message: "message",
    RateRule: "rate",
    Source: "line",
    bool: "true or false",
    datetime.date: "date",
    int: "whole number",
    str: "text",
    Item: "open item",
    Terms: "terms",
}


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its name in a template, and its type in words, such as ``date or none``."""

    name: str
    type: str


def context_of(template: str) -> type:
    """The class of the variables of a template, by its name without kind and suffix."""
    return CONTEXTS.get(template, ReminderContext)


def variables_of(context: type) -> list[Variable]:
    """The variables of a class, in its order, each before its own parts."""
    return list(_walk(context, "", set()))


def template_names(folder: Path | None) -> dict[str, Path]:
    """The templates by name, such as ``fr/reminder.j2``, each with the file that is used.

    Args:
        folder: the ledger's own templates, if it has any.
    """
    found = _files(BUILT_IN_TEMPLATES)
    if folder is not None:
        found |= _files(folder)
    return dict(sorted(found.items()))


def _files(folder: Path) -> dict[str, Path]:
    paths = (path for path in folder.glob("*/*.j2") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in paths}


def _walk(owner: type, prefix: str, told: set[type]) -> Iterator[Variable]:
    told.add(owner)
    hints = get_type_hints(owner)
    shown: dict[str, Any] = {field.name: hints[field.name] for field in fields(owner)}
    if prefix:  # a template is given the fields of its context, and all of what they have
        for name, value in vars(owner).items():
            if isinstance(value, property) and value.fget is not None:
                shown[name] = get_type_hints(value.fget)["return"]
    for name, hint in shown.items():
        yield from _variable(f"{prefix}{name}", hint, told)


def _variable(name: str, hint: Any, told: set[type]) -> Iterator[Variable]:
    bare, optional = _bare(hint)
    several = get_origin(bare) is tuple
    arguments = [each for each in get_args(bare) if each is not Ellipsis] if several else [bare]
    inner = arguments[0]
    if len(arguments) > 1:
        yield Variable(name, f"pairs of {' and '.join(_words(each) for each in arguments)}")
        return
    brackets = "[]" if several else ""
    parts = is_dataclass(inner) and inner not in _AS_THEY_ARE
    noun = _words(inner)
    kind = f"list of {noun}" if several else noun
    yield Variable(f"{name}{brackets}", f"{kind} or none" if optional else kind)
    if parts and isinstance(inner, type) and inner not in told:
        yield from _walk(inner, f"{name}{brackets}.", told)


def _bare(hint: Any) -> tuple[Any, bool]:
    """A type without ``None``, and whether it may be that."""
    if get_origin(hint) in (Union, types.UnionType):
        rest = [each for each in get_args(hint) if each is not type(None)]
        return rest[0], len(rest) < len(get_args(hint))
    return hint, False


def _words(hint: Any) -> str:
    known = _AS_THEY_ARE.get(hint)
    if known is not None:
        return known
    if get_origin(hint) is tuple:
        return "pairs"
    return _CAPITAL.sub(" ", getattr(hint, "__name__", str(hint))).lower()
