"""Which instalment of an invoice a payment says it is for: ``PRLV 3/3``, ``3e mensualité``."""

from __future__ import annotations

from collections.abc import Iterable

from beancount_relance.language.expressions import expression
from beancount_relance.receivables.open_amounts import Due, Money
from beancount_relance.values.told_words import told_words

_OF_ALL = expression(r"(?<![\w/.-])(\d{1,2})\s?/\s?(\d{1,2})(?![\w/-]|\.\d)")
_INSTALMENT, _MONTH = "instalment ", "month "


def told_instalment(money: Money, dues: Iterable[Due]) -> Due | None:
    """Return the instalment that the text of a credit of its amount names, if it names one.

    It names it by its number, or by the month in which it is due: the debtor chooses what is
    paid (C. civ. 1342-10), also among instalments.

    Args:
        money: the credit, of which nothing is used yet.
        dues: what is open of the invoices that it names; the text only counts if that is one.
    """
    dues = [due for due in dues if not due.invoice.charge]
    if len(dues) < 2 or len({due.invoice.reference for due in dues}) > 1:  # noqa: PLR2004
        return None
    fitting = [due for due in dues if due.left == money.left]
    words = told_words(money.credit.text)
    numbers = {
        int(number)
        for number, count in _OF_ALL.findall(money.credit.text)
        if int(count) == dues[0].invoice.parts
    }
    called = (word.removeprefix(_INSTALMENT) for word in words if word.startswith(_INSTALMENT))
    numbers.update(int(number) for number in called if number.isdecimal())
    told = [due for due in fitting if due.invoice.part in numbers]
    told = told or [due for due in fitting if f"{_MONTH}{due.invoice.due.month}" in words]
    return told[0] if len(told) == 1 else None
