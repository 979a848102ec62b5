"""History: what was done and said, from notes and documents linked to invoices.

    2026-03-18 note Assets:Clients:Boulangerie-Martin "Rappel envoyé" ^F2026-014
      relance: "reminder"                    ; a stage of the ladder: it was done
    2026-03-25 note Assets:Clients:Boulangerie-Martin "Promet un virement" ^F2026-014
      relance: "promise"
      until: 2026-03-27
      amount: 600.00 EUR                     ; optional: else the whole
    2026-04-02 note Assets:Clients:Boulangerie-Martin "Échéancier accordé" ^F2026-014
      relance: "plan"
      plan: "2026-05-05 400.00 EUR, 2026-06-05 400.00 EUR"
      amount: 800.00 EUR                     ; optional: else what is open that day
    2026-09-01 note Assets:Clients:Boulangerie-Martin "Dossier transmis" ^F2026-014
      relance: "handover"
      agent: "Étude Roche, commissaires de justice"

Kinds besides the stages: ``contact``, ``promise``, ``plan``, ``dispute``,
``hold``, ``resume``, ``acknowledged``, ``received``, ``handover``, ``filed``,
``served``, ``judgment``, ``enforcement``, ``insolvency``, ``write-off``. A note without a link
speaks of all that was open for that customer that day. A document with the same
metadata counts the same.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from beancount.core.amount import Amount
from beancount.core.data import Document, Note

from beancount_relance.language.messages import Message, Problem, Source, msg
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.receivables.allocation import Item, ItemKey
from beancount_relance.receivables.invoices import InvoiceIndex
from beancount_relance.receivables.settled_filter import Needed
from beancount_relance.values.readers import (
    BadValueError,
    bad_value,
    misspelt,
    read_amount,
    read_choice,
    read_date,
    read_record,
    read_text,
    unknown_key,
)

KINDS: Mapping[str, Message] = {
    "contact": msg("contact"),
    "promise": msg("promise to pay"),
    "plan": msg("payment plan"),
    "dispute": msg("dispute"),
    "hold": msg("hold"),
    "resume": msg("resumed"),
    "acknowledged": msg("debt acknowledged"),
    "received": msg("formal notice received"),
    "waiver": msg("late interest and fee waived"),
    "handover": msg("handed over"),
    "filed": msg("filed in court"),
    "served": msg("order served"),
    "judgment": msg("judgment"),
    "enforcement": msg("enforcement"),
    "insolvency": msg("insolvency"),
    "write-off": msg("write-off proposed"),
}
"""The kinds of events besides the stages of the ladder, and how people call them."""

COURT = frozenset(("filed", "served", "judgment", "enforcement"))
"""The steps before a court and after it."""

_OF_A_PART = frozenset(("promise", "dispute"))
NEEDS: Mapping[str, str] = {"promise": "until", "plan": "plan"}
"""What a kind must be given."""

_INSTALMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})\s*:?\s+(\d{1,12}(?:[.,]\d{1,12})?)\s+([A-Z][A-Z0-9'._-]*)"
)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan."""

    due: datetime.date
    amount: Amount


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with a customer on a day.

    Attributes:
        kind: a stage's name or one of :data:`KINDS`.
        customer: the customer's id.
        date: the day.
        text: what the note says, or the document's file name.
        items: the keys of the items it speaks of.
        source: its line.
        until: the last day of a promise, a dispute or a hold, or to pay what a waiver
            supposes; after the opening of insolvency proceedings, the last day to
            declare the claim, if it is known.
        amount: the part promised or disputed; ``None`` for the whole.
        plan: the instalments of a plan, by date.
        agent: who it was handed over to.
    """

    kind: str
    customer: str
    date: datetime.date
    text: str
    items: frozenset[ItemKey]
    source: Source
    until: datetime.date | None = None
    amount: Amount | None = None
    plan: tuple[Instalment, ...] = ()
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class _Details:
    """What the metadata of an event says beside its kind."""

    until: datetime.date | None = None
    amount: Amount | None = None
    plan: tuple[Instalment, ...] = ()
    agent: str | None = None


def needed_by(remarks: Iterable[Note | Document], accounts: ReceivableAccounts) -> Needed:
    """What the history needs to know of invoices that are settled.

    Of most, only whose they are. A promise or a plan counts what was paid on
    all its invoices, settled or not; and what a stage was for depends on all that
    it spoke of, also on what was settled since.
    """
    asked: set[str] = set()
    names: set[str] = set()
    customers: set[str] = set()
    together: set[frozenset[str]] = set()
    as_a_whole: set[str] = set()
    for entry in remarks:
        if "relance" not in entry.meta:
            continue
        links = frozenset(link.casefold() for link in entry.links or ())
        asked |= links
        kind = entry.meta["relance"]
        if kind in KINDS and kind not in NEEDS:
            continue
        if len(links) > 1:
            together.add(links)
        if kind in NEEDS:
            names |= links
        place = accounts[entry.account]
        if not links and place is not None:
            whose = customers if kind in NEEDS else as_a_whole
            whose.add(place.customer or str(entry.meta.get("customer")))
    return Needed(
        names=frozenset(names),
        customers=frozenset(customers),
        asked=frozenset(asked),
        together=frozenset(together),
        as_a_whole=frozenset(as_a_whole),
    )


def parse_history(
    remarks: Iterable[Note | Document],
    items: Sequence[Item],
    accounts: ReceivableAccounts,
    stages: Iterable[str],
    others: Mapping[str, Collection[str]],
) -> tuple[list[Event], list[Problem]]:
    """The events of the ledger in the order of their dates, and what was not understood.

    Args:
        remarks: notes and documents up to the day; those without ``relance:``
            metadata are passed over.
        items: all items, open and settled.
        accounts: which accounts are receivable, and whose.
        stages: the names of all stages of all procedures.
        others: names in lower case of what is not among ``items``, settled invoices
            and debits that are none, and the customers who have them.
    """
    index = InvoiceIndex(item.invoice for item in items)
    by_reference: dict[tuple[str, str], list[Item]] = {}
    by_customer: dict[str, list[Item]] = {}
    for item in items:
        invoice = item.invoice
        by_reference.setdefault((invoice.customer, invoice.reference), []).append(item)
        by_customer.setdefault(invoice.customer, []).append(item)
    kinds = [*dict.fromkeys(stages), *KINDS]
    events: list[Event] = []
    problems = list(_misspelt(remarks, accounts))
    for entry in remarks:
        source = Source.of(entry.meta)
        if "relance" not in entry.meta:
            continue
        try:
            kind = read_choice(entry.meta["relance"], kinds)
        except BadValueError as error:
            complaint = bad_value("relance", entry.meta["relance"], error)
            problems.append(Problem(complaint, source))
            continue
        details, complaints = _details(kind, entry)
        place = accounts[entry.account]
        customer = place.customer if place is not None else None
        named = [invoice for link in sorted(entry.links or ()) for invoice in index.find(link)]
        owners = {invoice.customer for invoice in named}
        owners.update(*(others.get(link.casefold(), ()) for link in entry.links or ()))
        if customer is None:
            given = entry.meta.get("customer")
            customer = str(given) if given else (min(owners) if len(owners) == 1 else None)
        if customer is None:
            complaints.append(
                msg("this says nothing of whom it is about: link it to an invoice, ^F2026-014")
            )
        elif entry.links and customer not in owners:
            complaints.append(
                msg(
                    "{links} is no invoice of {customer}: correct the link, or leave it out to "
                    "speak of all that was open that day",
                    links=[f"^{link}" for link in sorted(entry.links)],
                    customer=customer,
                )
            )
        problems += [Problem(complaint, source) for complaint in complaints]
        if complaints or customer is None:
            continue
        if entry.links:
            about = [
                item
                for invoice in named
                for item in by_reference.get((customer, invoice.reference), ())
            ]
        else:
            about = [i for i in by_customer.get(customer, ()) if i.outstanding_on(entry.date) > 0]
        events.append(
            Event(
                kind=kind,
                customer=customer,
                date=entry.date,
                text=entry.comment if isinstance(entry, Note) else Path(entry.filename).name,
                items=frozenset(item.key for item in about),
                source=source,
                until=details.until,
                amount=details.amount,
                plan=details.plan,
                agent=details.agent,
            )
        )
        problems += [
            Problem(complaint, source)
            for complaint in _against_books(kind, details, entry.date, about)
        ]
    return events, problems


def _misspelt(
    remarks: Iterable[Note | Document], accounts: ReceivableAccounts
) -> Iterator[Problem]:
    """What was surely meant to be ``relance:``, on the account of a customer."""
    ours = ("relance",)
    for entry in remarks:
        if "relance" in entry.meta or accounts[entry.account] is None:
            continue
        for key in entry.meta:
            if misspelt(key, ours):
                yield Problem(unknown_key(key, ours), Source.of(entry.meta))


def _details(kind: str, entry: Note | Document) -> tuple[_Details, list[Message]]:
    details, complaints = read_record(_Details(), entry.meta, _READERS, others=True)
    needed = NEEDS.get(kind)
    if needed is not None and needed not in entry.meta:
        complaints.append(msg("a {kind} needs “{key}”", kind=KINDS[kind], key=needed))
    if details.amount is not None and not details.amount.number:
        expected = msg("an amount of more than zero")
        complaints.append(bad_value("amount", details.amount, BadValueError(expected)))
    if details.until is not None and details.until < entry.date:
        expected = msg("a day on or after the note’s own, {date}", date=entry.date)
        complaints.append(bad_value("until", details.until, BadValueError(expected)))
    if details.plan and details.plan[0].due < entry.date:
        expected = msg("instalments on or after the day of the agreement, {date}", date=entry.date)
        complaints.append(bad_value("plan", details.plan[0].due, BadValueError(expected)))
    return details, complaints


def _against_books(
    kind: str, details: _Details, date: datetime.date, about: Sequence[Item]
) -> list[Message]:
    """What the books say against a note that is well written."""
    currencies = {item.invoice.currency for item in about}
    amount = details.amount
    if kind in _OF_A_PART and amount is not None and amount.currency not in currencies:
        expected = msg("an amount in {currencies}", currencies=sorted(currencies))
        return [bad_value("amount", amount, BadValueError(expected))] if currencies else []
    earliest = min((item.invoice.date for item in about), default=date)
    if kind in NEEDS and earliest > date:
        return [
            msg(
                "this promise is of {date}, before the invoice it is about, of {earliest}: "
                "correct one or the other",
                date=date,
                earliest=earliest,
            )
        ]
    return plan_against_books(details.plan, amount, date, about)


def plan_against_books(
    plan: Sequence[Instalment],
    agreed: Amount | None,
    date: datetime.date,
    about: Sequence[Item],
) -> list[Message]:
    """Whether the instalments add up to what was agreed, else to what was open that day.

    Args:
        plan: the instalments.
        agreed: the sum that was agreed on, in one currency.
        date: the day of the agreement.
        about: the items it speaks of.
    """
    complaints = []
    for currency in dict.fromkeys(part.amount.currency for part in plan):
        planned = _total(part.amount for part in plan if part.amount.currency == currency)
        if agreed is not None and agreed.currency == currency:
            if planned != agreed.number:
                complaints.append(
                    msg(
                        "the instalments come to {planned}, not to the {agreed} agreed: "
                        "correct one or the other",
                        planned=Amount(planned, currency),
                        agreed=agreed,
                    )
                )
            continue
        open_ = [i.outstanding_on(date) for i in about if i.invoice.currency == currency]
        if planned != sum(open_, Decimal()):
            complaints.append(
                msg(
                    "the instalments come to {planned}, but {left} was open on {date}: correct "
                    "them, or write what was agreed in all as “amount”",
                    planned=Amount(planned, currency),
                    left=Amount(sum(open_, Decimal()), currency),
                    date=date,
                )
            )
    return complaints


def _total(amounts: Iterable[Amount]) -> Decimal:
    return sum((amount.number or Decimal() for amount in amounts), Decimal())


def _plan(value: Any) -> tuple[Instalment, ...]:
    """Instalments written as dates with amounts, separated by commas."""
    expected = msg("dates with amounts, such as “2026-05-05 400.00 EUR, 2026-06-05 400.00 EUR”")
    instalments = []
    for part in re.split(r"\s*[,;]\s+", read_text(value)):
        match = _INSTALMENT.fullmatch(part.strip())
        if match is None:
            raise BadValueError(expected)
        number = Decimal(match[2].replace(",", "."))
        if not number:
            raise BadValueError(expected)
        instalments.append(Instalment(read_date(match[1]), Amount(number, match[3])))
    return tuple(sorted(instalments, key=lambda instalment: instalment.due))


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "until": read_date,
    "amount": read_amount,
    "plan": _plan,
    "agent": read_text,
}
