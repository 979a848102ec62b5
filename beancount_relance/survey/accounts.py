"""Accounts: which ones are receivable, which are not, and why.

An account whose name says nothing is taken as receivable by its transactions: debits with a
number or a date against income, paid by other assets.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from beancount.core.data import Transaction
from msgspec import Struct, field

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.ledger.natures import CASH, EXPENSE, INCOME, OTHER
from beancount_relance.survey.books import Books, Entry
from beancount_relance.survey.customers import some
from beancount_relance.survey.finding import Finding
from beancount_relance.survey.plugin_setup import is_switched_on


def find_accounts(books: Books) -> Iterator[Finding]:
    """Find the receivable accounts, those that were left out, and those not recognised."""
    settings = books.report.settings
    named = bool(settings.receivables)
    roots = _roots(books)
    for root, (customers, control) in roots.items():
        why = msg("a setting names it") if named else msg("its name says so")
        yield Finding(_taken(books, root, why, len(customers), control=control))
    yield from _left(books)
    shaped = [] if named or settings.exclude else sorted(_shaped(books))
    yield from _lent(books, any_other=bool(shaped))
    if shaped:
        lines = [*roots, *shaped]
        day = books.first.isoformat()
        text = nmsg(
            "{accounts}: its name does not say so, but customers seem to be invoiced there: "
            "debits against income, paid by the bank",
            "{accounts}: their names do not say so, but customers seem to be invoiced there: "
            "debits against income, paid by the bank",
            len(shaped),
            accounts=some(shaped),
        )
        yield Finding(text, tuple(f'{day} custom "relance" "receivables" {a}' for a in lines))
    elif not has_receivables(books) and not _lent_on(books):
        assets = books.options["name_assets"]
        yield Finding(
            msg(
                "no account looks receivable: this ledger has nothing to chase, unless customers "
                "owe on accounts with other names. Accounts such as {example} are recognised",
                example=f"{assets}:Clients:Martin",
            )
        )


def has_invoices_elsewhere(books: Books) -> bool:
    """Whether an account with another name looks receivable by its postings."""
    return bool(_shaped(books))


def has_receivables(books: Books) -> bool:
    """Whether any account is receivable, apart from those with nothing but money lent."""
    names = {entry.account for entry in books.report.ledger.opens}
    names |= {each.posting.account for each in books.postings}
    return any(books.accounts[name] is not None for name in names - set(_lent_on(books)))


def _taken(books: Books, root: str, why: Message, customers: int, *, control: bool) -> Message:
    place = books.accounts[root]
    if place is not None and place.customer is not None:
        return msg(
            "{account}: receivable, because {why}; it is the account of one customer",
            account=root,
            why=why,
        )
    if not customers:
        return msg(
            "{account}: receivable, because {why}; several customers share it: “customer:” or "
            "the payee says who they are",
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
        "share it: “customer:” or the payee says who they are",
        "{account}: receivable, because {why}; {count} customers have an account below it, "
        "others share it: “customer:” or the payee says who they are",
        customers,
        account=root,
        why=why,
    )


def _roots(books: Books) -> dict[str, tuple[set[str], bool]]:
    """The receivable roots, with their customers and whether they have a shared account.

    Accounts with nothing but money lent are left out.
    """
    used = Counter(each.posting.account for each in books.postings)
    names = {entry.account for entry in books.report.ledger.opens} | set(used)
    found: dict[str, tuple[set[str], bool]] = {}
    for name in sorted(names - set(_lent_on(books))):
        place = books.accounts[name]
        if place is None:
            continue
        is_own = books.accounts[place.root] is None  # such as Assets:Acme-Receivable
        root = name if is_own else place.root
        customers, control = found.get(root, (set(), False))
        if place.customer is not None:
            customers.add(place.customer)
        elif used[name]:
            control = True
        found[root] = (customers, control)
    return dict(sorted(found.items()))


def _left(books: Books) -> Iterator[Finding]:
    """Findings about assets excluded by one word of their name, although another is receivable."""
    if books.report.settings.exclude:
        return  # somebody has looked at them
    left: dict[str, list[str]] = defaultdict(list)
    for entry in books.report.ledger.opens:
        component = books.accounts.barred_by(entry.account)
        if component is not None:
            left[component].append(entry.account)
    for component, accounts in left.items():
        yield Finding(
            msg(
                "left out because of “{component}”: {accounts}",
                component=component,
                accounts=some(accounts),
            )
        )


def _lent(books: Books, *, any_other: bool) -> Iterator[Finding]:
    """Findings about accounts with nothing but money lent, with the lines that exclude them.

    No line is needed if the ledger has no other receivable account.
    """
    found = _lent_on(books)
    if not found:
        return
    day = books.first.isoformat()
    lines = tuple(f'{day} custom "relance" "exclude" {account}' for account in found)
    if not any_other and not has_receivables(books):
        yield Finding(
            nmsg(
                "{accounts}: holds money that you paid out and no invoice, so there is nothing to "
                "chase in this ledger",
                "{accounts}: hold money that you paid out and no invoice, so there is nothing to "
                "chase in this ledger",
                len(found),
                accounts=some(found),
            ),
            lines if is_switched_on(books) else (),
        )
        return
    text = nmsg(
        "{accounts}: holds money that you paid out and no invoice, so it is left out by the line "
        "“exclude” below; delete that line if a customer owes the money",
        "{accounts}: hold money that you paid out and no invoice, so they are left out by the "
        "lines “exclude” below; delete those for which a customer owes the money",
        len(found),
        accounts=some(found),
    )
    yield Finding(text, lines)


def _lent_on(books: Books) -> list[str]:
    """The accounts that look like a customer's but have nothing but money lent.

    That is money of your own, or your share of what you bought, without any invoice.
    """
    if books.report.settings.receivables:
        return []
    unexplained = {debit.debit.customer for debit in books.report.allocation.unidentified}
    invoiced = {account for i in books.invoices for account in (i.account, i.entered_on)}
    lent: dict[str, bool] = {}
    owing = set()
    for each in books.postings:
        name = each.posting.account
        if name in invoiced:
            continue
        against = books.counterparts.natures(each.txn)
        is_loan = against <= {CASH, EXPENSE, OTHER}
        if each.number > 0:
            is_loan = is_loan and not _has_due_date(books, each)
            if each.customer in unexplained or not books.invoices:
                owing.add(name)
        lent[name] = lent.get(name, True) and is_loan
    return sorted(name for name, is_loan in lent.items() if is_loan and name in owing)


def _has_due_date(books: Books, each: Entry) -> bool:
    settings = books.report.settings
    return not each.meta.keys().isdisjoint((*settings.due_keys, *settings.reference_keys))


class _Shape(Struct):
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
            and self._is_told
            and 2 * as_billed >= len(self.paid)
            and self.other <= len(self.billed)
        )

    @property
    def is_billed(self) -> bool:
        """Whether it only has debits so far, most of which can be identified."""
        return self._is_told and not self.paid and not self.other

    @property
    def _is_told(self) -> bool:
        return 2 * self.told >= len(self.billed) > 0


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
    found = {name for name, shape in shapes.items() if shape.is_receivable}
    return _gathered(books, found, dict(shapes))


def _is_told(txn: Transaction) -> bool:
    """Whether a transaction can be identified: by a link, a tag, metadata or a number."""
    stated = txn.meta.keys() - {"filename", "lineno"}
    return bool(txn.links or txn.tags or stated or re.search("[0-9]", txn.narration or ""))


def _without(txn: Transaction, account: str) -> Transaction:
    return txn._replace(postings=[p for p in txn.postings if p.account != account])


def _gathered(books: Books, found: set[str], shapes: Mapping[str, _Shape]) -> set[str]:
    """Replace accounts by their parent, if those beside them are customers', too.

    They are if they were found, if they have only been billed so far, or if they are not used yet.
    Otherwise, those that were billed are added.
    """
    below: dict[str, set[str]] = defaultdict(set)
    for entry in books.report.ledger.opens:
        parts = entry.account.split(":")
        for depth in range(2, len(parts)):
            below[":".join(parts[:depth])].add(entry.account)
    gathered = set()
    for name in found:
        parent = name.rpartition(":")[0]
        together = below[parent]
        owing = {n for n in together - found if n in shapes and shapes[n].is_billed}
        unused = together - shapes.keys()
        whole = len(together - unused) > 1 and together <= found | owing | unused
        gathered |= {parent} if whole else {name, *owing}
    return gathered
