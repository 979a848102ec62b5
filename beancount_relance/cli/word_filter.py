"""Filters: the words after the ledger, which choose what a command shows.

    relance items books.beancount kelso
    relance actions books.beancount lea phone

A word is looked for in the customer's name, the numbers and links of the invoices, the channel
and the person who does it, without regard to case and accents. All words must be found. They
never change what is computed.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click
from msgspec import Struct

from beancount_relance.cli.view import View
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import msg
from beancount_relance.language.text import plain
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.receivables.items import Item
from beancount_relance.values.readers import nearest

_OF_THE_WHOLE = ("totals", "balances", "figures")


class Filter(Struct, frozen=True):
    """The words that were typed, in their plain form, and the view that they are for."""

    words: tuple[str, ...]
    view: View

    def has(self, customer: str, *texts: str | None) -> bool:
        """Whether all words occur in the name of a customer or in one of these texts."""
        if not self.words:
            return True
        title = self.view.report.customer(customer).title
        found = plain(" ".join(filter(None, (customer, title, *texts))))
        return all(word in found for word in self.words)

    def has_item(self, item: Item) -> bool:
        """Whether an item is shown."""
        invoice = item.invoice
        return self.has(invoice.customer, invoice.reference, *invoice.links, invoice.narration)

    def has_action(self, action: Action) -> bool:
        """Whether an action is shown."""
        invoices = [each.item.invoice for each in action.items]
        names = (name for each in invoices for name in (each.reference, *each.links))
        channel = self.view.say(CHANNELS[action.channel].label)
        return self.has(action.customer.id, *names, action.channel, channel, action.who)

    def data(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the data of a command with only the rows that are shown.

        Lists of rows without a customer stay whole; totals of all customers are left out.
        """
        if not self.words:
            return data
        return {
            key: [row for row in value if self._has_row(row)] if isinstance(value, list) else value
            for key, value in data.items()
            if key not in _OF_THE_WHOLE
        }

    def _has_row(self, row: object) -> bool:
        if not isinstance(row, dict) or not isinstance(row.get("customer"), str):
            return True
        listed = row.get("invoices")
        names = listed if isinstance(listed, list) else [row.get("invoice") or ""]
        texts = (row.get("narration"), row.get("channel"), row.get("who"))
        channel = CHANNELS.get(row.get("channel") or "")
        label = self.view.say(channel.label) if channel else None
        return self.has(row["customer"], *map(str, names), *texts, label)


def with_filter(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument for words; it receives them as the filter ``only``."""

    @functools.wraps(command)
    def run(view: View, *, words: tuple[str, ...], **more: Any) -> None:
        command(view, only=_filter(view, words), **more)

    return click.argument("words", nargs=-1, metavar="[WORDS]...")(run)


def _filter(view: View, words: tuple[str, ...]) -> Filter:
    """Return the filter for words that were typed.

    Raises:
        click.UsageError: a word occurs nowhere in the ledger, so it is probably misspelt.
    """
    names = [plain(name) for name in dict.fromkeys(_names(view))] if words else []
    texts = [plain(item.invoice.narration) for item in view.report.allocation.items if words]
    for word in words:
        if not any(plain(word) in text for text in (*names, *texts)):
            near = nearest(plain(word), [part for name in names for part in (name, *name.split())])
            text = msg("nothing matches “{word}”", word=word)
            if near is not None:
                text = msg("nothing matches “{word}”; perhaps “{near}”", word=word, near=near)
            raise click.UsageError(view.say(text))
    return Filter(tuple(map(plain, words)), view)


def _names(view: View) -> Iterable[str]:
    """All names that a word can be found in."""
    report = view.report
    for customer in report.customers:
        yield customer
        yield report.customer(customer).title
    for item in report.allocation.items:
        invoice = item.invoice
        yield from (invoice.customer, invoice.reference, *invoice.links)
    for name, channel in CHANNELS.items():
        yield name
        yield view.say(channel.label)
    for action in (*report.agenda.actions, *report.agenda.upcoming):
        yield action.who or ""
