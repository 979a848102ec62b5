"""What to do about debits that are no invoices: what they lack, and nothing that they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.receivables.items import OpenDebit


def what_to_add(debits: Sequence[OpenDebit], facts: Mapping[str, Any]) -> Message:
    """Return what is told of debits, and asked for: nothing that all of them have.

    Args:
        debits: the debits.
        facts: whose they are, of which amount, and since when.
    """
    if all(each.debit.dated for each in debits):
        return nmsg(
            "{customer}: {amount} in {count} debit since {date} is more than what it moves or "
            "takes back: correct the amount, or post the rest in an entry of its own",
            "{customer}: {amount} in {count} debits since {date} is more than what they move or "
            "take back: correct the amounts, or post the rest in an entry of its own",
            len(debits),
            **facts,
        )
    if all(each.debit.names for each in debits):
        return nmsg(
            "{customer}: {amount} in {count} debit since {date} is no invoice, although it has a "
            "number: add a due date, or correct the number, or leave the account out with "
            "“exclude”",
            "{customer}: {amount} in {count} debits since {date} are no invoices, although they "
            "have numbers: add due dates, or correct the numbers, or leave the account out with "
            "“exclude”",
            len(debits),
            **facts,
        )
    if any(each.debit.dated or each.debit.names for each in debits):
        return msg(
            "{customer}: {amount} in {count} debits since {date} match no invoice: add a due date, "
            "and a number where there is none, or a link to their invoice, or leave the account "
            "out with “exclude”",
            count=len(debits),
            **facts,
        )
    return nmsg(
        "{customer}: {amount} in {count} debit since {date} matches no invoice: add a number and "
        "a due date, or a link to its invoice, or leave the account out with “exclude”",
        "{customer}: {amount} in {count} debits since {date} match no invoice: add a number and "
        "a due date, or a link to their invoice, or leave the account out with “exclude”",
        len(debits),
        **facts,
    )
