"""The languages of the page: those of the core, with amounts hidden in incognito mode."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from decimal import Decimal

from beancount.core.data import BeancountError
from fava.template_filters import replace_numbers

from beancount_relance.language.messages import Language, language
from beancount_relance.report.bean_check_errors import BeanCheckError


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


def without_digits(errors: Iterable[BeancountError]) -> list[BeancountError]:
    """The errors of Fava's error page, with the digits of ours hidden."""
    return [
        error._replace(message=hidden(error.message))
        if isinstance(error, BeanCheckError)
        else error
        for error in errors
    ]


def hidden(text: str) -> str:
    """Replace the digits of ``text`` in the same way as Fava."""
    return replace_numbers(text) or ""
