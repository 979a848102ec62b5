"""Which instalments of an invoice a payment is for: ``PRLV 3/3``, ``échéance du 05/04``.

The debtor chooses what is paid (C. civ. 1342-10), also among instalments: by their numbers, their
due dates or the months of these in the text of the payment, or else by an amount that is that of
one of them and of no first ones.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from beancount_relance.language.expressions import expression
from beancount_relance.receivables.credits_and_debits import Credit
from beancount_relance.receivables.open_amounts import Due, Money, oldest_first
from beancount_relance.values.clues.counted_numbers import LAST, folded, noun_before
from beancount_relance.values.clues.text_clues import month_names, text_clues

OpenPart = tuple[Due, Decimal]
"""An invoice or instalment, and how much of it is open or paid."""
_OF_ALL = expression(r"(?<![\w/.-])(\d{1,2})\s?/\s?(\d{1,2})(?![\w/-]|\.\d)")
_INSTALMENT, _MONTH = "instalment ", "month "
_DAYS_OF_BANKS = datetime.timedelta(days=3)
_A_MONTH = datetime.timedelta(days=31)
_MOST_MONTHS = 12


def named_instalments(credit: Credit, amount: Decimal, open_: Iterable[OpenPart]) -> list[OpenPart]:
    """Return the instalments that the text of a credit names, if they are its amount together.

    The first and the last of some in a row may stand for all of them. If the text names more than
    was paid, it is the only one of these that has the amount.

    Args:
        credit: the credit.
        amount: how much of it is not settled yet.
        open_: what is open of the invoices that it names; the text only counts if that is one.
    """
    parts = instalments_among(open_)
    if not parts:
        return []
    text = _without_number(credit)
    words = text_clues(text)
    numbers = _numbers(text, words, parts[0][0].invoice.parts)
    kinds: tuple[Callable[[Due], bool], ...] = (
        lambda due: due.invoice.part in numbers,
        lambda due: _is_dated(text, due.invoice.due, credit),
        lambda due: f"{_MONTH}{due.invoice.due.month}" in words,
    )
    for is_meant in kinds:
        places = [place for place, (due, _) in enumerate(parts) if is_meant(due)]
        meant = [parts[place] for place in places]
        for some in (meant, parts[places[0] : places[-1] + 1] if places else ()):
            if some and sum((left for _, left in some), Decimal()) == amount:
                return list(some)
        fitting = [(due, left) for due, left in meant if left == amount]
        if fitting:
            return fitting if len(fitting) == 1 else []
    return []


def instalment_of_amount(
    credit: Credit, amount: Decimal, open_: Iterable[OpenPart]
) -> list[OpenPart]:
    """Return the only instalment that has the amount of a credit, if no first ones have it.

    Nobody pays 420 of 300 and 420 by chance. It must be due within a month, so that it is neither
    retention money nor a part payment of what is due, and not disputed.

    Args:
        credit: the credit.
        amount: how much of it is not settled yet.
        open_: what is open of one invoice, in the order in which it is paid.
    """
    parts = instalments_among(open_)
    if amount in itertools.accumulate(left for _, left in parts):
        return []
    fitting = [(due, left) for due, left in parts if left == amount]
    is_one = len(fitting) == 1 and fitting[0][0].invoice.due <= credit.date + _A_MONTH
    return fitting if is_one and not fitting[0][0].disputed_on(credit.date) else []


def instalments_among(open_: Iterable[OpenPart]) -> Sequence[OpenPart]:
    """Return the instalments of the only invoice that some are of, or nothing."""
    parts = [(due, left) for due, left in open_ if not due.invoice.charge]
    is_one = len(parts) > 1 and len({due.invoice.reference for due, _ in parts}) == 1
    return parts if is_one else []


class InstalmentsByAmount:
    """Finds the instalment that a payment without a number has the amount of."""

    def __init__(self, dues: Iterable[Due]) -> None:
        """Take the invoices of one customer in one currency."""
        self._of: dict[str, list[Due]] = defaultdict(list)
        self._alike: dict[Decimal, list[Due]] = defaultdict(list)
        for due in sorted((due for due in dues if due.invoice.parts > 1), key=oldest_first):
            self._of[due.invoice.reference].append(due)
            self._alike[due.invoice.amount].append(due)

    def only(self, money: Money) -> list[OpenPart]:
        """Return the only one of what is left of a credit, unless first ones have it, too."""
        alike = [due for due in self._alike.get(money.left, ()) if _is_open(due, money)]
        if len(alike) != 1 or alike[0].left != money.left:
            return []
        theirs = (due for due in self._of[alike[0].invoice.reference] if _is_open(due, money))
        return instalment_of_amount(money.credit, money.left, ((due, due.left) for due in theirs))


def _is_open(due: Due, money: Money) -> bool:
    return due.left > 0 and due.invoice.date <= money.credit.date


def _without_number(credit: Credit) -> str:
    """Return the text of a credit without the number of its invoice: ``M-9 avril`` is no day."""
    text = credit.text
    for name in (*credit.references, *(written for _, written in credit.written)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", ";", text, flags=re.IGNORECASE)
    return text


def _numbers(text: str, words: Iterable[str], parts: int) -> set[int]:
    """Return the numbers of the instalments that a text tells."""
    called = {word.removeprefix(_INSTALMENT) for word in words if word.startswith(_INSTALMENT)}
    numbers = {int(number) for number in called if number.isdecimal()}
    numbers.update(int(number) for number, of in _OF_ALL.findall(text) if int(of) == parts)
    return numbers | ({parts} if LAST in called else set())


def _is_dated(text: str, day: datetime.date, credit: Credit) -> bool:
    """Whether the text of a credit gives a day on which an instalment is due.

    Banks write the day of the payment as well: one like it only counts behind a word of the text.
    """
    text = folded(text)
    first, second = rf"0?{day.day}", rf"0?{day.month}"
    year = rf"(?:{day.year}|{day:%y})"
    forms = [rf"{first}/{second}(?:/{year})?", rf"{first}([.-]){second}\1{year}"]
    forms += [rf"{first}\.{second}\.", rf"{day:%Y-%m-%d}"]
    if day.day > _MOST_MONTHS:
        forms.append(rf"{second}/{first}(?:/{year})?")
    for match in re.finditer(rf"(?<![\w/.-])(?:{'|'.join(forms)})(?![\w/-]|\.\d)", text):
        if abs(day - credit.date) > _DAYS_OF_BANKS:
            return True
        nouns = noun_before(text[: match.start()], month_names())
        if set(nouns) - text_clues(credit.customer) - text_clues(credit.payee):
            return True
    return False
