"""The languages of the page: those of the core, with amounts hidden in incognito mode."""

from __future__ import annotations

import functools
from decimal import Decimal

from fava.template_filters import replace_numbers

from beancount_relance.language.messages import Language, language


class _Incognito(Language):
    """A language for Fava's ``--incognito``: digits in amounts and texts become X.

    Dates and numbers of days stay visible.
    """

    def money(self, number: Decimal, currency: str) -> str:
        return hidden(super().money(number, currency))

    def number(self, number: Decimal) -> str:
        return hidden(super().number(number))

    def show(self, value: object) -> str:
        text = super().show(value)
        return hidden(text) if isinstance(value, str) else text


@functools.cache
def incognito_language(code: str) -> Language:
    """The language with that code, with amounts hidden."""
    return _Incognito(language(code).code)


def hidden(text: str) -> str:
    """Replace the digits of ``text`` in the same way as Fava."""
    return replace_numbers(text) or ""
