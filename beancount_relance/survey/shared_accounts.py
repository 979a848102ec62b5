"""Shared accounts: how customers are told apart if several of them use one account.

Two things can be missing: the metadata key that identifies the customer on a shared account,
and the owner's answer whether an account with invoices to several payees is shared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from beancount.core.data import Open
from beancount.parser.printer import format_entry
from msgspec import Struct

from beancount_relance.dunning.questions.questions import SEVERAL_PAYEES, questions
from beancount_relance.language.messages import msg, nmsg
from beancount_relance.ledger.accounts.account_readings import lexicon
from beancount_relance.ledger.accounts.account_words import PEOPLE
from beancount_relance.policy.apparent_kind import parts_of
from beancount_relance.policy.names.name_spellings import same_name
from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books
from beancount_relance.survey.customers import some
from beancount_relance.survey.finding import Finding, setting
from beancount_relance.survey.metadata_words import words
from beancount_relance.survey.proposed_words import key_line, key_word, setting_line, setting_word


def find_sharing(books: Books) -> Iterator[Finding]:
    """Find keys that identify customers, and accounts whose invoices have several payees."""
    yield from _keys_of_customers(books)
    yield from _several_payees(books)


def _keys_of_customers(books: Books) -> Iterator[Finding]:
    """The key that identifies customers: a line for a sure one, a comment for one that may."""
    found = _unread_keys(books)
    sure = [key for key, each in found.items() if _names_customers(key, each) and _tells(each)]
    possible = [key for key, each in found.items() if _may_name(books, each)]
    for key in (sure or possible)[:1]:
        names = list(dict.fromkeys(each.value for each in found[key]))
        values = " ".join(map(quoted, (*books.accounts.customer_keys, key)))
        if sure:
            text = nmsg(
                "“{key}:” names {count} customer on shared accounts: {names}",
                "“{key}:” names {count} customers on shared accounts: {names}",
                len(names),
                key=key,
                names=some(names),
            )
            yield setting(books, "customer-keys", values, text)
        elif "customer-keys" not in books.settings:
            text = msg(
                "“{key}:” may name the customers on shared accounts: {names}; if so, remove the "
                "semicolon before the line “{setting}” below",
                key=key,
                names=some(names),
                setting=setting_word(books, "customer-keys"),
            )
            yield Finding(text, (f"; {setting_line(books, 'customer-keys', values)}",))


class _Named(Struct, frozen=True):
    """A posting on a shared account: the value of a key, the payee, and whether it is a debit."""

    value: str
    payee: str
    is_debit: bool


def _unread_keys(books: Books) -> dict[str, list[_Named]]:
    """The keys on shared accounts that no setting reads, with their texts and whole numbers."""
    settings = books.report.settings
    read = {
        *books.accounts.customer_keys,
        *settings.reference_keys,
        *settings.due_keys,
        *settings.terms_keys,
    }
    found: dict[str, list[_Named]] = defaultdict(list)
    for each in books.postings:
        place = books.accounts[each.posting.account]
        if place is None or place.customer is not None:
            continue
        for key, value in each.meta.items():
            if key not in read and isinstance(value, str | int | Decimal) and str(value).strip():
                named = _Named(str(value), each.txn.payee or "", is_debit=each.number > 0)
                found[key].append(named)
    return found


def _names_customers(key: str, entries: Sequence[_Named]) -> bool:
    """Whether a key surely names customers.

    Its name says so. If that is the name of a number (``kunden-nr``), each payee must have one of
    their own, and one must come again: an order's number does not. Or its values are the payees of
    all invoices.
    """
    parts = parts_of(key)
    debits = [each for each in entries if each.is_debit]
    if lexicon().read(key).has(PEOPLE) or not words("party").isdisjoint(parts):
        if words("number").isdisjoint(parts):
            return any(any(map(str.isalpha, each.value)) for each in entries)
        pairs = {(each.payee, each.value) for each in debits}
        alone = len({payee for payee, _ in pairs if payee}) == len([p for p, _ in pairs if p])
        return alone and _comes_again(debits)
    values = {each.value for each in debits}
    return len(values) > 1 and all(same_name(each.value, each.payee) for each in debits)


def _comes_again(debits: Sequence[_Named]) -> bool:
    """Whether there are several values, and fewer of them than invoices."""
    return 1 < len({each.value for each in debits}) < len(debits)


def _may_name(books: Books, entries: Sequence[_Named]) -> bool:
    """Whether a key may name the customers of invoices that all have no payee.

    Each of them has a value that is written like a name, and one value comes again.
    """
    debits = [each for each in entries if each.is_debit]
    unnamed = sum(
        each.number > 0 and books.accounts.is_nobody(each.customer, each.posting.account)
        for each in books.postings
    )
    return (
        len(debits) == unnamed
        and not any(each.payee for each in debits)
        and all(each.value[0].isalpha() and not each.value[0].islower() for each in debits)
        and _comes_again(debits)
    )


def _tells(entries: Sequence[_Named]) -> bool:
    """Whether a key says more than payees: some are missing, or one has several values."""
    by_payee: dict[str, str] = {}
    by_value: dict[str, str] = {}
    for each in entries:
        if not each.payee:
            return True
        if by_payee.setdefault(each.payee, each.value) != each.value:
            return True
        if not same_name(by_value.setdefault(each.value, each.payee), each.payee):
            return True
    return False


def _several_payees(books: Books) -> Iterator[Finding]:
    """Findings about customers whose invoices have several payees, with what to write there."""
    report = books.report
    billed = {invoice.customer for invoice in books.invoices}
    asked = questions(report.allocation, books.accounts, report.customers, billed)
    items = {item.key: item for item in report.allocation.items}
    opens = {entry.account: entry for entry in report.ledger.opens}
    for question in asked:
        if question.why != SEVERAL_PAYEES:
            continue
        theirs = [items[key].invoice for key in question.items]
        account = theirs[0].account
        payees = sorted({invoice.payee for invoice in theirs if invoice.payee})
        yield Finding(
            msg(
                "{account}: its invoices are made out to {names}, so nobody is chased until you "
                "say whether they are one customer (“{key}:”) or several (“shared: TRUE”)",
                account=account,
                names=some(payees),
                key=key_word(books, "payees"),
            ),
            by_hand=_shared(books, opens[account], payees) if account in opens else (),
        )


def _shared(books: Books, entry: Open, payees: Sequence[str]) -> tuple[str, ...]:
    """The account's directive with ``shared``, and the other answer in a comment."""
    bare = entry._replace(meta={})
    return (
        f"; {Path(entry.meta['filename']).name}:{entry.meta['lineno']}",
        " ".join(format_entry(bare).split()),
        "  shared: TRUE",
        f"  ; {key_line(books, 'payees', '; '.join(payees))}",
    )
