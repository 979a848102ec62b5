"""The entries of a ledger as people mean them: their own links, and keys where they belong."""

from __future__ import annotations

from collections.abc import Iterable

from beancount_relance.ledger.ignored_links import without_ignored_links
from beancount_relance.ledger.misplaced_keys import with_keys_in_place
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger


def as_meant(ledger: Ledger, prefixes: Iterable[str], accounts: ReceivableAccounts) -> Ledger:
    """Return the ledger as people mean it; ``as_read`` of it is the ledger as it was.

    Args:
        ledger: the ledger as it was read.
        prefixes: what links begin with that name no invoice.
        accounts: which accounts are receivable.
    """
    return with_keys_in_place(without_ignored_links(ledger, prefixes), accounts)
