"""Speeds up Jinja2's immutable sandbox where its checks always have the same result.

The sandbox refuses the same as Jinja2's: names that begin with an underscore, methods that change
their object, and ``str.format`` other than Jinja2's own. However, a text reads the fields of
records about 150 times, where the result depends on the type alone; it calls macros, which are
templates themselves; and it includes a dozen templates. These three take a short way, some of it
in the code of the compiled templates and in filters. Everything else is left to Jinja2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any

from beancount.core.amount import Amount
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.filters import make_attrgetter
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from msgspec import Struct

from beancount_relance.texts.rendering.compiler import Compiler
from beancount_relance.texts.rendering.filters import FILTERS

_MADE: ContextVar[list[Context] | None] = ContextVar("made", default=None)
"""The contexts of the modules that the text in hand has imported."""


class _Template(Template):
    """A template that takes note of the modules that are made of it for one text.

    A module's macros refer to its context, and its context to them: forty macros for each text,
    which only Python's garbage collector would find (measured in ``docs/benchmarks.md``).
    """

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 - Jinja's name
        shared: bool = False,  # noqa: FBT001, FBT002 - as in Jinja
        locals: Mapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> TemplateModule:
        """Return the module that another template imports."""
        context = self.new_context(vars, shared, locals)
        made = _MADE.get()
        if made is not None and vars is not None:  # not one that all texts share
            made.append(context)
        return TemplateModule(self, context)


class Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox for one language and one folder of templates, which must not change."""

    code_generator_class = Compiler
    template_class = _Template

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, autoescape=False, finalize=_nothing_for_none)
        self.filters |= FILTERS
        self.fields = _Fields()  # compiled templates and filters look into it
        self._getters: dict[str, Callable[[Any], Any]] = {}
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

    def rendered(self, template: Template, variables: Mapping[str, Any]) -> str:
        """Return the text of a template."""
        made: list[Context] = []
        token = _MADE.set(made)
        try:
            return template.render(variables)
        finally:
            _MADE.reset(token)
            for context in made:
                context.vars.clear()

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
        if type(obj) is TemplateModule:
            macro = vars(obj).get(attribute)
            if type(macro) is Macro and attribute[0] != "_":
                return macro
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return ``obj[argument]``; ``map`` and ``selectattr`` also read fields this way."""
        if type(argument) is str and argument in self.fields[type(obj)]:
            return getattr(obj, argument)
        return super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read the attribute; Jinja2's rules depend only on the type."""
        key = (type(obj), attr)
        safe = self._safe.get(key)
        if safe is None:
            safe = self._safe[key] = super().is_safe_attribute(obj, attr, value)
        return safe

    def getter(self, attribute: str) -> Callable[[Any], Any]:
        """Return what reads an attribute as ``map`` and ``selectattr`` name it: ``paid.number``."""
        found = self._getters.get(attribute)
        if found is None:
            found = self._getters[attribute] = self._getter(attribute)
        return found

    def _getter(self, attribute: str) -> Callable[[Any], Any]:
        fields, names = self.fields, attribute.split(".")
        long_way = make_attrgetter(self, attribute)

        def read(item: Any) -> Any:
            value = item
            for name in names:
                if name not in fields[type(value)]:
                    return long_way(item)
                value = getattr(value, name)
            return value

        return read

    def call(
        self,
        context: Context,
        obj: Any,
        /,
        *args: Any,
        _block_vars: Any = None,
        _loop_vars: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Call an object for a template; macros need no check, as they are templates themselves."""
        if type(obj) is not Macro:
            return super().call(
                context, obj, *args, _block_vars=_block_vars, _loop_vars=_loop_vars, **kwargs
            )
        left = len(obj.arguments) - len(args)
        takes_more = obj.caller or obj.catch_kwargs or obj.catch_varargs
        if kwargs or left < 0 or takes_more or context.eval_ctx.autoescape:
            return obj(context.eval_ctx, *args, **kwargs)
        return obj._func(*args, *(missing,) * left)  # noqa: SLF001 - as Jinja's Macro does


def _nothing_for_none(value: Any) -> Any:
    """Return what is written of a value, as compiled templates do without a call."""
    return "" if value is None else value


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
