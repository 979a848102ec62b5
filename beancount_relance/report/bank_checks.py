"""Checks that customers are asked to pay into the right bank account.

A note that records a letter keeps the account that the letter asked to pay into:

    2026-03-18 note Assets:Clients:Boulangerie-Martin "Rappel envoyé" ^F2026-014
      relance: "reminder"
      bank: "EUR FR7630006000011234567890189"

If the ledger now gives another account and no directive is dated since, then somebody has
overwritten the old one, by mistake or to divert payments.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from beancount.core.data import Document, Note

from beancount_relance.claims.legal_checks import Check
from beancount_relance.language.messages import Problem, msg
from beancount_relance.policy.bank_accounts import BankAccounts
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item
from beancount_relance.values.vocabulary import english_meta

KEY = "bank"
"""The metadata key of a note with the accounts that its text asked to pay into."""

_BETWEEN = ", "


def recorded_accounts(
    banks: BankAccounts, currencies: Iterable[str], day: datetime.date
) -> str | None:
    """Return the value of ``bank:`` for a text of a day; ``None`` if it gave no account."""
    accounts = {currency: banks.on(currency, day) for currency in sorted(set(currencies))}
    given = [f"{currency} {each.number}" for currency, each in accounts.items() if each]
    return _BETWEEN.join(given) or None


def overwritten_accounts(
    remarks: Iterable[Note | Document], settings: Settings
) -> Iterator[Problem]:
    """Yield a problem for each account that was changed without a directive of its own date.

    Args:
        remarks: the notes and documents up to the as-of date, in order of date.
        settings: the settings in force.
    """
    last: dict[str, tuple[str, Note | Document]] = {}
    for entry in remarks:
        value = english_meta(entry.meta, (KEY,)).get(KEY) if "relance" in entry.meta else None
        for given in value.split(_BETWEEN) if isinstance(value, str) else ():
            currency, _, number = given.partition(" ")
            last[currency] = (number.strip(), entry)
    for currency, (number, entry) in last.items():
        latest = settings.banks.latest(currency)
        if latest is None or latest.account is None or latest.since >= entry.date:
            continue
        if _plain(latest.account.number) != _plain(number):
            text = msg(
                "the account for payments in {currency}, {now}, is not the one in the letter "
                "recorded on {date}, {then}: nobody should pay into it until you know why. If "
                "your bank has changed, restore this line and add a new one, dated that day: "
                'custom "relance" "bank" "{currency}"',
                currency=currency,
                now=latest.account.number,
                date=entry.date,
                then=number,
            )
            yield Problem(text, latest.source, "changed-bank-account")


def missing_accounts(items: Iterable[Item], settings: Settings) -> Iterator[Check]:
    """Yield a check for each currency that customers owe and no bank account is given for.

    Without any account in the ledger, there is none: its letters simply give no bank details.
    """
    known = settings.banks.currencies
    if not known or "bank" not in settings.checks:
        return
    asked: set[str] = set()
    for item in items:
        currency = item.invoice.currency
        if not item.is_open or currency in known or currency in asked:
            continue
        asked.add(currency)
        text = msg(
            "{invoice}: letters give no bank details, because the ledger has no account for "
            'payments in {currency}; add it with: custom "relance" "bank" "{currency}", and '
            "“iban” or “account” below",
            invoice=item.invoice.reference,
            currency=currency,
        )
        yield Check(
            "bank", item.invoice.customer, item.invoice.reference, text, item.invoice.source
        )


def _plain(number: str) -> str:
    return "".join(number.replace("-", "").split()).upper()
