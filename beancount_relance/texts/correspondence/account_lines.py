"""The lines of a statement of account that are not invoices, and its totals."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.texts.reminder_items import ReminderItem


class AccountLine(Struct, frozen=True):
    """A line of an account that is no open invoice: a payment, a credit note or a balance."""

    date: datetime.date
    text: str
    amount: Amount


class StatementTotal(Struct, frozen=True):
    """The totals in one currency; ``balance`` is ``due + not_due + others − credits``."""

    due: Amount
    not_due: Amount
    others: Amount
    credits: Amount
    balance: Amount

    @property
    def owed_back(self) -> Amount:
        """The amount owed to the customer, if the balance is negative."""
        return Amount(max(-_number(self.balance), Decimal()), self.balance.currency)


def statement_totals(
    context_items: Iterable[ReminderItem],
    credits_: Iterable[AccountLine],
    others: Iterable[AccountLine],
) -> tuple[StatementTotal, ...]:
    """Return the totals of an account by currency, in the order of their first line."""
    sums: dict[str, dict[str, Decimal]] = {}

    def add(column: str, amount: Amount) -> None:
        row = sums.setdefault(amount.currency, dict.fromkeys(_COLUMNS, Decimal()))
        row[column] += _number(amount)

    for item in context_items:
        late, later = _number(item.asked) - _number(item.deferred), item.deferred
        add("due" if item.days_late else "not_due", Amount(late, item.asked.currency))
        add("not_due", later)
    for line in others:
        add("others", line.amount)
    for line in credits_:
        add("credits", line.amount)
    return tuple(_statement_total(currency, row) for currency, row in sums.items())


_COLUMNS = ("due", "not_due", "others", "credits")


def _statement_total(currency: str, row: Mapping[str, Decimal]) -> StatementTotal:
    balance = row["due"] + row["not_due"] + row["others"] - row["credits"]
    due, not_due, others, credits_ = (Amount(row[column], currency) for column in _COLUMNS)
    return StatementTotal(due, not_due, others, credits_, Amount(balance, currency))


def _number(amount: Amount) -> Decimal:
    return amount.number or Decimal()
