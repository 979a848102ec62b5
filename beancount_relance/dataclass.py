"""Data classes as in the standard library, whose methods are made when they are first called.

The standard library makes all methods of a class when its module is imported. That takes 0.7 ms
for each class, and bean-check imports some 170 of them at each save, of most of which no object
is ever made. Here a class takes 0.05 ms, and an object of a frozen class half the time (measured
in ``docs/benchmarks.md``, *Starting*). For the type checker it is the same decorator.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any

__all__ = ("dataclass",)

_Method = Callable[..., Any]


def _dataclass(
    cls: type | None = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    kw_only: bool = False,
) -> Any:
    """Make a class a data class.

    Args:
        cls: the class, if the decorator has no arguments.
        frozen: whether its objects cannot be changed.
        slots: whether they have no other attributes than the fields.
        eq: whether they are equal if their fields are; if they are frozen, they can be keys.
        kw_only: whether fields are given by name only.
    """
    make = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)

    def made(cls: type) -> type:
        new: type = make(cls)
        methods: dict[str, _Method | None] = {
            "__init__": _when_called(new, "__init__", _initialiser),
            "__repr__": _when_called(new, "__repr__", _standard),
        }
        if eq:
            methods["__eq__"] = _when_called(new, "__eq__", _standard)
            methods["__hash__"] = _when_called(new, "__hash__", _standard) if frozen else None
        if frozen:
            methods |= _FROZEN | (_WITH_SLOTS if slots else {})
        for name, method in methods.items():
            if new.__dict__.get(name) is None:  # not its own; __eq__ alone makes __hash__ None
                setattr(new, name, method)
        return new

    return made if cls is None else made(cls)


def _when_called(cls: type, name: str, make: Callable[[type, str], _Method]) -> _Method:
    """Return a method that, when it is called, puts in its place what ``make`` returns."""

    def method(*args: Any, **kwargs: Any) -> Any:
        real = make(cls, name)
        setattr(cls, name, real)
        return real(*args, **kwargs)

    return method


def _standard(cls: type, name: str) -> _Method:
    """Return a method of the standard library's, made for a class with the same fields."""
    likes = [
        (
            each.name,
            Any,
            dataclasses.field(repr=each.repr, compare=each.compare, hash=each.hash, kw_only=True),
        )
        for each in fields(cls)
    ]
    is_shown = name == "__repr__"
    like = dataclasses.make_dataclass(
        cls.__name__, likes, init=False, repr=is_shown, eq=not is_shown, frozen=True
    )
    return like.__dict__[name]  # type: ignore[no-any-return]


def _initialiser(cls: type, name: str) -> _Method:
    """Return the method that sets the fields, past the one that keeps them from being set."""
    names: dict[str, Any] = {"MISSING": MISSING, "_set": object.__setattr__}
    head: list[str] = ["self"]
    by_name: list[str] = []
    body: list[str] = []
    for each in fields(cls):
        default, value = _value_of(each, names)
        if each.init:
            (by_name if each.kw_only else head).append(f"{each.name}{default}")
        elif not default:
            continue
        slot = getattr(cls, each.name, None)
        if isinstance(slot, MemberDescriptorType):
            names[f"_set_{each.name}"] = slot.__set__
            body.append(f"_set_{each.name}(self, {value})")
        else:
            body.append(f"_set(self, {each.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    given = ", ".join([*head, *(("*", *by_name) if by_name else ())])
    text = "\n ".join((f"def __init__({given}):", *(body or ["pass"])))
    exec(text, names)  # noqa: S102 - of our own classes alone, as the standard library does
    made: _Method = names[name]
    made.__qualname__ = f"{cls.__qualname__}.{name}"
    made.__module__ = cls.__module__
    return made


def _value_of(each: Field[Any], names: dict[str, Any]) -> tuple[str, str]:
    """Return how a field is given by default, and what its value is, in terms of ``names``."""
    default = f"_default_{each.name}"
    if each.default is not MISSING:
        names[default] = each.default
        return f"={default}", each.name if each.init else default
    if each.default_factory is not MISSING:
        names[default] = each.default_factory
        made = f"{default}()"
        return (
            "=MISSING",
            f"{made} if {each.name} is MISSING else {each.name}" if each.init else made,
        )
    return "", each.name


def _refuse_to_set(self: object, name: str, value: object) -> None:  # noqa: ARG001 - as called
    message = f"cannot assign to field {name!r}"
    raise FrozenInstanceError(message)


def _refuse_to_delete(self: object, name: str) -> None:  # noqa: ARG001 - as called
    message = f"cannot delete field {name!r}"
    raise FrozenInstanceError(message)


def _state(self: Any) -> list[Any]:
    """Return the values of the fields, to copy or pickle an object that cannot be changed."""
    return [getattr(self, each.name) for each in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_FROZEN: dict[str, _Method | None] = {
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
}
_WITH_SLOTS: dict[str, _Method | None] = {"__getstate__": _state, "__setstate__": _set_state}

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass
