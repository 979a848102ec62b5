"""Spellings: other names under which the customers of a shared account pay.

Names that differ only in case, accents, punctuation or legal form are recognised without help
(:mod:`~beancount_relance.policy.names.customer_names`). The others become ``payees`` if the name
itself identifies the customer: one word occurs in that customer's name only, and each of the
others is in the name as well, abbreviates a word of it, is made of its initials, or is a bank's:

    LEITH CC CREDITORS     Leith City Council
    VIR SEPA CALDER FDS    Calder Foods plc

``LEITH BAKERY`` is not recognised, unless the payment names an invoice of that customer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from beancount_relance.policy.apparent_kind import ASSOCIATION, given_names, kind_words
from beancount_relance.policy.names.name_spellings import plain_name, telling_words
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.naming.named_invoices import named_invoices
from beancount_relance.survey.books import Books, Entry
from beancount_relance.survey.metadata_words import words

Names = Mapping[str, Sequence[str]]
"""Names by customer."""


def other_names(books: Books) -> Names:
    """Other names under which customers of shared accounts pay, by customer."""
    billed = {invoice.customer for invoice in books.invoices}
    index = InvoiceIndex(books.invoices)
    by_word = _customers_by_word(books)
    found: dict[str, list[str]] = defaultdict(list)
    for each in books.postings:
        place = books.accounts[each.posting.account]
        payee = each.txn.payee
        if each.number > 0 or place is None or place.customer is not None or not payee:
            continue
        stated = not each.meta.keys().isdisjoint(books.accounts.customer_keys)
        if stated or each.customer in billed:
            continue
        customer = _customer_called(payee, by_word, _customer_named(books, each, index))
        if customer is not None and payee not in found[customer]:
            found[customer].append(payee)
    return {customer: names for customer, names in sorted(found.items()) if names}


def _customers_by_word(books: Books) -> Mapping[str, set[str]]:
    """The customers of shared accounts by each distinctive word of their names."""
    by_word: dict[str, set[str]] = defaultdict(set)
    for invoice, each in books.invoiced:
        place = books.accounts[each.posting.account]
        if place is not None and place.customer is None:
            name = books.report.customer(invoice.customer).title
            for word in telling_words(name) - _common():
                by_word[word].add(invoice.customer)
    return by_word


def _common() -> frozenset[str]:
    """Words that many names have in common, and those that banks add."""
    return (
        kind_words("business")
        | words("noise")
        | kind_words("title")
        | kind_words("academic")
        | kind_words(ASSOCIATION)
        | kind_words("works-council")
        | kind_words("public")
        | given_names()
    )


def _customer_named(books: Books, each: Entry, index: InvoiceIndex) -> str | None:
    """The customer whose invoices a payment names, if they are all of one customer."""
    keys = books.report.settings.reference_keys
    keyed = [str(each.meta[key]) for key in keys if key in each.meta]
    named = named_invoices(keyed, each.txn, (), index)
    owners = {invoice.customer for invoice in named.invoices}
    return owners.pop() if len(owners) == 1 else None


def _customer_called(payee: str, by_word: Mapping[str, set[str]], named: str | None) -> str | None:
    """The only customer that fits a payee; one word is enough for the customer ``named``."""
    owners = [by_word[word] for word in telling_words(payee) if word in by_word]
    together = set.intersection(*owners) if owners else set()
    if named in together:
        return named
    if named is not None or len(together) != 1:
        return None
    (customer,) = together
    return customer if _explains(customer, payee) else None


def _explains(customer: str, payee: str) -> bool:
    """Whether every word of a payee comes from the customer's name or is added by banks."""
    theirs = plain_name(customer).split()
    initials = "".join(word[0] for word in theirs)
    return all(
        word in theirs
        or word in words("noise")
        or word.isdigit()
        or word in initials
        or any(_shortens(word, full) for full in theirs)
        for word in plain_name(payee).split()
    )


def _shortens(word: str, full: str) -> bool:
    """Whether a word abbreviates another: the same first letter, then letters of it in order."""
    rest = iter(full)
    return word[0] == full[0] and all(letter in rest for letter in word)
