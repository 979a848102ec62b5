"""Bookings: entries proposed as text to paste into the ledger, never written there.

    2026-06-30 * "Boulangerie Martin" "Créance irrécouvrable F2026-014" ^F2026-014
      mention: "Facture demeurée impayée pour la somme de 500,00 € (prix net) et …"
      Expenses:Creances-Irrecouvrables         500.00 EUR
      Liabilities:TVA                          100.00 EUR
      Assets:Clients:Boulangerie-Martin       -600.00 EUR

There are three purposes: ``doubtful`` moves a claim to an account for doubtful ones
(411 to 416), ``irrecoverable`` books it as a loss (654) and takes its VAT back, and
``interest`` is the late interest and recovery fee on the day they come in (7631). Net
and VAT are split as the invoice's own legs are. Each entry names its invoice as the
ledger does, so that it is matched again.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from beancount.core import account, flags
from beancount.core.amount import Amount
from beancount.core.data import Custom, Directive, Open, Posting, Transaction
from beancount.parser.grammar import ValueType

from beancount_relance.bookings.account_choice import Chart, ChosenAccount
from beancount_relance.bookings.invoice_origin import Origin, Origins
from beancount_relance.claims.received_interest import INTEREST
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.language.text import one_line
from beancount_relance.law.mandatory_wording import unpaid_invoice
from beancount_relance.ledger.counterparts import Counterparts
from beancount_relance.ledger.snapshot import read_ledger
from beancount_relance.receivables.allocation import Item
from beancount_relance.report.report import Report
from beancount_relance.values.money import to_unit

DOUBTFUL = "doubtful"
IRRECOVERABLE = "irrecoverable"
PURPOSES = (DOUBTFUL, IRRECOVERABLE, INTEREST)

_WAITING_VAT = re.compile(r"attente|suspen|deferred|4457[48]|4458", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Booking:
    """Proposed entries for one invoice.

    Attributes:
        purpose: one of :data:`PURPOSES`.
        invoice: how the invoice is called.
        customer: the customer's id.
        currency: the currency of ``amount``.
        amount: what is moved, written off, or received.
        entries: the directives to paste: accounts to open, then the transaction.
        notes: what to know before pasting.
    """

    purpose: str
    invoice: str
    customer: str
    currency: str
    amount: Decimal
    entries: tuple[Directive, ...]
    notes: tuple[Message, ...]


def propose(
    entries: Sequence[Directive],
    options: Mapping[str, Any],
    report: Report,
    items: Iterable[Item],
    purpose: str,
    words: Language,
) -> tuple[list[Booking], list[Message]]:
    """The bookings for some items, one for each invoice, and why there is none for others.

    Args:
        entries: all directives of the ledger.
        options: Beancount's options map.
        report: the report of the day on which they are to be booked.
        items: the items; the instalments of one invoice are booked together.
        purpose: one of :data:`PURPOSES`.
        words: the language of narrations and of names that have to be suggested.
    """
    proposer = _Proposer(entries, options, report, words)
    found: list[Booking] = []
    refused: list[Message] = []
    groups: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.key[:3]].append(item)
    for group in groups.values():
        drafted = proposer.draft(group, purpose)
        if isinstance(drafted, _Draft):
            found.append(proposer.finish(group, purpose, drafted))
        else:
            refused.append(drafted)
    return found, refused


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is particular to a purpose: the transaction's text and postings, accounts, notes."""

    text: Message
    amount: Decimal
    postings: Sequence[Posting]
    chosen: Sequence[ChosenAccount]
    notes: Sequence[Message]
    meta: Mapping[str, str] = field(default_factory=dict)


class _Proposer:
    """Drafts bookings for one ledger on the day of its report."""

    def __init__(
        self,
        entries: Sequence[Directive],
        options: Mapping[str, Any],
        report: Report,
        words: Language,
    ) -> None:
        ledger = read_ledger(entries, options, report.as_of)
        self._report = report
        self._words = words
        self._chart = Chart(ledger, entries, report.settings, words.code)
        accounts = self._chart.receivables
        legs = Counterparts(options, accounts)
        self._origins = Origins(ledger.transactions, accounts, legs, report.settings)
        self._ready: set[str] = set()

    def draft(self, items: Sequence[Item], purpose: str) -> _Draft | Message:
        """The draft for one invoice, or why there is none."""
        if purpose == INTEREST:
            return self._interest(items)
        if not any(item.is_open for item in items):
            return msg("{invoice} is settled", invoice=items[0].invoice.reference)
        if purpose == DOUBTFUL:
            return self._doubtful(items)
        return self._irrecoverable(items)

    def finish(self, items: Sequence[Item], purpose: str, draft: _Draft) -> Booking:
        """The booking that a draft makes: it names the invoice, and its accounts are open."""
        invoice = items[0].invoice
        origin = self._origins.of(items)
        names, links = self._names(items, origin)
        notes = list(draft.notes)
        first: list[Directive] = []
        for chosen in draft.chosen:
            used = {
                p.units.currency for p in draft.postings if p.account == chosen.account and p.units
            }
            notes += self._chart.troubles(chosen.account, used)
            if chosen.account not in self._ready:
                self._ready.add(chosen.account)
                first += self._made_ready(chosen)
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

    # The three purposes

    def _doubtful(self, items: Sequence[Item]) -> _Draft | Message:
        """The claim moved, at the price it stands at."""
        invoice = items[0].invoice
        price = self._origins.of(items).price
        to = self._chart.doubtful(invoice)
        moved = {
            name: amount
            for name, amount in _by_account(items).items()
            if not self._chart.is_doubtful(name)
        }
        if not moved:
            return msg(
                "{invoice} already stands on {account}",
                invoice=invoice.reference,
                account=invoice.account,
            )
        postings = []
        for name, amount in moved.items():
            postings.append(_posting(to.account, amount, invoice.currency, price))
            postings.append(_posting(name, -amount, invoice.currency, price))
        return _Draft(
            text=msg("Transfer to doubtful claims, {invoice}", invoice=invoice.reference),
            amount=sum(moved.values(), Decimal()),
            postings=postings,
            chosen=[to],
            notes=list(self._about_credit(items)),
        )

    def _irrecoverable(self, items: Sequence[Item]) -> _Draft:
        """What is open as a loss, without the VAT in it, which is taken back."""
        invoice = items[0].invoice
        origin = self._origins.of(items)
        owed = _by_account(items)
        amount = sum(owed.values(), Decimal())
        worth, currency = amount, invoice.currency
        if origin.price is not None:
            worth, currency = amount * (origin.price.number or Decimal()), origin.price.currency
        taxes: dict[str, Decimal] = defaultdict(Decimal)
        for name, tax in origin.taxes_in(worth, currency).items():
            taxes[self._chart.vat(name)] += tax
        vat = sum(taxes.values(), Decimal())
        net = to_unit(worth - vat, currency)
        loss = self._chart.role(IRRECOVERABLE)
        postings = [_posting(loss.account, net, currency)]
        postings += [_posting(name, tax, currency) for name, tax in taxes.items()]
        postings += [
            _posting(name, -part, invoice.currency, origin.price) for name, part in owed.items()
        ]
        notes = list(self._about_credit(items))
        mention = None
        if origin.net is None:
            notes.append(_UNKNOWN_VAT)
        elif not vat:
            notes.append(msg("The invoice bears no VAT: there is none to take back."))
        elif all(_WAITING_VAT.search(name) for name in taxes):
            notes.append(
                msg("Its VAT is due on payment only: it leaves the account where it waited.")
            )
        else:
            mention = unpaid_invoice(net, vat, currency, self._report.settings.country)
            notes += _about_vat(Amount(vat, currency), lawful=mention is not None)
        return _Draft(
            text=msg("Irrecoverable claim, {invoice}", invoice=invoice.reference),
            amount=amount,
            postings=postings,
            chosen=[loss, *(ChosenAccount("vat", name) for name in taxes)],
            notes=notes,
            meta={} if mention is None else {"mention": mention},
        )

    def _interest(self, items: Sequence[Item]) -> _Draft | Message:
        """Interest and fee as they are claimed on the day, come in on the bank account."""
        invoice = items[0].invoice
        claims = []
        for item in items:
            decision = self._report.decisions.get(item.key)
            without = item.outstanding - decision.chased if decision else Decimal()
            claims.append(self._report.claims.of(item, without=without))
        interest = sum((claim.interest.amount for claim in claims), Decimal())
        fee = sum((claim.fee for claim in claims), Decimal())
        if not interest and not fee:
            return msg("no late interest or recovery fee on {invoice}", invoice=invoice.reference)
        text = msg("Late interest and recovery fee, {invoice}", invoice=invoice.reference)
        if not interest:
            text = msg("Recovery fee, {invoice}", invoice=invoice.reference)
        elif not fee:
            text = msg("Late interest, {invoice}", invoice=invoice.reference)
        notes = [
            msg(
                "Late interest {interest}, recovery fee {fee}: put the day and the amounts of "
                "the bank statement.",
                interest=Amount(interest, invoice.currency),
                fee=Amount(fee, invoice.currency),
            )
        ]
        if any("FR" in claim.regime.countries for claim in claims if claim.regime):
            notes.append(msg("Neither is subject to VAT."))
        bank, income = self._chart.bank(), self._chart.role(INTEREST)
        postings = [_posting(bank.account, interest + fee, invoice.currency)]
        postings += [
            _posting(income.account, -part, invoice.currency) for part in (interest, fee) if part
        ]
        return _Draft(text, interest + fee, postings, [bank, income], notes)

    # What they have in common

    def _names(
        self, items: Sequence[Item], origin: Origin
    ) -> tuple[dict[str, str], frozenset[str]]:
        """The metadata and links by which an entry names its customer and its invoice."""
        invoice = items[0].invoice
        meta: dict[str, str] = {}
        number = invoice.reference.casefold()
        links = frozenset(link for link in origin.links if link.casefold() == number)
        if not links:
            meta[self._report.settings.reference_keys[0]] = invoice.reference
        place = self._chart.receivables[invoice.account]
        if place is not None and place.customer is None:
            meta["customer"] = invoice.customer
        return meta, links

    def _made_ready(self, chosen: ChosenAccount) -> Iterator[Directive]:
        """What makes an account usable: open it, and count it as receivable if it is to be.

        A first setting ends the recognition by name, so that it has to name all roots.
        """
        name, day = chosen.account, self._report.as_of
        if self._chart.is_new(name):
            yield Open({}, day, name, [], None)  # of any currency: others may come
        if chosen.role == DOUBTFUL and not self._chart.is_receivable(name):
            settings = self._report.settings
            roots = [] if settings.receivables else self._chart.roots()
            for root in (*roots, settings.accounts.get(DOUBTFUL, name)):
                values = [
                    ValueType("receivables", str),
                    ValueType(root, account.TYPE),  # type: ignore[arg-type]  # as parsed
                ]
                yield Custom({}, day, "relance", values)

    def _about_credit(self, items: Sequence[Item]) -> Iterator[Message]:
        """That the customer has money here which should be set off first."""
        invoice = items[0].invoice
        owner = (invoice.customer, invoice.currency)
        left = sum(
            (
                each.amount
                for each in self._report.allocation.credits
                if (each.credit.customer, each.credit.currency) == owner
            ),
            Decimal(),
        )
        if left:
            yield msg(
                "The customer has a credit of {amount}: set it off first.",
                amount=Amount(left, invoice.currency),
            )


_UNKNOWN_VAT = msg(
    "The ledger does not tell the VAT of this invoice: all of it is booked as a loss. "
    "Split the VAT off before pasting, if there is any."
)


def _about_vat(amount: Amount, *, lawful: bool) -> Iterator[Message]:
    if not lawful:
        yield msg("VAT of {amount} is taken back: check when your law allows it.", amount=amount)
        return
    yield msg(
        "VAT of {amount} may be taken back only once the claim is proven irrecoverable "
        "(CGI, article 272-1): until then, transfer it to doubtful claims.",
        amount=amount,
    )
    yield msg("Send the customer a duplicate of the invoice first, which bears the mention below.")


def _suggestion(chosen: ChosenAccount, day: datetime.date) -> Message:
    return msg(
        "{account} is a suggestion: no account of the ledger was recognised for it. Name yours "
        'with: {day} custom "relance" "account" "{role}" {name}',
        account=chosen.account,
        name=chosen.suggested,
        day=day.isoformat(),
        role=chosen.role,
    )


def _by_account(items: Iterable[Item]) -> dict[str, Decimal]:
    """What is open by the account it stands on."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        if item.is_open:
            sums[item.invoice.account] += item.outstanding
    return dict(sums)


def _posting(name: str, number: Decimal, currency: str, price: Amount | None = None) -> Posting:
    """A posting whose number has all digits of the currency's unit, as people write it."""
    whole = to_unit(number, currency)
    units = Amount(whole if whole == number else number, currency)
    return Posting(name, units, None, price, None, None)
