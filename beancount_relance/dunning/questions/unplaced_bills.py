"""Bills of exchange that do not say which invoices they are for.

A bill has a due date of its own. If it covers parts of several invoices and names none of them,
part of the debt is due later, and nobody knows which part. So nothing is demanded until somebody
says which invoices they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from beancount.core.amount import Amount

from beancount_relance.dunning.questions.questions import UNKNOWN_DUE_DATE, Question
from beancount_relance.language.messages import msg
from beancount_relance.receivables.credits_and_debits import UnplacedBill
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item


def unplaced_bills(bills: Sequence[UnplacedBill], items: Iterable[Item]) -> Iterator[Question]:
    """Yield the question for which invoices each of some bills is, as long as one is open.

    Args:
        bills: the bills.
        items: the items of all customers.
    """
    if not bills:
        return
    there: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in items:
        invoice = item.invoice
        if item.is_open:
            there[invoice.customer, invoice.currency, invoice.account].append(item)
    for bill in bills:
        owed = there[bill.customer, bill.currency, bill.before]
        theirs = [item for item in owed if item.invoice.date <= bill.date]
        if theirs:
            yield _about(bill, theirs)


def _about(bill: UnplacedBill, items: Sequence[Item]) -> Question:
    references = references_of(items)
    facts = {
        "amount": Amount(bill.amount, bill.currency),
        "date": bill.date,
        "account": bill.account,
    }
    text = msg(
        "{amount} of {date} on {account} has a due date of its own, and may be for {invoices}, "
        "whose reminders wait: say which invoices it is for with “invoice:” below the posting, or "
        "divide it into one posting for each",
        invoices=references,
        **facts,
    )
    fact = msg(
        "{amount} of {date} on {account} has a due date of its own, and may be for this invoice",
        **facts,
    )
    keys = frozenset(item.key for item in items)
    return Question(UNKNOWN_DUE_DATE, bill.customer, text, fact, bill.source, keys)
