"""A second reading of the books: naive, quadratic, and written from the documents alone.

It says what is open, what is credit and what is unidentified, as docs/reference/ and the docstring
of :mod:`beancount_relance.receivables.allocation.allocation` have it, with plain lists that are
gone through again and again. Of the package it takes the settings, the accounts, the closing
entries, the customers' terms, and how a value is read; nothing that reads postings or settles
invoices.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import accumulate, combinations
from typing import Any

from beancount.core.convert import get_weight
from beancount.core.data import Custom, Directive, Open, Posting, Transaction
from beancount.ops.pad import pad

from beancount_relance.ledger.accounts.account_words import says
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.closing_entries import closing_entries
from beancount_relance.policy.customer_directives import parse_customers
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.names.name_spellings import telling_words
from beancount_relance.policy.setting_directives import parse_settings
from beancount_relance.policy.settings import Settings
from beancount_relance.values.clues.owed_words import names_invoice_before
from beancount_relance.values.clues.text_clues import text_clues
from beancount_relance.values.dates import next_day_of_month
from beancount_relance.values.numbers.invoice_names import series_of
from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.listed_names import listed_names
from beancount_relance.values.numbers.numbers_in_links import number_in_links
from beancount_relance.values.numbers.text_runs import other_numbers
from beancount_relance.values.numbers.written_references import sure_references
from beancount_relance.values.readers import BadValueError, read_date, read_reference
from beancount_relance.values.terms.dated_terms import latest_terms
from beancount_relance.values.terms.payment_terms import read_terms
from tests.properties.oracle_amounts import (
    among,
    explain,
    is_for_more,
    keyed_numbers,
    meant_elsewhere,
    metadata_texts,
    text_of,
    written,
)
from tests.properties.oracle_returns import best_of, marked, told, told_last

Key = tuple[str, str]
"""A customer and a currency."""


@dataclass
class Row:
    """A receivable posting, or those of one transaction and one claim, netted."""

    txn: Transaction
    customer: str
    sure: bool
    currency: str
    amount: Decimal
    meta: Mapping[str, Any]
    keyed: str | None
    names: list[str]
    place: int
    account: str
    left: Decimal = Decimal()
    back: list[tuple[list[str], Decimal, Row]] = field(default_factory=list)
    """Of a credit: the invoices of which a debit took a part back, how much, and the debit."""
    divided: bool = False
    anew: bool = False
    whose_account: str = ""
    """Its account, if there are others of its customer, without the name of the customer."""

    @property
    def key(self) -> Key:
        return self.customer, self.currency


@dataclass
class Owed:
    """An invoice or an instalment, with what settled it: (date, amount, basis, credit)."""

    customer: str
    currency: str
    number: str | None
    reference: str
    date: datetime.date
    due: datetime.date
    amount: Decimal
    links: frozenset[str]
    txn: Transaction
    row: Row
    discounted: bool = True
    charge: bool = False
    charge_of: str | None = None
    presumed: bool = False
    carried_over: bool = False
    account: str = ""
    stays: list[tuple[datetime.date, str, str]] = field(default_factory=list)
    settled: list[tuple[datetime.date, Decimal, str, Row]] = field(default_factory=list)

    def account_on(self, day: datetime.date) -> str:
        """The account on which it stands at the end of a day."""
        account = self.account
        for date, before, after in self.stays:
            account = after if date <= day and account == before else account
        return account

    @property
    def accounts(self) -> set[str]:
        """All accounts on which it stands, or stood."""
        return {self.account_on(day) for day in (self.date, *(each[0] for each in self.stays))}

    @property
    def left(self) -> Decimal:
        return self.amount - sum((amount for _, amount, _, _ in self.settled), Decimal())


Move = tuple[Row, Row, Decimal]
"""How much of a credit a debit takes back, or continues with another customer."""


@dataclass
class Paid:
    """A credit, and what is left of it."""

    row: Row
    customer: str
    references: list[str]
    unknown: list[str]
    left: Decimal
    used: list[tuple[Owed, Decimal]] = field(default_factory=list)
    carries: bool = False
    is_money: bool = False
    is_loss: bool = False
    pays: bool = False
    others: bool = False
    of_charge: bool = False
    by_shared_name: bool = False


@dataclass
class Loose:
    """A debit that is no invoice, and what is left of it."""

    row: Row
    cash: bool
    left: Decimal
    carried_over: bool = False


@dataclass
class Answer:
    """What the oracle says."""

    items: list[Owed]
    credits: dict[Key, Decimal]
    unidentified: dict[Key, Decimal]


class UndecidedError(Exception):
    """The second reading cannot tell what a text means, and the first one decides."""


@dataclass
class Rules:
    """What settings, customers and accounts say."""

    settings: Settings
    accounts: ReceivableAccounts
    customers: Mapping[str, Customer]
    roots: Mapping[str, str]
    customs: list[Custom]
    stays: list[tuple[Key, set[str], datetime.date, str, str]] = field(default_factory=list)
    """What went by its names from one account of a customer to another."""


def ask(entries: Sequence[Directive], options: Mapping[str, Any], as_of: datetime.date) -> Answer:
    """What is owed on that day. The entries are those before padding."""
    entries, _ = pad([e for e in entries if e.date <= as_of], options)  # type: ignore[no-untyped-call]
    entries = _before_closing(entries, options, as_of)
    entries = [_without_links_of_plugins(entry) for entry in entries]
    rules = _rules(entries, options)
    rows: list[Row] = []
    seen: set[tuple[str, str]] = set()
    for txn in entries:
        if isinstance(txn, Transaction):
            rows += _rows(txn, rules, rows, seen)
    _note_renumbered(rows, rules)
    numbers, owed = _give_to_owners(rows, rules)
    moves = [
        move
        for move in _moves(rows, rules)
        if not move[1].anew and _goes_on(move, rows, owed, rules)
    ]
    known = _as_moved(owed, moves)
    back = _undo(rows, known, numbers, moves, rules)
    elsewhere = [one for one in back if one[0].customer != one[1].customer]
    carried: list[tuple[Row, Row, Decimal, list[str] | None]]
    carried = [(*move, None) for move in _carried(moves)]
    offset: list[Row] = []
    owed, loose = _debits(rows, numbers, back, known, offset, rules)
    _name_charges(owed, rules)
    known = _as_moved(owed, [*moves, *elsewhere])
    for credit, debit, amount in back:
        mine = [one.reference for one in _mine(debit, known, rules, on_any_day=True)[0]]
        if credit.customer == debit.customer:
            credit.back.append((mine, amount, debit))
        else:  # it stands, and what it had settled goes on with the other customer
            credit.left += amount
            carried.append((credit, debit, amount, mine))
    taken = {(each.row.customer, name.casefold()) for each in loose for name in each.row.names}
    paid = [
        _paid(row, known, taken, rows, rules)
        for row in rows
        if row.amount < 0 and row not in offset
    ]
    for one in paid:
        one.carries = any(move[0] is one.row and move[3] is None for move in carried)
    _carry(carried, owed, paid, loose, mode=rules.settings.allocation)
    for key in {row.key for row in rows} | {(one.customer, one.row.currency) for one in paid}:
        _settle(
            [one for one in owed if (one.customer, one.currency) == key],
            [one for one in paid if (one.customer, one.row.currency) == key],
            [one for one in loose if one.row.key == key],
            mode=rules.settings.allocation,
        )
    answer = Answer(owed, {}, {})
    for one in paid:
        key = (one.customer, one.row.currency)
        answer.credits[key] = answer.credits.get(key, Decimal()) + one.left
    for rest in loose:
        key = rest.row.key
        answer.unidentified[key] = answer.unidentified.get(key, Decimal()) + rest.left
    return answer


def _before_closing(
    entries: Sequence[Directive], options: Mapping[str, Any], as_of: datetime.date
) -> list[Directive]:
    """The closing entries last on their days, and none of those of the last day."""
    transactions = [entry for entry in entries if isinstance(entry, Transaction)]
    closings = closing_entries(transactions, options)

    def is_closing(entry: Directive) -> bool:
        return any(entry is one for one in closings)

    counted = [e for e in entries if e.date < as_of or not is_closing(e)]
    return sorted(counted, key=lambda entry: (entry.date, is_closing(entry)))


def _without_links_of_plugins(entry: Directive) -> Directive:
    if not isinstance(entry, Transaction):
        return entry
    links = {link for link in entry.links if not link.startswith("dok-")}
    return entry._replace(links=frozenset(links))


def _rules(entries: Sequence[Directive], options: Mapping[str, Any]) -> Rules:
    customs = [entry for entry in entries if isinstance(entry, Custom)]
    opens = [entry for entry in entries if isinstance(entry, Open)]
    settings, _ = parse_settings(customs)
    accounts = ReceivableAccounts(options["name_assets"], settings.receivables, settings.exclude)
    names = {}
    for entry in opens:
        place = accounts[entry.account]
        if place is not None and place.customer is not None:
            names[entry.account] = place.customer
    customers, _ = parse_customers(opens, customs, names, settings.procedures, ())
    roots = {
        options["name_assets"]: "cash",
        options["name_income"]: "income",
        options["name_expenses"]: "expense",
        options["name_equity"]: "equity",
    }
    return Rules(settings, accounts, customers, roots, customs)


# Reading


def _rows(
    txn: Transaction, rules: Rules, before: Sequence[Row], seen: set[tuple[str, str]]
) -> list[Row]:
    rows: list[Row] = []
    place = len(before)
    for posting in txn.postings:
        where = rules.accounts[posting.account]
        if where is None or posting.units is None or not posting.units.number:
            continue
        keyed = _keyed(txn, posting, rules.settings)
        if keyed is not None:
            names = list(listed_names(keyed))
        elif txn.links:
            names = sorted(txn.links)
        else:
            names = _patterned(txn, rules.settings)
        meta = posting.meta or {}
        said = meta.get("customer") or txn.meta.get("customer")
        if where.customer is not None:
            customer, sure = where.customer, True
        elif said is not None:
            customer, sure = str(said), True
        else:
            customer, sure = txn.payee or posting.account.split(":")[-1], False
        rows.append(
            Row(
                txn=txn,
                customer=customer,
                sure=sure,
                currency=posting.units.currency,
                amount=posting.units.number,
                meta=meta,
                keyed=keyed,
                names=names,
                place=place + len(rows),
                account=posting.account,
            )
        )
    _give_moves_to_one(rows, before, seen)
    _name_both_sides(rows, before, rules)
    seen.update((row.customer, row.currency) for row in rows)
    return _netted(rows, before, rules)


def _give_moves_to_one(
    rows: Sequence[Row], before: Sequence[Row], seen: Collection[tuple[str, str]]
) -> None:
    """Give what moves in one entry to the only customer in it whom the ledger knows.

    On an account of several customers, the payee may be the bank or whoever wrote the entry.
    """
    if not any(row.amount < 0 for row in rows) or all(row.amount < 0 for row in rows):
        return
    for row in rows:
        if not row.sure:
            owners = _owners_of_names(row, before)
            row.customer = owners.pop() if len(owners) == 1 else row.customer
    known = {one.customer for one in rows if one.sure or (one.customer, one.currency) in seen}
    one_currency = len({row.currency for row in rows}) == 1
    if len(known) == 1 and one_currency and not sum(row.amount for row in rows):
        (customer,) = known
        if all(row.customer == customer for row in rows if row.sure) and not any(
            _is_paid_back(row, rows, before) for row in rows if row.customer == customer
        ):
            for row in rows:
                row.customer = customer


def _is_paid_back(debit: Row, rows: Sequence[Row], before: Sequence[Row]) -> bool:
    """Whether an entry takes off a customer what was paid there, and the payee is who paid it."""
    theirs = [row for row in before if row.key == debit.key]
    here = [row for row in theirs if row.account == debit.account]
    owed = [row for row in theirs if row.amount > 0]
    to = {row.account for row in rows if row.customer != debit.customer}
    owes = any(sum(row.amount for row in theirs if row.account == account) > 0 for account in to)
    is_over = -sum((row.amount for row in here), Decimal()) >= debit.amount
    is_sold_to = any(row.amount > 0 for row in here)
    without_claim = [row for row in here if row.amount < 0 and not _share(row, owed)]
    return (
        debit.amount > 0
        and not owes
        and (is_over or (is_sold_to and any(-row.amount == debit.amount for row in without_claim)))
    )


def _owners_of_names(row: Row, before: Sequence[Row]) -> set[str]:
    """Whose the names of a row are: of its own customer, or else of who was first, or is sure."""
    owners: set[str] = set()
    for name in {name.casefold() for name in row.names}:
        mine: set[str] = set()
        for one in before:
            names = {other.casefold() for other in one.names}
            if one.amount < 0 or one.currency != row.currency or name not in names:
                continue
            if one.customer == row.customer:
                return set()
            if one.sure or not mine:
                mine.add(one.customer)
        owners |= mine
    return owners


def _name_both_sides(rows: Sequence[Row], before: Sequence[Row], rules: Rules) -> None:
    """Give what a customer has on both sides of an entry the name that one of them has."""
    for key in {row.key for row in rows}:
        group = sorted((row for row in rows if row.key == key), key=lambda row: row.amount)
        total = sum((row.amount for row in group), Decimal())
        if total or len(group) != 2 or group[0].names == group[1].names:
            continue
        credit, debit = group
        theirs = [row for row in before if row.key == key]
        here = [row for row in theirs if row.account == debit.account]
        if -sum((row.amount for row in here), Decimal()) >= debit.amount:
            continue
        if credit.account == debit.account and (
            debit.names
            or (_given_due(debit, rules.settings) is None and any(one.amount < 0 for one in here))
        ):
            continue
        owed = [row for row in theirs if row.amount > 0]
        spent = any("income" in _against(one.txn, rules) for one in here if one.amount > 0)
        spent = spent and any(one.amount == -debit.amount for one in here)
        there = [row for row in owed if row.account == credit.account]
        if not _share(credit, owed) and _share(debit, there):
            credit.names = list(debit.names)
        elif _share(credit, owed) and not debit.names and not spent:
            debit.names = list(credit.names)


def _share(row: Row, others: Sequence[Row]) -> bool:
    names = {name.casefold() for name in row.names}
    return any(names & {name.casefold() for name in one.names} for one in others)


def _netted(rows: list[Row], earlier: Sequence[Row], rules: Rules) -> list[Row]:
    """Debits and credits of one transaction on one claim are one row: their sum."""
    result: list[Row] = []
    for row in rows:
        same = [one for one in rows if one.key == row.key and one.names == row.names]
        if all(one.amount > 0 for one in same) or all(one.amount < 0 for one in same):
            result.append(row)
        elif row is same[0]:
            total = sum((one.amount for one in same), Decimal())
            before = {one.account for one in same if one.amount < 0}
            after = {one.account for one in same if one.amount > 0}
            if not total and len(before) == len(after) == 1 and before != after:
                names = _names_moved(row, same, [r for r in earlier if r.key == row.key])
                rules.stays.append((row.key, names, row.txn.date, before.pop(), after.pop()))
            pick = max if total > 0 else min
            if total:
                chosen = pick(same, key=lambda one: one.amount)
                chosen.amount = total
                result.append(chosen)
    return result


def _names_moved(row: Row, both: Sequence[Row], earlier: Sequence[Row]) -> set[str]:
    """The names of a move; if no claim has them, also those of the oldest one of its amount."""
    names = {name.casefold() for name in row.names}
    amount = sum(one.amount for one in both if one.amount > 0)
    account = next(one.account for one in both if one.amount < 0)
    owed = [one for one in earlier if one.amount > 0]
    to = next(one.account for one in both if one.amount > 0)
    if -sum(one.amount for one in earlier if one.account == to) >= amount:
        return names  # it is this credit that moves
    for one in owed if not _share(row, owed) else ():
        own = {name.casefold() for name in one.names} or {one.txn.date.isoformat()}
        same = [other for other in earlier if other is one or _share(other, [one])]
        if one.account == account and sum(other.amount for other in same) == amount:
            return names | own
    return names


def _keyed(txn: Transaction, posting: Posting, settings: Settings) -> str | None:
    for meta in (posting.meta or {}, txn.meta):
        for key in settings.reference_keys:
            if key in meta:
                try:
                    return read_reference(meta[key])
                except BadValueError:
                    continue
    return None


def _patterned(txn: Transaction, settings: Settings) -> list[str]:
    for pattern in settings.reference_patterns.on(txn.date):
        if found := [name for name in pattern.find_all(txn.narration or "") if name]:
            return found
    return []


def _nature(account: str, rules: Rules) -> str:
    """What an account is: cash, income, expense, exchange, equity, other."""
    if account.endswith(":VAT"):
        return "tax"
    root = rules.roots.get(account.partition(":")[0], "other")
    return "exchange" if root in {"income", "expense"} and "change" in account else root


def _against(txn: Transaction, rules: Rules) -> set[str]:
    """What stands against the receivable postings."""
    return {
        _nature(posting.account, rules)
        for posting in txn.postings
        if rules.accounts[posting.account] is None
    }


def _given_due(row: Row, settings: Settings) -> datetime.date | None:
    return _due_in(row.meta, settings) or _due_in(row.txn.meta, settings)


def _due_in(meta: Mapping[str, Any], settings: Settings) -> datetime.date | None:
    for key in settings.due_keys:
        if key in meta:
            try:
                return read_date(meta[key])
            except BadValueError:
                continue
    return None


def _is_presumed(row: Row, settings: Settings) -> bool:
    """Whether a due date or terms cannot be read, and no others of the invoice's own can."""
    metas = (row.meta, row.txn.meta)
    bad = any(key in meta for meta in metas for key in settings.due_keys)
    if _given_due(row, settings) is not None:
        return False
    for meta in metas:
        if "terms" in meta:
            try:
                read_terms(meta["terms"])
            except BadValueError:
                bad = True
            else:
                return False
    return bad


def _dues(row: Row, rules: Rules) -> list[tuple[Decimal, datetime.date]]:
    """What is due when: the whole on one day, or instalments by the terms."""
    given = _given_due(row, rules.settings)
    if given is not None:
        return [(row.left, given)]
    date = row.txn.date
    customer = rules.customers.get(row.customer) or Customer(row.customer)
    terms = latest_terms(customer.terms, date) or rules.settings.terms_on(date)
    for meta in (row.txn.meta, row.meta):
        if "terms" in meta:
            try:
                terms = read_terms(meta["terms"])
            except BadValueError:
                continue
    dues = []
    for amount, delay in terms.split(row.left, row.currency):
        due = delay.due(date)
        if customer.pay_day and not delay.at_once:
            due = next_day_of_month(due, customer.pay_day)
        dues.append((amount, due))
    return dues


def _number(row: Row, rows: Sequence[Row], rules: Rules) -> str | None:
    if len(row.names) == 1:
        return row.names[0]
    debits = [one for one in rows if one.amount > 0]
    alone = [other.names[0].casefold() for other in debits if len(other.names) == 1]
    known = [name for name in row.names if name.casefold() in alone]
    if len(known) == 1:
        return known[0]
    if len(row.names) > 1:
        patterned = _patterned(row.txn, rules.settings)
        sold = [
            other
            for other in debits
            if len(other.names) > 1
            and "income" in _against(other.txn, rules)
            and not _says_cancelled(other)
        ]
        sold_too, sold = sold, [other for other in sold if other.txn is not row.txn]
        shared = {name.casefold() for other in sold for name in other.names}
        own = [name for name in row.names if name.casefold() not in shared]
        if patterned or len(own) < 2 or not any(other.txn is row.txn for other in sold_too):
            return patterned[0] if patterned else own[0] if len(own) == 1 else None
        deposits = {
            name.casefold()
            for other in rows
            if other.amount < 0 and other.txn.date < row.txn.date
            for name in other.names
        }
        after = [name for name in own if name.casefold() not in deposits]
        return number_in_links(after or own, row.txn.narration or "")
    return None


def _is_invoice(row: Row, numbers: Mapping[int, str | None], rules: Rules) -> bool:
    """Whether a debit is an invoice by what stands against it."""
    if row.anew:
        return True
    against = _against(row.txn, rules)
    stated = numbers[row.place] is not None or _given_due(row, rules.settings) is not None
    if "income" in against or "cash" in against:
        bank_took = numbers[row.place] is not None and _came_back(row, rules)
        return ("income" in against and not _is_paid_out(row.txn, rules)) or bank_took
    return "tax" in against or (bool(against - {"exchange"}) and stated)


def _note_renumbered(rows: Sequence[Row], rules: Rules) -> None:
    """Note which debits enter an invoice, under a new number in a key, in the place of others."""
    for row in rows:
        if row.amount < 0 or row.keyed is None or _side(row, rules)[0] != "transfer":
            continue
        name = row.keyed.casefold()
        before = [
            one
            for one in rows
            if one.txn is not row.txn
            and one.customer == row.customer
            and (one.txn.date < row.txn.date or (one.amount > 0 and one.txn.date == row.txn.date))
        ]
        taken = [one for one in rows if one.txn is row.txn and one.amount < 0]
        own = [one for one in taken if one.customer == row.customer] or taken
        series = {series_of(other) for one in own for other in one.names}
        row.anew = (
            not any(name == other.casefold() for one in before for other in one.names)
            and bool(own)
            and all(one.keyed is not None and one.names != row.names for one in own)
            and {one.currency for one in own} == {row.currency}
            and row.amount + sum(one.amount for one in own) == 0
            and (own[0].customer == row.customer or series == {series_of(row.keyed)})
        )


def _came_back(row: Row, rules: Rules) -> bool:
    """Whether a debit is what the bank took besides a claim that moved, as an unpaid bill does."""
    others = [
        (posting.account, posting.units.number or Decimal())
        for posting in row.txn.postings
        if posting.units is not None and rules.accounts[posting.account] is not None
    ]
    return (
        _side(row, rules)[0] == "cash"
        and any(account != row.account and number < 0 for account, number in others)
        and any(account == row.account and number > row.amount for account, number in others)
    )


def _money_out(txn: Transaction, rules: Rules) -> Decimal:
    """How much money went out; negative if it came in."""
    out = Decimal()
    for posting in txn.postings:
        of_cash = rules.roots.get(posting.account.split(":")[0]) == "cash"
        if of_cash and rules.accounts[posting.account] is None:
            out -= get_weight(posting).number or Decimal()  # type: ignore[no-untyped-call]
    return out


def _is_paid_out(txn: Transaction, rules: Rules) -> bool:
    """Whether money went out for all that an entry debits, so that income in it is no sale."""
    debited = [
        posting.units.number or Decimal()
        for posting in txn.postings
        if posting.units is not None and rules.accounts[posting.account] is not None
    ]
    out = _money_out(txn, rules)
    return "cash" in _against(txn, rules) and out >= sum(each for each in debited if each > 0)


def _side(row: Row, rules: Rules) -> tuple[str, set[str]]:
    """What stands against a posting first of all, and its accounts."""
    by_nature: dict[str, set[str]] = {}
    for posting in row.txn.postings:
        if rules.accounts[posting.account] is None:
            nature = _nature(posting.account, rules)
            by_nature.setdefault(nature, set()).add(posting.account)
    order = ["cash", "income", "expense", "equity", "exchange"]
    if row.amount > 0 and _money_out(row.txn, rules) <= 0 and "income" in by_nature:
        order.insert(0, "income")
    for nature in [*order, *by_nature]:
        if nature in by_nature:
            return nature, by_nature[nature]
    return "transfer", set()


def _give_to_owners(rows: list[Row], rules: Rules) -> tuple[dict[int, str | None], list[Owed]]:
    """Whose each row is, with the numbers of the debits and the invoices that they are."""
    for place, row in enumerate(rows):
        row.place, row.left = place, abs(row.amount)
    numbers = {row.place: _number(row, rows, rules) for row in rows}
    likely = [row for row in rows if row.amount > 0 and _is_invoice(row, numbers, rules)]
    owed = [one for row in likely for one in _parts(row, numbers, rules)]
    _give_debits_to_owners(rows, owed, rules)
    owed = [one for row in likely for one in _parts(row, numbers, rules)]
    _give_credits_to_owners(rows, likely, owed, rules)
    _give_returns_to_owners(rows, likely, owed, rules)
    _pair_balances(rows, owed, rules)
    for row in rows:
        if row.place not in numbers or row.divided:
            numbers[row.place] = row.names[0] if len(row.names) == 1 else None
        row.left = abs(row.amount)
    likely = [row for row in rows if row.amount > 0 and _is_invoice(row, numbers, rules)]
    owed = [one for row in likely for one in _parts(row, numbers, rules)]
    return numbers, owed


def _give_debits_to_owners(rows: Sequence[Row], owed: Sequence[Owed], rules: Rules) -> None:
    """What goes back by a shared account is of the customer whose invoice it names.

    Money and balances, and what cancels a credit of that name; of a cheque it is its link.
    """
    known = {one.customer for one in owed}
    for row in rows:
        if row.sure or row.amount < 0:
            continue
        nature, accounts = _side(row, rules)
        goes_back = nature in {"cash", "equity"}
        if not goes_back and not _cancels(row, rows, nature, accounts, rules):
            continue
        ranks = {"equity": 0, "cash": 1}
        rank = ranks.get(nature, 2)
        earlier = [
            one
            for one in owed
            if (one.date, ranks.get(_side(one.row, rules)[0], -1)) < (row.txn.date, rank)
        ]
        named = [one for one in _said(row, owed, rules)[0] if one.txn is not row.txn]
        named = [one for one in named if any(one is other for other in earlier)]
        same = {one.customer for one in named if one.currency == row.currency}
        owners = same or {one.customer for one in named}
        if goes_back and not owners and row.customer not in known:
            owners = {
                credit.customer
                for credit in rows
                if credit.amount < 0
                and credit.place not in _returned(rows, rules)
                and credit.currency == row.currency
                and credit.txn.date <= row.txn.date
                and (credit.sure or credit.customer in known)
                and {link.casefold() for link in credit.txn.links}
                & {link.casefold() for link in row.txn.links}
            }
        _give(row, owners)


def _cancels(row: Row, rows: Sequence[Row], nature: str, accounts: set[str], rules: Rules) -> bool:
    if nature == "income" and not says(f"{row.txn.payee or ''} {row.txn.narration}", "cancel"):
        return False
    names = {name.casefold() for name in row.names}
    return any(
        (other.account, other.currency) == (row.account, row.currency)
        and other.txn.date <= row.txn.date
        and other.amount <= -row.amount
        and names & {name.casefold() for name in other.names}
        and accounts & _side(other, rules)[1]
        for other in rows
    )


def _give_credits_to_owners(  # noqa: C901 - the rules one after another, as they are told
    rows: list[Row], likely: Sequence[Row], owed: Sequence[Owed], rules: Rules
) -> None:
    """A credit on a shared account is of the customer whose invoice it names.

    If it names those of several, and is their sum, each gets theirs.
    """
    taken = {
        (row.customer, name.casefold())
        for row in rows
        if row.amount > 0 and row not in likely
        if len(row.names) < 2 or len({one.customer for one in _said(row, owed, rules)[0]}) < 2
        for name in row.names
    }
    originals = [replace(row) for row in rows]
    going = [move for move in _moves(rows, rules) if not move[1].anew]
    going = [move for move in going if _goes_on(move, rows, owed, rules)]
    going.sort(key=lambda move: move[1].txn.date)

    def owes(one: Owed, row: Row) -> str:
        customer = one.customer
        moving = any(row is credit for credit, _, _ in going)
        for credit, debit, _ in [] if moving else going:
            names = {name.casefold() for name in credit.names}
            is_named = not names or one.reference.casefold() in names
            if credit.customer == customer and debit.txn.date < row.txn.date and is_named:
                customer = debit.customer
        return customer

    sold_to = {
        row.customer for row in rows if row.amount > 0 and "income" in _against(row.txn, rules)
    }
    for row in list(rows):
        theirs = {(row.customer, name.casefold()) for name in row.names}
        if row.sure or row.amount > 0 or theirs & taken:
            continue
        by_hand = {"income", "expense", "allowance", "tax", "other"}
        if row.customer in sold_to and _side(row, rules)[0] in by_hand:
            continue  # its bookkeeper, and no bank, wrote whose it is
        named = [one for one in _said(row, owed, rules)[0] if one.txn is not row.txn]
        owners = {owes(one, row) for one in named or _written_here(row, owed)}
        there = {owes(one, row) for one in named if one.date <= row.txn.date}
        if len(row.names) == 1 and len(there) == 1 and row.customer not in owners:
            owners = there
        if len(owners) < 2 or not named:
            _give(row, owners)
            continue
        words = {*row.names, *_words(row.txn.narration or "")}
        said = {word.casefold() for word in words}
        amounts: dict[tuple[str, str], Decimal] = {}
        left: dict[tuple[str, str], Decimal] = {}
        known: set[tuple[str, str]] = set()
        for place, one in enumerate(named):
            key = (owes(one, row), one.reference.casefold())
            is_here = (one.row.account, one.currency) == (row.account, row.currency)
            again = any(
                one is other
                or (
                    one.txn is not other.txn
                    and (owes(other, row), other.reference.casefold()) == key
                    and (other.date, other.amount) == (one.date, one.amount)
                )
                for other in named[:place]
            )
            if is_here and key[1] in said and not again:
                is_there = one.date <= row.txn.date
                amounts[key] = amounts.get(key, Decimal()) + one.amount
                left[key] = left.get(key, Decimal()) + (one.amount if is_there else 0)
                known |= {key} if is_there else set()
        for key in known:
            left[key] = _left_of_number(key[1], row, originals, rules)
        is_told_apart = len({number for _, number in known}) == len(known)
        for each in (left, amounts) if is_told_apart else (amounts,):
            sums: dict[str, Decimal] = {}
            for (customer, _), amount in each.items():
                if amount > 0:
                    sums[customer] = sums.get(customer, Decimal()) + amount
            if sum(sums.values()) == -row.amount:
                _divide(rows, row, [(customer, -part, None) for customer, part in sums.items()])
                break


def _left_of_number(number: str, row: Row, rows: Sequence[Row], rules: Rules) -> Decimal:
    """What is open of a number on the account and day of a payment, by what has only that name.

    An opening balance counts for all before it, and a payment that came back for nothing.
    """
    here = [
        other
        for other in rows
        if [name.casefold() for name in other.names] == [number]
        and (other.account, other.currency) == (row.account, row.currency)
    ]
    undone: list[Row] = []
    for back in here:
        paid = [one for one in here if one.amount == -back.amount and one.place < back.place]
        paid = [one for one in paid if not any(one is other for other in undone)]
        if back.amount > 0 and paid and _side(back, rules)[0] == "cash":
            undone += [paid[-1], back]
    left, opened = Decimal(), None
    for one in here:
        if one.txn.date > row.txn.date or one.txn is row.txn:
            continue
        if any(one is other for other in undone):
            continue
        if one.amount > 0 and one.txn.date != opened and _side(one, rules)[0] == "equity":
            left, opened = Decimal(), one.txn.date
        left += one.amount
    return max(left, Decimal())


def _written_here(row: Row, owed: Sequence[Owed]) -> list[Owed]:
    """The invoices on its account whose numbers a credit has in another spelling."""
    if written(row.customer, row.currency, row.txn, row.meta, owed):
        return []
    here = (row.account, row.currency)
    found = meant_elsewhere(row, owed)
    if not found and row.customer not in {one.customer for one in owed}:
        text = text_of(row.txn, row.meta)
        words = {word.casefold() for word in _words(text)}
        short = [one for one in owed if one.number and one.number.casefold() in words]
        sure = sure_references(text, KnownNumbers([one.number or "" for one in short]))
        found = [one for one in short if one.number in sure]
    return [one for one in found if (one.row.account, one.currency) == here]


def _divide(rows: list[Row], row: Row, parts: Sequence[tuple[str, Decimal, Row | None]]) -> None:
    """Make of one row several, with the customers, amounts and names of others."""
    again = [replace(row, back=[]) for _ in parts[1:]]
    for one, (customer, amount, other) in zip([row, *again], parts, strict=True):
        one.customer, one.amount, one.divided = customer, amount, other is not None
        if other is not None:
            one.sure, one.names, one.keyed = other.sure, list(other.names), other.keyed
    for one in again:
        one.place = len(rows)
        rows.append(one)


def _give_returns_to_owners(
    rows: list[Row], likely: Sequence[Row], owed: Sequence[Owed], rules: Rules
) -> None:
    """A return by the bank's words alone is of the one customer who had paid its amount."""
    known = {one.customer for one in owed}
    for row in list(rows):
        text = f"{row.txn.payee or ''} {row.txn.narration}"
        if row.amount < 0 or row in likely or row.sure or row.customer in known:
            continue
        if row.names:
            given = _given_together(row, rows, owed, rules)
            if given:
                _divide(rows, row, [(who, part, None) for who, part in given.items()])
            continue
        together = _paid_together(row, rows, rules)
        if together:
            _divide(rows, row, [(part.customer, -part.amount, None) for part in together])
            row.divided = True
            continue
        if not says(text, "returned") or _side(row, rules)[0] != "cash":
            continue
        paid = [
            other.customer
            for other in rows
            if (other.account, other.currency) == (row.account, row.currency)
            and other.amount == -row.amount
            and other.place not in _returned(rows, rules)
            and datetime.timedelta() <= row.txn.date - other.txn.date <= datetime.timedelta(400)
            and _side(other, rules)[0] == "cash"
        ]
        _give(row, set(paid))


def _given_together(
    row: Row, rows: Sequence[Row], owed: Sequence[Owed], rules: Rules
) -> Mapping[str, Decimal]:
    """What each customer of those whose invoices a debit names was given, if it comes to that.

    First by the payments of one entry, the last one first, and then in all.
    """
    owners = {one.customer for one in _said(row, owed, rules)[0] if one.txn is not row.txn}
    credits_ = [
        one
        for one in rows
        if one.amount < 0
        and one.customer in owners
        and (one.account, one.currency) == (row.account, row.currency)
        and one.txn.date <= row.txn.date
        and _side(one, rules)[0] == _side(row, rules)[0]
        and _share(one, [row])
    ]
    groups = [[one for one in credits_ if one.txn is each.txn] for each in credits_[::-1]]
    for group in (*groups, credits_) if len(owners) > 1 else ():
        sums = {
            who: -sum((one.amount for one in group if one.customer == who), Decimal())
            for who in owners
        }
        if all(sums.values()) and sum(sums.values()) == row.amount:
            return sums
    return {}


def _paid_together(row: Row, rows: Sequence[Row], rules: Rules) -> Sequence[Row]:
    """The parts of the only payment of several customers that went back as a whole."""
    if _side(row, rules)[0] != "cash":
        return ()
    groups: dict[tuple[int, int], list[Row]] = {}
    for one in rows:
        if one.amount < 0 and not one.sure:
            groups.setdefault((id(one.txn), id(one.meta)), []).append(one)
    text = f"{row.txn.payee or ''} {row.txn.narration}"
    found = [
        parts
        for parts in groups.values()
        if len(parts) > 1
        and (parts[0].account, parts[0].currency) == (row.account, row.currency)
        and sum(part.amount for part in parts) == -row.amount
        and datetime.timedelta() <= row.txn.date - parts[0].txn.date <= datetime.timedelta(400)
        and (
            says(text, "returned")
            or (parts[0].txn.payee or "").casefold() == (row.txn.payee or "-").casefold()
        )
    ]
    return found[0] if len(found) == 1 else ()


def _pair_balances(  # noqa: C901 - the rules one after another, as they are told
    rows: list[Row], owed: Sequence[Owed], rules: Rules
) -> None:
    """What is closed and opened on a shared account in one sum is nobody's, or divided."""
    known = {one.customer for one in owed}
    shared = {row.account for row in rows if not row.sure}
    balances = [r for r in rows if r.account in shared and _side(r, rules)[0] == "equity"]

    def is_nobodys(row: Row) -> bool:
        return not (row.sure or row.names or row.customer in known)

    gone: list[Row] = []
    for debit in [row for row in balances if row.amount > 0 and is_nobodys(row)]:
        for credit in [row for row in balances if row.amount < 0 and is_nobodys(row)]:
            same = (credit.account, credit.currency, -credit.amount)
            if (
                same == (debit.account, debit.currency, debit.amount)
                and not any(credit is one for one in gone)
                and credit.customer != debit.customer
                and credit.txn.date <= debit.txn.date
            ):
                credit.customer = debit.customer = credit.account.rpartition(":")[2]
                gone += [credit, debit]
                break
    left = [row for row in balances if not any(row is one for one in gone)]
    for account, currency in {(row.account, row.currency): None for row in left}:
        here = [row for row in left if (row.account, row.currency) == (account, currency)]
        used: set[datetime.date] = set()
        for closing in sorted({row.txn.date for row in here if row.amount < 0}):
            closed = [row for row in here if row.amount < 0 and row.txn.date == closing]
            opened: list[Row] = []
            for day in sorted({row.txn.date for row in here if row.amount > 0} - used):
                those = [row for row in here if row.amount > 0 and row.txn.date == day]
                total = sum(row.amount for row in [*closed, *those])
                if day >= closing and not opened and not total and len(closed) != len(those):
                    opened = those
                    used.add(day)
            if not opened:
                continue
            for one, others in ((closed, opened), (opened, closed)):
                if len(one) == 1 and is_nobodys(one[0]):
                    parts = [(each.customer, -each.amount, each) for each in others]
                    _divide(rows, one[0], parts)
                    break


def _give(row: Row, owners: set[str]) -> None:
    if len(owners) == 1 and row.customer not in owners:
        row.customer = owners.pop()


# Undoing


def _undo(  # noqa: C901, PLR0912, PLR0915 - the rules one after another, as they are told
    rows: Sequence[Row],
    owed: Sequence[Owed],
    numbers: Mapping[int, str | None],
    moves: Sequence[Move],
    rules: Rules,
) -> list[Move]:
    """Which debit takes how much of which credit back."""
    found: list[Move] = []
    said = {row.place: _spoken(row, owed, rules) for row in rows}
    moving = {credit.place for credit, _, _ in moves}

    def order(row: Row) -> tuple[object, ...]:
        return row.txn.date, row.amount, sorted(said[row.place][1]), row.place

    def about(row: Row) -> set[str]:
        theirs = [one for one in owed if (one.customer, one.currency) == row.key]
        called = [one for one in theirs if one.reference.casefold() in said[row.place][0]]
        return {one.txn.narration or "" for one in called if one.txn is not row.txn}

    limit = {row.place: row.amount for row in rows if row.amount > 0}
    for row in rows:
        accounts = {one.account for one in rows if _related(one, row, moves)}
        row.whose_account = row.account.replace(row.customer, "") if len(accounts) > 1 else ""
    for row in rows:
        both = row.amount > 0 and {"cash", "income"} <= _against(row.txn, rules)
        if both and _side(row, rules)[0] == "cash":  # the rest of it was sold
            limit[row.place] = min(row.amount, _money_out(row.txn, rules))

    def take(credit: Row, debit: Row) -> None:
        amount = min(credit.left, limit[debit.place])
        if amount > 0:
            credit.left -= amount
            debit.left -= amount
            limit[debit.place] -= amount
            found.append((credit, debit, amount))

    ordered = sorted((row for row in rows if row.amount > 0), key=order)
    for exact, debit in [*((True, row) for row in ordered), *((False, row) for row in ordered)]:
        if not debit.left or debit.anew:
            continue
        nature, _ = _side(debit, rules)
        references, names, wide = said[debit.place]
        claim = "cash" in _against(debit.txn, rules) and (
            _given_due(debit, rules.settings) is not None
            or (numbers[debit.place] is not None and debit.keyed is not None)
        )

        def able(
            *,
            by_name: bool,
            debit: Row = debit,
            claim: bool = claim,
            references: set[str] = references,
        ) -> list[Row]:
            nature, accounts = _side(debit, rules)
            could = []
            for credit in rows:
                other, others = _side(credit, rules)
                alike = nature == "transfer" or (
                    nature == other and (nature in {"cash", "equity"} or bool(accounts & others))
                )
                if nature == other == "income" and _says_cancelled(debit):
                    alike = True
                if by_name and nature in {"income", "equity"}:
                    alike = alike or other == "expense"
                if by_name and nature == "cash":
                    alike = alike or other in {"other", "transfer"}
                if by_name and nature == "tax":  # its tax, by an entry of its own
                    of_it = other in {"expense", "income"} and accounts <= _legs(credit, rules)
                    alike = alike or of_it
                if by_name and nature == "expense":  # the discount or fee that was deducted
                    alike = alike or (other == "cash" and accounts <= _legs(credit, rules))
                ours = credit.customer == debit.customer
                if not ours:
                    ours = nature == "cash" or (by_name and nature not in {"transfer", "equity"})
                    ours = ours and debit.customer in _heirs(credit, debit, moves)
                if (
                    alike
                    and ours
                    and credit.place not in moving  # it moves back by a move of its own
                    and credit.amount < 0
                    and credit.currency == debit.currency
                    and credit.left > 0
                    and credit.txn.date <= debit.txn.date
                    and credit.txn is not debit.txn
                    and not (claim and not references and credit.txn.date == debit.txn.date)
                ):
                    could.append(credit)
            return sorted(could, key=order)

        def own(found: list[Row], debit: Row = debit) -> list[Row]:
            return [row for row in found if row.customer == debit.customer] or found

        by_name = able(by_name=True)
        if exact:  # money that went back completely, before parts of it
            total = debit.amount if nature == "cash" and wide else None
            named = own([c for c in by_name if wide & said[c.place][2]])
            same = [
                c
                for c in named
                if c.left == -c.amount == limit[debit.place] == total
                and _side(c, rules)[0] == "cash"
                and said[c.place][2] == wide
            ]
            for credit in told_last(debit, same, about)[-1:]:
                take(credit, debit)
            continue
        if nature == "income":
            worded = set((debit.txn.narration or "").casefold().split())
            again = [
                row
                for row in rows
                if row.amount == debit.amount
                and _side(row, rules)[0] == "income"
                and row.currency == debit.currency
                and row.txn.date < debit.txn.date
                and said[row.place][2] & names
                and worded & set((row.txn.narration or "").casefold().split())
                and len(worded - set((row.txn.narration or "").casefold().split())) <= 1
                and len(worded) == len(set((row.txn.narration or "").casefold().split()))
            ]
            by_names = own([c for c in by_name if names & said[c.place][2]])
            by_names = [c for c in by_names if names <= said[c.place][2]]
            same = [c for c in by_names if c.left == limit[debit.place]]
            part = [c for c in by_names if _says_cancelled(debit) and c.left > limit[debit.place]]
            day = [c for c in by_names if not same and _left_on(c, by_names) == limit[debit.place]]
            day = [c for c in day if c.txn.date == day[-1].txn.date]
            ignored = bool(again) and not _says_cancelled(debit)
            for credit in [] if ignored else same[-1:] or day or part[-1:]:
                take(credit, debit)
            if _says_cancelled(debit) and not names and debit.left == debit.amount:
                alone = [[c] for c in able(by_name=False) if c.left == -c.amount == debit.amount]
                alone = told(debit, alone, about, is_cash=False)
                if len({frozenset(said[c.place][1]) for (c,) in alone}) == 1:
                    take(alone[-1][0], debit)
            continue
        named = own([c for c in by_name if names & said[c.place][2]]) or own(
            [c for c in by_name if wide & said[c.place][2]]
        )
        if named:
            named = [c for c in named if _side(c, rules)[0] == nature] or named
            whole = [c for c in named if c.left == debit.amount]
            if whole and _legs(debit, rules) <= _legs(whole[-1], rules):
                limit[debit.place] = debit.amount
            same = [c for c in named if c.left == limit[debit.place]]
            if not same:
                unnamed = [c for c in able(by_name=False) if not said[c.place][0]]
                unnamed = [c for c in unnamed if c.customer == debit.customer]
                same = _without_name(
                    debit, named, unnamed, limit[debit.place], about, is_cash=nature == "cash"
                )
            for credit in reversed(told_last(debit, same or named, about)):
                take(credit, debit)
            continue
        others = [
            row
            for row in rows
            if row.key in {debit.key, *((c.key) for c in rows if _related(c, debit, moves))}
            and row is not debit
            and said[row.place][2] & wide
        ]
        numbered = bool(names) and not references and nature != "cash"
        if claim and not references:
            continue
        unclear = (not references and bool(others)) or (numbered and nature != "equity")
        if nature != "transfer" and unclear:
            continue
        near = [
            credit
            for credit in able(by_name=False)
            if debit.txn.date - credit.txn.date <= datetime.timedelta(days=400)
        ]
        if nature == "transfer":
            fits = near
        else:
            fits = [
                credit
                for credit in near
                if _side(credit, rules)[0] == nature
                and not (said[credit.place][0] and (references or numbered))
            ]
        wholes = [[c] for c in fits if c.left == -c.amount == limit[debit.place]]
        for one in fits:
            whole = [
                r
                for r in rows
                if r.key == one.key
                and r.amount < 0
                and (r.txn.date, said[r.place][1]) == (one.txn.date, said[one.place][1])
                and _side(r, rules)[0] == _side(one, rules)[0]
            ]
            total = sum((-c.amount for c in whole), Decimal())
            untouched = sum((c.left for c in whole), Decimal()) == total
            untouched &= all(any(c is each for each in fits) for c in whole)
            if len(whole) > 1 and untouched and total == limit[debit.place]:
                wholes.append(whole)
        for txn in {id(c.txn): c.txn for c in fits}.values():
            whole = [r for r in rows if r.txn is txn and r.amount < 0 and _related(r, debit, moves)]
            total = sum((-c.amount for c in whole), Decimal())
            if len(whole) > 1 and total == limit[debit.place] and all(c in fits for c in whole):
                wholes.append(whole)
        wholes = [w for w in wholes if w[0].customer == debit.customer] or wholes
        plainly = marked(debit, wholes, about) or wholes
        if not wholes and nature == "cash":
            theirs = [c for c in fits if c.customer == debit.customer and c.left]
            total = limit[debit.place]
            together = _together(debit, theirs, total)
            if _says_returned(debit):
                plainly = wholes = together or _with_costs(theirs, total)
            elif len(together) == 1 and not wide and not _is_refund(debit, rows):
                plainly = wholes = together

        def kinds(wholes: list[list[Row]]) -> int:
            return len(
                {
                    (
                        frozenset(frozenset(said[c.place][1]) for c in whole),
                        sum((c.left for c in whole), Decimal()),
                    )
                    for whole in wholes
                }
            )

        best = told(debit, plainly, about, is_cash=nature == "cash")
        if kinds(best) == 1:
            for credit in best[-1]:
                take(credit, debit)
        elif not wholes and nature == "equity" and not numbered:
            for credit in reversed(fits):
                take(credit, debit)
    return found


def _together(debit: Row, theirs: Sequence[Row], total: Decimal) -> list[list[Row]]:
    """The sets of two to four recent payments that are returned in one sum."""
    since = debit.txn.date - datetime.timedelta(days=70)
    recent = [row for row in theirs if row.txn.date >= since][-12:]
    sets = [list(some) for size in (2, 3, 4) for some in combinations(recent, size)]
    return [some for some in sets if sum(row.left for row in some) == total][:6]


def _without_name(
    debit: Row,
    named: Sequence[Row],
    unnamed: Sequence[Row],
    total: Decimal,
    about: Callable[[Row], set[str]],
    *,
    is_cash: bool,
) -> list[Row]:
    """What a debit takes back if no credit of its names has its amount.

    The only ones of its names that have it together, or else what names nothing and has it, or
    else the payment of which it is a return with its costs.
    """
    recent = list(named)[-12:]
    sets = [list(some) for size in (2, 3, 4) for some in combinations(recent, size)]
    together = [some for some in sets if sum(row.left for row in some) == total]
    if len(together) == 1:
        return together[0]
    is_return = _says_returned(debit) or _says_cancelled(debit)
    soon = [row for row in unnamed if (debit.txn.date - row.txn.date).days <= 400]
    found: list[list[Row]] = []
    if is_return or total > sum(row.left for row in named):
        found = [[row] for row in soon if row.left == -row.amount == total]
    if not found and is_return and is_cash:
        found = _with_costs([*soon, *named], total)
    told_of = best_of(debit, found, about) if found else []
    return (told_of or found or [[]])[-1]


def _is_refund(debit: Row, rows: Sequence[Row]) -> bool:
    """Whether money out says so, or pays back what the customer had as a credit."""
    before = (
        row.amount
        for row in rows
        if row.key == debit.key and row.txn.date <= debit.txn.date and row is not debit
    )
    text = " ".join((debit.txn.payee or "", debit.txn.narration or ""))
    return says(text, "refund") or sum(before, Decimal()) < 0


def _with_costs(theirs: Sequence[Row], total: Decimal) -> list[list[Row]]:
    """The payments with which a return may have a bank's costs: up to 50.00, or a twentieth.

    Those of one day and name come first together.
    """

    def is_costly(some: Sequence[Row]) -> bool:
        paid = sum((row.left for row in some), Decimal())
        return paid < total < 2 * paid and total - paid <= max(Decimal(50), paid / 20)

    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in theirs:
        if row.left < total:
            groups.setdefault((row.customer, row.txn.date, tuple(row.names)), []).append(row)
    found: list[list[Row]] = []
    for day in groups.values():
        found += [day] if is_costly(day) else [[row] for row in day if is_costly([row])]
    likely = [some for some in found if sum(row.left for row in some) > total * Decimal("0.8")]
    return likely or found


def _says_cancelled(row: Row) -> bool:
    return "cancelled" in (row.txn.narration or "")


def _says_returned(row: Row) -> bool:
    return "returned" in (row.txn.narration or "").casefold().split()


def _words(text: str) -> list[str]:
    whole = [word.lstrip("#") for word in re.findall(r"[\w/.#:-]*\w", text)]
    return whole + [part for word in whole for part in re.split("[/.#:]+", word)]


def _left_on(row: Row, rows: Sequence[Row]) -> Decimal:
    return sum((one.left for one in rows if one.txn.date == row.txn.date), Decimal())


def _legs(row: Row, rules: Rules) -> set[str]:
    accounts = {posting.account for posting in row.txn.postings}
    return {account for account in accounts if rules.accounts[account] is None}


def _heirs(row: Row, debit: Row, moves: Sequence[Move]) -> set[str]:
    """Those with whom claims on the customer of a row went on by the day of a debit."""
    heirs: set[str] = {row.customer}
    for _ in moves:
        for credit, after, _ in moves:
            if credit.customer in heirs and after.txn.date <= debit.txn.date:
                heirs.add(after.customer)
    return heirs - {row.customer}


def _related(row: Row, debit: Row, moves: Sequence[Move]) -> bool:
    """Whether moves connect the customers of two rows of one currency, whatever their days."""
    family = {debit.customer}
    for _ in moves:
        for credit, after, _ in moves:
            if family & {credit.customer, after.customer}:
                family |= {credit.customer, after.customer}
    return row.currency == debit.currency and row.customer in family


def _spoken(row: Row, owed: Sequence[Owed], rules: Rules) -> tuple[set[str], set[str], set[str]]:
    """The invoices that a row names, all its names, and its links besides."""
    own, unknown = _mine(row, owed, rules)
    references = {one.reference.casefold() for one in own}
    stated = [*unknown, *row.names]
    if row.keyed is not None and references:
        mine = [n for n in row.names if any(one.txn is row.txn for one in _called(n, owed))]
        stated = [*unknown, *mine]
    names = references | {name.casefold() for name in stated}
    return references, names, names | {link.casefold() for link in row.txn.links}


def _mine(
    row: Row, owed: Sequence[Owed], rules: Rules, *, on_any_day: bool = False
) -> tuple[list[Owed], list[str]]:
    """The invoices of its customer that a row names; if it is a debit, mostly until its day."""
    named, unknown = _said(row, owed, rules, but=row.txn)
    exact = [row.keyed or "", *row.txn.links, *_patterned(row.txn, rules.settings)]
    split = [part for name in exact for part in (name, *re.split(r"[,;\s]+", name)) if part]
    is_plain = not any(_called(name, owed) for name in split)
    if is_plain and (row.amount < 0 or (not named and _side(row, rules)[0] == "cash")):
        theirs = written(row.customer, row.currency, row.txn, row.meta, owed)
        named += [one for one in owed if one.reference in theirs and one.txn is not row.txn]
    is_there = [one for one in named if row.amount < 0 or on_any_day or one.date <= row.txn.date]
    return [one for one in is_there if (one.customer, one.currency) == row.key], unknown


# Moving


def _moves(rows: Sequence[Row], rules: Rules) -> list[Move]:
    """What a transaction takes off one customer and puts on another."""
    left = {row.place: abs(row.amount) for row in rows}
    found: list[Move] = []
    for txn in {id(row.txn): row.txn for row in rows}.values():
        same = [r for r in rows if r.txn is txn and _side(r, rules)[0] == "transfer"]
        for alike in (True, False):
            for debit in [row for row in same if row.amount > 0]:
                for credit in [row for row in same if row.amount < 0]:
                    amount = min(left[credit.place], left[debit.place])
                    if (
                        amount
                        and credit.currency == debit.currency
                        and credit.customer != debit.customer
                        and (not alike or credit.names == debit.names)
                    ):
                        left[credit.place] -= amount
                        left[debit.place] -= amount
                        found.append((credit, debit, amount))
    return found + _reopened(rows, rules)


def _reopened(rows: Sequence[Row], rules: Rules) -> list[Move]:
    """What was closed with one customer and is opened with another by the same name."""
    carried = [row for row in rows if row.names and _side(row, rules)[0] == "equity"]
    found: list[Move] = []
    for debit in sorted(carried, key=lambda row: row.txn.date):
        names = {name.casefold() for name in debit.names}
        same = [
            credit
            for credit in carried
            if debit.amount > 0
            and credit.amount == -debit.amount
            and credit.currency == debit.currency
            and {name.casefold() for name in credit.names} == names
            and not any(credit is used for used, _, _ in found)
        ]
        if any(credit.customer == debit.customer for credit in same):
            continue
        earlier = [credit for credit in same if credit.txn.date <= debit.txn.date]
        if earlier:
            found.append((earlier[-1], debit, debit.amount))
    return found


def _as_moved(owed: Sequence[Owed], moves: Sequence[Move]) -> list[Owed]:
    """The invoices, those that may have moved as the new customer's, too."""
    known = list(owed)
    for credit, debit, _ in sorted(moves, key=lambda move: move[1].txn.date):
        theirs = [one for one in known if (one.customer, one.currency) == credit.key]
        names = {name.casefold() for name in debit.names if _called(name, theirs)}
        for one in theirs:
            called = {one.reference.casefold(), *(link.casefold() for link in one.links)}
            again = any(o.customer == debit.customer and o.row is one.row for o in known)
            if one.date <= debit.txn.date and not again and (not names or names & called):
                known.append(replace(one, customer=debit.customer))
    return known


def _goes_on(move: Move, rows: Sequence[Row], owed: Sequence[Owed], rules: Rules) -> bool:
    """Whether the claim goes on with the new customer, and nothing hints at a correction."""
    credit, debit, _ = move
    customer = rules.customers.get(debit.customer) or Customer(debit.customer)
    details = customer.email or customer.address or customer.phone or customer.terms
    sold = any(
        row.customer == debit.customer and "income" in _against(row.txn, rules)
        for row in rows
        if row.amount > 0
    )
    if not details and not sold:
        return False
    before = (r for r in rows if r.key == debit.key and r.txn.date <= debit.txn.date)
    balance = sum((row.amount for row in before if row.txn is not debit.txn), Decimal())
    if credit.txn is debit.txn and -balance >= min(debit.amount, -credit.amount):
        return False  # who is in credit by it pays for the other
    theirs = [one for one in owed if (one.customer, one.currency) == credit.key]
    if any(_called(name, theirs) for name in debit.names):
        return True
    returned = _returned(rows, rules)
    return not any(
        row.key == debit.key
        and row.txn.date <= debit.txn.date
        and -row.amount >= debit.amount
        and _side(row, rules)[0] != "transfer"
        and row.place not in returned
        for row in rows
    )


def _returned(rows: Sequence[Row], rules: Rules) -> set[int]:
    """The payments that went back in full by the same names, by place."""
    found: set[int] = set()
    used: set[int] = set()

    def names(row: Row) -> set[str]:
        return {name.casefold() for name in row.names}

    money = [row for row in rows if row.sure and row.names and _side(row, rules)[0] == "cash"]
    for row in money:
        for back in money:
            if (
                row.amount < 0
                and back.amount == -row.amount
                and back.key == row.key
                and names(back) == names(row)
                and back.txn.date >= row.txn.date
                and back.place not in used
                and row.place not in found
            ):
                found.add(row.place)
                used.add(back.place)
    return found


def _carried(moves: Sequence[Move]) -> list[Move]:
    """The moves as far as they were not undone; the debit has the rest."""
    standing = {credit.place: credit.left for credit, _, _ in moves}
    found = []
    for credit, debit, whole in moves:
        amount = min(whole, debit.left, standing[credit.place])
        if amount > 0:
            debit.left -= amount
            standing[credit.place] -= amount
            found.append((credit, debit, amount))
    return found


def _carry(
    carried: Sequence[tuple[Row, Row, Decimal, list[str] | None]],
    owed: list[Owed],
    paid: Sequence[Paid],
    loose: list[Loose],
    *,
    mode: str,
) -> None:
    """Settle the customer whose claims move, and give what the credit settled to the other.

    What was returned to the other is given on the day of its return.
    """

    def order(move: tuple[Row, Row, Decimal, list[str] | None]) -> tuple[object, ...]:
        credit, debit, _, returned = move
        return (credit if returned is None else debit).txn.date, credit.key, credit.place

    for row, debit, whole, returned in sorted(carried, key=order):
        (money,) = [one for one in paid if one.row is row]
        day = (row if returned is None else debit).txn.date
        _settle(
            [one for one in owed if (one.customer, one.currency) == row.key],
            [one for one in paid if (one.customer, one.row.currency) == row.key],
            [one for one in loose if one.row.key == row.key],
            mode=mode,
            until=day,
        )
        left = whole
        used = sorted(money.used, key=lambda each: each[0].reference not in (returned or ()))
        money.used = []
        for one, part in used:
            amount = min(left, part)
            left -= amount
            if part > amount:
                money.used.append((one, part - amount))
            if amount:
                owed += _moved(one, row, debit, amount, in_part=returned is None)
        if left:
            loose.append(Loose(debit, cash=False, left=left))


def _moved(one: Owed, row: Row, debit: Row, amount: Decimal, *, in_part: bool) -> list[Owed]:
    """Move an invoice whose rest has moved, or else return the part of it that moves."""
    open_before = one.left
    mine = [part for part in one.settled if part[3] is row]
    through = sum((part[1] for part in mine), Decimal())
    less = amount
    for date, before, basis, source in mine:
        place = one.settled.index((date, before, basis, source))
        one.settled[place] = (date, before - min(less, before), basis, source)
        less -= min(less, before)
    one.settled = [part for part in one.settled if part[1]]
    if one.customer == debit.customer:
        return []
    if open_before or (in_part and through > amount) or one.customer != row.customer:
        one.amount -= amount
        return [
            replace(
                one,
                customer=debit.customer,
                account=debit.account,
                stays=[],
                amount=amount,
                settled=[],
            )
        ]
    one.customer, one.account, one.stays = debit.customer, debit.account, []
    return []


# What is left of the debits


def _debits(  # noqa: C901, PLR0915 - the rules one after another, as told
    rows: Sequence[Row],
    numbers: Mapping[int, str | None],
    back: Sequence[Move],
    known: Sequence[Owed],
    offset: list[Row],
    rules: Rules,
) -> tuple[list[Owed], list[Loose]]:
    """The debits: invoices, charges of what was returned, and what is no invoice.

    What a later credit cancels is none of them, and the credit is added to ``offset``.
    """

    def is_second_entry(again: Row) -> bool:
        """Whether a credit note cancels what has only the link and the words of an invoice."""
        number = numbers[again.place]
        same = [
            row
            for row, other, charge in once
            if not charge
            and None not in (number, other)
            and str(number).casefold() == str(other).casefold()
            and (row.key, row.left) == (again.key, again.left)
            and row.txn is not again.txn
            and (row.txn.narration or "").casefold() == (again.txn.narration or "").casefold()
        ]
        if not same:
            return False
        is_soon = again.txn.date - same[-1].txn.date < datetime.timedelta(days=25)
        is_soon &= not corrects(again, same[-1])

        def fits(credit: Row) -> bool:
            if _legs(credit, rules) - _legs(again, rules):
                return False
            later = is_soon and credit.txn.date > again.txn.date
            return later or "Doublon" in (credit.txn.narration or "")

        return cancels(again, "income", fits)

    def corrects(again: Row, before: Row) -> bool:
        dues = {_given_due(row, rules.settings) for row in (again, before)}
        return len(dues) > 1 and None not in dues

    def cancels(debit: Row, nature: str, fits: Callable[[Row], bool] = lambda _: True) -> bool:
        names = {name.casefold() for name in debit.names}
        undone = [credit for credit, _, _ in back]
        fit = []
        for row in sorted(rows, key=lambda row: row.txn.date):
            theirs = {name.casefold() for name in row.names}
            alike = {
                "equity": not names and not theirs,
                "exchange": bool(names & theirs) or not (names and theirs),
                "income": bool(names & theirs),
                "cash": bool(names & theirs),
            }[nature]
            days = row.txn.date - debit.txn.date
            if (
                row.amount < 0
                and alike
                and row.key == debit.key
                and _side(row, rules)[0] == nature
                and datetime.timedelta() <= days <= datetime.timedelta(days=400)
                and not any(row is one for one in [*undone, *offset])
            ):
                fit.append(row)
        for day in dict.fromkeys(row.txn.date for row in fit):
            those = [row for row in fit if row.txn.date == day and fits(row)]
            those = [row for row in those if row.amount == -debit.left][:1] or those
            if those and sum(row.amount for row in those) == -debit.left:
                offset.extend(those)
                return True
        return False

    def paid_an_invoice(credit: Row, debit: Row) -> bool:
        theirs = [o.date for o in known if (o.customer, o.currency) == credit.key]
        before = bool(theirs) and min(theirs) <= credit.txn.date < debit.txn.date
        return before or any(_spoken(row, known, rules)[0] for row in (credit, debit))

    entered: list[tuple[Row, str | None, bool]] = []
    loose: list[Loose] = []

    def leave(row: Row) -> None:
        """Leave what is no invoice; with a due date, the rest of a debit is one in any case."""
        if row.left == row.amount or _given_due(row, rules.settings) is None:
            loose.append(_loose_one(row, rules))
            return
        is_of_another = bool(_spoken(row, known, rules)[0])
        entered.append((row, None if is_of_another else numbers[row.place], False))

    for row in [row for row in rows if row.amount > 0 and row.left]:
        cash = "cash" in _against(row.txn, rules)
        nature = _side(row, rules)[0]
        undoing = any(debit is row for _, debit, _ in back)
        claim = cash and (
            _given_due(row, rules.settings) is not None
            or (numbers[row.place] is not None and row.keyed is not None)
        )
        if undoing and nature in {"cash", "expense"}:
            taken = sum((amount for _, debit, amount in back if debit is row), Decimal())
            is_cost = row.left < taken and row.left <= max(Decimal(50), taken / 20)
            of_invoice = any(d is row and paid_an_invoice(credit, d) for credit, d, _ in back)
            if of_invoice and (is_cost or nature == "expense"):
                entered.append((row, None, True))
            else:
                leave(row)
        elif undoing and nature == "equity" and not _is_invoice(row, numbers, rules):
            leave(row)  # nobody invoiced what was carried over besides
        elif (undoing and nature != "transfer") or (
            not undoing and row.left == row.amount and (_is_invoice(row, numbers, rules) or claim)
        ):
            entered.append((row, numbers[row.place], False))
        elif (
            row.left != row.amount
            or nature not in {"equity", "exchange", "cash"}
            or (nature == "equity" and row.names)
            or (nature == "cash" and not _spoken(row, known, rules)[0])
            or not cancels(row, nature)
        ):
            leave(row)
    once: list[tuple[Row, str | None, bool]] = []
    for each in entered:
        entered_before = [row for row, _, charge in once if not charge and not each[2]]
        twins = [before for before in entered_before if _twins(each[0], before, numbers)]
        if twins:
            if corrects(each[0], twins[-1]) and cancels(
                each[0], "income", lambda credit: "Doublon" not in (credit.txn.narration or "")
            ):
                once = [each if one[0] is twins[-1] else one for one in once]
                continue
            if cancels(each[0], "income"):
                continue
            loose.append(_loose_one(each[0], rules))
        elif each[2] or not is_second_entry(each[0]):
            once.append(each)
    parts = [
        one
        for row, number, charge in once
        for one in _parts(row, {row.place: number}, rules, charge=charge)
    ]
    return parts, loose


def _name_charges(owed: list[Owed], rules: Rules) -> None:
    """Each charge with the first due of the invoices that it names; then one of each number."""
    goods = [one for one in owed if not one.charge]
    for one in [one for one in owed if one.charge]:
        named = [
            other
            for other in _said(one.row, goods, rules, but=one.txn)[0]
            if (other.customer, other.currency) == (one.customer, one.currency)
        ]
        if named:
            first = min(named, key=lambda other: (other.due, other.date, other.reference))
            one.charge_of = first.reference
            theirs = {other.reference.casefold() for other in named}
            if one.number is not None and one.number.casefold() in theirs:
                own = [name for name in one.row.names if name.casefold() not in theirs]
                one.number = own[0] if len(own) == 1 else None
            one.reference = one.number or one.date.isoformat()
    owed[:] = _merged(owed)


def _loose_one(row: Row, rules: Rules) -> Loose:
    natures = _against(row.txn, rules)
    cash = "cash" in natures
    return Loose(row, cash, row.left, carried_over="equity" in natures and not cash)


def _twins(row: Row, before: Row, numbers: Mapping[int, str | None]) -> bool:
    """Whether one invoice was entered twice: one number, one amount, two transactions."""
    one, other = numbers[row.place], numbers[before.place]
    return (
        one is not None
        and other is not None
        and one.casefold() == other.casefold()
        and row.key == before.key
        and row.left == before.left
        and row.txn is not before.txn
        and (
            row.txn.date == before.txn.date or (row.keyed is not None and before.keyed is not None)
        )
    )


def _is_of_lateness(row: Row, rules: Rules) -> bool:
    """Whether interest or a fee is charged, or credited, as the account or the text says."""
    nature, accounts = _side(row, rules)
    told = (row.txn.narration or "").startswith("Late fee")
    return nature == "income" and (told or all("Penalites" in account for account in accounts))


def _parts(
    row: Row, numbers: Mapping[int, str | None], rules: Rules, *, charge: bool = False
) -> list[Owed]:
    number = numbers[row.place]
    interest = _is_of_lateness(row, rules)
    against = _against(row.txn, rules)
    return [
        Owed(
            customer=row.customer,
            currency=row.currency,
            number=number,
            reference=number or row.txn.date.isoformat(),
            date=row.txn.date,
            due=due,
            amount=amount,
            links=row.txn.links,
            txn=row.txn,
            row=row,
            account=row.account,
            stays=_stays(row, number, rules),
            discounted=_given_due(row, rules.settings) is None,
            charge=charge or interest or _came_back(row, rules),
            presumed=_is_presumed(row, rules.settings),
            carried_over="equity" in against and "income" not in against,
        )
        for amount, due in _dues(row, rules)
    ]


def _stays(row: Row, number: str | None, rules: Rules) -> list[tuple[datetime.date, str, str]]:
    names = {name.casefold() for name in (number or row.txn.date.isoformat(), *row.txn.links)}
    stays = [
        (day, before, after)
        for key, moved, day, before, after in rules.stays
        if key == row.key and moved & names and day >= row.txn.date
    ]
    return sorted(stays, key=lambda each: each[0])


def _merged(parts: Sequence[Owed]) -> list[Owed]:
    """One invoice of all that has one number, date and due date, or that one entry has so."""
    owed: list[Owed] = []
    for part in parts:
        same = [
            one
            for one in owed
            if (one.customer, one.currency) == (part.customer, part.currency)
            and (one.reference.casefold(), one.date) == (part.reference.casefold(), part.date)
            and (one.due, one.charge, one.presumed) == (part.due, part.charge, part.presumed)
            and (one.number is None) == (part.number is None)
            and (one.number is not None or one.txn is part.txn)
        ]
        if same:
            same[0].amount += part.amount
        else:
            owed.append(part)
    for number, part in enumerate(owed):
        earlier = [
            one
            for one in owed[:number]
            if (one.customer, one.date) == (part.customer, part.date) and one.number is None
        ]
        if part.number is None and earlier:  # called by the day, /2, /3 …
            part.reference = f"{part.date}/{len(earlier) + 1}"
    return owed


def _called(name: str, owed: Sequence[Owed]) -> list[Owed]:
    """The invoices of that number, of any customer; if none has it, those with that link."""
    name = name.casefold()
    return [one for one in owed if one.reference.casefold() == name] or [
        one for one in owed if name in {link.casefold() for link in one.links}
    ]


def _said(
    row: Row, owed: Sequence[Owed], rules: Rules, but: Transaction | None = None
) -> tuple[list[Owed], list[str]]:
    """The invoices that a row names, but those of a transaction, and the names of none."""
    unknown: list[str] = []
    for names in _stated(row, owed, rules, but):
        unknown += [name for name in names if not _called(name, owed)]
        named = [one for name in _telling(names, owed, but) for one in _called(name, owed)]
        named = [one for one in named if one.txn is not but]
        if named:
            return named, unknown
    return [], unknown


def _stated(
    row: Row, owed: Sequence[Owed], rules: Rules, but: Transaction | None
) -> list[list[str]]:
    """What a row says that it is for, the surest first."""
    stated: list[list[str]] = [[]]
    if row.keyed is not None:
        words = [word for word in re.split(r"[,;\s]+", row.keyed) if word]
        whole = [one for one in _called(row.keyed, owed) if one.txn is not but]
        split = not whole and any(_called(word, owed) for word in words)
        stated = [words if split else [row.keyed]]
    stated.append(sorted(row.txn.links))
    stated.append(_patterned(row.txn, rules.settings))
    others = other_numbers(row.txn.narration or "")
    quoted = [word for word in _words(row.txn.narration or "") if word not in others]
    stated.append([word for word in quoted if len(word) >= 4 and _called(word, owed)])
    texts = metadata_texts(row.txn, row.meta)
    others = {number for text in texts for number in other_numbers(text)}
    quoted = [word for text in texts for word in _words(text) if word not in others]
    stated.append([word for word in quoted if len(word) >= 4 and _called(word, owed)])
    return stated


def _is_shared(row: Row, owed: Sequence[Owed], rules: Rules) -> bool:
    """Whether a row names its invoices by what several have in common only."""
    for names in _stated(row, owed, rules, None):
        meant = [_meant(name, owed, None) for name in names]
        if any(meant):
            return not any(len(each) == 1 for each in meant)
    return False


def _meant(name: str, owed: Sequence[Owed], but: Transaction | None) -> set[tuple[str, object]]:
    """The invoices of a name, whatever their instalments, but those of a transaction."""
    return {(o.reference.casefold(), o.date) for o in _called(name, owed) if o.txn is not but}


def _telling(names: Sequence[str], owed: Sequence[Owed], but: Transaction | None) -> list[str]:
    """The names, but those that one invoice has in common with others and that it has beside."""
    names = list(dict.fromkeys(names))
    meant = {name: _meant(name, owed, but) for name in names}
    single = {one for each in meant.values() if len(each) == 1 for one in each}
    return [name for name in names if len(meant[name]) == 1 or not meant[name] & single]


def _new_numbers(row: Row, numbers: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """The numbers that a customer's invoices have on the day of a credit instead of others.

    If what had the old number is another customer's by then, nobody can tell whose it means.
    """
    old = {number.casefold() for number in numbers}
    replaced = [
        one
        for debit in rows
        if debit.anew and debit.currency == row.currency
        for one in rows
        if one.txn is debit.txn is not row.txn and one.customer != debit.customer
    ]
    if _share(row, [one for one in replaced if one.amount < 0]):
        raise UndecidedError
    return [
        debit.names[0]
        for debit in rows
        if debit.anew
        and debit.key == row.key
        and debit.txn is not row.txn
        and debit.txn.date <= row.txn.date
        and any(
            one.txn is debit.txn
            and one.amount < 0
            and one.customer == row.customer
            and old & {name.casefold() for name in one.names}
            for one in rows
        )
    ]


def _paid(
    row: Row, owed: Sequence[Owed], taken: set[Key], rows: Sequence[Row], rules: Rules
) -> Paid:
    """A credit with the invoices of its customer that it names."""
    named, unknown = _said(row, owed, rules)
    says_nothing = not named
    stranger = row.customer not in {one.customer for one in named}
    stranger_to_loans = stranger and {(row.customer, name.casefold()) for name in row.names} & taken
    if stranger_to_loans:
        named, unknown = [], list(row.names)
    references = [one.reference for one in named if one.customer == row.customer]
    exact = [row.keyed or "", *row.txn.links, *_patterned(row.txn, rules.settings)]
    split = [part for name in exact for part in (name, *re.split(r"[,;\s]+", name)) if part]
    shared = False
    text_of_others = False
    if not any(_called(name, owed) for name in split):
        theirs = written(row.customer, row.currency, row.txn, row.meta, owed)
        references += [] if stranger_to_loans else theirs
        text_of_others = says_nothing and not theirs and bool(meant_elsewhere(row, owed))
        mine = [one for one in owed if (one.customer, one.currency) == row.key]
        shared = bool(theirs) and not any(len(_meant(name, mine, None)) == 1 for name in theirs)
        shared &= says_nothing
    elif not stranger_to_loans:
        shared = _is_shared(row, owed, rules)
    anew = _new_numbers(row, references, rows)
    shared |= len(anew) > 1
    references += anew
    paid = Paid(row, row.customer, list(dict.fromkeys(references)), unknown, row.left)
    paid.of_charge = _is_of_lateness(row, rules)
    into = {
        _nature(posting.account, rules)
        for posting in row.txn.postings
        if rules.accounts[posting.account] is None and (get_weight(posting).number or 0) > 0  # type: ignore[no-untyped-call]
    }
    paid.others = bool(named) and not any(one.customer == row.customer for one in named)
    paid.others |= text_of_others
    paid.others &= not references
    paid.by_shared_name = shared
    paid.is_money = "cash" in (into or _against(row.txn, rules))
    paid.is_loss = _is_lost(row, into or _against(row.txn, rules))
    paid.pays = paid.is_money or paid.is_loss or _side(row, rules)[0] == "income"
    return paid


def _is_lost(row: Row, natures: set[str]) -> bool:
    """Whether a credit is a loss: neither money nor a credit note, but an expense that says so."""
    if natures & {"cash", "income"} or "expense" not in natures:
        return False
    accounts = [posting.account for posting in row.txn.postings]
    return any("Losses" in account for account in accounts)


# Settling, of one customer and currency


def _settle(
    owed: list[Owed],
    paid: list[Paid],
    loose: list[Loose],
    *,
    mode: str,
    until: datetime.date = datetime.date.max,
) -> None:
    """The steps in their order. Ties are broken by content, never by the order of the lines.

    Before a move, nothing is presumed of what comes after it, nor moved.
    """
    owed.sort(key=lambda one: (one.due, one.date, one.reference))
    loose.sort(key=lambda one: one.row.txn.date)
    paid.sort(key=_by_content)
    now = [one for one in paid if one.row.txn.date <= until or not one.carries]
    _by_name(owed, now, by_amount=mode == "amount")
    _by_own_name(paid, loose)
    owed = [one for one in owed if one.date <= until]
    paid = [one for one in paid if one.row.txn.date <= until]
    loose = [one for one in loose if one.row.txn.date <= until]
    if mode == "amount":
        if any(_tells_number_of(debit, credit) for debit in loose for credit in paid):
            raise UndecidedError
        _of_earlier_books(owed, paid, loose)
    if mode != "explicit":
        _before_invoices(owed, paid, loose)
    if mode == "amount":
        _repaid(owed, paid, loose)
        explain(owed, paid, _is_for_another)
    _loose(owed, paid, loose)
    over = [one for one in owed if not one.left]
    open_ = [one for one in owed if one.left]
    apart = mode == "amount" and len(set[str]().union(*(one.accounts for one in open_))) > 1
    for credit in paid:
        if mode != "explicit" or credit.carries:
            named = bool(credit.used)
            for one in [*(_on_its_account(credit, open_, over) if apart else ()), *owed]:
                if not _is_for_another(credit, one, named=named):
                    _use(credit, one, "oldest")
            for debit in loose:
                _cover(credit, debit)


def _of_earlier_books(owed: Sequence[Owed], paid: Sequence[Paid], loose: Sequence[Loose]) -> None:
    """Cover a balance carried over with what names an invoice of a year before it.

    It covers what has its amount; money also covers what has another, unless its text says
    something of open invoices, and its rest is none of theirs.
    """
    open_ = [(one, one.left) for one in owed if one.left]
    for credit in paid:
        row = credit.row
        text = "\n\n\n\n".join((text_of(row.txn, row.meta), *keyed_numbers(row.txn, row.meta)))
        there = [(one, left) for one, left in open_ if one.date <= row.txn.date]
        found = [
            debit
            for debit in loose
            if debit.carried_over
            and debit.left
            and debit.row.txn.date <= row.txn.date
            and names_invoice_before(text, debit.row.txn.date)
        ]
        is_other = bool(credit.references) or credit.others or credit.carries or not credit.pays
        if is_other or not credit.left or any(one.carried_over for one, _ in there):
            continue
        total = sum((debit.left for debit in found), Decimal())
        exact = found if total == credit.left else [d for d in found if d.left == credit.left][:1]
        told = text_clues(" ".join(debit.row.txn.narration or "" for debit in found))
        if exact or (credit.is_money and not is_for_more(credit, told, there, credit.left - total)):
            for debit in exact or found:
                _cover(credit, debit)


def _tells_number_of(debit: Loose, credit: Paid) -> bool:
    """Whether a credit without an invoice says all that a debit says, and a number among it."""
    if not (debit.left and credit.left and credit.pays) or credit.references or credit.others:
        return False
    said = [
        text_clues(text) - text_clues(credit.customer)
        for text in (debit.row.txn.narration or "", text_of(credit.row.txn, credit.row.meta))
    ]
    return said[0] <= said[1] and any(re.search("[0-9]", word) for word in said[0])


def _before_invoices(owed: Sequence[Owed], paid: Sequence[Paid], loose: Sequence[Loose]) -> None:
    """Cover what was carried over, or the one debit that is equal, before anything was invoiced."""
    first = min((one.date for one in owed), default=datetime.date.max)
    for credit in paid:
        if credit.row.txn.date >= first or credit.references or credit.others:
            continue
        there = [one for one in loose if one.left and one.row.txn.date <= credit.row.txn.date]
        equal = [debit for debit in there if debit.left == credit.left]
        if len(equal) == 1 and not credit.unknown:
            _cover(credit, equal[0])
        for debit in there:
            if debit.carried_over:
                _cover(credit, debit)


def _repaid(owed: Sequence[Owed], paid: Sequence[Paid], loose: Sequence[Loose]) -> None:
    """Cover the one debit that a payment without a name equals, if no open invoices do.

    It was there before them, or the two texts have a word in common.
    """
    open_ = [one for one in owed if one.left]
    debits = [(debit, debit.left) for debit in loose if debit.left]
    first = next((credit.row.txn.date for credit in paid if credit.left), None)
    for credit in paid if 0 < len(open_) <= 12 else ():
        day = credit.row.txn.date
        equal = [debit for debit, amount in debits if amount == credit.left]
        named = credit.references or credit.others or credit.unknown
        if named or not (credit.left and credit.is_money) or len(equal) != 1:
            continue
        date = equal[0].row.txn.date
        gives_back = equal[0].cash and first is not None and first <= date
        there = [one.left for one in open_ if one.date <= day]
        some = [*(c for n in (1, 2, 3, 4) for c in combinations(there, n)), tuple(there)]
        if gives_back or date > day or credit.left in map(sum, some):
            continue
        words = [telling_words(row.txn.narration or "") for row in (equal[0].row, credit.row)]
        if date < min(one.date for one in open_) or words[0] & words[1]:
            _cover(credit, equal[0])


def _is_for_another(credit: Paid, one: Owed, *, named: bool) -> bool:
    """Whether a payment names but what is settled, or a number like this one's that none has."""

    def series(name: str) -> str:
        letters = re.match("[a-z]*", name.casefold())
        return (letters and letters[0]) or re.sub("[0-9]+", "0", name.casefold())

    if credit.is_loss and credit.row.txn.date < one.date:
        return True
    if credit.is_loss:
        return bool(credit.references or credit.others or credit.unknown)
    if not credit.is_money:
        return credit.others
    if credit.others or (credit.references and not named):
        return True
    return (
        one.number is not None
        and any(map(str.isdigit, one.number))
        and any(
            series(name) == series(one.number)
            for name in credit.unknown
            if re.search("[0-9]", name)
        )
    )


def _by_name(  # noqa: C901 - the rules one after another, as they are told
    owed: list[Owed], paid: list[Paid], *, by_amount: bool
) -> None:
    """Step 1: by the credits that name one invoice, then by those that name several."""
    open_ = {id(one): one.left for one in owed}
    spent = {id(credit): credit.left for credit in paid}
    for count in (1, 2):
        for credit in paid:
            if min(len(credit.references), 2) == count:
                theirs = [
                    one
                    for one in owed
                    if {one.reference, one.charge_of or one.reference} & set(credit.references)
                ]
                theirs.sort(key=lambda one: one.charge is not credit.of_charge)
                if by_amount and _leaves_named(credit, theirs, owed, open_, spent):
                    raise UndecidedError
                for one, share in _shares(credit, theirs) if credit.row.back else []:
                    _use(credit, one, "reference", share)
                if by_amount and not credit.row.back:
                    for one in _instalment_of_amount(credit, theirs):
                        _use(credit, one, "reference")
                if by_amount and credit.by_shared_name and not credit.row.back:
                    for one, share, basis in among(credit, theirs):
                        _use(credit, one, basis, share)
                own = [one for one in theirs if _is_there(credit, one)]
                for one in [one for one in own if one.charge is credit.of_charge] + theirs:
                    _use(credit, one, "reference")


def _leaves_named(
    credit: Paid,
    theirs: Sequence[Owed],
    owed: Sequence[Owed],
    open_: Mapping[int, Decimal],
    spent: Mapping[int, Decimal],
) -> bool:
    """Whether a text names exactly what its payment leaves open: it may be that or the rest.

    ``F-3 on hold`` leaves it, and ``F-3, thank you`` does not, but no list of words is complete.

    Args:
        credit: the payment.
        theirs: the invoices that it names.
        owed: all of its customer's.
        open_: what was open of each before anything was paid by name.
        spent: what each payment had then, in order.
    """
    row, day = credit.row, credit.row.txn.date
    in_key = any(_called(name, theirs) for name in [row.keyed or "", *row.txn.links])
    left = sum((one.left for one in theirs), Decimal())
    if in_key or row.back or not 0 < left < credit.left:
        return False
    until = list(spent).index(id(credit)) + 1
    before = sum((open_[id(one)] for one in owed if one.date <= day), Decimal())
    if before - sum(list(spent.values())[:until]) != left:
        return False
    others = [one.left for one in owed if one.left and one.date <= day]
    for one in theirs:
        if one.left:
            others.remove(one.left)
    sets = (some for size in (1, 2, 3, 4) for some in combinations(others, size))
    return not any(sum(some) == credit.left - left for some in sets)


def _is_there(credit: Paid, one: Owed) -> bool:
    return one.account_on(credit.row.txn.date) == credit.row.account


def _on_its_account(credit: Paid, owed: Sequence[Owed], over: Sequence[Owed]) -> list[Owed]:
    """What is open on the account of a credit on its day.

    After it comes what is invoiced there later, if all that was there is paid by later money.
    """
    day = credit.row.txn.date
    now = [one for one in owed if one.date <= day and _is_there(credit, one)]
    until = [part[0] for one in over if credit.row.account in one.accounts for part in one.settled]
    later = [one for one in owed if one.date > day and credit.row.account in one.accounts]
    if day >= max(until, default=day):
        return now
    return now + sorted(later, key=lambda one: one.date)


def _instalment_of_amount(credit: Paid, theirs: list[Owed]) -> list[Owed]:
    """The only part of one number that has the amount, due within a month, if no first ones do."""
    parts = [one for one in theirs if one.left and not one.charge]
    if len({one.reference for one in parts}) != 1:
        return []
    if credit.left in accumulate(one.left for one in parts):
        return []
    fitting = [one for one in parts if one.left == credit.left]
    is_soon = [one.due <= credit.row.txn.date + datetime.timedelta(days=31) for one in fitting]
    return fitting if is_soon == [True] else []


def _shares(credit: Paid, theirs: list[Owed]) -> list[tuple[Owed, Decimal]]:
    """What a credit would give each of its invoices, less what was taken back of it."""
    over = -credit.row.amount
    shares = []
    for one in theirs:
        shares.append(min(over, one.left))
        over -= shares[-1]
    for names, whole, _ in credit.row.back:
        amount = whole
        here = [n for n, one in enumerate(theirs) if one.reference in names]
        if len({theirs[n].reference for n in here}) == 1:  # of instalments, from the last
            exact = [n for n in here if shares[n] == whole]
            here = exact if len(exact) == 1 else here[::-1]
        for place in here:
            less = min(amount, shares[place])
            shares[place] -= less
            amount -= less
        less = min(amount, over)
        over -= less
        amount -= less
        for place in range(len(theirs) - 1, -1, -1):
            less = min(amount, shares[place])
            shares[place] -= less
            amount -= less
    return list(zip(theirs, shares, strict=True))


def _by_own_name(paid: list[Paid], loose: list[Loose]) -> None:
    """Step 2: what is paid back by its name."""
    for credit in paid:
        for debit in loose:
            if {name.casefold() for name in credit.unknown} & {
                name.casefold() for name in debit.row.names
            }:
                _cover(credit, debit)


def _loose(owed: Sequence[Owed], paid: list[Paid], loose: list[Loose]) -> None:
    """After the amounts: refunds, what goes while nothing is owed, and what is not in the books."""
    for debit in loose:
        day = debit.row.txn.date
        is_owed = any(one.left and one.date <= day for one in owed)
        for credit in paid if debit.cash or not is_owed else ():
            is_rest = bool(credit.used) and credit.left == debit.left
            if credit.row.txn.date <= day and (is_rest or not debit.carried_over):
                _cover(credit, debit)
    for credit in paid:
        for debit in loose:
            if credit.unknown:
                _cover(credit, debit)


def _by_content(credit: Paid) -> tuple[object, ...]:
    row = credit.row
    return row.txn.date, credit.references, credit.unknown, -row.amount, row.place


def _use(credit: Paid, one: Owed, basis: str, most: Decimal | None = None) -> None:
    amount = min(credit.left, one.left)
    if most is not None:
        amount = min(amount, most)
    if amount > 0:
        credit.left -= amount
        credit.used.append((one, amount))
        one.settled.append((credit.row.txn.date, amount, basis, credit.row))


def _cover(credit: Paid, debit: Loose) -> None:
    amount = min(credit.left, debit.left)
    credit.left -= amount
    debit.left -= amount
