"""Sandbox: Jinja2's immutable sandbox, with what it asks again and again asked once.

It refuses what Jinja's refuses: names that begin with an underscore, methods that
change what they belong to, and ``str.format`` unless it is Jinja's own. But a text
asks a hundred and fifty times for the field of a record, whose answer depends on the
type alone; it calls the macros of templates, which are templates themselves; and it
includes a dozen others. These three go a short way, everything else the long one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import fields, is_dataclass
from typing import Any

from beancount.core.amount import Amount
from jinja2 import Template, filters
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

# Of these Jinja has two kinds and asks at each call which; nothing here is asynchronous. What
# a version has of them under another name goes the long way.
_TWOFOLD = (
    "first",
    "join",
    "list",
    "map",
    "reject",
    "rejectattr",
    "select",
    "selectattr",
    "sum",
    "unique",
)
_FILTERS: Mapping[str, Any] = {
    name: getattr(filters, f"sync_do_{name}")
    for name in _TWOFOLD
    if hasattr(filters, f"sync_do_{name}")
}


class Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox of one language and one folder of templates, which do not change under it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.filters |= _FILTERS
        self._fields = _Fields()
        self._safe: dict[tuple[type, str], bool] = {}
        self._templates: dict[str, Template] = {}
        self._chosen: dict[tuple[str, ...], Template] = {}

    def first_of(self, names: tuple[str, ...]) -> Template:
        """The first template that there is; what is wanting is not looked for again.

        Raises:
            TemplatesNotFound: there is none.
        """
        chosen = self._chosen.get(names)
        if chosen is None:
            chosen = self._chosen[names] = self.select_template(list(names))
        return chosen

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> Template:
        """A template by its name, compiled once."""
        if globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        template = self._templates.get(name)
        if template is None:
            template = self._templates[name] = super().get_template(name, parent)
        return template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template, in one mapping: they are gone through at each include."""
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute`` as a template has it."""
        kind = type(obj)
        if attribute in self._fields[kind]:
            return getattr(obj, attribute)
        if kind is TemplateModule:
            macro = vars(obj).get(attribute)
            if type(macro) is Macro and attribute[0] != "_":
                return macro
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``obj[argument]``, which is also how ``map`` and ``selectattr`` read a field."""
        if type(argument) is str and argument in self._fields[type(obj)]:
            return getattr(obj, argument)
        return super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read it; both of Jinja's rules depend on the type alone."""
        key = (type(obj), attr)
        safe = self._safe.get(key)
        if safe is None:
            safe = self._safe[key] = super().is_safe_attribute(obj, attr, value)
        return safe

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What a template calls; a macro is itself a template."""
        if type(obj) is Macro:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return obj(context.eval_ctx, *args, **kwargs)
        return super().call(context, obj, *args, **kwargs)


class _Fields(dict[type, frozenset[str]]):
    """The fields of a record, that templates may read: they are values, never methods."""

    def __missing__(self, kind: type) -> frozenset[str]:
        names: Iterable[str] = ()
        if is_dataclass(kind):
            names = (field.name for field in fields(kind))
        elif kind is Amount:
            names = Amount._fields
        self[kind] = frozenset(name for name in names if name[0] != "_")
        return self[kind]
