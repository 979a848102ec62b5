"""Determines who owes what on a day, before any decision about it.

The input is the ledger up to the day. The output is the policy in force, the customers, and the
invoices with their settlements.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from beancount.core.data import Directive, Transaction
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.received_interest import (
    ChargePosting,
    charge_postings,
    names_of,
    payers_of,
)
from beancount_relance.history.disputed_names import disputed_names
from beancount_relance.history.extensions import extended_in, with_extensions
from beancount_relance.history.needed_invoices import needed_by
from beancount_relance.language.messages import Problem
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.interest_accounts import INTEREST, InterestAccounts
from beancount_relance.ledger.counterparts.natures import Natures
from beancount_relance.ledger.dated_keys import with_keys_of_their_day
from beancount_relance.ledger.ignored_links import without_ignored_links
from beancount_relance.ledger.misplaced_keys import KeysInPlace
from beancount_relance.ledger.named_remarks import with_named_remarks
from beancount_relance.ledger.purchases import Purchases
from beancount_relance.ledger.receivable_postings import PostingReader
from beancount_relance.ledger.snapshot import Ledger, read_ledger
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.allocation.allocation import allocate
from beancount_relance.receivables.allocation.retentions import with_retentions
from beancount_relance.receivables.classify import read_receivables
from beancount_relance.receivables.credits_and_debits import Receivables
from beancount_relance.receivables.invoiced_payees import InvoicedPayees
from beancount_relance.receivables.items import Allocation, Item, Tolerance, by_due_date
from beancount_relance.receivables.netting.filter_result import (
    Needed,
    Sifted,
    everything,
    without_receivables,
)
from beancount_relance.receivables.netting.left_out_claims import LeftOut
from beancount_relance.receivables.netting.paid_by_amount import PaidByAmount
from beancount_relance.receivables.netting.plain_claims import PlainClaims
from beancount_relance.receivables.netting.plain_postings import PlainPostings
from beancount_relance.receivables.netting.settled_filter import SettledFilter
from beancount_relance.report.policy_in_force import Policy, read_policy


class Position(Struct, frozen=True):
    """Who owes what at the end of a day.

    Attributes:
        ledger: the ledger up to the day.
        policy: the policy in force on the day.
        sifted: the receivable postings that were read.
        receivables: the invoices and credits that these postings represent.
        allocation: the items with their settlements, the credits, and the tie-out.
        whole: whether plainly settled invoices are included as well.
        left_out: the currencies in which some are left out that were not wanted.
        charged: the postings of late interest and fees received.
        sifter: what has netted the claims of this very ledger.
    """

    ledger: Ledger
    policy: Policy
    sifted: Sifted
    receivables: Receivables
    allocation: Allocation
    whole: bool
    left_out: frozenset[str] = frozenset()
    charged: Sequence[ChargePosting] = ()
    sifter: SettledFilter | None = None

    @property
    def invoiced(self) -> set[str]:
        """The customers who have, or ever had, an invoice."""
        invoiced = {item.invoice.customer for item in self.allocation.items}
        return invoiced | {customer for customer, _ in self.sifted.balanced}

    @property
    def elsewhere(self) -> Sequence[Transaction]:
        """The transactions without a receivable posting."""
        if self.sifter is not None:
            return self.sifter.elsewhere
        return without_receivables(self.ledger.transactions, self.policy.accounts)

    @property
    def problems(self) -> list[Problem]:
        """The problems found while reading, in no particular order."""
        return [*self.policy.problems, *self.receivables.problems]


def read_position(
    entries: Sequence[Directive],
    options: Mapping[str, Any],
    as_of: datetime.date,
    *,
    whole: bool,
) -> Position:
    """Return the position on a day.

    Args:
        entries: all directives, sorted by date.
        options: Beancount's options map.
        as_of: the day; later entries do not count.
        whole: whether to include plainly settled invoices. They are always included if the
            policy takes past payment behaviour into account.
    """
    ledger = read_ledger(entries, options, as_of)
    policy = read_policy(ledger)
    ledger, sifter = as_meant(ledger, policy)
    charged = charge_postings(ledger, policy.settings, policy.accounts.roles)
    if whole or policy.settings.soften or policy.settings.hasten:
        return _whole_position(ledger, policy, charged, sifter)
    sifted = sifter.sift(_needed(ledger, policy, charged))
    position = position_of(ledger, policy, sifted, ((), ()), whole=False)
    return replace(position, charged=charged, sifter=sifter)


def with_settled(position: Position, left_out: LeftOut | None = None) -> Position:
    """Return the position of the same day that includes plainly settled invoices.

    Args:
        position: the position.
        left_out: tells which of them are not wanted.
    """
    if position.whole:
        return position
    ledger, policy = position.ledger, position.policy
    sifter = position.sifter or filter_of(ledger, policy)
    return _whole_position(ledger, policy, position.charged, sifter, left_out, position)


def _whole_position(
    ledger: Ledger,
    policy: Policy,
    charged: Sequence[ChargePosting],
    sifter: SettledFilter,
    left_out: LeftOut | None = None,
    quick: Position | None = None,
) -> Position:
    """Return a position with what is settled, apart from what is left out.

    Args:
        ledger: the ledger.
        policy: the policy in force.
        charged: the postings of late interest and fees received.
        sifter: what has netted the claims.
        left_out: tells what is not wanted.
        quick: the position without what is settled, if it is known.
    """
    disputed = disputed_names(ledger.remarks, policy.accounts, policy.customers)
    needed = Needed() if left_out is None else _needed_of_settled(ledger, policy, charged)
    names = needed.names.union(*(each.names for each in disputed))
    sifted = sifter.whole(replace(needed, names=names), left_out)
    found = sifter.plain.items(sifted.plain, sifted.paid)
    currencies = frozenset(currency for _, currency in sifted.left_out)
    position = position_of(ledger, policy, sifted, found, whole=not currencies, known=quick)
    return replace(position, charged=charged, sifter=sifter, left_out=currencies)


def _needed(ledger: Ledger, policy: Policy, charged: Sequence[ChargePosting]) -> Needed:
    """Return what must be read of what is settled, because of notes and of interest received."""
    needed = needed_by(ledger.remarks, policy.accounts, policy.settings.claiming_stages)
    names = needed.names.union(names_of(charged, frozenset(policy.settings.reference_keys)))
    payers = payers_of(charged, policy.accounts)
    return replace(needed, names=names, customers=needed.customers | payers)


def _needed_of_settled(ledger: Ledger, policy: Policy, charged: Sequence[ChargePosting]) -> Needed:
    """Return the same, with the invoices that fell due later than they say."""
    needed = _needed(ledger, policy, charged)
    extended = extended_in(ledger.remarks, policy.accounts)
    return replace(
        needed,
        names=needed.names | extended.names,
        customers=needed.customers | extended.customers,
    )


def reads_the_same(position: Position, later: Ledger) -> bool:
    """Return whether a position has what the notes of a later ledger need of what is settled."""
    if not position.left_out:
        return position.whole
    policy, charged = position.policy, position.charged
    before, now = (
        replace(_needed_of_settled(ledger, policy, charged), asked=frozenset())
        for ledger in (position.ledger, later)
    )
    return before == now


def as_meant(ledger: Ledger, policy: Policy) -> tuple[Ledger, SettledFilter]:
    """Return a ledger with links that people wrote and keys in their place, and its filter."""
    linked = with_own_names(ledger, policy.settings)
    keys = KeysInPlace(ledger.options, policy.accounts, policy.settings.reference_keys)
    sifter = filter_of(linked, policy, keys)
    return replace(linked, transactions=sifter.transactions), sifter


def with_own_names(ledger: Ledger, settings: Settings) -> Ledger:
    """Return a ledger with the links that people wrote, and those that keys of notes stand for."""
    linked = without_ignored_links(ledger, settings.ignore_links)
    dated = with_keys_of_their_day(linked, settings.dated_keys.values())
    return with_named_remarks(dated, settings.reference_keys)


def filter_of(ledger: Ledger, policy: Policy, keys: KeysInPlace | None = None) -> SettledFilter:
    """Return the filter of settled claims for a ledger, whose keys ``keys`` puts in place."""
    accounts, settings, customers = policy.accounts, policy.settings, policy.customers
    interest = _interest_accounts(ledger, policy)
    postings = PlainPostings(
        accounts,
        Counterparts(ledger.options, accounts, ledger.closings, ledger.openings),
        interest,
        ledger.transactions,
    )
    plain = PlainClaims(postings, settings, customers, Tolerance.of(ledger.options))
    disputed = disputed_names(ledger.remarks, accounts, customers)
    by_amount = PaidByAmount(postings, settings, customers, disputed)
    income = ledger.options["name_income"]
    return SettledFilter(ledger.transactions, plain, by_amount, income, keys)


def _interest_accounts(ledger: Ledger, policy: Policy) -> InterestAccounts:
    accounts, settings = policy.accounts, policy.settings
    return InterestAccounts(ledger.options, settings.accounts.get(INTEREST), accounts.roles)


def all_receivables(position: Position, customers: Collection[str]) -> Receivables:
    """Return all receivables of some customers, and maybe others', with what is settled."""
    if position.whole and not (position.sifted.plain or position.sifted.paid):
        return position.receivables
    ledger, policy = position.ledger, position.policy

    def may_be_theirs(account: str) -> bool:
        place = policy.accounts[account]
        return place is not None and (place.customer is None or place.customer in customers)

    transactions = [
        txn for txn in ledger.transactions if any(may_be_theirs(p.account) for p in txn.postings)
    ]
    return _receivables(ledger, policy, everything(transactions, policy.accounts))


def _receivables(ledger: Ledger, policy: Policy, sifted: Sifted) -> Receivables:
    accounts, settings = policy.accounts, policy.settings
    natures = Natures(ledger.options, accounts)
    return read_receivables(
        sifted,
        PostingReader(
            accounts, settings, Purchases(ledger.transactions, accounts, natures), natures
        ),
        Counterparts(ledger.options, accounts, ledger.closings, ledger.openings),
        policy.customers,
        settings,
        _interest_accounts(ledger, policy),
        {entry.account for entry in ledger.closes},
    )


def position_of(
    ledger: Ledger,
    policy: Policy,
    sifted: Sifted,
    plain: tuple[Sequence[Item], Sequence[Problem]],
    *,
    whole: bool,
    known: Position | None = None,
) -> Position:
    """Return the position by what is left to read.

    Args:
        ledger: the ledger up to the day.
        policy: the policy in force on the day.
        sifted: the receivable postings to read.
        plain: the items of plain claims, with the problems found in them.
        whole: whether plainly settled invoices are included as well.
        known: a position of the same day; what it has read is taken over if that is the same.
            It is divided and extended already, and stays as it is when that is done again.
    """
    accounts, settings = policy.accounts, policy.settings
    made, problems = plain
    if known is not None and _is_read_alike(known.sifted, sifted):
        receivables, allocation = known.receivables, known.allocation
    else:
        receivables = _receivables(ledger, policy, sifted)
        tolerance = Tolerance.of(ledger.options)
        disputed = disputed_names(ledger.remarks, accounts, policy.customers)
        payees = InvoicedPayees(accounts, policy.customers)
        allocation = allocate(receivables, settings.allocation, tolerance, disputed, payees)
    receivables = replace(receivables, problems=[*receivables.problems, *problems])
    if made:
        items = sorted((*allocation.items, *made), key=by_due_date)
        allocation = replace(allocation, items=items)
    allocation = with_retentions(allocation)
    allocation = with_extensions(allocation, ledger.remarks, accounts)
    return Position(ledger, policy, sifted, receivables, allocation, whole)


def _is_read_alike(quick: Sifted, whole: Sifted) -> bool:
    """Whether the same postings of a ledger are read, and the same customers have others."""
    return quick.postings == whole.postings and set(quick.balanced) == set(whole.balanced)
