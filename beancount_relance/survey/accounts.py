"""Accounts: which ones are receivable, which are not, and why.

An account whose name says nothing is taken as receivable by its transactions: debits with a
number or a date against income, paid by other assets.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from beancount.core.data import Transaction

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.ledger.account_words import has_word_of
from beancount_relance.ledger.counterparts import CASH, INCOME
from beancount_relance.survey.books import Books
from beancount_relance.survey.findings import Finding
from beancount_relance.survey.people import some
from beancount_relance.survey.words import parts_of, words

_REASONS: Mapping[str, Message] = {
    "tax": msg("tax"),
    "payroll": msg("payroll"),
    "loan": msg("a loan"),
    "hours": msg("hours"),
    "insurance": msg("insurance"),
    "deposit": msg("a deposit"),
    "allowance": msg("an allowance"),
}
"""Kinds of words that mark an asset as not owed by a customer, with their label."""

_NATURES = ("tax", "allowance")
"""Kinds whose words the ledger package knows."""

_ALWAYS_TOLD = ("payroll", "loan", "hours", "deposit")
"""Kinds that are reported wherever the account is, because somebody does owe them."""


def find_accounts(books: Books) -> Iterator[Finding]:
    """Find the receivable accounts, those that were left out, and those not recognised."""
    named = bool(books.report.settings.receivables)
    roots = _roots(books)
    for root, (customers, control) in roots.items():
        why = msg("a setting names it") if named else msg("its name says so")
        yield Finding(_taken(root, why, len(customers), control=control))
    yield from _left(books)
    shaped = sorted(_shaped(books))
    if shaped:
        lines = [*([] if named else roots), *shaped]
        day = books.first.isoformat()
        text = nmsg(
            "{accounts}: not recognised, although invoices are posted and paid there",
            "{accounts}: not recognised, although invoices are posted and paid there",
            len(shaped),
            accounts=some(shaped),
        )
        yield Finding(text, tuple(f'{day} custom "relance" "receivables" {a}' for a in lines))
    elif not roots:
        yield Finding(msg("no account looks receivable"))


def _taken(root: str, why: Message, customers: int, *, control: bool) -> Message:
    if not customers:
        return msg(
            "{account}: receivable, because {why}; shared by all customers, identified by "
            "“customer:” or the payee",
            account=root,
            why=why,
        )
    if not control:
        return nmsg(
            "{account}: receivable, because {why}; {count} customer has an account below it",
            "{account}: receivable, because {why}; {count} customers have an account below it",
            customers,
            account=root,
            why=why,
        )
    return nmsg(
        "{account}: receivable, because {why}; {count} customer has an account below it, others "
        "share it and are identified by “customer:” or the payee",
        "{account}: receivable, because {why}; {count} customers have an account below it, others "
        "share it and are identified by “customer:” or the payee",
        customers,
        account=root,
        why=why,
    )


def _roots(books: Books) -> dict[str, tuple[set[str], bool]]:
    """The receivable roots, with their customers and whether they have a shared account."""
    used = Counter(each.posting.account for each in books.postings)
    names = {entry.account for entry in books.report.ledger.opens} | set(used)
    found: dict[str, tuple[set[str], bool]] = {}
    for name in sorted(names):
        place = books.accounts[name]
        if place is None:
            continue
        customers, control = found.get(place.root, (set(), False))
        if place.customer is not None:
            customers.add(place.customer)
        elif used[name]:
            control = True
        found[place.root] = (customers, control)
    return found


def _left(books: Books) -> Iterator[Finding]:
    """Assets next to the receivables whose names say that they are something else."""
    assets = books.options["name_assets"]
    above = {root.rpartition(":")[0] for root in _roots(books)} - {assets, ""}
    left: dict[str, list[str]] = defaultdict(list)
    for entry in books.report.ledger.opens:
        name = entry.account
        if not name.startswith(f"{assets}:") or books.accounts[name] is not None:
            continue
        kind = _kind(name)
        beside = any(name.startswith(f"{root}:") for root in above)
        if kind is not None and (beside or kind in _ALWAYS_TOLD):
            left[kind].append(name)
    for kind, accounts in left.items():
        text = msg("left out, {why}: {accounts}", why=_REASONS[kind], accounts=some(accounts))
        yield Finding(text)


def _kind(account: str) -> str | None:
    """The kind of :data:`_REASONS` that an account's name matches."""
    parts = [part for component in account.split(":")[1:] for part in parts_of(component)]
    for kind in _REASONS:
        known = has_word_of(account, kind) if kind in _NATURES else words(kind).intersection(parts)
        if known:
            return kind
    return None


@dataclass
class _Shape:
    """What was posted to an asset account.

    Attributes:
        billed: the amounts debited against income.
        told: how many of these debits can be identified, by a number for example.
        paid: the amounts credited against cash, as positive numbers.
        other: the number of other postings.
    """

    billed: list[Decimal] = field(default_factory=list)
    told: int = 0
    paid: list[Decimal] = field(default_factory=list)
    other: int = 0

    @property
    def is_receivable(self) -> bool:
        """Whether most debits can be identified, and most payments equal a debit.

        A payment service is debited against income, too, but it pays out totals.
        """
        as_billed = sum(amount in self.billed for amount in self.paid)
        return (
            bool(self.paid)
            and 2 * self.told >= len(self.billed) > 0
            and 2 * as_billed >= len(self.paid)
            and self.other <= len(self.billed)
        )


def _shaped(books: Books) -> set[str]:
    """The accounts that look receivable by their postings, or their parents instead of them."""
    assets = books.options["name_assets"] + ":"
    shapes: dict[str, _Shape] = defaultdict(_Shape)
    for txn in books.report.ledger.transactions:
        for posting in txn.postings:
            name = posting.account
            if posting.units is None or not posting.units.number or not name.startswith(assets):
                continue
            if books.accounts[name] is not None:
                continue
            number, shape = posting.units.number, shapes[name]
            against = books.counterparts.natures(_without(txn, name))
            if number > 0 and INCOME in against and CASH not in against:
                shape.billed.append(number)
                shape.told += _is_told(txn)
            elif number < 0 and CASH in against:
                shape.paid.append(-number)
            else:
                shape.other += 1
    return _gathered(books, {name for name, shape in shapes.items() if shape.is_receivable})


def _is_told(txn: Transaction) -> bool:
    """Whether a transaction can be identified: by a link, a tag, metadata or a number."""
    stated = txn.meta.keys() - {"filename", "lineno"}
    return bool(txn.links or txn.tags or stated or re.search("[0-9]", txn.narration or ""))


def _without(txn: Transaction, account: str) -> Transaction:
    return txn._replace(postings=[p for p in txn.postings if p.account != account])


def _gathered(books: Books, found: set[str]) -> set[str]:
    """Replace several siblings by their parent, if all accounts below it were found."""
    below: dict[str, set[str]] = defaultdict(set)
    for entry in books.report.ledger.opens:
        below[entry.account.rpartition(":")[0]].add(entry.account)
    gathered = set()
    for name in found:
        parent = name.rpartition(":")[0]
        together = below[parent]
        whole = len(together) > 1 and together <= found and ":" in parent
        gathered.add(parent if whole else name)
    return gathered
