"""Who took the place of a customer whose accounts were closed when nothing was left on them.

    2026-03-20 * "Garnier" "Loss" ^F-12                     ; F-12 is settled
    2026-03-31 close Assets:Clients:Garnier
    2026-04-10 * "Garnier Frères" "Loss cancelled" ^F-12    ; on Assets:Clients:Garnier-Freres

No entry moves a claim, but the number of the invoice tells who it is.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from beancount_relance.ledger.possible_names import names_said
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.values.numbers.written_references import has_digit


def heirs_of(
    lines: Sequence[ReceivablePosting], index: InvoiceIndex, closed: Collection[str]
) -> Collection[tuple[str, str, datetime.date]]:
    """Return customers whose accounts are closed, with whoever was debited of their invoices.

    That is a customer who has an account, and no other invoice of this number. The day is that of
    the debit.

    Args:
        lines: all receivable lines.
        index: the invoices.
        closed: the closed accounts.
    """
    found: set[tuple[str, str, datetime.date]] = set()
    accounts: Mapping[str, set[str]] = {}
    for line in lines if closed else ():
        if line.number <= 0 or line.account in closed:
            continue
        names = line.names or filter(has_digit, names_said(line.txn))
        invoices = [each for name in names for each in index.find(name)]
        owners = {each.customer for each in invoices if each.source != line.source}
        if len(owners) != 1 or line.customer in owners:
            continue
        accounts = accounts or _accounts(lines)
        (owner,) = owners
        if all(account in closed for account in accounts[owner]):
            found.add((owner, line.customer, line.date))
    return sorted(found)


def _accounts(lines: Sequence[ReceivablePosting]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        found[line.customer].add(line.account)
    return found
