"""Errors for ``bean-check``: what the plugin reports, in the form of Beancount's own errors."""

from __future__ import annotations

from typing import NamedTuple

from beancount.core.data import Meta


class ActionDue(NamedTuple):
    """An action that is due and not yet recorded, in the form of a Beancount error."""

    source: Meta
    message: str
    entry: None = None


class BadData(NamedTuple):
    """Something relance could not understand, in the form of a Beancount error."""

    source: Meta
    message: str
    entry: None = None


class LegalAdvice(NamedTuple):
    """Something the law has to say against an open item, in the form of a Beancount error."""

    source: Meta
    message: str
    entry: None = None


class MoneyUnexplained(NamedTuple):
    """Money on a customer's account that nothing explains, in the form of a Beancount error."""

    source: Meta
    message: str
    entry: None = None


BeanCheckError = ActionDue | BadData | LegalAdvice | MoneyUnexplained
"""Any of them."""
