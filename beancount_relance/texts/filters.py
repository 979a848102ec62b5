"""Jinja2's filters, without their detours where the result is the same.

Jinja2 chooses between two forms of some filters at each call, prepares the attribute that
``map`` and ``selectattr`` read each time, and asks the sandbox about it for each item.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


@pass_context
def _selectattr(context: Context, items: Any, *args: Any, **kwargs: Any) -> Any:
    """Select the items of which an attribute is true."""
    if len(args) != 1 or kwargs or type(args[0]) is not str:
        return _FORMS["selectattr"](context, items, *args, **kwargs)
    value = _getter(context, args[0])
    return (item for item in items or () if value(item))


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


FILTERS: Mapping[str, Any] = {**_FORMS, "list": list, "selectattr": _selectattr, "map": _map}
"""The filters that take the place of Jinja2's, by name."""
