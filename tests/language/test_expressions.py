"""Expressions that are compiled when they are first used."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import beancount_relance
from beancount_relance.language.expressions import expression

CORE = Path(beancount_relance.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(CORE.parent).with_suffix("").parts)
    for path in CORE.rglob("*.py")
    if "expressions import expression\n" in path.read_text(encoding="utf-8")
)


def test_every_expression_of_the_package_can_be_compiled() -> None:
    later = type(expression(""))
    found = [
        each
        for module in MODULES
        for each in vars(import_module(module)).values()
        if isinstance(each, later)
    ]
    assert len(found) > len(MODULES)
    for each in found:
        assert re.compile(each.pattern, each.flags) is not None


def test_it_does_what_the_compiled_expression_does() -> None:
    number = expression("f([0-9]+)", re.IGNORECASE)
    for _ in range(2):
        match = number.search("invoice F14")
        assert match is not None
        assert match[1] == "14"
    assert number.sub("#", "F14 and f15") == "# and #"
    assert number.fullmatch("F14 and") is None


def test_a_mistake_is_an_error_when_it_is_used() -> None:
    wrong = expression("(")
    with pytest.raises(re.error):
        wrong.search("text")
