"""What explains money that is posted elsewhere, so that it is no payment of an open invoice.

Interest, VAT and a transfer from the bank explain themselves. A loan, a subsidy, what an insurance
pays, a salary, a deposit, a sale that was paid on the spot, money that a supplier sends back and
money for another invoice only count if they quote the very invoice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from beancount.core.data import Posting, Transaction

from beancount_relance.dunning.questions.loose_money import (
    BY_NUMBER,
    BY_NUMBER_AND_AMOUNT,
    BY_NUMBER_OR_NAME,
    LooseMoney,
)
from beancount_relance.ledger.accounts.account_words import (
    ADVANCE,
    ALLOWANCE,
    AT_ONCE,
    DIFFERENCE_WORD,
    DISCOUNT,
    EARNINGS,
    EXCHANGE,
    FEE,
    FUNDS,
    INTEREST_WORD,
    IRRECOVERABLE_WORD,
    LATE_INTEREST,
    LOSS,
    MONEY,
    RECOVERED,
    REFUND,
    TAX,
    says,
)
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.interest_accounts import INTEREST, InterestAccounts
from beancount_relance.ledger.counterparts.natures import (
    CASH,
    EQUITY,
    EXPENSE,
    INCOME,
    OTHER,
    Natures,
)
from beancount_relance.ledger.counterparts.suspense_accounts import is_suspense
from beancount_relance.policy.names.name_spellings import plain_name
from beancount_relance.policy.settings import Settings
from beancount_relance.values.numbers.known_numbers import KnownNumbers, number_key
from beancount_relance.values.numbers.written_references import read_references

ELSEWHERE: Final = "elsewhere"
_ZERO = Decimal()
_EXPLAINED = (INTEREST_WORD, LATE_INTEREST, EXCHANGE, DISCOUNT, RECOVERED)
_DEDUCTIONS = (TAX, *_EXPLAINED, FEE, IRRECOVERABLE_WORD, LOSS, ALLOWANCE, DIFFERENCE_WORD)
_KEPT = frozenset((EQUITY, OTHER))
_SET_OFF = frozenset((EXPENSE, ADVANCE))
"""Where what was paid may stand if no money came in: the owner or a creditor has it, or it was
paid in kind or set off."""


class Explanations:
    """What the accounts and the text of an entry say of its money."""

    def __init__(
        self,
        options: Mapping[str, Any],
        accounts: ReceivableAccounts,
        settings: Settings,
        natures: Natures,
    ) -> None:
        """Take the ledger's options, its accounts and their natures, and the settings."""
        self._accounts = accounts
        self._roles = accounts.roles
        self._settings = settings
        self._natures = natures
        given = settings.accounts.get(INTEREST)
        self._interest = InterestAccounts(options, given, accounts.roles)
        self._sides: dict[str, str | None] = {}

    def side(self, account: str) -> str | None:
        """What a credited account says: money may be on it by mistake, or is part of its VAT.

        ``None`` if it explains what is on it: what was in the bank already is no receipt, and
        suspense is searched by itself.
        """
        side = self._sides.get(account, "")
        if side == "":
            if self._roles.has(account, TAX):
                side = TAX
            elif self._is_explained(account) or is_suspense(
                account, self._accounts, self._settings
            ):
                side = None
            else:
                side = ELSEWHERE
            self._sides[account] = side
        return side

    def _is_explained(self, account: str) -> bool:
        if self._natures.of(account) == CASH and self._roles.has(account, MONEY):
            return True
        return self._interest[account] or any(self._roles.has(account, role) for role in _EXPLAINED)

    def may_stand(self, account: str) -> bool:
        """Whether what was paid may be on an account that is no money, or was paid with it."""
        if any(self._roles.has(account, role) for role in _DEDUCTIONS):
            return False
        return self._natures.of(account) in _KEPT | _SET_OFF

    def asks(
        self, txn: Transaction, accounts: Sequence[str], received_as: Collection[str]
    ) -> Collection[str]:
        """What evidence is enough for money on these accounts.

        Args:
            txn: the entry.
            accounts: the accounts on which it may be by mistake.
            received_as: the natures of what it came in as. Of costs and deposits, which never
                were money, the amount must be the invoice's.
        """
        if CASH not in received_as:
            return BY_NUMBER if not _KEPT.isdisjoint(received_as) else BY_NUMBER_AND_AMOUNT
        text = f"{txn.payee or ''} {txn.narration or ''}"
        if says(text, AT_ONCE) or says(text, REFUND) or all(map(self._is_no_sale, accounts)):
            return BY_NUMBER
        return BY_NUMBER_OR_NAME

    def _is_no_sale(self, account: str) -> bool:
        """Whether an account says that its money is for no sale.

        Income from what sounds like it may be a sale, such as ``Insurance-Commissions``.
        """
        if self._natures.of(account) == INCOME:
            roles = (FUNDS, EARNINGS)
            whole = any(self._roles.has_whole(account, role) for role in roles)
            return whole or self._roles.has_number(account, FUNDS)
        has = self._roles.has
        return self._roles.is_goods(account) or has(account, ADVANCE) or has(account, FUNDS)


class Flows:
    """What some accounts have held so far, and what was paid to whom over them."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._held: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self._paid: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        self._said: set[tuple[str, str, Decimal, str, str | None]] = set()

    def add(self, txn: Transaction, posting: Posting) -> None:
        """Add a posting with an amount."""
        account, currency, number = _parts(posting)
        payer = plain_name(txn.payee or txn.narration or "")
        self._held[account, currency] += number
        self._paid[account, currency, payer] += number
        if number > 0:
            self._said.add((account, currency, number, payer, txn.narration))

    def held(self, posting: Posting) -> Decimal:
        """What the account of a posting holds."""
        account, currency, _ = _parts(posting)
        return self._held[account, currency]

    def comes_back(self, money: LooseMoney, posting: Posting) -> bool:
        """Whether at least as much was paid to the payer over the account, and is not due."""
        account, currency, number = _parts(posting)
        return self._paid[account, currency, plain_name(money.payer)] >= -number

    def is_taken_back(self, money: LooseMoney, posting: Posting) -> bool:
        """Whether an earlier entry of the same text is taken back."""
        account, currency, number = _parts(posting)
        payer = plain_name(money.payer)
        return (account, currency, -number, payer, money.narration) in self._said


def _parts(posting: Posting) -> tuple[str, str, Decimal]:
    units = posting.units
    assert units is not None  # noqa: S101 - the callers look
    return posting.account, units.currency, units.number or _ZERO


def without_other_papers(
    found: Sequence[LooseMoney],
    transactions: Sequence[Transaction],
    accounts: ReceivableAccounts,
    open_numbers: KnownNumbers,
    open_links: Collection[str],
) -> Iterator[LooseMoney]:
    """Yield money; of what names another paper only the number of an open invoice counts.

    That is a number of the form of the invoices' that none of the open ones has, or the link of
    an invoice that is settled.

    Args:
        found: the money.
        transactions: all transactions, of which those of customers have the links of invoices.
        accounts: the receivable accounts.
        open_numbers: the numbers of the open invoices.
        open_links: the links of the open invoices.
    """
    named = [_named(money, open_numbers, open_links) for money in found]
    wanted = frozenset().union(*(papers for papers, _ in named))
    settled = {
        number_key(link)
        for txn in (transactions if wanted else ())
        if txn.links and any(accounts[posting.account] is not None for posting in txn.postings)
        for link in txn.links
        if link not in open_links
    }
    for money, (papers, is_unknown) in zip(found, named, strict=True):
        other = is_unknown or not settled.isdisjoint(papers)
        yield money.by_number if other else money


def _named(
    money: LooseMoney, numbers: KnownNumbers, links: Collection[str]
) -> tuple[frozenset[str], bool]:
    """What money may name besides open invoices, and whether none of them may be meant."""
    reading = read_references(money.text, numbers)
    papers = {number_key(link) for link in money.links if link not in links}
    papers.update(number_key(unsure.written) for unsure in reading.unsure)
    is_unknown = bool(reading.unknown) and not reading.unsure
    is_linked = any(_is_other(link, numbers) for link in money.links if link not in links)
    return frozenset(papers), is_unknown or is_linked


def _is_other(link: str, numbers: KnownNumbers) -> bool:
    """Whether a link has the form of the numbers and is none: who writes one mistypes nothing."""
    reading = read_references(link, numbers)
    length = len(number_key(link))
    meant = [number for unsure in reading.unsure for number in unsure.numbers]
    is_whole = bool(meant) and all(len(number_key(number)) == length for number in meant)
    return is_whole or bool(reading.unknown)
