"""Tells which receivable accounts count in hours or the like that have a price or cost in money.

    Assets:AccountsReceivable:Acme   10 ACME.HOUR @ 100 USD
    Income:Consulting

Hours are no money, so they are not read (see :mod:`~beancount_relance.ledger.units`). But what has
a price may well be owed, and nobody would be reminded of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.convert import get_weight
from beancount.core.data import Posting, Transaction

from beancount_relance.claims.legal_checks import Check, books_check
from beancount_relance.language.messages import Source, msg
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.posting_customers import customer_of
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.ledger.units import is_unit


def unit_checks(ledger: Ledger, accounts: ReceivableAccounts) -> Iterator[Check]:
    """Yield a check for each receivable account on which valued hours or the like still stand.

    Args:
        ledger: the ledger.
        accounts: the receivable accounts.
    """
    balances: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    valued: dict[str, tuple[Transaction, Posting]] = {}
    for txn in ledger.in_units:
        for posting in txn.postings:
            units = posting.units
            if accounts[posting.account] is None or not units or not is_unit(units.currency):
                continue
            balances[posting.account][units.currency] += units.number or Decimal()
            if _value(posting) is not None:
                valued.setdefault(posting.account, (txn, posting))
    for account, (txn, posting) in valued.items():
        left = [unit for unit, number in balances[account].items() if number > 0]
        place = accounts[account]
        if not left or place is None:
            continue
        text = msg(
            "{account} counts in {units}, which is no money, so what is owed there is left out: "
            "post it in money, as {amount} on {date}, and keep the units on the income",
            account=account,
            units=left,
            amount=_value(posting),
            date=txn.date,
        )
        customer, _ = customer_of(txn, posting, place, accounts)
        yield books_check(customer, text, Source.of(txn.meta), "counted-in-units")


def _value(posting: Posting) -> Amount | None:
    """Return what a debit comes to in money, if it has a price or cost in money."""
    if posting.price is None and posting.cost is None:
        return None
    value = get_weight(posting)  # type: ignore[no-untyped-call]
    is_money = value.number is not None and value.number > 0 and not is_unit(value.currency)
    return Amount(value.number, value.currency) if is_money else None
