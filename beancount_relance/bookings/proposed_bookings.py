"""Proposes entries to paste into the ledger; nothing is written there.

    2026-06-30 * "Boulangerie Martin" "Créance irrécouvrable F2026-014" ^F2026-014
      mention: "Facture demeurée impayée pour la somme de 500,00 € (prix net) et …"
      Expenses:Creances-Irrecouvrables         500.00 EUR
      Liabilities:TVA                          100.00 EUR
      Assets:Clients:Boulangerie-Martin       -600.00 EUR

There are three purposes: ``doubtful`` moves a claim to an account for doubtful claims (from
411 to 416), ``irrecoverable`` books it as a loss (654) and takes its VAT back, and
``interest`` books the late interest and recovery fee when they are received (7631). Net amount
and VAT are split in the same proportion as on the invoice. Each entry names its invoice the way
the ledger does, so that the two are matched again.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from beancount.core import account, flags
from beancount.core.data import Custom, Directive, Open, Transaction
from beancount.parser.grammar import ValueType

from beancount_relance.bookings.account_choice import AccountChooser, ChosenAccount
from beancount_relance.bookings.booking import DOUBTFUL, Booking
from beancount_relance.bookings.booking_draft import BookingDraft
from beancount_relance.bookings.booking_drafts import Drafter
from beancount_relance.bookings.invoice_origin import Origin, Origins
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.language.text import one_line
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.receivables.items import Item
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report
from beancount_relance.values.numbers.invoice_names import name_key


def propose(
    loaded: LoadedLedger,
    report: Report,
    items: Iterable[Item],
    purpose: str,
    words: Language,
) -> tuple[list[Booking], list[Message]]:
    """Return a booking for each invoice, and the reasons why some invoices have none.

    Args:
        loaded: the ledger.
        report: the report of the booking date.
        items: the items; the instalments of an invoice are booked together.
        purpose: one of :data:`~beancount_relance.bookings.booking.PURPOSES`.
        words: the language of narrations and suggested account names.
    """
    proposer = _Proposer(loaded, report, words)
    found: list[Booking] = []
    refused: list[Message] = []
    groups: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.key[:3]].append(item)
    for group in groups.values():
        drafted = proposer.drafter.draft(group, purpose)
        if isinstance(drafted, BookingDraft):
            found.append(proposer.finish(group, purpose, drafted))
        else:
            refused.append(drafted)
    return found, refused


class _Proposer:
    """Turns drafts into bookings, for one ledger on the day of its report."""

    def __init__(
        self,
        loaded: LoadedLedger,
        report: Report,
        words: Language,
    ) -> None:
        ledger = report.ledger
        self._report = report
        self._words = words
        self._accounts = AccountChooser(ledger, loaded.entries, report.settings, words.row)
        receivables = self._accounts.receivables
        counterparts = Counterparts(loaded.options, receivables)
        self._origins = Origins(ledger.transactions, receivables, counterparts, report.settings)
        self.drafter = Drafter(report, self._accounts, self._origins)
        self._ready: set[str] = set()

    def finish(self, items: Sequence[Item], purpose: str, draft: BookingDraft) -> Booking:
        """Return the booking of a draft, with the invoice's name and the accounts to open."""
        invoice = items[0].invoice
        origin = self._origins.of(items)
        names, links = self._names(items, origin)
        notes = list(draft.notes)
        first: list[Directive] = []
        for chosen in draft.chosen:
            used = {
                p.units.currency for p in draft.postings if p.account == chosen.account and p.units
            }
            notes += self._accounts.reasons_against(chosen.account, used)
            if chosen.account not in self._ready:
                self._ready.add(chosen.account)
                first += self._preparations(chosen)
                if chosen.suggested:
                    notes.append(_suggestion(chosen, self._report.as_of))
        transaction = Transaction(
            meta={**names, **draft.meta},
            date=self._report.as_of,
            flag=flags.FLAG_OKAY,
            payee=one_line(origin.payee or self._report.customer(invoice.customer).title),
            narration=one_line(self._words.render(draft.text)),
            tags=frozenset(),
            links=links,
            postings=list(draft.postings),
        )
        return Booking(
            purpose=purpose,
            invoice=invoice.reference,
            customer=invoice.customer,
            currency=invoice.currency,
            amount=draft.amount,
            entries=(*first, transaction),
            notes=tuple(notes),
        )

    def _names(
        self, items: Sequence[Item], origin: Origin
    ) -> tuple[dict[str, str], frozenset[str]]:
        """Return the metadata and links that name the customer and the invoice in an entry."""
        invoice = items[0].invoice
        meta: dict[str, str] = {}
        number = name_key(invoice.reference)
        links = frozenset(link for link in origin.links if name_key(link) == number)
        if not links:
            meta[self._report.settings.reference_keys[0]] = invoice.reference
        place = self._accounts.receivables[invoice.account]
        if place is not None and place.customer is None:
            meta["customer"] = invoice.customer
        return meta, links

    def _preparations(self, chosen: ChosenAccount) -> Iterator[Directive]:
        """Yield the directives that open an account and, if needed, make it receivable.

        The first ``receivables`` setting replaces recognition by name, so it is proposed
        together with settings for all other roots.
        """
        name, day = chosen.account, self._report.as_of
        if self._accounts.is_new(name):
            yield Open({}, day, name, [], None)  # no currencies: others may follow
        if chosen.role == DOUBTFUL and not self._accounts.is_receivable(name):
            settings = self._report.settings
            roots = [] if settings.receivables else self._accounts.roots()
            for root in (*roots, chosen.above or name):
                values = [
                    ValueType("receivables", str),
                    ValueType(root, account.TYPE),  # type: ignore[arg-type]  # as parsed
                ]
                yield Custom({}, day, "relance", values)


def _suggestion(chosen: ChosenAccount, day: datetime.date) -> Message:
    return msg(
        "{account} is a suggestion: the ledger has no matching account. Name yours with: {day} "
        'custom "relance" "account" "{role}" {name}',
        account=chosen.account,
        name=chosen.suggested,
        day=day.isoformat(),
        role=chosen.role,
    )
