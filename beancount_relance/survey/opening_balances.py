"""Opening balances: debits carried over without number and due date, which are not chased."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from beancount.core.amount import Amount

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.ledger.counterparts.natures import EQUITY
from beancount_relance.survey.books import Books, Entry
from beancount_relance.survey.finding import Finding
from beancount_relance.values.terms.dated_terms import latest_terms

_SHOWN = 8


def find_opening_balances(books: Books) -> Iterator[Finding]:
    """Find what each balance carried over needs to be chased as an invoice."""
    carried = sorted(_carried(books), key=lambda pair: pair[0].place)
    if not carried:
        return
    row = LANGUAGES[books.spoken]
    by_hand: list[str] = []
    for place, (each, amount) in enumerate(carried[:_SHOWN], start=1):
        day = _due(books, each, amount)
        file, line = each.place
        by_hand += [
            f"; {Path(file).name}:{line}",
            f"  {each.posting.account}  {amount}",
            f'    {row.invoice_key}: "{row.opening}-{place}"',
            f"    {row.due_key}: {day.isoformat()}",
        ]
    text = nmsg(
        "{count} balance is carried over without a number and a due date, {amount}: it is not "
        "chased until you write the real ones below its posting, as shown under “by hand”",
        "{count} balances are carried over without numbers and due dates, {amount}: they are "
        "not chased until you write the real ones below their postings, as shown under “by hand”",
        len(carried),
        amount=[amount for _, amount in carried][:_SHOWN],
    )
    yield Finding(text, by_hand=tuple(by_hand))
    if len(carried) > 1 and len({each.txn.meta["lineno"] for each, _ in carried}) == 1:
        yield Finding(_split())


def _due(books: Books, each: Entry, amount: Amount) -> datetime.date:
    """The date that a balance would be due by the terms in force."""
    own = latest_terms(books.report.customer(each.customer).terms, each.txn.date)
    terms = own or books.report.settings.terms_on(each.txn.date)
    *_, (_, delay) = terms.split(each.number, amount.currency)
    return delay.due(each.txn.date)


def _split() -> Message:
    return msg(
        "split a balance of several invoices into one posting for each, with its own number and "
        "due date"
    )


def _carried(books: Books) -> Iterator[tuple[Entry, Amount]]:
    """The unidentified postings against equity, with their amounts.

    The same transaction may contain the bank's opening balance.
    """
    debits = [each for each in books.postings if each.number > 0]
    taken: set[int] = set()
    for open_debit in books.report.allocation.unidentified:
        debit = open_debit.debit
        for each in debits:
            if EQUITY not in books.counterparts.natures(each.txn):
                continue
            currency = each.posting.units.currency if each.posting.units else ""
            same = (each.customer, currency, each.txn.date) == (
                debit.customer,
                debit.currency,
                debit.date,
            )
            if same and debit.source in each.sources and id(each) not in taken:
                taken.add(id(each))
                yield each, Amount(each.number, currency)
                break
