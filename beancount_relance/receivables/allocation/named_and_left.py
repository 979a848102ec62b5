"""What the amount of a payment says about the invoices that its text names.

A text may name invoices without paying them all: ``F-3 on hold``, ``F-3 (not F-2)``, ``F-2 - F-4``.
No list of words is complete, but the amount tells. These rules are for numbers in a text. What
a bookkeeper writes as a link or under a key is paid.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from msgspec.structs import replace

from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.items import BY_AMOUNT, BY_REFERENCE
from beancount_relance.receivables.match_evidence import (
    all_but_named,
    named_and_then_the_oldest,
    of_this_amount,
)
from beancount_relance.receivables.open_amounts import (
    CreditQuestion,
    Debit,
    Due,
    Explanation,
    Money,
)
from beancount_relance.receivables.sums import Option, find_sums, in_smallest_units
from beancount_relance.values.clues.text_clues import any_clues

_MOST_NAMED = 50


def ask_about_exact(money: Money, named: Iterable[Due]) -> None:
    """Ask about a credit that has exactly the amount of some of the invoices that its text names.

    The oldest are paid first all the same (C. civ. 1342-10). If these are what it has the amount
    of, nothing is asked.

    Args:
        money: the credit, of which nothing is used yet.
        named: what is open of the invoices that it names, in the order in which it is paid.
    """
    by_reference: dict[str, list[Due]] = {}
    for due in named if money.credit.in_text else ():
        if due.invoice.charge or due.disputes:
            return
        by_reference.setdefault(due.invoice.reference, []).append(due)
    groups = list(by_reference.values())
    sums = [sum((due.left for due in dues), Decimal()) for dues in groups]
    if not 1 < len(sums) <= _MOST_NAMED or money.left in accumulate(sums) or money.left > sum(sums):
        return
    everything = range(len(sums))
    kept = _places(sums, sum(sums) - money.left)
    found = {
        *_places(sums, money.left),
        *(tuple(set(everything).difference(each)) for each in kept),
    }
    sets = [[due for n in everything if n in each for due in groups[n]] for each in sorted(found)]
    if sets:
        money.question = CreditQuestion(
            msg("it has exactly the amount of some of the invoices that it names"),
            money.left,
            [_explanation(each, of_this_amount(_names(each))) for each in sets],
            is_contrary=True,
        )


class OwedAfterwards:
    """What a customer owes after each credit, whatever the credits before it have paid."""

    def __init__(
        self, dues: Sequence[Due], credits_: Sequence[Money], debits: Sequence[Debit]
    ) -> None:
        """Take what is open before anything is paid by name.

        Args:
            dues: the invoices.
            credits_: the credits, in order.
            debits: the unidentified debits.
        """
        if not any(money.credit.in_text for money in credits_):
            dues = credits_ = debits = ()
        self._dues = dues
        self._owed = sorted(
            [(due.invoice.date, due.left) for due in dues]
            + [(debit.debit.date, debit.left) for debit in debits]
        )
        self._credits = [(id(money), money.left) for money in credits_]

    def leaves_named(self, money: Money, named: Sequence[Due]) -> bool:
        """Note that a credit leaves exactly what its text names, and pays all the rest.

        If it may as well pay what it names and some others, or if its text says nothing but that
        number, that is asked about.

        Args:
            money: the credit, of which nothing is used yet. It no longer names these invoices
                afterwards, but leaves them out.
            named: what is open of the invoices that it names.
        """
        if not (self._credits and money.credit.in_text) or money.credit.taken_back:
            return False
        left = sum((due.left for due in named), Decimal())
        if not 0 < left < money.left or self._after(money) != left:
            return False
        references = _names(named)
        others = [
            due
            for due in self._dues
            if due.left and due.invoice.date <= money.credit.date and due not in named
        ]
        amounts = [due.left for due in others]
        sets = [[others[n] for n in each] for each in _places(amounts, money.left - left)]
        if not sets and not _says_only_numbers(money):
            money.credit = replace(money.credit, references=(), left_out=tuple(references))
            return True
        why = msg(
            "it names {invoices}, and everything else that was open has its amount",
            invoices=references,
        )
        paid = [[*named, *each] for each in sets]
        explanations = [_explanation(each, of_this_amount(_names(each))) for each in paid]
        if not sets:
            explanations.append(_named_first(money, [*named, *others], references))
        explanations.insert(0, _explanation(others, all_but_named(references)))
        money.question = CreditQuestion(why, money.left, explanations, is_contrary=True)
        return False

    def _after(self, money: Money) -> Decimal:
        day = bisect_right(self._days, money.credit.date)
        return self._sums[day] - self._paid[id(money)]

    @cached_property
    def _days(self) -> Sequence[datetime.date]:
        return [day for day, _ in self._owed]

    @cached_property
    def _sums(self) -> Sequence[Decimal]:
        return list(accumulate((amount for _, amount in self._owed), initial=Decimal()))

    @cached_property
    def _paid(self) -> Mapping[int, Decimal]:
        """What was paid up to and with each credit."""
        sums = accumulate(amount for _, amount in self._credits)
        return dict(zip((place for place, _ in self._credits), sums, strict=True))


def _places(amounts: Sequence[Decimal], total: Decimal) -> Sequence[tuple[int, ...]]:
    target, *values = in_smallest_units([total, *amounts])
    return find_sums([Option(*each) for each in enumerate(values)], target).sets


def _says_only_numbers(money: Money) -> bool:
    """Whether the text of a credit says nothing besides numbers and the customer's name."""
    credit = money.credit
    said = any_clues(credit.text) - any_clues(credit.customer) - any_clues(credit.payee)
    return all(any(map(str.isdigit, word)) for word in said)


def _named_first(money: Money, dues: Iterable[Due], references: Sequence[str]) -> Explanation:
    """What a credit pays if it is set against some invoices in their order."""
    parts, left = [], money.left
    for due in dues:
        if left > 0:
            parts.append((due, min(left, due.left)))
            left -= due.left
    return Explanation(parts, BY_REFERENCE, named_and_then_the_oldest(references))


def _explanation(dues: Sequence[Due], evidence: Message) -> Explanation:
    return Explanation([(due, due.left) for due in dues], BY_AMOUNT, evidence)


def _names(dues: Iterable[Due]) -> list[str]:
    return list(dict.fromkeys(due.invoice.reference for due in dues))
