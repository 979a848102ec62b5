"""Drafts the entries of differences: what a customer deducted, or paid a little too much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.bookings.account_choice import AccountChooser, ChosenAccount
from beancount_relance.bookings.booking_draft import BookingDraft
from beancount_relance.bookings.open_postings import OpenPostings, posting
from beancount_relance.dunning.deductions import (
    ACCOUNTS,
    BANK_FEE,
    DISCOUNT_TAKEN,
    SMALL_REST,
    deduction_of,
)
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report

_DEDUCTED: Mapping[str, Message] = {
    SMALL_REST: msg("Difference in payment, {invoice}"),
    DISCOUNT_TAKEN: msg("Discount for early payment, {invoice}"),
    BANK_FEE: msg("Bank fee, {invoice}"),
}


class DifferenceDrafter:
    """Drafts them for the invoices of one report.

    Args:
        report: the report of the booking date.
        accounts: chooses the accounts.
        open_postings: makes the postings that take an invoice off its account.
    """

    def __init__(
        self, report: Report, accounts: AccountChooser, open_postings: OpenPostings
    ) -> None:
        self._report = report
        self._accounts = accounts
        self._open = open_postings

    def draft(self, items: Sequence[Item]) -> BookingDraft | Message:
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
        split = self._open.split(items, chosen.account, taxed=kind == DISCOUNT_TAKEN, less=fee)
        if fee_account is not None:
            split.postings.insert(1, posting(fee_account.account, fee, invoice.currency))
        return BookingDraft(
            text=msg(_DEDUCTED[kind].text, invoice=invoice.reference),
            amount=split.amount + fee,
            postings=split.postings,
            chosen=[
                chosen,
                *([fee_account] if fee_account is not None else ()),
                *(ChosenAccount("vat", name) for name in split.taxes),
            ],
            notes=list(self._open.about_credit(items)),
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
                *(posting(each.credit.account, each.amount, invoice.currency) for each in left),
                posting(gain.account, -amount, invoice.currency),
            ],
            chosen=[gain],
            notes=[],
        )
