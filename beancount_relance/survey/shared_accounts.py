"""Shared accounts: how customers are told apart if several of them use one account.

Two things can be missing: the metadata key that identifies the customer on a shared account,
and the owner's answer whether an account with invoices to several payees is shared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from beancount.core.data import Open
from beancount.parser.printer import format_entry

from beancount_relance.dunning.questions import SEVERAL_PAYEES, questions
from beancount_relance.language.messages import msg, nmsg
from beancount_relance.ledger.account_readings import lexicon
from beancount_relance.ledger.account_words import PEOPLE
from beancount_relance.policy.apparent_kind import parts_of
from beancount_relance.policy.name_spellings import same_name
from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books, Entry
from beancount_relance.survey.customers import some
from beancount_relance.survey.finding import Finding, setting
from beancount_relance.survey.metadata_words import words


def find_sharing(books: Books) -> Iterator[Finding]:
    """Find keys that identify customers, and accounts whose invoices have several payees."""
    for key, entries in list(_customer_keys(books).items())[:1]:
        names = list(dict.fromkeys(str(each.meta[key]) for each in entries))
        text = nmsg(
            "“{key}:” names {count} customer on shared accounts: {names}",
            "“{key}:” names {count} customers on shared accounts: {names}",
            len(names),
            key=key,
            names=some(names),
        )
        values = " ".join(map(quoted, (*books.accounts.customer_keys, key)))
        yield setting(books, "customer-keys", values, text)
    yield from _several_payees(books)


def _customer_keys(books: Books) -> dict[str, list[Entry]]:
    """Keys on shared accounts that identify the customer better than the payee does."""
    found: dict[str, list[Entry]] = defaultdict(list)
    read = {*books.accounts.customer_keys, *books.report.settings.reference_keys}
    for each in books.postings:
        place = books.accounts[each.posting.account]
        if place is None or place.customer is not None:
            continue
        for key, value in each.meta.items():
            if key not in read and isinstance(value, str) and any(map(str.isalpha, value)):
                found[key].append(each)
    return {key: each for key, each in found.items() if _names_people(key) and _tells(key, each)}


def _names_people(key: str) -> bool:
    """Whether the name of a key means a customer, and not a customer's number."""
    parts = parts_of(key)
    is_number = not words("number").isdisjoint(parts)
    says = lexicon().read(key).has(PEOPLE) or not words("party").isdisjoint(parts)
    return says and not is_number


def _tells(key: str, entries: Sequence[Entry]) -> bool:
    """Whether a key says more than payees: some are missing, or one has several values."""
    by_payee: dict[str, str] = {}
    by_value: dict[str, str] = {}
    for each in entries:
        payee, value = each.txn.payee, str(each.meta[key])
        if not payee:
            return True
        if by_payee.setdefault(payee, value) != value:
            return True
        if not same_name(by_value.setdefault(value, payee), payee):
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
                "say whether they are one customer (“payees:”) or several (“shared: TRUE”)",
                account=account,
                names=some(payees),
            ),
            by_hand=_shared(opens[account], payees) if account in opens else (),
        )


def _shared(entry: Open, payees: Sequence[str]) -> tuple[str, ...]:
    """The account's directive with ``shared``, and the other answer in a comment."""
    bare = entry._replace(meta={})
    return (
        f"; {Path(entry.meta['filename']).name}:{entry.meta['lineno']}",
        " ".join(format_entry(bare).split()),
        "  shared: TRUE",
        f"  ; payees: {quoted('; '.join(payees))}",
    )
