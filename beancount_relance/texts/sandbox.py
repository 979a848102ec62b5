"""Speeds up Jinja2's immutable sandbox by caching the results of its repeated checks.

The sandbox refuses the same as Jinja2's: names that begin with an underscore, methods that change
their object, and ``str.format`` other than Jinja2's own. However, a text reads the fields of
records about 150 times, where the result depends on the type alone; it calls macros, which are
templates themselves; and it includes a dozen templates. These three take a shortcut. Everything
else is left to Jinja2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

from beancount.core.amount import Amount
from jinja2 import Template, filters
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

# Jinja2 has a synchronous and an asynchronous form of each of these filters, and chooses at each
# call; nothing here is asynchronous. If a version uses other names, its own filter stays.
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
    """The sandbox for one language and one folder of templates, which must not change."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.filters |= _FILTERS
        self._fields = _Fields()
        self._safe: dict[tuple[type, str], bool] = {}
        self._templates: dict[str, Template] = {}
        self._chosen: dict[tuple[str, ...], Template] = {}

    def first_of(self, names: tuple[str, ...]) -> Template:
        """Return the first template that exists, and remember the result.

        Raises:
            TemplatesNotFound: none of the templates exists.
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
        """Return a template by its name; each template is compiled only once."""
        if globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        template = self._templates.get(name)
        if template is None:
            template = self._templates[name] = super().get_template(name, parent)
        return template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template as one plain mapping, since each include copies it."""
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return ``obj.attribute`` as templates see it."""
        kind = type(obj)
        if attribute in self._fields[kind]:
            return getattr(obj, attribute)
        if kind is TemplateModule:
            macro = vars(obj).get(attribute)
            if type(macro) is Macro and attribute[0] != "_":
                return macro
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return ``obj[argument]``; ``map`` and ``selectattr`` also read fields this way."""
        if type(argument) is str and argument in self._fields[type(obj)]:
            return getattr(obj, argument)
        return super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read the attribute; Jinja2's rules depend only on the type."""
        key = (type(obj), attr)
        safe = self._safe.get(key)
        if safe is None:
            safe = self._safe[key] = super().is_safe_attribute(obj, attr, value)
        return safe

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call an object for a template; macros need no check, as they are templates themselves."""
        if type(obj) is Macro:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return obj(context.eval_ctx, *args, **kwargs)
        return super().call(context, obj, *args, **kwargs)


class _Fields(dict[type, frozenset[str]]):
    """The fields of each type, which templates may read because they are never methods."""

    def __missing__(self, kind: type) -> frozenset[str]:
        names: Iterable[str] = ()
        if issubclass(kind, Struct):
            names = kind.__struct_fields__
        elif kind is Amount:
            names = Amount._fields
        self[kind] = frozenset(name for name in names if name[0] != "_")
        return self[kind]
