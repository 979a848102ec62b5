"""What the filter of settled claims leaves to be read, and what it must leave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from beancount.core.data import Posting, Transaction
from msgspec import Struct, field

from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.receivables.netting.netted_claims import NettedClaim


class Sifted(Struct, frozen=True):
    """The postings to read, by transaction, and the names of what is settled.

    ``settled`` gives the customers who have each name, in lower case, of those
    that were asked for and are settled; ``balanced`` are the pairs of customer and
    currency with settled claims that need not be read, ``presumed`` those of them whose
    payments name nothing. ``plain`` are claims whose items are known without reading them, if they
    are wanted, and so are those of ``paid``: claims of one payment that names nothing, at the end,
    and the sales whose amount it has. ``left_out`` are the pairs of customer and currency
    with settled claims that were not wanted.
    """

    postings: Sequence[tuple[Transaction, Sequence[Posting]]]
    settled: Mapping[str, Collection[str]] = field(default_factory=dict)
    balanced: Collection[tuple[str, str]] = ()
    presumed: Collection[tuple[str, str]] = ()
    plain: Sequence[NettedClaim] = ()
    paid: Sequence[NettedClaim] = ()
    left_out: Collection[tuple[str, str]] = ()


class Needed(Struct, frozen=True):
    """What the history has to do with: claims not to be set aside unread.

    ``names`` are to be read, and all of the ``customers``; of the names ``asked``
    it is enough to know whose they are. Of names that notes use ``together``
    all are read if one is, and so are the customers ``as_a_whole`` who still owe
    something. Names are in lower case; customers are as the notes name them.
    """

    names: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    together: frozenset[frozenset[str]] = frozenset()
    as_a_whole: frozenset[str] = frozenset()


def everything(transactions: Iterable[Transaction], accounts: ReceivableAccounts) -> Sifted:
    """Return all receivable postings; set nothing aside."""
    found = (
        (txn, [p for p in txn.postings if accounts[p.account] is not None]) for txn in transactions
    )
    return Sifted([(txn, postings) for txn, postings in found if postings])


def without_receivables(
    transactions: Iterable[Transaction], accounts: ReceivableAccounts
) -> list[Transaction]:
    """Return the transactions that have no receivable posting."""
    return [txn for txn in transactions if all(accounts[p.account] is None for p in txn.postings)]
