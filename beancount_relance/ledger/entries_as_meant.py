"""The entries of a ledger as people mean them: their own links, and keys where they belong."""

from __future__ import annotations

from beancount_relance.ledger.ignored_links import without_ignored_links
from beancount_relance.ledger.misplaced_keys import with_keys_in_place
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.settings import Settings


def as_meant(ledger: Ledger, settings: Settings, accounts: ReceivableAccounts) -> Ledger:
    """Return the ledger as people mean it; ``as_read`` of it is the ledger as it was.

    Args:
        ledger: the ledger as it was read.
        settings: which links name no invoice, and which keys do.
        accounts: which accounts are receivable.
    """
    linked = without_ignored_links(ledger, settings.ignore_links)
    return with_keys_in_place(linked, accounts, settings.reference_keys)
