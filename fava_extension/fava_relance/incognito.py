"""The languages of the page: those of the core, with the amounts hidden where they must be."""

from __future__ import annotations

import functools
from decimal import Decimal

from fava.template_filters import replace_numbers

from beancount_relance.language.messages import Language, language


class _Incognito(Language):
    """A language for Fava's ``--incognito``: every digit of an amount or a text is an X.

    Dates and counts of days stay.
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
    """The language of that code, one of the core's, with its amounts hidden."""
    return _Incognito(language(code).code)


def hidden(text: str) -> str:
    """``text`` with its digits replaced as Fava does it."""
    return replace_numbers(text) or ""
