"""Customers: who they are, their names, their kinds, and the details that are missing.

A customer who looks like a private person or a public body is proposed as one. When in doubt,
this protects the weaker side: the law allows fewer claims against them than against a business.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from beancount.core.data import Directive, Open
from msgspec import Struct, field

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.policy.apparent_kind import kind_of
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.customers import CONSUMER, PUBLIC
from beancount_relance.survey.books import Books
from beancount_relance.survey.finding import Finding
from beancount_relance.survey.proposed_words import (
    choice_word,
    customer_line,
    key_line,
    key_word,
)
from beancount_relance.survey.spellings import Names, other_names
from beancount_relance.values.readers import values_of
from beancount_relance.values.vocabulary import KEY, english_meta, french_words

SHOWN = 6
"""The number of customers named in one sentence."""


class _Known(Struct):
    """The metadata to write about one customer, and the keys that are missing."""

    lines: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def find_people(books: Books) -> Iterator[Finding]:
    """Find the customers, with a directive for each one that has something to be stated."""
    known: dict[str, _Known] = defaultdict(_Known)
    by_hand: list[str] = []
    findings = [*_kinds(books, known), *_names(books, known, by_hand)]
    books = books.with_lines(_lines(books, known))
    findings += _lacking(books, known)
    if findings:
        *others, last = findings
        yield from map(Finding, others)
        yield Finding(last, tuple(_lines(books, known)), tuple(by_hand))


def _lines(books: Books, known: Mapping[str, _Known]) -> Iterator[str]:
    """A directive for each customer with something to state."""
    for customer, about in known.items():
        mark = "" if about.lines else "; "  # commented out if nothing but missing keys is known
        yield f"{mark}{customer_line(books, customer)}"
        for line in about.lines:
            yield f"  {line}"
        for key in about.missing:
            yield f"{';   ' if mark else '  ; '}{key_line(books, key)}"


def _stated(books: Books) -> Mapping[str, dict[str, Directive]]:
    """The metadata keys that the ledger has about each customer, with the last entry of each."""
    stated: dict[str, dict[str, Directive]] = defaultdict(dict)
    for entry in books.entries:
        if isinstance(entry, Open):
            place = books.accounts[entry.account]
            if place is not None and place.customer is not None:
                stated[place.customer].update(dict.fromkeys(_keys(entry), entry))
    for custom in books.customs:
        if custom.type == "relance-customer":
            for name in values_of(custom):
                stated[str(name)].update(dict.fromkeys(_keys(custom), custom))
    return stated


def _keys(entry: Directive) -> Iterable[str]:
    """The metadata keys of a directive, by their English names."""
    return english_meta(entry.meta, french_words(KEY))


def _kinds(books: Books, known: dict[str, _Known]) -> Iterator[Message]:
    """Customers who look like private persons, and those who look like public bodies."""
    stated = _stated(books)
    found: dict[str, list[str]] = {CONSUMER: [], PUBLIC: []}
    for customer in dict.fromkeys(invoice.customer for invoice in books.invoices):
        kind = kind_of(tuple(_called(books, customer)))
        if kind in found and "kind" not in stated[customer]:
            found[kind].append(_title(books, customer))
            known[customer].lines.append(key_line(books, "kind", choice_word(books, kind)))
    if found[CONSUMER]:
        yield nmsg(
            "{names} looks like a private person, so consumer law applies",
            "{names} look like private persons, so consumer law applies",
            len(found[CONSUMER]),
            names=some(found[CONSUMER]),
        )
    if found[PUBLIC]:
        yield nmsg(
            "{names} looks like a public body, for which other rules and reminders apply",
            "{names} look like public bodies, for which other rules and reminders apply",
            len(found[PUBLIC]),
            names=some(found[PUBLIC]),
        )


def _called(books: Books, customer: str) -> list[str]:
    """All names of a customer: full name, payees, id."""
    payees = books.payees.get(customer, Counter())
    names = [books.report.customer(customer).name, *payees, customer.rpartition(":")[2]]
    return [name for name in names if name]


def _title(books: Books, customer: str) -> str:
    return books.report.customer(customer).name or _full_name(books, customer) or customer


def _full_name(books: Books, customer: str) -> str | None:
    """The payee, if all invoices of a customer have the same one and it differs from the id."""
    payees = books.payees.get(customer, Counter())
    if len(payees) != 1:
        return None
    (name,) = payees
    return name if name != customer else None


def _names(books: Books, known: dict[str, _Known], by_hand: list[str]) -> Iterator[Message]:
    """Full names of customers whose account name is shorter, and other names that pay."""
    stated = _stated(books)
    owing = {item.invoice.customer for item in books.report.open_items}
    full = [c for c in sorted(owing) if "name" not in stated[c] and _full_name(books, c)]
    for customer in full:
        name = _full_name(books, customer) or ""
        known[customer].lines.append(key_line(books, "name", name))
    if full:
        yield nmsg(
            "letters to {count} customer use the name of the payee, not of the account: {names}",
            "letters to {count} customers use the name of the payee, not of the account: {names}",
            len(full),
            names=some([_full_name(books, customer) or customer for customer in full]),
        )
    others = other_names(books)
    for customer, names in others.items():
        entry = stated[customer].get("payees")
        if entry is None:
            known[customer].lines.append(key_line(books, "payees", "; ".join(names)))
        else:
            every = (*books.report.customer(customer).payees, *names)
            by_hand += [
                f"; {Path(entry.meta['filename']).name}:{entry.meta['lineno']}",
                f"  {key_line(books, 'payees', '; '.join(every))}",
            ]
    if others:
        pairs = [f"{name} → {customer}" for customer, names in others.items() for name in names]
        yield nmsg(
            "another name under which a customer pays, added as “{key}”: {names}",
            "other names under which customers pay, added as “{key}”: {names}",
            len(pairs),
            key=key_word(books, "payees"),
            names=some(pairs),
        )
    strangers = _strangers(books, others)
    if strangers:
        yield nmsg(
            "{names} paid without having an invoice: say which customer it was, by “{key}:” "
            "on the customer or “customer:” on the payment",
            "{names} paid without having invoices: say which customers they were, by “{key}:” "
            "on the customer or “customer:” on the payment",
            len(strangers),
            key=key_word(books, "payees"),
            names=some(strangers),
        )


def _strangers(books: Books, others: Names) -> list[str]:
    """Payees with unused money on shared accounts and no invoice, apart from ``others``."""
    billed = {invoice.customer for invoice in books.invoices}
    known = billed | {name for names in others.values() for name in names}
    left = (each.credit for each in books.report.allocation.credits)
    return list(
        dict.fromkeys(c.customer for c in left if not c.certain and c.customer not in known)
    )


def _lacking(books: Books, known: dict[str, _Known]) -> Iterator[Message]:
    """Customers who owe something and have no address for the channel of their next stage."""
    lacking: dict[str, set[str]] = defaultdict(set)
    for decision in books.report.decisions.values():
        customer = books.report.customer(decision.item.invoice.customer)
        if decision.stage is None:
            continue
        ways = [way for way in (decision.stage.channel, decision.stage.fallback) if way]
        if any(customer.has_channel(way) for way in ways):
            continue
        for way in ways:
            lacking[way].add(customer.id)
            key = CHANNELS[way].address
            if key is not None and key not in known[customer.id].missing:
                known[customer.id].missing.append(key)
    counted = [
        msg("{way} ({count})", way=CHANNELS[way].label, count=len(who))
        for way, who in lacking.items()
    ]
    if counted:
        yield nmsg(
            "{count} customer has no address or number for the next reminder, {ways}: complete "
            "the lines below",
            "{count} customers have no address or number for the next reminder, {ways}: complete "
            "the lines below",
            len(set().union(*lacking.values())),
            ways=counted,
        )


def some(names: list[str]) -> Message:
    """The first few names, and the number of others."""
    shown = ", ".join(names[:SHOWN])
    if len(names) <= SHOWN:
        return Message("{names}", {"names": shown})
    return nmsg(
        "{names} and {count} other", "{names} and {count} others", len(names) - SHOWN, names=shown
    )
