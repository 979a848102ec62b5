"""Continue invoices that a transaction converts to another currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.moves.standing_claims import OwedClaim
from beancount_relance.receivables.twin_invoices import Entered
from beancount_relance.values.money import to_unit


def continue_converted(
    lines: Sequence[ReceivablePosting], entered: dict[int, Entered | None], index: InvoiceIndex
) -> set[int]:
    """Enter what continues an invoice in another currency as that invoice, by its name.

    Args:
        lines: all receivable lines.
        entered: what was entered by which of them; what continues an invoice is put in.
        index: the invoices.

    Returns:
        The places of what continues an invoice.
    """
    taken_off: dict[tuple[object, ...], list[ReceivablePosting]] = defaultdict(list)
    for line in lines:
        if line.number < 0 and line.names:
            taken_off[id(line.txn), line.customer, line.names].append(line)
    continued: set[int] = set()
    for place, line in enumerate(lines) if taken_off else ():
        if line.number < 0 or entered[place] is not None:
            continue
        for before in taken_off.get((id(line.txn), line.customer, line.names), ()):
            found = [
                invoice
                for name in line.names
                for invoice in index.own(name, line.customer, before.currency)
                if invoice.date <= line.date
            ]
            if found and before.currency != line.currency:
                invoice = replace(
                    found[0],
                    currency=line.currency,
                    amount=line.number,
                    account=line.account,
                )
                entered[place] = Entered(line, [invoice])
                continued.add(place)
    return continued


def converted_parts(
    credit: ReceivablePosting, debit: ReceivablePosting, claims: Sequence[OwedClaim]
) -> Iterator[ReceivablePosting]:
    """Divide what an entry converts among claims, in proportion to what was left of each.

    Args:
        credit: what it takes off, in the old currency.
        debit: what it puts in its place, in the new one.
        claims: the claims that come to the credit; without any, the lines are left as they are.
    """
    if not claims:
        yield from (credit, debit)
        return
    rest = debit.number
    for claim in claims:
        part = to_unit(debit.number * claim.on(credit.account) / -credit.number, debit.currency)
        if claim is claims[-1]:
            part = rest
        rest -= part
        yield replace(credit, number=-claim.on(credit.account), names=claim.names, keyed=True)
        yield replace(debit, number=part, names=claim.names, keyed=True)
