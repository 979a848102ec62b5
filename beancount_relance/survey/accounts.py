"""Accounts: which ones are receivable, which are not, and why.

An account whose name says nothing is taken as receivable by its transactions: debits with a
number or a date against income, paid by other assets.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.ledger.counterparts.natures import CASH, EXPENSE, OTHER
from beancount_relance.survey.account_shapes import shaped_accounts, shapes_of
from beancount_relance.survey.books import Books, Entry
from beancount_relance.survey.customers import some
from beancount_relance.survey.finding import Finding
from beancount_relance.survey.plugin_setup import is_switched_on
from beancount_relance.survey.proposed_words import setting_line, setting_word


def find_accounts(books: Books) -> Iterator[Finding]:
    """Find the receivable accounts, those that were left out, and those not recognised."""
    settings = books.report.settings
    named = bool(settings.receivables)
    roots = _roots(books)
    for root, (customers, control) in roots.items():
        why = msg("a setting names it") if named else msg("its name says so")
        yield Finding(_taken(books, root, why, len(customers), control=control))
    yield from _left(books)
    shaped = [] if named else sorted(shaped_accounts(books))
    yield from _lent(books, any_other=bool(shaped))
    if shaped:
        added = [account for account in shaped if not _is_at(account, [*roots])]
        added = [a for a in added if not _is_at(a.rpartition(":")[0], added)]
        lines = [*roots, *added]
        yield Finding(
            _unrecognised(books, shaped),
            tuple(setting_line(books, "receivables", account) for account in lines),
        )
    elif not has_receivables(books) and not _lent_on(books):
        assets = books.options["name_assets"]
        yield Finding(
            msg(
                "no account looks receivable: this ledger has nothing to chase, unless customers "
                "owe on accounts with other names. Accounts such as {example} are recognised",
                example=f"{assets}:Clients:Martin",
            )
        )


def _unrecognised(books: Books, shaped: list[str]) -> Message:
    """Say why accounts with other names look receivable."""
    if any(shape.paid for name, shape in shapes_of(books).items() if _is_at(name, shaped)):
        return nmsg(
            "{accounts}: its name does not say so, but customers seem to be invoiced there: "
            "debits against income, paid by the bank",
            "{accounts}: their names do not say so, but customers seem to be invoiced there: "
            "debits against income, paid by the bank",
            len(shaped),
            accounts=some(shaped),
        )
    return nmsg(
        "{accounts}: its name does not say so, but customers seem to be invoiced there: "
        "debits against income with a number or a word for “invoice”; nothing was paid yet",
        "{accounts}: their names do not say so, but customers seem to be invoiced there: "
        "debits against income with a number or a word for “invoice”; nothing was paid yet",
        len(shaped),
        accounts=some(shaped),
    )


def _is_at(name: str, accounts: list[str]) -> bool:
    """Whether an account is one of these, or below one."""
    return any(name == each or name.startswith(f"{each}:") for each in accounts)


def has_invoices_elsewhere(books: Books) -> bool:
    """Whether an account with another name looks receivable by its postings."""
    return bool(shaped_accounts(books))


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
    lines = tuple(setting_line(books, "exclude", account) for account in found)
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
        "“{setting}” below; delete that line if a customer owes the money",
        "{accounts}: hold money that you paid out and no invoice, so they are left out by the "
        "lines “{setting}” below; delete those for which a customer owes the money",
        len(found),
        accounts=some(found),
        setting=setting_word(books, "exclude"),
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
