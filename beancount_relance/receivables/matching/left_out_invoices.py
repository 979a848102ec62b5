"""Invoices that the text of a payment leaves out: ``all except F-3``, ``LOYERS 2026 SAUF MARS``.

The payment pays none of them, whatever its amount. If it comes to everything else that is open, or
to all else that the text describes, that is what it pays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from beancount_relance.receivables import match_evidence
from beancount_relance.receivables.items import BY_AMOUNT, BY_REFERENCE
from beancount_relance.receivables.matching.amount_explanations import (
    amount_of,
    evidence_of_text,
    explanation_of,
)
from beancount_relance.receivables.matching.described_invoices import (
    described_together,
    left_out_by_month,
)
from beancount_relance.receivables.matching.open_invoices import OpenInvoices
from beancount_relance.receivables.open_amounts import Explanation, Money
from beancount_relance.receivables.paid_parts import PaidSet, invoices_in
from beancount_relance.values.clues.excepted_months import months_left_out
from beancount_relance.values.clues.excepted_numbers import excepted_in
from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.written_references import References, read_references


def left_out_invoices(money: Money, numbers: KnownNumbers, open_: OpenInvoices) -> frozenset[str]:
    """Return the open invoices that the text of a credit says it does not pay, and note them.

    Args:
        money: the credit.
        numbers: the numbers of its customer's invoices.
        open_: what is open when it comes.
    """
    text = excepted_in(money.credit.text)
    reading = read_references(text, numbers) if text else References()
    likely = (each.numbers for each in reading.unsure if len(each.numbers) == 1)
    found = set(reading.sure).union(money.credit.left_out, *likely)
    if months_left_out(money.credit.text):
        every = (invoices_in(each)[0] for each in open_.each_undisputed(money))
        found |= left_out_by_month(money.credit, every)
    money.left_out = frozenset(filter(open_.is_open, found))
    return money.left_out


def all_the_rest(
    money: Money, left_out: Collection[str], every: Sequence[PaidSet]
) -> Explanation | None:
    """Return what a credit pays if it is everything but what it leaves out.

    Args:
        money: the credit.
        left_out: the references of what it leaves out.
        every: all that is open, each invoice by itself.
    """
    rest = without_those(every, left_out)
    everything = tuple(part for each in rest for part in each)
    if everything and amount_of(everything) == money.left:
        named = bool(money.credit.left_out)
        said = match_evidence.all_but_named if named else match_evidence.all_but
        return explanation_of(everything, BY_REFERENCE, said(sorted(left_out)))
    together = described_together(money, rest)
    if together is None:
        return None
    return explanation_of(together, BY_AMOUNT, evidence_of_text(money, together))


def without_those(sets: Iterable[PaidSet], left_out: Collection[str]) -> list[PaidSet]:
    """Return the sets that have none of some invoices, by their references."""
    return [
        each
        for each in sets
        if all(due.invoice.reference not in left_out for part in each for due, _ in part.parts)
    ]
