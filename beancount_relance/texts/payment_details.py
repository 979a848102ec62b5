"""The bank accounts that a text asks to pay into, one for each of its currencies.

A currency without an account has none in the text: an account in another currency would cost
the customer a conversion, or send the transfer back.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.policy.bank_accounts import BankAccount, BankAccounts
from beancount_relance.policy.countries import country
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import Customer
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report


class PaymentAccount(Struct, frozen=True):
    """An account to pay into; what the ledger does not give is ``None``.

    Attributes:
        currency: the currency to pay in.
        iban: the IBAN, without spaces.
        bic: the BIC.
        bank: the name of the bank.
        routing: the routing number of a bank in the United States.
        sort_code: the sort code of a British or Irish bank.
        account: the account number at that bank.
        changed: since when it replaces an earlier account, if an invoice of the text is older.
        is_for_part: whether the text is about other currencies, too, with an account or without.
    """

    currency: str
    iban: str | None
    bic: str | None
    bank: str | None
    routing: str | None
    sort_code: str | None
    account: str | None
    changed: datetime.date | None
    is_for_part: bool = False


def payment_accounts(
    banks: BankAccounts,
    currencies: Iterable[str],
    invoiced: Iterable[datetime.date],
    payer: str | None,
) -> tuple[PaymentAccount, ...]:
    """Return the accounts for a text, in the order of the currencies.

    Args:
        banks: the creditor's accounts.
        currencies: the currencies of the text; each counts once.
        invoiced: the dates of the invoices. Those from before a change of account show the
            old one, so the text has to announce the new one.
        payer: the customer's country. Payers in the account's own country get the numbers
            that they need there, such as a sort code, instead of an IBAN.
    """
    oldest = min(invoiced, default=None)
    found = []
    every = dict.fromkeys(currencies)
    for currency in every:
        account, changed = banks.of(currency), banks.changed(currency)
        if account is None:
            continue
        account = _for_payer(account, payer)
        is_news = changed is not None and oldest is not None and oldest < changed
        found.append(
            PaymentAccount(
                currency=currency,
                iban=account.iban,
                bic=account.bic,
                bank=account.bank,
                routing=account.routing,
                sort_code=account.sort_code,
                account=account.account,
                changed=changed if is_news else None,
                is_for_part=len(every) > 1,
            )
        )
    return tuple(found)


def accounts_for(
    report: Report, customer: Customer, items: Iterable[Item]
) -> tuple[PaymentAccount, ...]:
    """Return the accounts for a text to a customer about some items."""
    invoices = [item.invoice for item in items]
    return payment_accounts(
        report.settings.banks,
        [invoice.currency for invoice in invoices],
        [invoice.date for invoice in invoices],
        report.settings.country_of(customer),
    )


def creditor_of(report: Report, items: Iterable[Item]) -> Creditor:
    """Return the creditor of some items, with the name that their invoices bear."""
    return report.settings.creditor_of(item.invoice.date for item in items)


def _for_payer(account: BankAccount, payer: str | None) -> BankAccount:
    iban = account.iban or ""
    if country(payer).bank == "sort-code" and iban.startswith("GB") and payer == "GB":
        code, number = iban[8:14], iban[14:]  # GB, check digits, bank, sort code, account
        pairs = "-".join(code[place : place + 2] for place in range(0, len(code), 2))
        return replace(account, iban=None, bic=None, sort_code=pairs, account=number)
    if country(payer).bank == "routing" and account.routing:
        return replace(account, iban=None, bic=None)
    return account


def paid_into(creditor: Creditor, accounts: tuple[PaymentAccount, ...]) -> Creditor:
    """Return the creditor with the IBAN and BIC of the only account for all of a text, or none."""
    if len(accounts) == 1 and not accounts[0].is_for_part:
        return with_account(creditor, accounts[0])
    return replace(creditor, iban=None, bic=None)


def with_account(creditor: Creditor, account: PaymentAccount) -> Creditor:
    """Return the creditor with the IBAN and BIC of an account."""
    return replace(creditor, iban=account.iban, bic=account.bic)
