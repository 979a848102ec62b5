"""Drafts the part of a proposed booking that depends on its purpose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.data import Posting
from msgspec import Struct, field

from beancount_relance.bookings.account_choice import AccountChooser, ChosenAccount
from beancount_relance.bookings.booking import DIFFERENCE, DOUBTFUL, IRRECOVERABLE
from beancount_relance.bookings.invoice_origin import Origins
from beancount_relance.dunning.deductions import (
    ACCOUNTS,
    BANK_FEE,
    DISCOUNT_TAKEN,
    SMALL_REST,
    deduction_of,
)
from beancount_relance.language.messages import Message, msg
from beancount_relance.law.duplicate_invoice import Mention, unpaid_invoice
from beancount_relance.ledger.interest_accounts import INTEREST
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.values.money import to_unit

_WAITING_VAT = re.compile(r"attente|suspen|deferred|4457[48]|4458", re.IGNORECASE)


class BookingDraft(Struct, frozen=True):
    """The part of a booking that depends on its purpose.

    Attributes:
        text: the narration of the transaction.
        amount: the amount moved, written off or received.
        postings: the postings of the transaction.
        chosen: the accounts that may have to be opened first.
        notes: hints to read before pasting.
        meta: additional metadata of the transaction.
    """

    text: Message
    amount: Decimal
    postings: Sequence[Posting]
    chosen: Sequence[ChosenAccount]
    notes: Sequence[Message]
    meta: Mapping[str, str] = field(default_factory=dict)


class _Split(Struct, frozen=True):
    """What is open of an invoice, split into net amount and VAT, in the currency of its price."""

    amount: Decimal
    net: Decimal
    vat: Decimal
    currency: str
    taxes: Mapping[str, Decimal]
    postings: list[Posting]
    is_vat_unknown: bool


_DEDUCTED: Mapping[str, Message] = {
    SMALL_REST: msg("Difference in payment, {invoice}"),
    DISCOUNT_TAKEN: msg("Discount for early payment, {invoice}"),
    BANK_FEE: msg("Bank fee, {invoice}"),
}


class Drafter:
    """Drafts bookings for the invoices of one report.

    Args:
        report: the report of the booking date.
        accounts: chooses the accounts.
        origins: tells how the invoices were booked.
    """

    def __init__(self, report: Report, accounts: AccountChooser, origins: Origins) -> None:
        self._report = report
        self._accounts = accounts
        self._origins = origins

    def draft(self, items: Sequence[Item], purpose: str) -> BookingDraft | Message:
        """Return the draft for one invoice, or the reason why there is none."""
        if purpose == INTEREST:
            return self._interest(items)
        if purpose == DIFFERENCE:
            return self._difference(items)
        if not any(item.is_open for item in items):
            return msg("{invoice} is settled", invoice=items[0].invoice.reference)
        if purpose == DOUBTFUL:
            return self._doubtful(items)
        return self._irrecoverable(items)

    def _doubtful(self, items: Sequence[Item]) -> BookingDraft | Message:
        """Move the claim to the account for doubtful claims, at the price it was booked at."""
        invoice = items[0].invoice
        price = self._origins.of(items).price
        to = self._accounts.doubtful(invoice)
        moved = {
            name: amount
            for name, amount in _by_account(items).items()
            if not self._accounts.is_doubtful(name)
        }
        if not moved:
            return msg(
                "{invoice} is already on {account}",
                invoice=invoice.reference,
                account=invoice.account,
            )
        postings = []
        for name, amount in moved.items():
            postings.append(_posting(to.account, amount, invoice.currency, price))
            postings.append(_posting(name, -amount, invoice.currency, price))
        return BookingDraft(
            text=msg("Transfer to doubtful claims, {invoice}", invoice=invoice.reference),
            amount=sum(moved.values(), Decimal()),
            postings=postings,
            chosen=[to],
            notes=list(self._about_credit(items)),
        )

    def _irrecoverable(self, items: Sequence[Item]) -> BookingDraft:
        """Book the outstanding amount as a loss, except for its VAT, which is taken back."""
        invoice = items[0].invoice
        loss = self._accounts.role(IRRECOVERABLE)
        split = self._split(items, loss.account)
        notes = list(self._about_credit(items))
        mention = None
        if split.is_vat_unknown:
            notes.append(_UNKNOWN_VAT)
        elif not split.vat:
            notes.append(msg("The invoice has no VAT, so there is none to recover."))
        elif all(_WAITING_VAT.search(name) for name in split.taxes):
            notes.append(
                msg(
                    "Its VAT was only due on payment, so it is removed from the account for VAT "
                    "not yet due."
                )
            )
        else:
            country = self._report.settings.country
            mention = unpaid_invoice(split.net, split.vat, split.currency, country)
            notes += _about_vat(Amount(split.vat, split.currency), mention)
        return BookingDraft(
            text=msg("Irrecoverable claim, {invoice}", invoice=invoice.reference),
            amount=split.amount,
            postings=split.postings,
            chosen=[loss, *(ChosenAccount("vat", name) for name in split.taxes)],
            notes=notes,
            meta={} if mention is None else {"mention": mention.text},
        )

    def _split(
        self,
        items: Sequence[Item],
        account: str,
        *,
        taxed: bool = True,
        less: Decimal = Decimal(),
    ) -> _Split:
        """Return the postings that book what is open on an account, less the VAT it bears.

        Args:
            items: the items.
            account: the account.
            taxed: whether the VAT is booked as well.
            less: a part of what is open that is booked elsewhere.
        """
        invoice = items[0].invoice
        origin = self._origins.of(items)
        owed = _by_account(items)
        amount = sum(owed.values(), Decimal()) - less
        worth, currency = amount, invoice.currency
        if origin.price is not None:
            worth, currency = amount * (origin.price.number or Decimal()), origin.price.currency
        taxes: dict[str, Decimal] = defaultdict(Decimal)
        for name, tax in origin.taxes_in(worth, currency).items() if taxed else ():
            taxes[self._accounts.vat(name)] += tax
        vat = sum(taxes.values(), Decimal())
        net = to_unit(worth - vat, currency)
        postings = [_posting(account, net, currency)]
        postings += [_posting(name, tax, currency) for name, tax in taxes.items()]
        postings += [
            _posting(name, -part, invoice.currency, origin.price) for name, part in owed.items()
        ]
        return _Split(amount, net, vat, currency, taxes, postings, origin.net is None)

    def _difference(self, items: Sequence[Item]) -> BookingDraft | Message:
        """Book what a customer deducted, if it is not asked for, or paid a little too much."""
        open_items = [item for item in items if item.is_open]
        if not open_items:
            return self._paid_too_much(items)
        invoice = items[0].invoice
        found = [deduction_of(item, self._report.settings) for item in open_items]
        kinds = {each.kind for each in found if each is not None and not each.is_asked_for}
        if None in found or len(kinds) != 1:
            left = sum((item.outstanding for item in open_items), Decimal())
            return msg(
                "what is open of {invoice}, {amount}, is no difference: it is neither within the "
                "tolerance, nor a discount taken in time, nor a bank fee",
                invoice=invoice.reference,
                amount=Amount(left, invoice.currency),
            )
        (kind,) = kinds
        chosen = self._accounts.role(ACCOUNTS[kind])
        fee = sum((each.fee for each in found if each is not None), Decimal())
        fee_account = self._accounts.role(ACCOUNTS[BANK_FEE]) if fee else None
        split = self._split(items, chosen.account, taxed=kind == DISCOUNT_TAKEN, less=fee)
        if fee_account is not None:
            split.postings.insert(1, _posting(fee_account.account, fee, invoice.currency))
        return BookingDraft(
            text=msg(_DEDUCTED[kind].text, invoice=invoice.reference),
            amount=split.amount + fee,
            postings=split.postings,
            chosen=[
                chosen,
                *([fee_account] if fee_account is not None else ()),
                *(ChosenAccount("vat", name) for name in split.taxes),
            ],
            notes=list(self._about_credit(items)),
        )

    def _paid_too_much(self, items: Sequence[Item]) -> BookingDraft | Message:
        """Book what is left of the payments of a settled invoice, if it is within the tolerance."""
        invoice = items[0].invoice
        payments = {part.source for item in items for part in item.settled}
        left = [each for each in self._report.allocation.credits if each.credit.source in payments]
        amount = sum((each.amount for each in left), Decimal())
        if not left:
            return msg("{invoice} is settled", invoice=invoice.reference)
        if amount > self._report.settings.tolerated(invoice.currency):
            return msg(
                "{amount} too much was paid for {invoice}, more than the tolerance: it is the "
                "customer’s",
                amount=Amount(amount, invoice.currency),
                invoice=invoice.reference,
            )
        gain = self._accounts.role("gain")
        return BookingDraft(
            text=msg("Difference in payment, {invoice}", invoice=invoice.reference),
            amount=amount,
            postings=[
                *(_posting(each.credit.account, each.amount, invoice.currency) for each in left),
                _posting(gain.account, -amount, invoice.currency),
            ],
            chosen=[gain],
            notes=[],
        )

    def _interest(self, items: Sequence[Item]) -> BookingDraft | Message:
        """Book the interest and fee claimed on the day as received on the bank account."""
        invoice = items[0].invoice
        claims, is_disputed = [], []
        for item in items:
            decision = self._report.decisions.get(item.key)
            without = item.outstanding - decision.chased if decision else Decimal()
            claims.append(self._report.claims.of(item, without=without))
            is_disputed.append(decision is not None and decision.disputed == item.outstanding)
        interest = sum((claim.interest.amount for claim in claims), Decimal())
        fee = sum((claim.fee for claim in claims), Decimal())
        if all(is_disputed) and not interest:
            return msg(
                "{invoice} is disputed: neither late interest nor a recovery fee",
                invoice=invoice.reference,
            )
        if not interest and not fee:
            return msg("no late interest or recovery fee on {invoice}", invoice=invoice.reference)
        text = msg("Late interest and recovery fee, {invoice}", invoice=invoice.reference)
        if not interest:
            text = msg("Recovery fee, {invoice}", invoice=invoice.reference)
        elif not fee:
            text = msg("Late interest, {invoice}", invoice=invoice.reference)
        notes = [
            msg(
                "Late interest {interest}, recovery fee {fee}: use the date and amounts of the "
                "bank statement.",
                interest=Amount(interest, invoice.currency),
                fee=Amount(fee, invoice.currency),
            )
        ]
        if any(claim.regime.interest_outside_vat for claim in claims if claim.regime):
            notes.append(msg("Neither is subject to VAT."))
        bank, income = self._accounts.bank(), self._accounts.role(INTEREST)
        postings = [_posting(bank.account, interest + fee, invoice.currency)]
        postings += [
            _posting(income.account, -part, invoice.currency) for part in (interest, fee) if part
        ]
        return BookingDraft(text, interest + fee, postings, [bank, income], notes)

    def _about_credit(self, items: Sequence[Item]) -> Iterator[Message]:
        """Yield a note if the customer has a credit that should be set off first."""
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
    "The ledger does not show the VAT of this invoice, so the whole amount is booked as a loss. "
    "If it includes VAT, split it off before pasting."
)


def _about_vat(amount: Amount, mention: Mention | None) -> Iterator[Message]:
    if mention is None:
        yield msg(
            "VAT of {amount} is recovered: check under what conditions your law allows this.",
            amount=amount,
        )
        return
    yield msg(
        "VAT of {amount} can only be recovered once the claim is proven irrecoverable "
        "({article}). Until then, transfer the claim to doubtful claims.",
        amount=amount,
        article=mention.article,
    )
    yield msg("First send the customer a duplicate of the invoice with the wording below.")


def _by_account(items: Iterable[Item]) -> dict[str, Decimal]:
    """Return the outstanding amounts by account."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        if item.is_open:
            sums[item.invoice.account] += item.outstanding
    return dict(sums)


def _posting(name: str, number: Decimal, currency: str, price: Amount | None = None) -> Posting:
    """Return a posting whose number has at least the usual decimals of its currency."""
    whole = to_unit(number, currency)
    units = Amount(whole if whole == number else number, currency)
    return Posting(name, units, None, price, None, None)
