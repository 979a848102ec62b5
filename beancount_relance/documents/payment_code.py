"""Chooses the code of a letter that a telephone scans to pay it: SEPA or Swiss."""

from __future__ import annotations

import datetime
import re

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.documents.letter import EURO, Letter
from beancount_relance.documents.sepa_qr import LONGEST_TEXT, sepa_code
from beancount_relance.documents.swiss_qr import Party, is_qr_iban, is_swiss, swiss_code
from beancount_relance.language.messages import Language, Message, msg, nmsg
from beancount_relance.language.text import one_line
from beancount_relance.texts.writer import Reminder
from beancount_relance.values.numbers.structured_references import creditor_reference

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SEPA_SIZE, _SWISS_SIZE = 20, 46  # millimetres; the latter by the guidelines for the QR-bill
_SWISS_PAYERS = ("CH", "LI")


class PaymentCode(Struct, frozen=True):
    """A code to scan: the image (SVG), its caption, and its side in millimetres."""

    qr: str | None = None
    qr_label: str = ""
    qr_size: int = _SEPA_SIZE


def payment_code(
    one: Letter, home: str | None, as_of: datetime.date, words: Language
) -> PaymentCode:
    """Return the code for an amount that a letter claims; an empty one if there is none.

    A Swiss account is paid by a Swiss code, in euros only if the customer is there as well; an
    amount in euros is paid by a SEPA transfer otherwise.

    Args:
        one: the letter.
        home: the country of the creditor.
        as_of: the date of the letter.
        words: its language.

    Raises:
        MissingExtraError: segno is not installed.
    """
    if one.is_sheet:
        return PaymentCode()
    numbers, there = _quoted(one.reminder, as_of, words), one.reminder.customer.country or home
    for amount in one.claimed:
        payee = one.payees.get(amount.currency)
        account = payee.iban if payee else None
        if payee is None or account is None or not is_swiss(account):
            continue
        if amount.currency == EURO and there not in _SWISS_PAYERS:
            continue
        customer = one.reminder.customer
        code = swiss_code(
            account,
            Party(payee.name or "", payee.address, home or account[:2]),
            Party(customer.title, customer.address, there),
            amount,
            numbers,
            one.qr_reference if is_qr_iban(account) else _creditor_reference(one.reminder),
        )
        if code is not None:
            label = msg("Scan to pay {amount} with the Swiss QR code", amount=amount)
            return PaymentCode(code, words.render(label), _SWISS_SIZE)
    return _by_sepa(one, numbers, words)


def _by_sepa(one: Letter, numbers: str, words: Language) -> PaymentCode:
    amount = next((each for each in one.claimed if each.currency == EURO), None)
    payee = one.payees.get(EURO)
    if amount is None or payee is None:
        return PaymentCode()
    code = sepa_code(payee, amount, numbers, _creditor_reference(one.reminder))
    return PaymentCode(code, words.render(_label(amount))) if code else PaymentCode()


def _label(amount: Amount) -> Message:
    return msg("Scan to pay {amount} by SEPA transfer", amount=amount)


def _quoted(reminder: Reminder, as_of: datetime.date, words: Language) -> str:
    """Return the numbers of the invoices, or their count: a part would settle only these."""
    numbers = ", ".join(map(one_line, reminder.invoices))
    if len(numbers) <= LONGEST_TEXT:
        return numbers
    of_letter = nmsg(
        "{count} invoice, letter of {date}",
        "{count} invoices, letter of {date}",
        len(reminder.invoices),
        date=as_of,
    )
    return words.render(of_letter)


def _creditor_reference(reminder: Reminder) -> str | None:
    """The structured reference of a transfer, which can be that of one invoice only."""
    number, *others = dict.fromkeys(reminder.invoices)
    is_number = not _DATE.fullmatch(number)  # by which an invoice without a number goes
    return creditor_reference(number) if is_number and not others else None
