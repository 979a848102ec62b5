"""Customers' deposits that name an invoice and have not been applied to it.

    2026-02-01 * "Martin" "Deposit for F-12"
      Assets:Bank                    300.00 EUR
      Liabilities:Customer-Deposits

The money came before the invoice, so it is none that is looked for elsewhere. As long as it lies
there, the reminder would ask for the whole amount.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.data import Posting, Transaction

from beancount_relance.dunning.questions.loose_money import LooseMoney, received
from beancount_relance.dunning.questions.possible_payment import PossiblePayment
from beancount_relance.dunning.questions.possible_payments import answered_until
from beancount_relance.history.events import Event
from beancount_relance.language.messages import msg
from beancount_relance.ledger.accounts.account_words import ADVANCE
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.natures import CASH, Natures
from beancount_relance.ledger.counterparts.settlement_kinds import APPLIED_DEPOSIT
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.receivables.credits_and_debits import NO_MATCH, NO_MATCH_KEY
from beancount_relance.receivables.invoice_index import known_numbers
from beancount_relance.receivables.items import Item, ItemKey
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.written_references import sure_references


def lying_deposits(
    elsewhere: Sequence[Transaction],
    ledger: Ledger,
    accounts: ReceivableAccounts,
    items: Sequence[Item],
    events: Sequence[Event],
) -> list[PossiblePayment]:
    """Return the deposits received before the open invoices that they name.

    Args:
        elsewhere: the transactions that have no receivable posting, in the order of the ledger.
        ledger: the ledger up to the day.
        accounts: the receivable accounts, and the roles of all others.
        items: all items.
        events: the history; a note ``still-owed`` says that the deposit is for something else.
    """
    natures = Natures(ledger.options, accounts)
    others = [entry.account for entry in ledger.opens if accounts[entry.account] is None]
    names = {account for account in others if natures.of(account) == ADVANCE}
    owed = [item for item in items if names and item.is_open and not _has_deposit(item)]
    if not owed:
        return []
    numbers = known_numbers(item.invoice for item in owed)
    by_name: dict[str, list[Item]] = defaultdict(list)
    for item in owed:
        for name in {name_key(item.invoice.reference), *map(name_key, item.invoice.links)}:
            by_name[name].append(item)
    answered = answered_until(events)
    found: list[PossiblePayment] = []
    for money in _lying(elsewhere, names, natures):
        said = {*map(name_key, money.links), *map(name_key, sure_references(money.text, numbers))}
        named = [item for name in sorted(said) for item in by_name.get(name, ())]
        found += _possible(money, named, answered)
    return found


def _has_deposit(item: Item) -> bool:
    return any(part.kind == APPLIED_DEPOSIT for part in item.settled)


def _lying(elsewhere: Sequence[Transaction], names: set[str], natures: Natures) -> list[LooseMoney]:
    """Return the deposits that came in as money and were not paid back in one sum."""
    waiting: dict[tuple[str, Amount], list[LooseMoney]] = defaultdict(list)
    for txn in elsewhere:
        for posting in txn.postings:
            if posting.account not in names or posting.units is None:
                continue
            number = _number(posting)
            there = waiting[posting.account, Amount(abs(number), posting.units.currency)]
            if number > 0 and there:
                theirs = (n for n, each in enumerate(there) if each.payer == txn.payee)
                del there[next(theirs, 0)]
            elif number < 0 and _is_received(txn, natures):
                amount = Amount(-number, posting.units.currency)
                there.append(received(txn, posting.account, amount))
    return [money for there in waiting.values() for money in there]


def _is_received(txn: Transaction, natures: Natures) -> bool:
    """Whether a deposit came in as money, and nobody has said that it is for no invoice."""
    if txn.meta.get(NO_MATCH_KEY) == NO_MATCH:
        return False
    return any(natures.of(p.account) == CASH and _number(p) > 0 for p in txn.postings)


def _possible(
    money: LooseMoney, named: Sequence[Item], answered: Mapping[ItemKey, object]
) -> list[PossiblePayment]:
    """Return the deposit with the later invoices of each customer whom it names."""
    theirs: dict[str, dict[ItemKey, Item]] = defaultdict(dict)
    for item in named:
        invoice = item.invoice
        is_later = money.date < invoice.date and item.key not in answered
        if is_later and invoice.currency == money.amount.currency:
            theirs[invoice.customer][item.key] = item
    facts = {"amount": money.amount, "date": money.date, "account": money.account}
    fact = msg("{amount} of {date} on {account} quotes its number", **facts)
    return [
        PossiblePayment(money, customer, [list(of.values())], fact)
        for customer, of in sorted(theirs.items())
    ]


def _number(posting: Posting) -> Decimal:
    return (posting.units.number if posting.units is not None else None) or Decimal()
