"""Spellings: payees on shared accounts without an invoice, and the customers they may be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from beancount_relance.receivables.invoices import InvoiceIndex
from beancount_relance.receivables.naming import named_invoices
from beancount_relance.survey.books import Books, Entry
from beancount_relance.survey.words import parts_of, words

_LEAST_LETTERS = 4


def other_names(books: Books) -> Mapping[str, list[str]]:
    """Other names under which customers of shared accounts pay.

    A payment belongs to a customer if it names one of their invoices, or if its payee has a word in
    common with no other customer. Names that differ only in capitals, accents or punctuation need
    no help and are left out.
    """
    billed = {_key(invoice.customer) for invoice in books.invoices}
    index = InvoiceIndex(books.invoices)
    by_word = _customers_by_word(books)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for each in books.postings:
        place = books.accounts[each.posting.account]
        payee = each.txn.payee
        if each.number > 0 or place is None or place.customer is not None or not payee:
            continue
        if _key(payee) in billed or "customer" in each.meta:
            continue
        customer = _customer_named(books, each, index) or _customer_called(payee, by_word)
        if customer is not None:
            found[customer][payee] += 1
    return {customer: list(names) for customer, names in sorted(found.items())}


def _key(name: str) -> str:
    """A name without capitals, accents, spaces and punctuation."""
    return "".join(parts_of(name))


def _customers_by_word(books: Books) -> Mapping[str, set[str]]:
    """The customers of shared accounts by each distinctive word of their names."""
    by_word: dict[str, set[str]] = defaultdict(set)
    for invoice, each in books.invoiced:
        place = books.accounts[each.posting.account]
        if place is not None and place.customer is None:
            for word in _telling(invoice.customer):
                by_word[word].add(invoice.customer)
    return by_word


def _telling(name: str) -> set[str]:
    """The distinctive words of a name."""
    common = words("business") | words("noise") | words("title") | words("public")
    return {part for part in parts_of(name) if len(part) >= _LEAST_LETTERS and part not in common}


def _customer_named(books: Books, each: Entry, index: InvoiceIndex) -> str | None:
    """The customer whose invoices a payment names, if they are all of one customer."""
    keys = books.report.settings.reference_keys
    keyed = [str(each.meta[key]) for key in keys if key in each.meta]
    named, _ = named_invoices(keyed, each.txn, (), index)
    owners = {invoice.customer for invoice in named}
    return owners.pop() if len(owners) == 1 else None


def _customer_called(payee: str, by_word: Mapping[str, set[str]]) -> str | None:
    """The only customer that shares a distinctive word with the payee."""
    owners = [by_word[word] for word in _telling(payee) if word in by_word]
    together = set.intersection(*owners) if owners else set()
    return together.pop() if len(together) == 1 else None
