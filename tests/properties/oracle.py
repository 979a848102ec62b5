"""A second reading of the books: naive, quadratic, and written from the documents alone.

It says what is open, what is credit and what is unidentified, as docs/reference.md and the
docstring of :mod:`beancount_relance.receivables.allocation` have it, with plain lists that are gone
through again and again. Of the package it takes the settings, the accounts, the customers'
terms, and how a value is read; nothing that reads postings or settles invoices.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from beancount.core.data import Custom, Directive, Open, Posting, Transaction
from beancount.ops.pad import pad

from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.policy.customers import Customer, parse_customers
from beancount_relance.policy.setting_directives import parse_settings
from beancount_relance.policy.settings import Settings
from beancount_relance.values.dates import next_day_of_month
from beancount_relance.values.payment_terms import latest_terms, read_terms
from beancount_relance.values.readers import BadValueError, read_date, read_reference

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

    @property
    def key(self) -> Key:
        return self.customer, self.currency


@dataclass
class Owed:
    """An invoice or an instalment, with what settled it: (date, amount, basis)."""

    customer: str
    currency: str
    number: str | None
    reference: str
    date: datetime.date
    due: datetime.date
    amount: Decimal
    links: frozenset[str]
    txn: Transaction
    settled: list[tuple[datetime.date, Decimal, str]] = field(default_factory=list)

    @property
    def left(self) -> Decimal:
        return self.amount - sum((amount for _, amount, _ in self.settled), Decimal())


@dataclass
class Paid:
    """A credit, and what is left of it."""

    row: Row
    customer: str
    references: list[str]
    unknown: list[str]
    left: Decimal


@dataclass
class Loose:
    """A debit that is no invoice, and what is left of it."""

    row: Row
    cash: bool
    left: Decimal


@dataclass
class Answer:
    """What the oracle says."""

    items: list[Owed]
    credits: dict[Key, Decimal]
    unidentified: dict[Key, Decimal]


@dataclass
class Rules:
    """What settings, customers and accounts say."""

    settings: Settings
    accounts: ReceivableAccounts
    customers: Mapping[str, Customer]
    roots: Mapping[str, str]
    customs: list[Custom]


def ask(entries: Sequence[Directive], options: Mapping[str, Any], as_of: datetime.date) -> Answer:
    """What is owed on that day. The entries are those before padding."""
    entries, _ = pad([e for e in entries if e.date <= as_of], options)  # type: ignore[no-untyped-call]
    rules = _rules(entries, options)
    rows: list[Row] = []
    for txn in entries:
        if isinstance(txn, Transaction):
            rows += _rows(txn, rules, len(rows))
    owed, loose, taken_back = _debits(rows, rules)
    back = [(row, _taken_back_from(row, owed)) for row in taken_back]
    taken = _taken_over(loose, rules)
    paid = [_paid(row, owed, taken, rules) for row in rows if row.amount < 0]
    for key in {row.key for row in rows} | {(one.customer, one.row.currency) for one in paid}:
        _settle(
            [one for one in owed if (one.customer, one.currency) == key],
            [one for one in paid if (one.customer, one.row.currency) == key],
            [one for one in loose if one.row.key == key],
            [one for one in back if one[0].key == key],
            presume=rules.settings.allocation == "oldest",
        )
    answer = Answer(owed, {}, {})
    for one in paid:
        key = (one.customer, one.row.currency)
        answer.credits[key] = answer.credits.get(key, Decimal()) + one.left
    for debit in loose:
        key = debit.row.key
        answer.unidentified[key] = answer.unidentified.get(key, Decimal()) + debit.left
    return answer


def _rules(entries: Sequence[Directive], options: Mapping[str, Any]) -> Rules:
    customs = [entry for entry in entries if isinstance(entry, Custom)]
    opens = [entry for entry in entries if isinstance(entry, Open)]
    settings, _ = parse_settings(customs)
    accounts = ReceivableAccounts(options["name_assets"], settings.receivables)
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


def _rows(txn: Transaction, rules: Rules, place: int) -> list[Row]:
    rows: list[Row] = []
    for posting in txn.postings:
        where = rules.accounts[posting.account]
        if where is None or posting.units is None or not posting.units.number:
            continue
        keyed = _keyed(txn, posting, rules.settings)
        if keyed is not None:
            names = [keyed]
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
            )
        )
    return _netted(rows)


def _netted(rows: list[Row]) -> list[Row]:
    """Debits and credits of one transaction on one claim are one row: their sum."""
    result: list[Row] = []
    for row in rows:
        same = [one for one in rows if one.key == row.key and one.names == row.names]
        if all(one.amount > 0 for one in same) or all(one.amount < 0 for one in same):
            result.append(row)
        elif row is same[0]:
            total = sum((one.amount for one in same), Decimal())
            pick = max if total > 0 else min
            if total:
                chosen = pick(same, key=lambda one: one.amount)
                chosen.amount = total
                result.append(chosen)
    return result


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
    if settings.reference_pattern is None:
        return []
    found = list(settings.reference_pattern.find_all(txn.narration or ""))
    return [name for name in found if name]


def _against(txn: Transaction, rules: Rules) -> set[str]:
    """What stands against the receivable postings: cash, income, expense, equity, other."""
    return {
        rules.roots.get(posting.account.split(":")[0], "other")
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


def _dues(row: Row, rules: Rules) -> list[tuple[Decimal, datetime.date]]:
    """What is due when: the whole on one day, or instalments by the terms."""
    given = _given_due(row, rules.settings)
    if given is not None:
        return [(row.amount, given)]
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
    for amount, delay in terms.split(row.amount, row.currency):
        due = delay.due(date)
        if customer.pay_day and not delay.at_once:
            due = next_day_of_month(due, customer.pay_day)
        dues.append((amount, due))
    return dues


def _number(row: Row, debits: Sequence[Row], rules: Rules) -> str | None:
    if len(row.names) == 1:
        return row.names[0]
    alone = [other.names[0].casefold() for other in debits if len(other.names) == 1]
    known = [name for name in row.names if name.casefold() in alone]
    if len(known) == 1:
        return known[0]
    if len(row.names) > 1:
        return next(iter(_patterned(row.txn, rules.settings)), None)
    return None


def _debits(rows: Sequence[Row], rules: Rules) -> tuple[list[Owed], list[Loose], list[Row]]:
    """The debits: invoices, what is no invoice, and payments taken back."""
    debits = [row for row in rows if row.amount > 0]
    entered: list[Row] = []
    doubtful: list[Row] = []
    for row in debits:
        against = _against(row.txn, rules)
        stated = _number(row, debits, rules) is not None or _given_due(row, rules.settings)
        if (
            "income" in against
            or (against and "cash" not in against and against != {"equity"})
            or (against == {"equity"} and stated)
        ):
            entered.append(row)
        else:
            doubtful.append(row)
    invoices = [one for row in entered for one in _parts(row, debits, rules)]
    loose: list[Loose] = []
    back: list[Row] = []
    for row in doubtful:
        if _own(row, invoices) and not _due_in(row.meta, rules.settings):
            back.append(row)
        elif _given_due(row, rules.settings) or row.keyed is not None:
            entered.append(row)
        else:
            loose.append(Loose(row, "cash" in _against(row.txn, rules), row.amount))
    once: list[Row] = []
    for row in entered:
        if any(_twins(row, before, debits, rules) for before in once):
            loose.append(Loose(row, "cash" in _against(row.txn, rules), row.amount))
        else:
            once.append(row)
    return _merged([one for row in once for one in _parts(row, debits, rules)]), loose, back


def _own(row: Row, owed: Sequence[Owed]) -> list[Owed]:
    """The invoices of its own customer and currency that a debit names, once for each name."""
    return [
        one
        for name in row.names
        for one in _called(name, owed)
        if (one.customer, one.currency) == row.key
    ]


def _taken_back_from(row: Row, owed: Sequence[Owed]) -> Owed:
    """The invoice that a payment is taken back from: named the most, then the latest so far."""
    named = _own(row, owed)

    def rank(one: Owed) -> tuple[int, bool, datetime.date, str]:
        times = sum(one is other for other in named)
        return times, one.date <= row.txn.date, one.date, one.reference

    return max(named, key=rank)


def _twins(row: Row, before: Row, debits: Sequence[Row], rules: Rules) -> bool:
    """Whether one invoice was entered twice: one number, one amount, two transactions."""
    one, other = _number(row, debits, rules), _number(before, debits, rules)
    return (
        one is not None
        and other is not None
        and one.casefold() == other.casefold()
        and row.key == before.key
        and row.amount == before.amount
        and row.txn is not before.txn
        and (
            row.txn.date == before.txn.date or (row.keyed is not None and before.keyed is not None)
        )
    )


def _parts(row: Row, debits: Sequence[Row], rules: Rules) -> list[Owed]:
    number = _number(row, debits, rules)
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
        )
        for amount, due in _dues(row, rules)
    ]


def _merged(parts: Sequence[Owed]) -> list[Owed]:
    """One invoice of all that has one number, date and due date, or that one entry has so."""
    owed: list[Owed] = []
    for part in parts:
        same = [
            one
            for one in owed
            if (one.customer, one.currency) == (part.customer, part.currency)
            and (one.reference.casefold(), one.date) == (part.reference.casefold(), part.date)
            and one.due == part.due
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


def _taken_over(loose: Sequence[Loose], rules: Rules) -> set[Key]:
    """The claims that a customer took over from another, by customer and name."""
    return {
        (one.row.customer, name.casefold())
        for one in loose
        for name in one.row.names
        if not _against(one.row.txn, rules)
    }


def _paid(row: Row, owed: Sequence[Owed], taken: set[Key], rules: Rules) -> Paid:
    """A credit with the invoices of its customer that it names."""
    stated: list[list[str]] = [[]]
    if row.keyed is not None:
        words = [word for word in re.split(r"[,;\s]+", row.keyed) if word]
        whole = _called(row.keyed, owed) or not any(_called(word, owed) for word in words)
        stated = [[row.keyed] if whole else words]
    stated.append(sorted(row.txn.links))
    stated.append(_patterned(row.txn, rules.settings))
    quoted = [word.lstrip("#") for word in re.findall(r"[\w/.#:-]*\w", row.txn.narration or "")]
    quoted += [part for word in quoted for part in re.split("[/.#:]+", word)]
    stated.append([word for word in quoted if len(word) >= 4 and _called(word, owed)])
    unknown: list[str] = []
    named: list[Owed] = []
    for names in stated:
        unknown += [name for name in names if not _called(name, owed)]
        named = [one for name in names for one in _called(name, owed)]
        if named:
            break
    customer = row.customer
    stranger = customer not in {one.customer for one in named}
    if stranger and {(customer, name.casefold()) for name in row.names} & taken:
        named, unknown = [], list(row.names)
    owners = {one.customer for one in named}
    if not row.sure and len(owners) == 1:
        (customer,) = owners
    references = [one.reference for one in named if one.customer == customer]
    return Paid(row, customer, list(dict.fromkeys(references)), unknown, -row.amount)


# Settling, of one customer and currency


def _settle(
    owed: list[Owed],
    paid: list[Paid],
    loose: list[Loose],
    back: list[tuple[Row, Owed]],
    *,
    presume: bool,
) -> None:
    """The steps in their order. Ties are broken by content, never by the order of the lines."""
    owed.sort(key=lambda one: (one.due, one.date, one.reference))
    loose.sort(key=lambda one: one.row.txn.date)
    paid.sort(key=_by_content)
    for row, found in back:
        last = [one for one in owed if one.reference == found.reference][-1]
        last.settled.append((row.txn.date, -row.amount, "reference"))
    _by_name(owed, paid)
    _loose(paid, loose)
    for credit in paid if presume else []:
        for one in owed:
            _use(credit, one, "presumed")
        for debit in loose:
            _cover(credit, debit)


def _by_name(owed: list[Owed], paid: list[Paid]) -> None:
    """Step 1: by the credits that name one invoice, then by those that name several."""
    for count in (1, 2):
        for credit in paid:
            if min(len(credit.references), 2) == count:
                for one in owed:
                    if one.reference in credit.references:
                        _use(credit, one, "reference")


def _loose(paid: list[Paid], loose: list[Loose]) -> None:
    """Step 2: what is paid back by its name; refunds; and payments of what is not in the books."""
    for credit in paid:
        for debit in loose:
            if {name.casefold() for name in credit.unknown} & {
                name.casefold() for name in debit.row.names
            }:
                _cover(credit, debit)
    for debit in loose:
        for credit in paid:
            if debit.cash and credit.row.txn.date <= debit.row.txn.date:
                _cover(credit, debit)
    for credit in paid:
        for debit in loose:
            if credit.unknown:
                _cover(credit, debit)


def _by_content(credit: Paid) -> tuple[object, ...]:
    row = credit.row
    return row.txn.date, credit.references, credit.unknown, -row.amount, row.place


def _use(credit: Paid, one: Owed, basis: str) -> None:
    amount = min(credit.left, one.left)
    if amount > 0:
        credit.left -= amount
        one.settled.append((credit.row.txn.date, amount, basis))


def _cover(credit: Paid, debit: Loose) -> None:
    amount = min(credit.left, debit.left)
    credit.left -= amount
    debit.left -= amount
