"""Sandbox: Jinja2's immutable sandbox, with the answers to its repeated questions kept.

It refuses what Jinja's refuses: names that begin with an underscore, methods that
change their object, and ``str.format`` other than Jinja's own. But a text reads the
fields of records some 150 times, where the answer depends on the type alone; it calls
macros, which are templates themselves; and it includes a dozen templates. These three
take a short cut, everything else goes the usual way.
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

# Jinja has each of these in two forms and decides at each call; nothing here is asynchronous.
# A filter that a version names otherwise goes the usual way.
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
        """The first template that exists; a missing one is not looked for again.

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
        """The globals of a template in one mapping: each include goes through them."""
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
        """Whether a template may read it; both rules of Jinja depend on the type alone."""
        key = (type(obj), attr)
        safe = self._safe.get(key)
        if safe is None:
            safe = self._safe[key] = super().is_safe_attribute(obj, attr, value)
        return safe

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call something for a template; a macro is a template itself."""
        if type(obj) is Macro:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return obj(context.eval_ctx, *args, **kwargs)
        return super().call(context, obj, *args, **kwargs)


class _Fields(dict[type, frozenset[str]]):
    """The fields of a record, which templates may read: they are values, never methods."""

    def __missing__(self, kind: type) -> frozenset[str]:
        names: Iterable[str] = ()
        if is_dataclass(kind):
            names = (field.name for field in fields(kind))
        elif kind is Amount:
            names = Amount._fields
        self[kind] = frozenset(name for name in names if name[0] != "_")
        return self[kind]
