"""Templates of the page call things as Jinja2 does."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from fava_relance.page_templates import PageContext


class Lamp:
    def lit(self, word: str = "lit") -> str:
        return f"<{word}>"

    @pass_context
    def seen(self, context: Context, name: str) -> str:
        return f"{name} is {context[name]}"

    def __call__(self, word: str) -> str:
        return word.upper()


@pass_context
def known(context: Context, name: str) -> Any:
    return context.get(name)


def out() -> str:
    raise StopIteration


TEMPLATES = (
    "{% macro a(x, y='y') %}{{ x }}{{ y }}<b>{% endmacro %}{{ a('<x>') }}{{ a(y=1, x=2) }}",
    "{% macro b() %}({{ caller('c') }}){% endmacro %}{% call(x) b() %}{{ x }}{% endcall %}",
    "{% macro d() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ d(1, e=2) }}",
    "{{ lamp.lit() }}{{ lamp.lit(word='x') }}{{ lamp('up') }}{{ 'text'.upper() }}",
    "{% set word = 'w' %}{{ known('word') }}{{ lamp.seen('word') }}",
    "{% for x in 'ab' %}{% set word = x %}{{ known('word') }}{{ lamp.seen('word') }}{% endfor %}",
    "{% block z %}{% set word = 'w' %}{{ lamp.seen('word') }}{% endblock %}",
    "{{ out() is undefined }}{{ range(3) | list }}{{ dict(a=1) }}{{ lamp.seen.__name__ }}",
)


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_page_calls_as_jinja_does(template: str) -> None:
    theirs, ours = Environment(autoescape=True), Environment(autoescape=True)
    ours.context_class = PageContext
    shown = [
        environment.from_string(template).render(lamp=Lamp(), known=known, out=out)
        for environment in (theirs, ours)
    ]
    assert shown[0] == shown[1]
