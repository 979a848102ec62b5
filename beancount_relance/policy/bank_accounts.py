"""The creditor's bank accounts: where customers are asked to pay, for each currency.

    2024-01-01 custom "relance" "creditor"
      iban: "FR76 3000 6000 0112 3456 7890 189"     ; for payments in euros
    2024-01-01 custom "relance" "bank" "USD"
      bank: "Cascade Federal Bank"
      routing: "099400271"
      account: "30014425"
    2026-05-01 custom "relance" "bank" "EUR"        ; the bank has changed
      iban: "FR14 2004 1010 0505 0001 3M02 606"

The ``iban`` of the creditor is for the currency of its country; a ``bank`` directive is for the
currencies that it names. The latest one counts. The dates matter: letters announce a change to
customers whose invoices are older.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.policy.creditor import Creditor
from beancount_relance.values.identifiers import read_bic, read_iban, read_routing_number
from beancount_relance.values.readers import (
    BadValueError,
    read_reference,
    read_text,
)
from beancount_relance.values.records import read_record
from beancount_relance.values.vocabulary import english_meta

_SORT_CODE_DIGITS = 6
_CURRENCY = re.compile(r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]")


class BankAccount(Struct, frozen=True):
    """An account as a payer needs it; what the ledger does not give is ``None``.

    Attributes:
        iban: the IBAN, without spaces.
        bic: the BIC.
        bank: the name of the bank.
        routing: the routing number of a bank in the United States.
        sort_code: the sort code of a British or Irish bank, such as ``20-00-00``.
        account: the account number at that bank.
    """

    iban: str | None = None
    bic: str | None = None
    bank: str | None = None
    routing: str | None = None
    sort_code: str | None = None
    account: str | None = None

    @property
    def number(self) -> str:
        """The text that identifies the account: the IBAN, or else the bank's own numbers."""
        own = (self.routing, self.sort_code, self.account)
        return self.iban or " ".join(part for part in own if part)


class AccountInForce(Struct, frozen=True):
    """The account of a currency from a day on.

    Attributes:
        since: the date of the directive.
        source: the directive.
        account: the account; ``None`` if the directive took it away.
    """

    since: datetime.date
    source: Source
    account: BankAccount | None


class BankAccounts(Struct, frozen=True):
    """The accounts of the creditor up to a day, by currency, each list in order of date."""

    by_currency: Mapping[str, tuple[AccountInForce, ...]]

    def of(self, currency: str) -> BankAccount | None:
        """Return the account for payments in a currency, if the ledger gives one."""
        latest = self.latest(currency)
        return latest.account if latest else None

    def latest(self, currency: str) -> AccountInForce | None:
        """Return the last directive about the account of a currency, if any."""
        known = self.by_currency.get(currency, ())
        return known[-1] if known else None

    def on(self, currency: str, day: datetime.date) -> BankAccount | None:
        """Return the account for payments in a currency that was in force on a day."""
        known = [each for each in self.by_currency.get(currency, ()) if each.since <= day]
        return known[-1].account if known else None

    def changed(self, currency: str) -> datetime.date | None:
        """Return the day since which the account differs from an earlier one, if it does."""
        known = [each for each in self.by_currency.get(currency, ()) if each.account]
        if len(known) < 2 or self.of(currency) is None:  # noqa: PLR2004 - the two compared
            return None
        return known[-1].since

    @property
    def numbers(self) -> frozenset[str]:
        """What identifies each account that the ledger gives or gave."""
        every = (each.account for known in self.by_currency.values() for each in known)
        return frozenset(account.number for account in every if account)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies that have an account."""
        return tuple(currency for currency in self.by_currency if self.of(currency))

    def with_account(
        self, currency: str, account: BankAccount | None, since: datetime.date, source: Source
    ) -> BankAccounts:
        """Return the accounts with one more directive; one that repeats the last is ignored.

        Args:
            currency: the currency of its payments.
            account: the account; ``None`` if there is none from then on.
            since: the day of the directive.
            source: its place in the ledger.
        """
        known = self.by_currency.get(currency, ())
        before = known[-1].account if known else None
        if before == account:
            return self
        if before is not None and account is not None and before.number == account.number:
            known = (*known[:-1], AccountInForce(known[-1].since, source, account))
        else:
            known = (*known, AccountInForce(since, source, account))
        return BankAccounts({**self.by_currency, currency: known})

    def with_creditor(
        self, before: Creditor, after: Creditor, since: datetime.date, source: Source
    ) -> BankAccounts:
        """Return the accounts after a ``creditor`` directive.

        A directive that repeats the IBAN of the previous one, for example because the address
        has changed, does not supersede a ``bank`` directive.

        Args:
            before: the creditor before it.
            after: the creditor after it.
            since: the day of the directive.
            source: its place in the ledger.
        """
        result, old, new = self, _account_of(before), _account_of(after)
        if old == new:
            return result
        if old is not None:
            currency = currency_of(old.iban)
            if currency and result.of(currency) == old:
                result = result.with_account(currency, None, since, source)
        if new is not None:
            currency = currency_of(new.iban)
            if currency:
                result = result.with_account(currency, new, since, source)
        return result


def read_currency(value: Any) -> str:
    """Read the name of a currency, in quotes."""
    text = read_text(value)
    if not _CURRENCY.fullmatch(text):
        raise BadValueError(msg("a currency in quotes, such as “USD”"))
    return text


def read_bank(meta: Mapping[str, Any]) -> tuple[BankAccount, list[Message]]:
    """Read an account from the metadata of its directive.

    Returns:
        The account, and a message for each invalid value or unknown key.

    Raises:
        BadValueError: the metadata has no account at all.
    """
    if not {"iban", "account"} & english_meta(meta, _READERS).keys():
        raise BadValueError(msg("“iban:”, or “account:” with “routing:” or “sort-code:”, below"))
    return read_record(BankAccount(), meta, _READERS)


def _account_of(creditor: Creditor) -> BankAccount | None:
    return BankAccount(iban=creditor.iban, bic=creditor.bic) if creditor.iban else None


def currency_of(iban: str | None) -> str | None:
    """Return the currency of the country of an IBAN."""
    from babel.numbers import get_territory_currencies  # noqa: PLC0415 - with its data it takes 8 ms

    country = (iban or "")[:2]
    return next(iter(get_territory_currencies(country)), None)


def _read_sort_code(value: Any) -> str:
    digits = "".join(read_reference(value).replace("-", " ").split())
    if len(digits) != _SORT_CODE_DIGITS or not digits.isdecimal():
        raise BadValueError(msg("a sort code of six digits, such as “20-00-00”"))
    return "-".join(digits[place : place + 2] for place in range(0, _SORT_CODE_DIGITS, 2))


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "iban": read_iban,
    "bic": read_bic,
    "bank": read_text,
    "routing": read_routing_number,
    "sort-code": _read_sort_code,
    "account": read_reference,
}
