"""Check that the instalments of a payment plan add up to what it is about."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.history.instalments import Instalment, total_in
from beancount_relance.history.note_keys import named_key
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.items import Item
from beancount_relance.values.readers import BadValueError, bad_value


def plan_against_books(
    plan: Sequence[Instalment],
    agreed: Amount | None,
    date: datetime.date,
    about: Sequence[Item],
    disputed: Mapping[str, Decimal],
) -> list[Message]:
    """Check that instalments add up to the agreed amount, or else to the amount then open.

    They may leave out what is disputed and the charges of the invoices, and include what was paid
    on the day of the agreement.

    Args:
        plan: the instalments.
        agreed: the total that was agreed on, if the note gives it.
        date: the day of the agreement.
        about: the items of the agreement.
        disputed: what was disputed of them on that day, by currency.

    Returns:
        A message for each currency in which they do not add up, or in which nothing is owed.
    """
    complaints = []
    owed = {item.invoice.currency for item in about}
    for currency in dict.fromkeys(part.amount.currency for part in plan):
        planned = total_in(plan, currency)
        if owed and currency not in owed:
            right = False
            wrong = _another_currency(Amount(planned, currency), owed)
        elif agreed is not None and agreed.currency == currency:
            right = planned == agreed.number
            wrong = msg(
                "the instalments add up to {planned}, but {agreed} was agreed: correct one or the "
                "other",
                planned=Amount(planned, currency),
                agreed=agreed,
            )
        else:
            theirs = [item for item in about if item.invoice.currency == currency]
            left = sum((item.outstanding_on(date) for item in theirs), Decimal())
            paid = sum((item.paid_between(date, date) for item in theirs), Decimal())
            rest = left - min(disputed.get(currency, Decimal()), left)
            charges = [item for item in theirs if item.invoice.charge]
            besides = sum((item.outstanding_on(date) for item in charges), Decimal())
            sums = (left, rest, left + paid, rest + paid)
            right = planned in sums or planned + besides in sums
            wrong = _another_sum(Amount(planned, currency), rest, date, is_all=rest == left)
        if not right:
            complaints.append(wrong)
    return complaints


def _another_currency(planned: Amount, owed: Iterable[str]) -> Message:
    expected = msg("an amount in {currencies}", currencies=sorted(owed))
    return bad_value(named_key("plan"), planned, BadValueError(expected))


def _another_sum(planned: Amount, left: Decimal, date: datetime.date, *, is_all: bool) -> Message:
    """Say that instalments do not add up to what was open, or to what was not disputed of it."""
    facts = {"planned": planned, "left": Amount(left, planned.currency), "date": date}
    if is_all:
        return msg(
            "the instalments add up to {planned}, but {left} was open on {date}: correct them, or "
            "give the agreed total as “amount:”",
            **facts,
        )
    return msg(
        "the instalments add up to {planned}, but {left} was open and not disputed on {date}: "
        "correct them, or give the agreed total as “amount:”",
        **facts,
    )
