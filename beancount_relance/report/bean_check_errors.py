"""Defines the plugin's errors for ``bean-check``, in the form of Beancount's own errors."""

from __future__ import annotations

from typing import NamedTuple

from beancount.core.data import Meta


class ActionDue(NamedTuple):
    """An action that is due and not recorded yet."""

    source: Meta
    message: str
    entry: None = None


class BadData(NamedTuple):
    """A directive or value that relance cannot understand."""

    source: Meta
    message: str
    entry: None = None


class LegalAdvice(NamedTuple):
    """A finding of the legal checks on an open item."""

    source: Meta
    message: str
    entry: None = None


class MoneyUnexplained(NamedTuple):
    """An amount on a customer's account that nothing in the ledger explains."""

    source: Meta
    message: str
    entry: None = None


BeanCheckError = ActionDue | BadData | LegalAdvice | MoneyUnexplained
"""Any error of the plugin."""
