"""Drafts the part of a proposed booking that depends on its purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.bookings.account_choice import AccountChooser, ChosenAccount
from beancount_relance.bookings.booking import DIFFERENCE, DOUBTFUL, IRRECOVERABLE
from beancount_relance.bookings.booking_draft import BookingDraft
from beancount_relance.bookings.difference_drafts import DifferenceDrafter
from beancount_relance.bookings.invoice_origin import Origins
from beancount_relance.bookings.open_postings import OpenPostings, by_account, posting
from beancount_relance.language.messages import Message, msg
from beancount_relance.law.duplicate_invoice import Mention, unpaid_invoice
from beancount_relance.ledger.counterparts.interest_accounts import INTEREST
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report

_WAITING_VAT = re.compile(r"attente|suspen|deferred|4457[48]|4458", re.IGNORECASE)


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
        self._open = OpenPostings(report, accounts, origins)
        self._differences = DifferenceDrafter(report, accounts, self._open)

    def draft(self, items: Sequence[Item], purpose: str) -> BookingDraft | Message:
        """Return the draft for one invoice, or the reason why there is none."""
        if purpose == INTEREST:
            return self._interest(items)
        if purpose == DIFFERENCE:
            return self._differences.draft(items)
        if not any(item.is_open for item in items):
            return msg("{invoice} is settled", invoice=items[0].invoice.reference)
        if purpose == DOUBTFUL:
            return self._doubtful(items)
        return self._irrecoverable(items)

    def _doubtful(self, items: Sequence[Item]) -> BookingDraft | Message:
        """Move the claim to the account for doubtful claims, at its price or cost."""
        invoice = items[0].invoice
        to = self._accounts.doubtful(invoice)
        moved = {
            name: amount
            for name, amount in by_account(items).items()
            if not self._accounts.is_doubtful(name)
        }
        if not moved:
            return msg(
                "{invoice} is already on {account}",
                invoice=invoice.reference,
                account=invoice.account,
            )
        postings = []
        for off in self._open.taken_off(items, moved):
            amount = off.units or Amount(Decimal(), invoice.currency)
            postings += [off._replace(account=to.account, units=-amount), off]
        return BookingDraft(
            text=msg("Transfer to doubtful claims, {invoice}", invoice=invoice.reference),
            amount=sum(moved.values(), Decimal()),
            postings=postings,
            chosen=[to],
            notes=list(self._open.about_credit(items)),
        )

    def _irrecoverable(self, items: Sequence[Item]) -> BookingDraft:
        """Book the outstanding amount as a loss, except for its VAT, which is taken back."""
        invoice = items[0].invoice
        loss = self._accounts.role(IRRECOVERABLE)
        split = self._open.split(items, loss.account)
        notes = list(self._open.about_credit(items))
        mention = None
        if split.is_vat_unknown:
            notes.append(_UNKNOWN_VAT)
        elif not split.vat:
            notes.append(
                msg("What is open of the invoice has no VAT, so there is none to recover.")
            )
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
        if split.vat and split.unclear_deposit:
            notes.append(
                msg(
                    "The invoice deducts a deposit of {amount}, and the ledger does not show "
                    "whether its VAT was invoiced with it: check the VAT that is left.",
                    amount=Amount(split.unclear_deposit, split.currency),
                )
            )
        return BookingDraft(
            text=msg("Irrecoverable claim, {invoice}", invoice=invoice.reference),
            amount=split.amount,
            postings=split.postings,
            chosen=[loss, *(ChosenAccount("vat", name) for name in split.taxes)],
            notes=notes,
            meta={} if mention is None else {"mention": mention.text},
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
        postings = [posting(bank.account, interest + fee, invoice.currency)]
        postings += [
            posting(income.account, -part, invoice.currency) for part in (interest, fee) if part
        ]
        return BookingDraft(text, interest + fee, postings, [bank, income], notes)


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
