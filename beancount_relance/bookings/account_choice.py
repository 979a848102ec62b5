"""Chooses the accounts of proposed bookings.

    2026-01-01 custom "relance" "account" "doubtful" Assets:Clients-Douteux
    2026-01-01 custom "relance" "account" "irrecoverable" Expenses:Creances-Irrecouvrables
    2026-01-01 custom "relance" "account" "vat" Liabilities:TVA-Collectee
    2026-01-01 custom "relance" "account" "interest" Income:Penalites
    2026-01-01 custom "relance" "account" "bank" Assets:Banque

Without a setting, an account of the ledger is recognised by its number in its chart of accounts
(416, 654 and 7631 in France) or by the words of its name. The VAT account is the one used by the
invoice, and the bank account the one that customers paid into most recently. If there is no such
account, a name is suggested.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from beancount.core import account as account_names
from beancount.core.data import Close, Directive, Open
from msgspec import Struct

from beancount_relance.language.languages import ENGLISH, LANGUAGES, LanguageRow
from beancount_relance.language.messages import Message, msg
from beancount_relance.ledger.accounts.account_words import (
    DIFFERENCE_WORD,
    DISCOUNT,
    DOUBTFUL_WORD,
    FEE,
    INTEREST_WORD,
    IRRECOVERABLE_WORD,
    LATE_INTEREST,
)
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.bank_freshness import bank_freshness
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoices import Invoice

_RECOGNISED: Mapping[str, tuple[str, Sequence[str]]] = {
    "irrecoverable": ("name_expenses", (IRRECOVERABLE_WORD,)),
    "interest": ("name_income", (LATE_INTEREST, INTEREST_WORD)),
    "difference": ("name_expenses", (DIFFERENCE_WORD,)),
    "gain": ("name_income", (DIFFERENCE_WORD,)),
    "discount": ("name_expenses", (DISCOUNT,)),
    "bank-fee": ("name_expenses", (FEE,)),
}
"""For each role of a setting the root of its accounts, and what their names say, best first."""


class ChosenAccount(Struct, frozen=True):
    """The account chosen for a role.

    Attributes:
        role: the role, such as ``doubtful`` or ``bank``.
        account: the account.
        suggested: the account to name in a setting, if neither a setting nor the ledger names
            one: the account itself, or the parent of the customer's own account.
        above: for ``doubtful``, the parent of the customer's own account in any case.
    """

    role: str
    account: str
    suggested: str | None = None
    above: str | None = None


class AccountChooser:
    """Chooses accounts for one ledger on one day."""

    def __init__(
        self,
        ledger: Ledger,
        entries: Sequence[Directive],
        settings: Settings,
        language: LanguageRow,
    ) -> None:
        """Look up the accounts that are open on the ledger's day.

        Args:
            ledger: the ledger of the day.
            entries: all directives, for accounts already closed by then or opened later.
            settings: for the accounts named in settings.
            language: the language of suggested names.
        """
        self._opens = {entry.account: entry for entry in entries if isinstance(entry, Open)}
        self._closes = {
            entry.account: entry.date
            for entry in entries
            if isinstance(entry, Close) and entry.date <= ledger.as_of
        }
        self._ledger = ledger
        self._settings = settings
        self._language = language
        self._open = {entry.account for entry in ledger.opens} - set(self._closes)
        self.receivables = ReceivableAccounts.of(ledger, settings)
        self._roles = self.receivables.roles

    def is_new(self, account: str) -> bool:
        """Whether the ledger never opens the account, so that an ``open`` is needed."""
        return account not in self._opens

    def reasons_against(self, account: str, currencies: Collection[str]) -> Iterator[Message]:
        """Yield the reasons why an account cannot be used on the day with the currencies."""
        if account in self._closes:
            closed = self._closes[account]
            yield msg("{account} was closed on {date}.", account=account, date=closed)
        opened = self._opens.get(account)
        if opened is None:
            return
        if opened.date > self._ledger.as_of:
            yield msg("{account} only opens on {date}.", account=account, date=opened.date)
        if opened.currencies and not set(currencies) <= set(opened.currencies):
            known = list(opened.currencies)
            yield msg("{account} only accepts {currencies}.", account=account, currencies=known)

    def is_receivable(self, account: str) -> bool:
        """Whether the account is a receivable account."""
        return self.receivables[account] is not None

    def roots(self) -> list[str]:
        """Return the roots of the ledger's receivable accounts, sorted."""
        places = (self.receivables[account] for account in self._open)
        return sorted({place.root for place in places if place is not None})

    def is_doubtful(self, account: str) -> bool:
        """Whether the account is for doubtful claims."""
        given = self._settings.accounts.get("doubtful")
        if given is not None:
            return account == given or account.startswith(given + account_names.sep)
        return self._roles.has(account, DOUBTFUL_WORD)

    def doubtful(self, invoice: Invoice) -> ChosenAccount:
        """Return the account for a doubtful claim, which belongs to the same customer."""
        place = self.receivables[invoice.account]
        below = place.customer if place else None
        given = self._settings.accounts.get("doubtful")
        if given is not None:
            return ChosenAccount("doubtful", _join(given, below), above=given)
        for root in sorted(self.roots(), key=len):
            leaf = account_names.leaf(root) or ""
            if self._roles.has(account_names.join("", leaf), DOUBTFUL_WORD):
                found = self.receivables[_join(root, below)]
                if found is not None and found.customer == below:
                    return ChosenAccount("doubtful", found.account, above=root)
        root = place.root if place else self._ledger.assets
        parent = account_names.parent(root) or self._ledger.assets
        name = _join(parent, self._suggested("doubtful"))
        return ChosenAccount("doubtful", _join(name, below), suggested=name, above=name)

    def vat(self, account: str) -> str:
        """Return the account on which to take VAT back: the setting's, or the invoice's own."""
        return self._settings.accounts.get("vat", account)

    def role(self, role: str) -> ChosenAccount:
        """Return the account for ``irrecoverable``, ``interest``, or a deduction."""
        given = self._settings.accounts.get(role)
        if given is not None:
            return ChosenAccount(role, given)
        option, says = _RECOGNISED[role]
        root = str(self._ledger.options[option])
        below = sorted(
            (name for name in self._open if name.startswith(root + account_names.sep)),
            key=lambda name: (len(name), name),
        )
        for each in says:
            numbered = (n for n in below if self._roles.has_number(n, each))
            named = (n for n in below if self._roles.has(n, each))
            found = next(numbered, None) or next(named, None)
            if found is not None:
                return ChosenAccount(role, found)
        name = _join(root, self._suggested(role))
        return ChosenAccount(role, name, suggested=name)

    def bank(self) -> ChosenAccount:
        """Return the bank account: the setting's, or the one that customers paid into last."""
        given = self._settings.accounts.get("bank")
        if given is not None:
            return ChosenAccount("bank", given)
        known = [
            each
            for each in bank_freshness(self._ledger, self.receivables)
            if each.account in self._open
        ]
        if known:
            return ChosenAccount(
                "bank", min(known, key=lambda each: (each.days, each.account)).account
            )
        name = _join(self._ledger.assets, self._suggested("bank"))
        return ChosenAccount("bank", name, suggested=name)

    def _suggested(self, role: str) -> str:
        return self._language.accounts.get(role) or LANGUAGES[ENGLISH].accounts[role]


def _join(*parts: str | None) -> str:
    return account_names.sep.join(part for part in parts if part)
