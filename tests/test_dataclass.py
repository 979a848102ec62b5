"""Our data classes behave as the standard library's do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import pytest

from beancount_relance.dataclass import dataclass as ours

Decorator = Callable[..., Any]
_BOTH: Mapping[str, Decorator] = {"ours": ours, "standard": dataclasses.dataclass}


@ours(frozen=True, slots=True)
class Point:
    """A class of the module, as pickle finds it."""

    x: int
    y: int = 0


@pytest.fixture(params=_BOTH)
def dataclass(request: pytest.FixtureRequest) -> Decorator:
    return _BOTH[request.param]


def test_fields_have_defaults(dataclass: Decorator) -> None:
    @dataclass(frozen=True, slots=True)
    class Each:
        one: int
        two: str = "b"
        three: list[int] = dataclasses.field(default_factory=list)
        four: int = dataclasses.field(default=4, init=False)
        five: dict[str, int] = dataclasses.field(default_factory=dict, init=False)

    first, other = Each(1), Each(one=1, three=[3])
    assert (first.one, first.two, first.three, first.four, first.five) == (1, "b", [], 4, {})
    assert other.three == [3]
    assert Each(1).three is not first.three
    assert repr(other).endswith("Each(one=1, two='b', three=[3], four=4, five={})")
    assert Each.__match_args__ == ("one", "two", "three")
    made: Any = Each
    with pytest.raises(TypeError, match=r"Each\.__init__\(\) missing 1 required positional"):
        made()
    with pytest.raises(TypeError, match="unexpected keyword argument 'six'"):
        made(1, six=6)


def test_equality_and_keys(dataclass: Decorator) -> None:
    @dataclass(frozen=True, slots=True)
    class Key:
        name: str
        told: int = dataclasses.field(default=0, compare=False, repr=False)

    @dataclass(slots=True)
    class Changing:
        name: str

    @dataclass(frozen=True, slots=True, eq=False)
    class Itself:
        name: str

    assert Key("a", 1) == Key("a", 2)
    assert Key("a") != Key("b")
    other: object = Changing("a")
    assert Key("a") != other
    assert {Key("a", 1): 1, Key("a", 2): 2} == {Key("a"): 2}
    assert repr(Key("a")).endswith("Key(name='a')")
    assert Changing("a") == Changing("a")
    with pytest.raises(TypeError, match="unhashable type: 'Changing'"):
        hash(Changing("a"))
    assert Itself("a") != Itself("a")
    assert len({Itself("a"), Itself("a")}) == 2


def test_a_frozen_object_does_not_change(dataclass: Decorator) -> None:
    @dataclass(frozen=True, slots=True)
    class Frozen:
        one: int

        def __post_init__(self) -> None:
            object.__setattr__(self, "one", self.one + 1)

    @dataclass(frozen=True)
    class Known:
        one: int

        @cached_property
        def two(self) -> int:
            return self.one + 1

    frozen, known = Frozen(1), Known(1)
    each: Any
    assert (frozen.one, known.two) == (2, 2)
    assert "two" in known.__dict__
    for each in (frozen, known):
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'one'"):
            each.one = 3
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'one'"):
            del each.one
    assert dataclasses.replace(known, one=5).two == 6


def test_classes_inherit_and_keep_what_is_their_own(dataclass: Decorator) -> None:
    @dataclass(frozen=True, slots=True)
    class Base:
        one: int

    @dataclass(frozen=True, slots=True)
    class Derived(Base):  # noqa: PLW1641 - the decorator adds it
        two: int = 2

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Base) and other.one == self.one

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ByName:
        one: int = 1
        two: int

    class Plain(Base):
        pass

    derived = Derived(1)
    assert (derived.one, derived.two, repr(derived)) == (1, 2, "own")
    assert derived == Base(1)
    assert hash(derived) == hash(Derived(1))
    assert Plain(3).one == 3
    assert Base(4).one == 4
    by_name: Any = ByName
    assert by_name(two=2).one == 1
    with pytest.raises(TypeError, match="positional argument"):
        by_name(2)


def test_objects_are_copied_and_pickled() -> None:
    point = Point(1, 2)
    assert copy.copy(point) == copy.deepcopy(point) == pickle.loads(pickle.dumps(point)) == point  # noqa: S301
    assert dataclasses.asdict(point) == {"x": 1, "y": 2}
    assert [each.name for each in dataclasses.fields(point)] == ["x", "y"]
    assert dataclasses.is_dataclass(Point)


def test_no_method_is_made_before_it_is_called() -> None:
    @ours(frozen=True, slots=True)
    class Late:
        one: int

    before = Late.__init__
    Late(1)
    assert Late.__init__ is not before
    assert Late.__init__.__qualname__.endswith("Late.__init__")
