"""Find the receivable accounts and their customers.

Without settings, receivable accounts are recognised among the assets by the words in their
names (:mod:`~beancount_relance.ledger.accounts.account_places`, with the words of
:mod:`~beancount_relance.ledger.accounts.account_words`) and by their number in a national chart
(:mod:`~beancount_relance.ledger.accounts.charts`).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from beancount.core.account import parent, sep
from beancount.core.data import Booking, Posting, Transaction
from beancount.core.position import Cost

from beancount_relance.ledger.accounts.account_places import Place, PlaceReader
from beancount_relance.ledger.accounts.account_roles import AccountRoles
from beancount_relance.ledger.accounts.account_words import (
    ALLOWANCE,
    GENERAL,
    PEOPLE,
    TAX,
    UNBILLED,
    roles_of,
)
from beancount_relance.ledger.accounts.conventions import (
    NO_CONVENTIONS,
    Conventions,
    conventions_of,
)
from beancount_relance.ledger.accounts.deposit_accounts import DepositAccounts, deposit_accounts
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.names.customer_names import CustomerNames
from beancount_relance.policy.names.name_tables import is_nobodys
from beancount_relance.policy.names.named_debtors import named_debtors
from beancount_relance.policy.names.names_in_texts import NamesInTexts
from beancount_relance.policy.settings import ReceivableRule, Settings

_WITHOUT_INVOICES = (TAX, ALLOWANCE, UNBILLED)
_CHOSEN = frozenset((Booking.STRICT, Booking.NONE))
"""The methods of booking by which the ledger says which lot is taken."""


def creditors_names(ledger: Ledger, settings: Settings) -> list[str]:
    """Return what the creditor is or was called: by its directives, and by the ledger's title."""
    known = [creditor.name for _, creditor in settings.creditor_names.known]
    names = (settings.creditor.name, *known, str(ledger.options.get("title") or ""))
    return [name for name in names if name]


class ReceivableAccounts(dict[str, Place | None]):
    """The place of every receivable account; ``None`` for all other accounts.

    It is a dictionary that fills itself, because it is used for every posting of the
    ledger. ``roles`` are those of all other accounts; ``names`` matches names on shared
    accounts to customers, ``in_texts`` finds them in narrations, and ``customer_keys`` are the
    metadata keys that hold these names. ``own_names`` are the creditor's, which are no customer's.
    ``deposits`` are accounts of deferred revenue that hold customers' deposits.
    """

    def __init__(
        self,
        assets: str,
        rules: Sequence[ReceivableRule] = (),
        excluded: Sequence[ReceivableRule] = (),
        known: Conventions = NO_CONVENTIONS,
    ) -> None:
        """Recognise by ``rules`` or, if there are none, by name below ``assets``.

        Args:
            assets: the root of the accounts of assets.
            rules: the settings that name receivable accounts.
            excluded: the settings that name accounts that are none.
            known: what all accounts of the ledger tell about its names.
        """
        super().__init__()
        self._assets = assets
        self._rules = rules
        self._excluded = excluded
        self._known = known
        self.set_names(CustomerNames())
        self.own_names = CustomerNames()
        self._unnamed: dict[str, bool] = {}
        self.customer_keys: tuple[str, ...] = Settings().customer_keys
        self.roles = AccountRoles(known.chart)
        self._reader = PlaceReader(known)
        self.deposits = DepositAccounts()
        self._books: Ledger | None = None

    @classmethod
    def of(cls, ledger: Ledger, settings: Settings) -> ReceivableAccounts:
        """The receivable accounts of a ledger by its settings and by all its accounts."""
        known = conventions_of(ledger, settings)
        accounts = cls(ledger.assets, settings.receivables, settings.exclude, known)
        accounts.customer_keys = settings.customer_keys
        accounts._books = ledger
        accounts.own_names = CustomerNames(map(Customer, creditors_names(ledger, settings)))
        accounts.deposits = deposit_accounts(ledger, accounts.roles, accounts)
        return accounts

    def set_names(self, names: CustomerNames) -> None:
        """Take the names of the customers, for payees and for texts without one."""
        self.names = names
        self.in_texts = NamesInTexts(names)

    def chosen_lot(self, posting: Posting) -> Cost | None:
        """Return the lot of a posting; none where Beancount takes it by order, and nobody chose."""
        cost, is_chosen = posting.cost, posting.account not in self._taken_by_order
        return cost if is_chosen and isinstance(cost, Cost) else None

    @cached_property
    def _taken_by_order(self) -> frozenset[str]:
        """The accounts whose lots Beancount takes by their age, or on average."""
        if self._books is None:
            return frozenset()
        usual = self._books.options["booking_method"]
        methods = ((entry.account, entry.booking or usual) for entry in self._books.opens)
        return frozenset(name for name, method in methods if method not in _CHOSEN)

    @property
    def depend_on_invoices(self) -> bool:
        """Whether invoices had a say in what accounts are, not only their names."""
        return self._known.by_invoices or self.deposits.may_differ

    def __missing__(self, account: str) -> Place | None:
        """Determine the place of an account that is looked up for the first time."""
        place = self[account] = self._find(account)
        return place

    def names_no_customer(self, account: str) -> bool:
        """Return whether an account is no single customer's: several share it, or it is none."""
        place = self[account]
        return place is None or place.customer is None

    def is_part(self, account: str) -> bool:
        """Return whether an account is below one of its customer, as that of a project is."""
        place, above = self[account], self[parent(account) or ""]
        return (
            place is not None
            and above is not None
            and place.customer is not None
            and above.customer == place.customer
        )

    def barred_by(self, account: str) -> str | None:
        """The component that excludes an account although another one says it is receivable.

        ``None`` if settings decide whether it is receivable.
        """
        parts = account.split(sep)
        is_read = parts[0] == self._assets and self[account] is None
        if not is_read or self._rules or self.is_excluded(account):
            return None
        return self._reader.barring(parts)

    def is_unlisted(self, account: str) -> bool:
        """Whether an account is receivable by its name, but named by no setting for them.

        So is one of whose name another component would bar it, as in ``Creances:Groupe``.
        """
        is_left = self[account] is None and not self.is_excluded(account)
        if not (is_left and self._rules and account.startswith(self._assets + sep)):
            return False
        parts = account.split(sep)
        return self._reader.by_name(parts) is not None or self._reader.barring(parts) is not None

    def is_excluded(self, account: str) -> bool:
        """Return whether an “exclude” setting leaves an account out."""
        return any(rule.root(account) is not None for rule in self._excluded)

    def may_be_customer(self, account: str, component: str) -> bool:
        """Whether invoices may be on an account all the same that a component excludes.

        They may, unless it is that of a tax, an allowance or work that is not invoiced yet, and of
        nobody with such a name. Below customers, a name may consist of a tax and a common word, as
        ``Clients:Tva-Conseil`` does.
        """
        if self._reader.is_named(component):
            return True
        said = [role for role in _WITHOUT_INVOICES if self.roles.has(account, role)]
        if said == [TAX] and GENERAL in roles_of(component):
            parts = account.split(sep)
            return any(PEOPLE in roles_of(part) for part in parts[1 : parts.index(component)])
        return not said

    def name_in(self, *metas: Mapping[str, Any]) -> str | None:
        """The customer's name as metadata write it, by the first customer key that is there."""
        for key in self.customer_keys:
            for meta in metas:
                if value := meta.get(key):
                    return str(value)
        return None

    def names_nobody(self, payee: str) -> bool:
        """Whether a payee is the creditor or nobody in particular, and no customer's name."""
        found = self._unnamed.get(payee)
        if found is None:
            is_ours = bool(self.own_names.known) and self.own_names.find(payee) is not None
            found = (is_ours or is_nobodys(payee)) and payee not in self.names.known
            self._unnamed[payee] = found
        return found

    def customer_named(
        self, said: str | None, txn: Transaction, account: str, *, is_debit: bool
    ) -> str:
        """The customer of a posting on an account that several share.

        Args:
            said: the customer's name as metadata give it, which comes first.
            txn: the entry: its payee comes next, unless that is the creditor, nobody in particular
                or a bank's word, and then the customer whose name is in its narration.
            account: the account, whose own name is nobody's.
            is_debit: whether it is a debit, which makes the name that of a customer.
        """
        name = said or txn.payee
        if said is None and (not name or self.names_nobody(name) or self._is_a_banks_word(name)):
            called = self.in_texts.in_text(txn.narration or "", txn.date)
            if called is not None:
                return called
            if not name or self.names_nobody(name):
                return self.nobody(account)
        if is_debit:
            self.in_texts.note(name or "", txn.date)
        return self.names.id_in_entry(name or "")

    def debtor_named(self, text: str, day: datetime.date) -> str | None:
        """Return the customer for whom a payment of a day was made, if its text says so."""
        for name in named_debtors(text):
            found = self.in_texts.in_text(name, day)
            if found is not None:
                return found
        return None

    def _is_a_banks_word(self, payee: str) -> bool:
        return payee not in self.names.known and self.in_texts.is_a_banks_word(payee)

    def nobody(self, account: str) -> str:
        """The id that what names no customer has on an account that several share."""
        return self.names.id_of(account.rpartition(sep)[2])

    def is_nobody(self, customer: str, account: str) -> bool:
        """Whether a customer is only the name of an account that several share."""
        place = self[account]
        shared = place is not None and place.customer is None
        return shared and customer == self.nobody(account) and customer not in self.names.known

    def _find(self, account: str) -> Place | None:
        if self.is_excluded(account):
            return None
        parts = account.split(sep)
        if self._rules:
            roots = [root for rule in self._rules if (root := rule.root(account)) is not None]
            if not roots:
                return None
            depth = max(root.count(sep) for root in roots) + 1
            return self._reader.below_customers(parts, depth)
        if not account.startswith(self._assets + sep):
            return None
        return self._reader.by_name(parts)
