"""Numbers that have lost their letters, each with an amount: ``102 400,00 / 103 300,00``.

Digits by themselves say little: they may be a postcode, or the thousands of an amount. They are
invoice numbers if each has an amount behind it, these come to exactly the payment, and each belongs
to one open invoice only, of which it is not more than is owed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.language.expressions import expression
from beancount_relance.language.messages import msg
from beancount_relance.receivables.items import BY_REFERENCE
from beancount_relance.receivables.match_evidence import resembling_number
from beancount_relance.receivables.open_amounts import Due, Explanation, Money, oldest_first
from beancount_relance.receivables.paid_parts import PaidPart, PaidSet, invoices_in
from beancount_relance.values.clues.counted_numbers import counts_things, folded, noun_before
from beancount_relance.values.clues.text_clues import words_of_invoice
from beancount_relance.values.numbers.known_numbers import KnownNumbers, unaccented
from beancount_relance.values.numbers.text_runs import YEAR, TextRuns

_TEXTS = "\n\n"
"""What stands between the texts of a payment, such as its narration and a bank's line."""
_CURRENCY = r"(?:€|\$|£|\b(?:eur|usd|chf|gbp)\b)"
_STATED = expression(
    rf"""(?x)
      (?<![\w.,/-]) ((?:{YEAR}[/-])? (\d{{2,6}})) (?![/\d-])                    # 102, 2026/102
      \s* (?:[:=(]\s*)? (?:{_CURRENCY}\s?)?
      (?<!\d) (\d{{1,3}}(?:[ .'’\u00a0\u202f]\d{{3}})+ | \d+) [.,] (\d\d) (?![\d/-]|[.,]\d)
    """
)
"""A number and the amount behind it; the thousands of an amount have a space or a sign."""
_CENTS = expression(r"\d[.,]\d\d")
_ENOUGH_ALONE = 3
"""One number with fewer digits may be a lot or a flat."""

_MONTHS, _MONTHS_BEFORE = 12, 2
"""People pay for a month two months before it at most."""


class _Stated(Struct, frozen=True):
    """A number as it is written, its digits, and the amount behind it."""

    written: str
    digits: str
    amount: Decimal
    has_year: bool


def explained_by_amounts(
    money: Money, numbers: KnownNumbers, open_at: Callable[[Money], Sequence[PaidSet]]
) -> Explanation | None:
    """Return what a credit pays by the numbers in its text, if each has an amount behind it.

    Args:
        money: the credit.
        numbers: the numbers of the customer's invoices.
        open_at: tells what is open when a credit comes, each invoice by itself.
    """
    for text in money.credit.text.split(_TEXTS):
        stated = list(_stated_in(text, money.credit.date))
        if not stated or sum(each.amount for each in stated) != money.left:
            continue
        if len(stated) == 1 and len(stated[0].digits) < _ENOUGH_ALONE and not stated[0].has_year:
            continue
        every = open_at(money)
        meant = [_meant(each, numbers, every, is_all=len(stated) == 1) for each in stated]
        found = [part for part in meant if part is not None]
        if len({invoices_in((part,))[0].reference for part in found}) == len(stated):
            pairs = zip(found, stated, strict=True)
            parts = [each for part, said in pairs for each in _first_of(part, said.amount)]
            written = [msg("“{text}”", text=each.written) for each in stated]
            return Explanation(parts, BY_REFERENCE, resembling_number(written))
    return None


def states_amounts(text: str) -> bool:
    """Return whether a text may have a number with an amount behind it."""
    return _CENTS.search(text) is not None and _STATED.search(unaccented(text)) is not None


def _stated_in(text: str, day: datetime.date) -> Iterator[_Stated]:
    if _CENTS.search(text) is None:
        return
    plain = unaccented(text)
    runs: TextRuns | None = None
    for match in _STATED.finditer(plain):
        written, digits, whole, cents = match.groups()
        runs = runs or TextRuns(text)
        place = next(n for n, run in enumerate(runs.runs) if run.start == match.start(2))
        counted = counts_things(noun_before(folded(text[: match.start()]), {}))
        if counted or runs.is_of_another_kind(place) or re.fullmatch(YEAR, written):
            continue
        if written != digits and _may_be_a_month(int(written[:4]), digits, day):
            continue
        amount = Decimal("".join(filter(str.isdecimal, whole)) + f".{cents}")
        yield _Stated(written, digits, amount, written != digits)


def _may_be_a_month(year: int, digits: str, day: datetime.date) -> bool:
    """Whether a number with its year may be the month that somebody pays on a day: ``2026/03``."""
    number = int(digits)
    is_month = len(digits) <= len("12") and number in range(1, _MONTHS + 1)
    return is_month and year * _MONTHS + number <= day.year * _MONTHS + day.month + _MONTHS_BEFORE


def _meant(
    stated: _Stated, numbers: KnownNumbers, every: Sequence[PaidSet], *, is_all: bool
) -> PaidPart | None:
    """Return the one open invoice with these digits, which all its amount tells, or a part."""
    names = numbers.with_key(stated.digits) | numbers.with_digits(stated.digits)
    names |= numbers.ending_in(stated.digits)
    word = f"# {int(stated.digits)}"
    theirs = [
        part
        for (part,) in every
        for invoice in invoices_in((part,))
        if invoice.reference in names
        or (not invoice.number and word in words_of_invoice(invoice.narration))
    ]
    whole = [part for part in theirs if part.amount == stated.amount]
    if not whole and not is_all:
        whole = [part for part in theirs if part.amount > stated.amount]
    return whole[0] if len(whole) == 1 else None


def _first_of(part: PaidPart, amount: Decimal) -> Iterator[tuple[Due, Decimal]]:
    """Yield what an amount pays of an invoice, its first instalments first."""
    for due, left in sorted(part.parts, key=lambda each: oldest_first(each[0])):
        paid = min(left, amount)
        if paid:
            amount -= paid
            yield due, paid
