"""Commodities that are no money, such as hours worked or points.

    Assets:AccountsReceivable:Ana   3 HOURS
    Income:Hours                   -3 HOURS

Nobody owes hours. What is sold by the hour is owed in money, so income may be in hours that have a
price.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from beancount.core.account import sep
from beancount.core.data import Posting, Transaction

from beancount_relance.language.currencies import currencies
from beancount_relance.ledger.accounts.account_words import UNIT, says


def is_unit(commodity: str) -> bool:
    """Return whether a commodity is hours, points or the like by its name, and no currency."""
    return commodity not in currencies() and says(commodity, UNIT)


def without_units(
    transactions: Sequence[Transaction], options: Mapping[str, Any]
) -> Sequence[Transaction]:
    """Return transactions without the postings that are in hours, points and so on.

    Postings with a price or a cost stay, except on assets.

    Args:
        transactions: the transactions; those with such postings are copied.
        options: Beancount's options map, whose display context has the commodities of the ledger.
    """
    units = frozenset(filter(is_unit, options["dcontext"].ccontexts))
    if not units:
        return transactions
    assets = str(options["name_assets"]) + sep
    return [_without(txn, units, assets) for txn in transactions]


def _without(txn: Transaction, units: Collection[str], assets: str) -> Transaction:
    kept = [posting for posting in txn.postings if not _is_counted(posting, units, assets)]
    return txn if len(kept) == len(txn.postings) else txn._replace(postings=kept)


def _is_counted(posting: Posting, units: Collection[str], assets: str) -> bool:
    if posting.units is None or posting.units.currency not in units:
        return False
    is_valued = posting.price is not None or posting.cost is not None
    return not is_valued or posting.account.startswith(assets)
