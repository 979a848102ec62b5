"""Checks that nothing customers owe is left out because of an account's name.

    Assets:Receivables:Advance-Signs   left out because of "advance", although it is a customer
    Assets:Clients:Groupe              left out because of "groupe", the companies of a group
    Assets:Clients:American-Express    left out because of a card
    Assets:LCR:Kelso                   nothing in its name says that it is receivable
    Assets:Portafoglio                 a wallet, or bills that a bank will collect

Accounts with such names are not receivable. An invoice that is entered there, or moved there from
a customer's account, would never be chased, so the owner of the ledger is asked. What is moved with
a due date of its own is no payment, but a bill, whatever the account is called; and so is what the
text or the account calls one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from beancount.core.account import sep
from beancount.core.amount import Amount
from beancount.core.data import Transaction
from msgspec import Struct, field

from beancount_relance.claims.legal_checks import Check, books_check
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.ledger.accounts.account_words import (
    ADVANCE,
    ALLOWANCE,
    CARD,
    CLAIM,
    EARNINGS,
    INTEREST_WORD,
    IRRECOVERABLE_WORD,
    MONEY,
    SUSPENSE,
    TAX,
    TRANSIT,
    roles_of,
)
from beancount_relance.ledger.accounts.conventions import accounts_of
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.numbered_entries import is_invoice
from beancount_relance.ledger.posting_customers import customer_of
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.report.checks.unrecognised_accounts import (
    Nameless,
    SalesReader,
    nameless_accounts,
    unrecognised_checks,
)

_EARNED = (EARNINGS, INTEREST_WORD)
_DATED, _BILLS, _KEPT = "dated", "bills", "kept"
_UNNAMED: Mapping[str, Message] = {
    _DATED: msg(
        "{account}: {amount} was moved there from {customers} since {date}, with a due "
        "date, but nothing says that the account is receivable: if it is still owed, give "
        "the account a name such as …:Bills-Receivable:…, or “receivables” settings; if "
        "not, an “exclude” setting"
    ),
    _BILLS: msg(
        "{account}: {amount} was moved there from {customers} since {date}, which seems "
        "to be bills, but nothing says that the account is receivable: if it is still "
        "owed, give the account a name such as …:Bills-Receivable:…, or “receivables” "
        "settings; if not, an “exclude” setting"
    ),
    _KEPT: msg(
        "{account}: {amount} was moved there from {customers} since {date} and counts as "
        "settled, but nothing says that the account holds money: if it is still owed, give "
        "the account a name such as …:Doubtful-Debtors:…, or “receivables” settings; if "
        "not, an “exclude” setting"
    ),
}
"""What is said of accounts whose names say nothing, by what tells that claims may be there."""
_OWED_BY_NO_CUSTOMER = (
    *(TAX, ALLOWANCE, ADVANCE, IRRECOVERABLE_WORD),
    *(MONEY, CARD, SUSPENSE, TRANSIT),
)


def left_out_checks(
    ledger: Ledger, accounts: ReceivableAccounts, customers: Customers, settings: Settings
) -> list[Check]:
    """Return a check for each account that is left out, although customers may owe what is there.

    That may be so if an invoice was entered there, or if what was moved there from a customer's
    account is still there.

    Args:
        ledger: the ledger.
        accounts: the receivable accounts.
        customers: the customers by id.
        settings: the settings, which say what numbers invoices.
    """
    watched = {each.account: each for each in _watched(ledger, accounts, settings)}
    nameless = nameless_accounts(ledger, SalesReader.of(ledger, accounts, settings))
    for each in nameless:
        by = _by(each, ledger.as_of)
        if by is not None and each.account not in watched:
            name = each.account
            watched[name] = _LeftOut(
                accounts=accounts,
                settings=settings,
                income="",
                account=name,
                component=None,
                of_a_customer=False,
                owed=True,
                by=by,
            )
    for txn in ledger.transactions if watched else ():
        for posting in txn.postings:
            if posting.account in watched and posting.units and posting.units.number:
                watched[posting.account].add(txn, posting.units.number, posting.units.currency)
    checks = {name: check for name, each in watched.items() if (check := each.check(customers))}
    return [*checks.values(), *unrecognised_checks(nameless, checks, settings)]


def _by(account: Nameless, as_of: datetime.date) -> str | None:
    """Return what tells that claims may be on an account whose name says nothing."""
    if account.may_hold_claims:
        return _DATED if account.dated else _BILLS
    is_kept = account.kept is not None and account.kept.may_be_owed(as_of)
    return _KEPT if is_kept else None


class _LeftOut(Struct, kw_only=True):
    """An account that is left out, and what came there.

    Attributes:
        accounts: the receivable accounts.
        settings: the settings, which say what numbers invoices.
        income: how the accounts of income begin.
        account: the account.
        component: the component of its name that is the reason; ``None`` if the reason is that
            no ``receivables`` setting includes it.
        of_a_customer: whether it may be the account of a customer, so that an invoice that was
            entered there is asked about.
        owed: whether what is moved there may still be owed.
        by: what says so, if it is no name: a key of ``_UNNAMED``, or an empty text.
    """

    accounts: ReceivableAccounts
    settings: Settings
    income: str
    account: str
    component: str | None
    of_a_customer: bool
    owed: bool
    by: str = ""
    _invoiced: Transaction | None = None
    _balance: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _moved: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _from: dict[str, Transaction] = field(default_factory=dict)

    def add(self, txn: Transaction, number: Decimal, currency: str) -> None:
        """Add the amount of a posting on the account."""
        if self.of_a_customer and number > 0 and self._invoiced is None and self._is_sale(txn):
            self._invoiced = txn
        self._balance[currency] += number
        if not self.owed or number <= 0:
            return
        credits_: dict[str, Decimal] = defaultdict(Decimal)
        for other in txn.postings:
            place = self.accounts[other.account]
            if place is not None and other.units and other.units.currency == currency:
                customer, _ = customer_of(txn, other, place, self.accounts)
                credits_[customer] -= other.units.number or Decimal()
        credited = {name: amount for name, amount in credits_.items() if amount > 0}
        self._moved[currency] += min(number, sum(credited.values(), Decimal()))
        for name in credited:
            self._from.setdefault(name, txn)

    def _is_sale(self, txn: Transaction) -> bool:
        """Whether a transaction has the number of an invoice, and income that customers pay."""
        if not is_invoice(txn, self.settings):
            return False
        income = [p.account for p in txn.postings if p.account.startswith(self.income)]
        roles = self.accounts.roles
        return any(not any(roles.has_whole(name, role) for role in _EARNED) for name in income)

    def _told(self, facts: Mapping[str, Any]) -> Message:
        """Return what to say of what was moved to the account."""
        if self.by:
            return msg(_UNNAMED[self.by].text, **facts)
        if self.component is None:
            return msg(
                "{account}: {amount} was moved there from {customers} since {date}, but no "
                "“receivables” setting includes the account: add one if it is still owed, or an "
                "“exclude” setting if not",
                **facts,
            )
        if self._is_nobodys():
            return msg(
                "{account}: {amount} was moved there from {customers} since {date}, but the "
                "account is left out because of “{component}”: if it is still owed, give the "
                "account a name such as …:Bills-Receivable:…, or “receivables” settings; if not, "
                "an “exclude” setting",
                component=self.component,
                **facts,
            )
        return msg(
            "{account}: {amount} was moved there from {customers} since {date}, but the "
            "account is left out because of “{component}”: if it is still owed, write the "
            "debtor’s email: or address: below its “open”; if not, an “exclude” setting",
            component=self.component,
            **facts,
        )

    def _is_nobodys(self) -> bool:
        """Whether the account is left out because of a kind of claim, and has no debtor's name."""
        last = self.account.rpartition(sep)[2]
        return self.component == last and CLAIM in roles_of(last)

    def check(self, customers: Customers) -> Check | None:
        """Return what is asked about the account, if anything is."""
        if self._invoiced is not None:
            text = msg(
                "{account} is left out because of “{component}”, but there is an invoice: if "
                "it is a customer’s account, write their email: or address: below its “open”; "
                "if not, an “exclude” setting",
                account=self.account,
                component=self.component,
            )
            customer = self.account.rpartition(sep)[2]
            return books_check(customer, text, Source.of(self._invoiced.meta), "left-out")
        amounts = [
            Amount(amount, currency)
            for currency, moved in sorted(self._moved.items())
            if (amount := min(moved, self._balance[currency])) > 0
        ]
        if not amounts:
            return None
        customer, first = next(iter(self._from.items()))
        facts = {
            "account": self.account,
            "amount": amounts,
            "customers": [customers[name].title for name in self._from],
            "date": first.date,
        }
        text = self._told(facts)
        return books_check(customer, text, Source.of(first.meta), "moved-out")


def _watched(
    ledger: Ledger, accounts: ReceivableAccounts, settings: Settings
) -> Iterator[_LeftOut]:
    """Yield the accounts that are left out, and where customers may owe what is there."""
    income = str(ledger.options["name_income"]) + sep
    for account in sorted(accounts_of(ledger)):
        component = accounts.barred_by(account)
        if component is None and not accounts.is_unlisted(account):
            continue
        of_a_customer = component is not None and accounts.may_be_customer(account, component)
        owed = not any(accounts.roles.has(account, role) for role in _OWED_BY_NO_CUSTOMER)
        if of_a_customer or owed:
            yield _LeftOut(
                accounts=accounts,
                settings=settings,
                income=income,
                account=account,
                component=component,
                of_a_customer=of_a_customer,
                owed=owed,
            )
