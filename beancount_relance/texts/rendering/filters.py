"""Jinja2's filters, without their detours where the result is the same.

Jinja2 chooses between two forms of some filters at each call, prepares the attribute that
``map`` and ``selectattr`` read each time, and asks the sandbox about it for each item.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import filterfalse
from typing import Any

from jinja2 import filters, pass_context
from jinja2.runtime import Context

# Jinja2 has a synchronous and an asynchronous form of each of these filters; nothing here is
# asynchronous. If a version uses other names, its own filter stays.
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
_FORMS: Mapping[str, Any] = {
    name: getattr(filters, f"sync_do_{name}")
    for name in _TWOFOLD
    if hasattr(filters, f"sync_do_{name}")
}


def _choosing(name: str, *, by_attribute: bool) -> Callable[..., Any]:
    """Return the filter of that name, which selects or rejects items."""
    choose = filterfalse if name.startswith("reject") else filter

    @pass_context
    def chosen(context: Context, items: Any, *args: Any, **kwargs: Any) -> Any:
        """Choose the items for which an attribute, or a test of it or of the item, is true."""
        is_simple = not kwargs and (not by_attribute or (args and type(args[0]) is str))
        value = _getter(context, args[0]) if is_simple and by_attribute else None
        test, *more = args[by_attribute:] or (bool,)
        if test is not bool:
            test = context.environment.tests.get(test)
        if not is_simple or test is None or hasattr(test, "jinja_pass_arg"):
            return _FORMS[name](context, items, *args, **kwargs)
        if value is None:
            return choose(lambda item: test(item, *more), items or ())
        if test is bool:
            return choose(value, items or ())
        return choose(lambda item: test(value(item), *more), items or ())

    return chosen


@pass_context
def _map(context: Context, items: Any, *args: Any, **kwargs: Any) -> Any:
    """Read an attribute of each item, or apply a filter to it."""
    change: Callable[[Any], Any] | None = None
    if len(args) == 1 and not kwargs:
        change = context.environment.filters.get(args[0])
        if hasattr(change, "jinja_pass_arg"):  # it takes more than the item
            change = None
    elif not args and type(kwargs.get("attribute")) is str and len(kwargs) == 1:
        change = _getter(context, kwargs["attribute"])
    if change is None:
        return _FORMS["map"](context, items, *args, **kwargs)
    return map(change, items or ())


def _getter(context: Context, attribute: str) -> Callable[[Any], Any]:
    """Return what reads an attribute, as the sandbox allows it."""
    environment: Any = context.environment  # a Sandbox, which imports this module
    getter: Callable[[Any], Any] = environment.getter(attribute)
    return getter


FILTERS: Mapping[str, Any] = {
    **_FORMS,
    **{
        name: _choosing(name, by_attribute=name.endswith("attr"))
        for name in ("select", "selectattr", "reject", "rejectattr")
        if name in _FORMS
    },
    "list": list,
    "map": _map,
}
"""The filters that take the place of Jinja2's, by name."""
