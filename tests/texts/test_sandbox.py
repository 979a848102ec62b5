"""The sandbox: it answers as Jinja's own does, a short way or a long one."""

from __future__ import annotations

import datetime
import gc
from decimal import Decimal
from typing import Any

import pytest
from beancount.core.amount import Amount
from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from beancount_relance.texts.rendering.sandbox import Sandbox


class Lamp(Struct, frozen=True):
    name: str
    price: Amount
    parts: tuple[str, ...] = ("shade", "cord")
    _hidden: str = "hidden"

    @property
    def title(self) -> str:
        return self.name.upper()

    def told(self, word: str = "lit") -> str:
        return f"{self.name} {word}"


LIBRARY = """\
{% macro shown(lamp, word="is") %}{{ lamp.name }} {{ word }} {{ lamp.price.number }}{% endmacro %}
{% macro around() %}({{ caller() }}){% endmacro %}
{% macro _hidden() %}hidden{% endmacro %}
{% set unit = "EUR" %}
{% set form = "{0.__class__}".format %}
"""
GOOD = (
    "{{ lamp.name }}, {{ lamp['name'] }}, {{ lamp.title }}",
    "{{ lamp.told() }}, {{ lamp.told('x') }}",
    "{{ lamp.price.number }} {{ lamp.price.currency }} {{ lamp.price[1] }}",
    "{{ lamps | map(attribute='price.number') | sum }}",
    "{{ lamps | selectattr('price.number') | map(attribute='name') | unique | join(', ') }}",
    "{{ lamps | rejectattr('price.number') | list | length }} {{ (lamps | first).name }}",
    "{{ lamps | selectattr('price.number', 'defined') | map('upper') | list | length }}",
    "{{ lamps | map(attribute='parts.0') | list }} {{ lamps | map(attribute='title') | list }}",
    "{{ lamps | map(attribute='colour', default='none') | list }} {{ none | map('upper') | list }}",
    "{{ lamps | groupby('name') | map('first') | list }} {{ numbers | select('odd') | list }}",
    "{{ library.shown(lamp) }}; {{ library.shown(lamp, word='costs') }}; {{ library.unit }}",
    "{% call library.around() %}{{ lamp.name }}{% endcall %}",
    "{% for each in lamps %}{{ library.shown(each) }}{{ loop.index }}{% endfor %}",
    "{{ 'x{0}'.format(lamp.name) }} {{ lamp.parts[0] }} {{ record.items() | length }}",
    "{{ day.year }} {{ record['items'] }} {{ lamp.parts.index('cord') }}",
    "{% include 'part' %}{% include ['none', 'part'] %}{% include 'none' ignore missing %}",
    "{{ none }}{{ lamp.told() if lamps else none }}{% set kept %}{{ none }}x{% endset %}{{ kept }}",
    "{% autoescape true %}{{ '<b>' }}{{ none }}{{ lamp.name ~ '&' }}{% endautoescape %}{{ '<b>' }}",
    "{{ lamps | rejectattr('price.number', 'gt', 5) | map(attribute='name') | list }}",
    "{{ lamps | selectattr('name', 'in', ['Soir']) | list | length }} {{ none | select | list }}",
    "{{ numbers | reject('in', [1]) | list }} {{ [0, 1] | reject | list }}",
    "{{ numbers | select('divisibleby', num=2) | list }} {{ [[0], [1]] | selectattr(0) | list }}",
    "{{ ['sum', 'none'] | select('filter') | list }}",
    "{{ lamps | selectattr('colour', 'defined') | list }} {{ numbers | select | list }}",
)
BASE = """\
<{% block outer %}{% block inner %}base{% endblock %}{% endblock %}>
{% for each in lamps %}{% block row scoped %}{{ each.name }}{% endblock %}{% endfor %}
{{ self.inner() }}{% include 'part' %}
"""
MIDDLE = """\
{% extends 'base' %}
{% block inner %}{{ super() }}, middle{% endblock %}
{% block row %}{{ super() }} {{ each.price.number }}{% endblock %}
"""
EXTENDED = (
    "{% extends 'middle' %}{% block inner %}{{ super() }}, {{ lamp.name }}{% endblock %}",
    "{% extends 'middle' %}{% block outer %}{{ super() }} and more{% endblock %}",
    "{% extends 'middle' if numbers else 'base' %}{% block row %}{{ each.told() }}{% endblock %}",
    "{% extends 'base' %}{% block outer %}{{ super() | upper }}{% endblock %}",
)
BAD = (
    "{{ lamp._hidden }}",
    "{{ lamp['_hidden'] }}",
    "{{ lamps | map(attribute='_hidden') | join }}",
    "{{ lamp.__class__ }}",
    "{{ lamp['__class__'].__mro__ }}",
    "{{ lamp.name.__class__ }}",
    "{{ lamp.told.__globals__ }}",
    "{{ lamp.told.__func__.__code__ }}",
    "{{ lamp.colour }}",
    "{{ lamp.price.amount }}",
    "{{ lamps | map(attribute='colour') | join }}",
    "{{ numbers.append(3) }}",
    "{{ record.update(x=1) }}",
    "{{ '{0.__class__}'.format(lamp) }}",
    "{{ '{x._hidden}'.format_map({'x': lamp}) }}",
    "{{ library.form(lamp) }}",
    "{{ library._hidden() }}",
    "{{ library.shown.__call__.__globals__ }}",
    "{{ library.shown._func.__globals__ }}",
    "{{ library.wanting() }}",
    "{{ library.shown() }}",
    "{{ library.shown(lamp, colour='red') }}",
    "{{ library.shown(lamp, self='x', context='y', obj='z') }}",
    "{{ library.__dict__ }}",
    "{{ library._body_stream }}",
    "{% include 'none' %}",
    "{{ numbers | select('glowing') | list }}",
    "{{ lamps | selectattr() | list }}",
    "{{ lamps | selectattr('_hidden') | list }}",
    "{{ lamps | rejectattr('name.__class__', 'defined') | map(attribute='colour') | join }}",
    "{{ colours | select | list }}",
)


def outcome(environment: ImmutableSandboxedEnvironment, template: str) -> str:
    """What becomes of a template, or of which kind the error is, and what it says."""
    amounts = (Amount(Decimal("12.00"), "EUR"), Amount(Decimal(), "EUR"))
    lamps = tuple(Lamp(name, price) for name, price in zip(("Aube", "Soir"), amounts, strict=True))
    values: dict[str, Any] = {
        "lamp": lamps[0],
        "lamps": lamps,
        "numbers": [1, 2],
        "record": {"items": 7},
        "day": datetime.date(2026, 6, 30),
    }
    source = "{% import 'library' as library with context %}" + template
    try:
        return environment.from_string(source).render(values)
    except (TemplateError, TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


def both(template: str) -> tuple[str, str]:
    """What our sandbox says twice, and what Jinja's does."""
    loader = DictLoader(
        {"library": LIBRARY, "part": "{{ lamp.name }}", "base": BASE, "middle": MIDDLE}
    )
    ours = Sandbox(loader=loader, undefined=StrictUndefined)
    theirs = ImmutableSandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        finalize=lambda value: "" if value is None else value,
    )
    first = outcome(ours, template)
    assert outcome(ours, template) == first
    return first, outcome(theirs, template)


@pytest.mark.parametrize("template", GOOD + EXTENDED)
def test_what_is_allowed_comes_out_the_same(template: str) -> None:
    ours, theirs = both(template)
    assert ours == theirs
    assert "Error" not in ours


@pytest.mark.parametrize("template", BAD)
def test_what_is_refused_is_refused_in_the_same_words(template: str) -> None:
    ours, theirs = both(template)
    assert ours == theirs
    assert "Error" in ours or "NotFound" in ours


def test_the_first_template_that_there_is() -> None:
    sandbox = Sandbox(loader=DictLoader({"b": "found"}))
    for _ in range(2):
        assert sandbox.first_of(("a", "b")).render() == "found"
    with pytest.raises(TemplateError):
        sandbox.first_of(("a", "c"))


def test_a_text_leaves_nothing_to_the_garbage_collector() -> None:
    """The macros that it imports with its variables are gone, those that all texts share stay."""
    library = "{% macro twice() %}{{ word }} {{ word }}{% endmacro %}"
    environment = Sandbox(loader=DictLoader({"library": library, "shared": "{% set unit = 1 %}"}))
    template = environment.from_string(
        '{% import "library" as own with context %}{% import "shared" as shared %}'
        "{{ own.twice() }} {{ shared.unit }}"
    )
    gc.disable()
    try:
        gc.collect(0)  # what is youngest now was made by the two texts
        texts = [environment.rendered(template, {"word": word}) for word in ("on", "off")]
        macros = [each for each in gc.get_objects(generation=0) if isinstance(each, Macro)]
    finally:
        gc.enable()
    assert texts == ["on on 1", "off off 1"]
    assert [each for each in macros if each.name == "twice"] == []
