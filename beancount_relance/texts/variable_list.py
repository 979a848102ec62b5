"""Lists the variables that each template may use, from the classes of their contexts.

The names are as in a template; ``items[].number`` is the number of each item:

    {% for item in items %}{{ item.number }}{% endfor %}
"""

from __future__ import annotations

import datetime
import re
import types
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.language.messages import Message, Source
from beancount_relance.law.rates import RateRule
from beancount_relance.receivables.items import Item
from beancount_relance.texts.contexts import ReminderContext
from beancount_relance.texts.correspondence.account_statement import StatementContext
from beancount_relance.texts.correspondence.agreements import PlanContext, SettlementContext
from beancount_relance.texts.correspondence.proof_of_claim import ProofContext
from beancount_relance.texts.correspondence.thanks import ThanksContext
from beancount_relance.texts.rendering.template_loader import BUILT_IN_TEMPLATES
from beancount_relance.values.terms.payment_terms import Terms

CONTEXTS: dict[str, type[Struct]] = {
    "statement": StatementContext,
    "thanks": ThanksContext,
    "plan": PlanContext,
    "settlement": SettlementContext,
    "proof-of-claim": ProofContext,
}
"""The contexts of the other texts; the stages of a procedure use ReminderContext."""

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIMPLE_TYPES: dict[object, str] = {
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


class Variable(Struct, frozen=True):
    """A variable: its name in a template, and a description of its type, as ``date or none``."""

    name: str
    type: str


def context_of(template: str) -> type:
    """Return the context class of a template, by its name without customer kind and suffix."""
    return CONTEXTS.get(template, ReminderContext)


def variables_of(context: type) -> list[Variable]:
    """Return the variables of a context class in order, each followed by its own fields."""
    return list(_walk(context, "", set()))


def template_names(folder: Path | None) -> dict[str, Path]:
    """Return the templates by name, such as ``fr/reminder.j2``, with the file used for each.

    Args:
        folder: the folder of the ledger's own templates, if any.
    """
    found = _files(BUILT_IN_TEMPLATES)
    if folder is not None:
        found |= _files(folder)
    return dict(sorted(found.items()))


def _files(folder: Path) -> dict[str, Path]:
    paths = (path for path in folder.glob("*/*.j2") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in paths}


def _walk(owner: type[Struct], prefix: str, seen: set[type]) -> Iterator[Variable]:
    seen.add(owner)
    hints = get_type_hints(owner)
    shown: dict[str, Any] = {name: hints[name] for name in owner.__struct_fields__}
    if prefix:  # templates get the fields of their context, and all properties of those
        for name, value in vars(owner).items():
            if isinstance(value, property) and value.fget is not None:
                shown[name] = get_type_hints(value.fget)["return"]
    for name, hint in shown.items():
        yield from _variable(f"{prefix}{name}", hint, seen)


def _variable(name: str, hint: Any, seen: set[type]) -> Iterator[Variable]:
    plain, optional = _without_none(hint)
    several = get_origin(plain) is tuple
    arguments = [each for each in get_args(plain) if each is not Ellipsis] if several else [plain]
    inner = arguments[0]
    if len(arguments) > 1:
        yield Variable(name, f"pairs of {' and '.join(_words(each) for each in arguments)}")
        return
    brackets = "[]" if several else ""
    owner = get_origin(inner) or inner
    parts = inner not in _SIMPLE_TYPES and isinstance(owner, type) and issubclass(owner, Struct)
    noun = _words(inner)
    kind = f"list of {noun}" if several else noun
    yield Variable(f"{name}{brackets}", f"{kind} or none" if optional else kind)
    if parts and isinstance(inner, type) and inner not in seen:
        yield from _walk(inner, f"{name}{brackets}.", seen)


def _without_none(hint: Any) -> tuple[Any, bool]:
    """Return a type without ``None``, and whether ``None`` was part of it."""
    if get_origin(hint) in (Union, types.UnionType):
        rest = [each for each in get_args(hint) if each is not type(None)]
        return rest[0], len(rest) < len(get_args(hint))
    return hint, False


def _words(hint: Any) -> str:
    known = _SIMPLE_TYPES.get(hint)
    if known is not None:
        return known
    if get_origin(hint) is tuple:
        return "pairs"
    return _CAPITAL.sub(" ", getattr(hint, "__name__", str(hint))).lower()
