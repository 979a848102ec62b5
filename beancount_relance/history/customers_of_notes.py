"""Find out whose a note is: whom its account, its metadata or the invoices that it names tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from beancount.core.data import Document, Note

from beancount_relance.history.note_details import NoteDetails
from beancount_relance.history.written_names import NumbersInNotes
from beancount_relance.language.messages import Message, msg
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.values.numbers.invoice_names import name_key


class CustomersOfNotes:
    """Tells whose notes are."""

    def __init__(
        self,
        accounts: ReceivableAccounts,
        others: Mapping[str, Collection[str]],
        numbers: NumbersInNotes,
    ) -> None:
        """Take what tells it.

        Args:
            accounts: the receivable accounts and their customers.
            others: the customers of what is no invoice, by name in lower case.
            numbers: the numbers of the invoices, to be found in texts.
        """
        self._accounts = accounts
        self._others = others
        self._numbers = numbers

    def of(
        self, entry: Note | Document, details: NoteDetails, named: Iterable[Invoice]
    ) -> tuple[Sequence[str], list[Message]]:
        """Return the customers of a note, and messages about contradictions.

        The customer is determined by the account, else by ``customer:``, else by the
        invoices that the note names. These can be of several customers, as of a mailing, if
        the note has no amount and no plan.

        Args:
            entry: the note.
            details: its metadata.
            named: the invoices that its links name.
        """
        links = sorted(entry.links or ())
        owners = {who for invoice in named for who in invoice.owners}
        owners.update(*(self._others.get(name_key(link), ()) for link in links))
        place = self._accounts[entry.account]
        customer = place.customer if place is not None else None
        if customer is None:
            said = self._accounts.name_in(entry.meta)
            customer = self._accounts.names.id_of(said) if said is not None else None
        if customer is None:
            theirs = sorted(owners if links else self._numbers.owners(entry))
            if len(theirs) == 1 or (theirs and details.amount is None and not details.plan):
                return theirs, []
            return (), [_of_several(theirs) if theirs else _of_nobody()]
        if links and customer not in owners:
            text = msg(
                "{names} is not an invoice of {customer}: correct it, or leave it out if "
                "the note is about everything open that day",
                names=links,
                customer=customer,
            )
            return (customer,), [text]
        return (customer,), []


def _of_nobody() -> Message:
    return msg("the customer of this note is unknown: link it to an invoice, such as ^F2026-014")


def _of_several(customers: Sequence[str]) -> Message:
    return msg(
        "this note names invoices of {customers}, and its amount is of one of them: write one "
        "for each",
        customers=customers,
    )
