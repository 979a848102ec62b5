"""What the endpoints of the page share: the decorator of those that write, and the language."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from fava.ext import extension_endpoint
from flask_babel import get_locale  # type: ignore[import-untyped]

from beancount_relance.language.messages import Language, language
from fava_relance.incognito import incognito_language
from fava_relance.request_guard import is_incognito

_Method = TypeVar("_Method")
# Fava's type hints cover only one of the two ways to use its decorator.
post = cast("Callable[[_Method], _Method]", extension_endpoint(methods=["POST"]))


def language_of_request() -> Language:
    """The language of Fava's own pages, or English if we do not have it."""
    return language(str(get_locale() or "en"))


def shown_language() -> Language:
    """The same language, in which numbers are hidden if Fava runs with ``--incognito``."""
    words = language_of_request()
    return incognito_language(words.code) if is_incognito() else words
