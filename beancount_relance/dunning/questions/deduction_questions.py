"""Payments whose text says that something was deducted, and that leave something open.

“INV-7 less TDS”, “abzgl. Reklamation” or “ohne Fracht” may be right: the reminder of the rest waits
until somebody books the deduction, takes back one that was booked, or notes anything about the
invoice, such as a dispute, or ``still-owed``. In any language, so does a text that has exactly what
is left, as a percentage of the invoice (“RG 5 %”) or as an amount; a whole one counts with its
currency or a word for a penalty beside it. A discount that the terms explain is no question, nor is
what the setting ``retention`` lets them keep back, nor what is not asked for anyway.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Final

from beancount.core.amount import Amount
from beancount.core.data import Transaction

from beancount_relance.dunning.deductions import deduction_of
from beancount_relance.dunning.questions.questions import Question
from beancount_relance.history.events import Event
from beancount_relance.language.expressions import expression
from beancount_relance.language.messages import msg
from beancount_relance.language.text import one_line
from beancount_relance.ledger.accounts.account_words import (
    DEDUCTED,
    EXTRA,
    PENALTY,
    WITHOUT,
    says,
)
from beancount_relance.ledger.counterparts.settlement_kinds import PAYMENT
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Allocation, Item, Settlement, kind_taken_back
from beancount_relance.values.money import unit
from beancount_relance.values.numbers.written_amounts import WrittenAmount, written_amounts
from beancount_relance.values.stated_meta import stated_meta

STATED_DEDUCTION: Final = "stated-deduction"

_DATE = attrgetter("date")
_SIGN = "./."
"""How accountants write “less”."""
_PERCENT = expression(r"(?<![\d.])(\d{1,2}(?:\.\d{1,3})?)\s?(?:%|(?i:pct|prozent)\b)")
_WORD = expression(r"[^\W\d_]+")
_BESIDE = 3
"""Within how many words of an amount it is called a penalty: ``pénalités de retard 500``."""


def deduction_questions(
    ledger: Ledger, allocation: Allocation, settings: Settings, events: Sequence[Event]
) -> list[Question]:
    """Return a question for each open item whose last payment states a deduction.

    Args:
        ledger: the ledger up to the day.
        allocation: the open items.
        settings: the settings, for what is left by rule.
        events: the history; what somebody noted about the item since the payment is an answer.
    """
    return [
        _question(item, payment, text)
        for item, payment in _paid_in_part(allocation.items)
        if not item.invoice.is_retention
        and (text := _deducting_text(ledger.transactions, payment, item))
        and not any(
            event.date >= payment.date and item.key in event.items and event.about_money
            for event in events
        )
        and deduction_of(item, settings) is None
        and not _is_disallowed(item, payment)
    ]


def _is_disallowed(item: Item, payment: Settlement) -> bool:
    """Whether an entry since a payment takes back a deduction that was booked, so it is owed."""
    taken = [kind_taken_back(p, item) for p in item.taken_back if p.date >= payment.date]
    return any(kind not in (None, PAYMENT) for kind in taken)


def _paid_in_part(items: Iterable[Item]) -> Iterator[tuple[Item, Settlement]]:
    """The open items with a payment, each with its last one, unless its legs show a deduction."""
    for item in items:
        payments = item.payments if item.is_open else ()
        if payments:
            last = payments[-1]
            if all(part.kind == last.kind for part in item.settled if part.source == last.source):
                yield item, last


def _deducting_text(transactions: Sequence[Transaction], payment: Settlement, item: Item) -> str:
    """Return the narration of a payment, or another text of it, if it states a deduction."""
    place = bisect_left(transactions, payment.date, key=_DATE)
    while place < len(transactions) and transactions[place].date == payment.date:
        txn = transactions[place]
        place += 1
        metas = [txn.meta, *(posting.meta or {} for posting in txn.postings)]
        if (payment.source.file, payment.source.line) not in [
            (meta.get("filename"), meta.get("lineno")) for meta in metas
        ]:
            continue
        texts = [txn.narration or "", *_values(metas)]
        return one_line(next((text for text in texts if _states_deduction(text, item)), ""))
    return ""


def _states_deduction(text: str, item: Item) -> bool:
    """Return whether a text says that something was deducted, or what was left of an item."""
    if says(text, DEDUCTED) or (says(text, WITHOUT) and says(text, EXTRA)) or _SIGN in text:
        return True
    left, amount = item.outstanding, item.invoice.amount
    if left >= amount / 2:
        return False  # rather a part payment, of which both are told alike
    shares = (Decimal(each) * amount / 100 for each in _PERCENT.findall(text.replace(",", ".")))
    least = unit(item.invoice.currency)
    if any(abs(share - left) < least for share in shares):
        return True
    return any(
        found.number == left and (found.is_money or _is_penalty(found))
        for found in written_amounts(text, item.invoice.currency)
    )


def _is_penalty(found: WrittenAmount) -> bool:
    """Return whether the words beside an amount call it a penalty."""
    before = _WORD.findall(re.split(r"\d", found.before)[-1])[-_BESIDE:]
    after = _WORD.findall(re.split(r"\d", found.after)[0])[:_BESIDE]
    return says(" ".join(before), PENALTY) or says(" ".join(after), PENALTY)


def _values(metas: Iterable[dict[str, object]]) -> Iterator[str]:
    for meta in metas:
        yield from (text for text in stated_meta(meta).values() if isinstance(text, str))


def _question(item: Item, payment: Settlement, text: str) -> Question:
    invoice = item.invoice
    message = msg(
        "the payment of {date} says “{text}” and leaves {left} of {invoice}, whose reminder waits: "
        "book what was deducted rightly, or record “still-owed” for {invoice} to ask for it",
        date=payment.date,
        text=text,
        left=Amount(item.outstanding, invoice.currency),
        invoice=invoice.reference,
    )
    fact = msg("the payment of {date} says “{text}”", date=payment.date, text=text)
    return Question(
        STATED_DEDUCTION, invoice.customer, message, fact, payment.source, frozenset((item.key,))
    )
