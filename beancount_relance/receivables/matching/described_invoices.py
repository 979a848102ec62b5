"""Tell several explanations of a payment apart by what its text says in words.

A payment that says ``Loyer mai`` is for the rent of May, and not for that of April, which comes
to the same amount.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.receivables.credits_and_debits import Credit
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.open_amounts import Money
from beancount_relance.receivables.paid_parts import PaidPart, PaidSet, invoices_in
from beancount_relance.values.clues.announced_days import announced_days
from beancount_relance.values.clues.counted_numbers import folded
from beancount_relance.values.clues.excepted_months import months_left_out, without_months_left_out
from beancount_relance.values.clues.text_clues import (
    DAY_WORD,
    all_words,
    day_word,
    has_month,
    says_only_when,
    text_clues,
    text_days,
    words_of_invoice,
    words_of_payment,
    words_of_period,
)

_DAYS_ABOUT = 10
_VALUE_DATES = datetime.timedelta(days=5)
"""How long before its entry the bank may have dated a payment, such as over a holiday."""
_PLAIN = re.compile(r"[^\W\d_]+|[0-9]+")


class Description(Struct, frozen=True):
    """What a text tells of several sets of invoices.

    Attributes:
        only: the only set that it describes, if there is one.
        is_contrary: whether it says what tells them apart, but of several, or another number or
            month than they all have.
    """

    only: PaidSet | None = None
    is_contrary: bool = False


def described(money: Money, sets: Sequence[PaidSet]) -> PaidSet | None:
    """Return the only one of several sets of invoices that the text of a credit describes."""
    return description_in(money, sets).only


def described_alone(money: Money, sets: Sequence[PaidSet]) -> PaidSet | None:
    """Return the only one of several invoices that the text of a credit describes by its words.

    What only the date of an invoice says does not count: ``February transfer``. The date itself
    does after a word for an invoice.
    """
    only = _described_most(sets, _compared(money, sets, by_date=False).shared)
    return _announced(money, sets) if only is None else only


def _announced(money: Money, sets: Sequence[PaidSet]) -> PaidSet | None:
    days = announced_days(_text(money.credit))
    dated = [(invoices_in(each)[0].date, each) for each in sets if days]
    before = [(date, each) for date, each in dated if date < money.credit.date]
    found = [each for date, each in before if any(day.is_of(date) for day in days)]
    return found[0] if len(found) == 1 else None


def described_rather(money: Money, paid: PaidSet, others: Sequence[PaidSet]) -> PaidSet | None:
    """Return which of other invoices the text of a credit describes, and not what it has paid.

    What only the date of an invoice says does not count: ``February transfer``. The date itself
    does if the payee or the narration gives it, as metadata have the bank's days.
    """
    sets = (paid, *others)
    compared = _compared(money, sets, by_date=False)
    only = _described_most(sets, compared.shared)
    if only is None and not any(compared.shared.values()):
        only = _dated(money, sets, compared)
        if only is not None and not _is_told(invoices_in(only)[0].date, money.credit):
            return None
    return None if only is paid else only


def _is_told(day: datetime.date, credit: Credit) -> bool:
    """Whether a payment's own words give a day that is not the bank's, of some days before."""
    if datetime.timedelta() <= credit.date - day <= _VALUE_DATES:
        return False
    return day_word(day) in text_clues(f"{credit.payee}\n\n{credit.narration}")


def description_in(money: Money, sets: Sequence[PaidSet]) -> Description:
    """Return which of several sets of invoices the text of a credit describes.

    Of what does not fit all these invoices (a word, a month, a number with its noun) it says some
    of each in the set, and nothing that does not fit the set. A narration of two words or more
    that it repeats decides between two that are equal by this, and the date of an invoice between
    those of which it says nothing else. What contradicts itself is contrary, and so is ``Phase 3``
    if they are ``Phase 1`` and ``Phase 2``, or the year before theirs.
    """
    compared = _compared(money, sets, by_date=says_only_when(_clues_in(money.credit)))
    shared = compared.shared
    dated = _dated(money, sets, compared)
    only = _described_most(sets, shared) or _repeated(money, sets, shared)
    if not any(shared.values()):
        only = dated or only
    elif dated is not None and only is not dated:
        return Description(is_contrary=True)
    if only is not None and _is_of_another_year(money.credit, only, compared):
        return Description(is_contrary=True)
    return Description(
        only, only is None and (any(shared.values()) or _is_of_none(money.credit, compared))
    )


def described_together(money: Money, every: Sequence[PaidSet]) -> PaidSet | None:
    """Return all invoices that the text of a credit describes, if they have its amount together.

    Of many invoices of one amount, nobody looks at every set: ``Rent Feb to Apr``.

    Args:
        money: the credit.
        every: all that is open, each invoice by itself.
    """
    shared = _compared(money, every, by_date=says_only_when(_clues_in(money.credit))).shared
    some = tuple(part for each in every for part in each if shared[id(invoices_in((part,))[0])])
    has_amount = sum((part.amount for part in some), Decimal()) == money.left
    return some if has_amount and len(some) > 1 else None


class _Compared(Struct, frozen=True):
    """What a text and some invoices say: by invoice, in common, of each alone, and of none."""

    words: Mapping[int, frozenset[str]]
    are_of_years: bool
    common: frozenset[str]
    shared: Mapping[int, frozenset[str]]
    of_none: frozenset[str]


def _compared(money: Money, sets: Sequence[PaidSet], *, by_date: bool) -> _Compared:
    credit = money.credit
    invoices = {id(invoice): invoice for each in sets for invoice in invoices_in(each)}
    words = {key: _words(credit, invoice, by_date=by_date) for key, invoice in invoices.items()}
    common = frozenset.intersection(*words.values()) if words else frozenset()
    theirs = frozenset[str]().union(*words.values())
    said = words_of_payment(_text(credit), credit.customer, credit.date, theirs)
    said -= {f"# {credit.amount.normalize():f}"}
    shared = {key: (said & each) - common for key, each in words.items()}
    are_of_years = not has_month(said) and _are_of_years(invoices.values())
    if not are_of_years:
        shared = {key: _with_more_than_years(each) for key, each in shared.items()}
    return _Compared(words, are_of_years, common, shared, said - theirs)


def _are_of_years(invoices: Collection[Invoice]) -> bool:
    """Whether invoices are each of a year of its own, and of no month: ``Dues 2025``."""
    words = [_own_words(invoice) for invoice in invoices]
    years = {frozenset(filter(str.isdigit, each)) for each in words}
    return all(years) and len(years) == len(words) and not any(map(has_month, words))


def _is_day(word: str) -> bool:
    return word.startswith(DAY_WORD)


def _is_of_another_year(credit: Credit, only: PaidSet, compared: _Compared) -> bool:
    """Whether a text gives a year that an invoice is not of; that of the payment says nothing."""
    if text_days(_text(credit)):
        return False
    years = {word for word in _clues_in(credit) if word.isdigit()} - {str(credit.date.year)}
    for invoice in invoices_in(only) if years else ():
        words = compared.words[id(invoice)]
        theirs = {invoice.date.year, invoice.due.year}
        months = {n for n in range(1, 13) if f"month {n}" in words}
        theirs.update(invoice.date.year - 1 for n in months if n > invoice.date.month)
        theirs.update(invoice.date.year + 1 for n in months if n < invoice.date.month)
        if years.isdisjoint(words | set(map(str, theirs))):
            return True
    return False


def _clues_in(credit: Credit) -> frozenset[str]:
    return text_clues(_text(credit)) - text_clues(credit.customer)


def _text(credit: Credit) -> str:
    """Return the text of a credit, without the months that it leaves out."""
    return without_months_left_out(credit.text)


def left_out_by_month(credit: Credit, every: Iterable[Invoice]) -> set[str]:
    """Return the references of the invoices of the months that the text of a credit leaves out.

    An invoice whose narration names no month is of those of its date and its due date.
    """
    months = months_left_out(credit.text)
    names = {f"month {month}" for month in months}
    found = set()
    for invoice in every if months else ():
        words = _own_words(invoice)
        words = words if has_month(words) else words_of_period(invoice.date, invoice.due)
        if not names.isdisjoint(words):
            found.add(invoice.reference)
    return found


def kinds_counted(words: Iterable[str]) -> set[str]:
    """Return what is counted by the numbers and months among some words, days left out.

    A number that counts nothing is one of its hundred: ``4799`` may be instead of ``4711``.
    """
    kinds = {
        f"{word[:-2]}.." if word.startswith("# ") else word.rpartition(" ")[0] for word in words
    }
    return kinds - {"", DAY_WORD.strip()}


def _is_of_none(credit: Credit, compared: _Compared) -> bool:
    """Whether a text says which of several invoices it is for, and means none of these.

    It gives another number, month, day or year than they all have.
    """
    words = compared.words.values()
    others = kinds_counted(compared.of_none)
    tell_apart = kinds_counted(frozenset().union(*words) - compared.common)
    if others & tell_apart or ("month" in tell_apart and others & compared.common):  # Loyer 04
        return True
    of_none = [word for word in compared.of_none if not _is_when_paid(word, credit.date)]
    if compared.are_of_years and any(map(str.isdigit, of_none)):
        return True
    return any(map(_is_day, of_none)) and all(any(map(_is_day, each)) for each in words)


def _is_when_paid(word: str, day: datetime.date) -> bool:
    """Whether a word is the year of a payment, or a day about it, which banks write."""
    if not _is_day(word):
        return word == str(day.year)
    numbers = tuple(map(int, word.removeprefix(DAY_WORD).split("/")))
    near = (day + datetime.timedelta(days=n) for n in range(-_DAYS_ABOUT, _DAYS_ABOUT + 1))
    return any(numbers in {(each.day, each.month), (each.month, each.day)} for each in near)


def _described_most(
    sets: Sequence[PaidSet], shared: Mapping[int, frozenset[str]]
) -> PaidSet | None:
    """Return the set of which a text says all that it says of any other set, and more.

    It says something of each of its invoices, and as much of no other set of which it does.
    """
    told = [[shared[id(invoice)] for invoice in invoices_in(each)] for each in sets]
    words = [frozenset[str]().union(*each) for each in told]
    most = frozenset[str]().union(*words)
    found = [place for place, each in enumerate(told) if all(each) and words[place] == most]
    return sets[found[0]] if len(found) == 1 else None


def _repeated(
    money: Money, sets: Sequence[PaidSet], shared: Mapping[int, frozenset[str]]
) -> PaidSet | None:
    """Return the only invoice whose narration a text repeats, unless it tells more of others."""
    text = f" {_plain(_text(money.credit))} "
    single = [each for each in sets if len(each) == 1]
    repeated = [each for each in single if _repeats(text, invoices_in(each)[0])]
    if len(repeated) != 1:
        return None
    theirs = shared[id(invoices_in(repeated[0])[0])]
    others = (shared[id(invoice)] for each in sets for invoice in invoices_in(each))
    return repeated[0] if all(other <= theirs for other in others) else None


def _dated(money: Money, sets: Sequence[PaidSet], compared: _Compared) -> PaidSet | None:
    """Return the only invoice of a day that a text gives; with a year, if it gives one.

    A day that is in what an invoice says is no date of an invoice, and nor is that of the payment
    itself, which banks write.
    """
    paid_on = money.credit.date
    said = compared.of_none - {day_word(paid_on)}
    shared = frozenset[str]().union(*compared.shared.values())
    given = text_days(_text(money.credit))
    days = {day for day in given if day_word(day) not in shared} - {paid_on}
    single = [each for each in sets if len(each) == 1]
    if days:
        dated = [each for each in single if invoices_in(each)[0].date in days]
    else:
        dated = [each for each in single if day_word(invoices_in(each)[0].date) in said]
    return dated[0] if len(dated) == 1 else None


def described_first(money: Money, alike: Sequence[PaidPart], most: int) -> list[PaidSet]:
    """Return some of many invoices of one amount: first the one that a text describes, if any.

    A tenant may owe a year's rents.
    """
    sets: list[PaidSet] = [(choice,) for choice in alike]
    first = described(money, sets)
    if first is not None:
        sets.remove(first)
        sets.insert(0, first)
    return sets[:most]


def _repeats(text: str, invoice: Invoice) -> bool:
    """Whether a plain text says in words what an invoice is for: ``Rent February``."""
    words = _plain(invoice.narration)
    return " " in words and f" {words} " in text


@functools.lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Return the words and numbers of a text, folded, with single spaces."""
    return " ".join(_PLAIN.findall(folded(text)))


def _with_more_than_years(words: frozenset[str]) -> frozenset[str]:
    """Return these words; nothing if they are only years, which stand in any text."""
    return frozenset() if all(map(str.isdigit, words)) else words


def _own_words(invoice: Invoice) -> frozenset[str]:
    return words_of_invoice(invoice.narration).union(*map(words_of_invoice, invoice.texts))


def _words(credit: Credit, invoice: Invoice, *, by_date: bool) -> frozenset[str]:
    """Return the words of an invoice's narration and metadata, and of its dates.

    The month of its date and due date counts if the narration names none, and the credit says all
    words of it, as in ``Rent March``, or nothing but when (``by_date``): ``February invoice``.
    """
    words = _own_words(invoice)
    if has_month(words):
        return words
    own = all_words(invoice.narration) - all_words(credit.customer)
    is_repeated = own and own <= all_words(credit.text)
    if is_repeated or by_date:
        words |= words_of_period(invoice.date, invoice.due)
    return words
