"""Match evidence: the sentences that say why a payment or credit note settles an invoice.

``relance explain`` and the page show them after the rule that was applied, as in “presumed by
amount (F1 has exactly this amount)”; :mod:`~beancount_relance.dunning.reasons` joins the two.
What is asked where nothing decides is in :mod:`~beancount_relance.receivables.matching.matching`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.values.clues.text_clues import (
    has_month,
    says_only_when,
    text_clues,
    text_days,
)


def of_this_amount(references: Sequence[str]) -> Message:
    """Return what speaks for invoices that have the amount of a credit, by their numbers."""
    return nmsg(
        "{invoices} has exactly this amount",
        "{invoices} add up to exactly this amount",
        len(references),
        invoices=references,
    )


def alone_on_the_account(references: Sequence[str]) -> Message:
    """Return what speaks for the only invoices of an amount on the account of a credit."""
    return nmsg(
        "{invoices} alone has exactly this amount on the account it was posted on",
        "{invoices} alone add up to exactly this amount on the account it was posted on",
        len(references),
        invoices=references,
    )


def of_its_lot(reference: str) -> Message:
    """Return what speaks for the invoice whose lot a credit takes from an account at cost."""
    return msg("it takes the lot of {invoice}", invoice=reference)


def oldest_of_this_amount(count: int) -> Message:
    """Return what speaks for the oldest of ``count`` invoices that have the amount of a credit."""
    return nmsg(
        "the oldest of {count} invoice of this amount",
        "the oldest of {count} invoices of this amount",
        count,
    )


def text_describes(invoice: Invoice) -> Message:
    """Return the evidence for an invoice that a text describes, whatever its amount."""
    return msg("the text describes “{text}”", text=invoice.narration)


def of_this_amount_and_described(text: str, described: Iterable[Invoice]) -> Message:
    """Return the evidence for invoices that have the amount of a credit, and that its text tells.

    Args:
        text: the text of the credit.
        described: the invoices that it tells, together; instalments of one are one.
    """
    invoices = {invoice.reference: invoice for invoice in described}
    if len(invoices) > 1:
        return msg(
            "{invoices} add up to exactly this amount, and the text describes them",
            invoices=list(invoices),
        )
    ((reference, invoice),) = invoices.items()
    said = text_clues(text) - text_clues(invoice.customer)
    is_only_by_date = says_only_when(said) and not has_month(text_clues(invoice.narration))
    if is_only_by_date or invoice.date in text_days(text):
        return msg(
            "{invoices} has exactly this amount, and is of {date}",
            invoices=reference,
            date=invoice.date,
        )
    return msg(
        "{invoices} has exactly this amount, and is for “{text}”",
        invoices=reference,
        text=invoice.narration,
    )


def number_written(text: str) -> Message:
    """Return how a credit writes the number of an invoice, where the ledger writes it otherwise."""
    return msg("written “{written}”", written=text)


def resembling_number(written: Sequence[Message]) -> Message:
    """Return the evidence for invoices whose numbers resemble some texts, given in quotes."""
    return msg("{written}, and the amount agrees", written=written)


def similar_number(written: Sequence[Message]) -> Message:
    """Return why an invoice of another amount is proposed: its number resembles some texts."""
    return msg("its number is similar to {written}", written=written)


def taken_for(unknown: Sequence[str], references: Sequence[str]) -> Message:
    """Return what to say of numbers that no invoice has, and that are taken for those of some."""
    return msg(
        "{unknown} is no invoice’s number, and is taken for {invoices}, whose amount it has",
        unknown=list(unknown),
        invoices=references,
    )


def all_but(references: Sequence[str]) -> Message:
    """Return the evidence for all that is open but the invoices that a text leaves out."""
    return msg("everything but {invoices}, as the text says", invoices=references)


def all_but_named(references: Sequence[str]) -> Message:
    """Return the evidence for all that is open but what a text names in other words."""
    return msg("everything but {invoices}, which the text names", invoices=references)


def named_and_then_the_oldest(references: Sequence[str]) -> Message:
    """Return the evidence for what a text names, and the oldest invoices with what is left."""
    return msg("{invoices}, which the text names, and then the oldest", invoices=references)


def undisputed_part(reference: str) -> Message:
    """Return the evidence for what is not disputed of an invoice."""
    return msg("exactly what is not disputed of {invoice}", invoice=reference)


def less_discount(reference: str, percent: Decimal) -> Message:
    """Return the evidence for an invoice less its discount for early payment."""
    return msg("{invoice} less {percent} % for early payment", invoice=reference, percent=percent)


def less_retention(reference: str, percent: Decimal) -> Message:
    """Return the evidence for an invoice less the retention money."""
    return msg("{invoice} less {percent} % kept back", invoice=reference, percent=percent)


RELEASED = msg("its text says retention money, of which it has the amount")
"""The evidence for the payment of retention money before, or after, what was due first."""
