"""The oracle's part on credits that name nothing: what their text and amount explain.

As naive as the rest: every set of up to four is tried, for every credit anew. How people write
numbers is taken from the package, which tests it by a table.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Any

from beancount.core.data import Transaction

from beancount_relance.values.clues.announced_days import announced_days
from beancount_relance.values.clues.counted_numbers import folded
from beancount_relance.values.clues.text_clues import (
    all_words,
    says_only_when,
    text_clues,
    text_days,
    words_of_invoice,
    words_of_payment,
    words_of_period,
)
from beancount_relance.values.numbers.announced_numbers import announced_numbers
from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.lettered_numbers import LetteredNumbers
from beancount_relance.values.numbers.written_references import (
    References,
    read_references,
    sure_references,
)

if TYPE_CHECKING:
    from tests.properties.oracle import Owed, Paid, Row

Choice = tuple[tuple["Owed", Decimal], ...]
ENOUGH = 6


def explain(  # noqa: C901 - the rules one after another, as they are told
    owed: Sequence[Owed], paid: Sequence[Paid], is_for_another: Callable[..., bool]
) -> None:
    """Settle what text and amount explain, by date; both sorted as they are settled."""
    maybe = Maybe(is_for_another)
    seen: set[int] = set()
    at_first = list(dict.fromkeys(one.reference for one in owed if one.left))
    apart = len(set[str]().union(*(one.accounts for one in owed if one.left))) > 1
    held = Held(owed, paid)
    for credit in [each for each in paid if each.left or each.row.back]:
        day = credit.row.txn.date
        shadow = None if credit.left else _as_if_it_stood(credit)
        if not credit.left and shadow is None:
            continue
        held.let_go(day)
        for one in sorted(owed, key=lambda each: -each.date.toordinal())[::-1]:
            if one.date <= day and id(one) not in seen:
                seen.add(id(one))
                maybe.begin(one)
        there = [one for one in owed if id(one) in seen and one.left]
        if shadow is not None:
            for one, amount, _ in (
                _explained(
                    shadow, at_first, there, maybe, is_for_another, held.of(shadow), apart=apart
                )
                if there
                else ()
            ):
                held.hold(one, amount, credit.row.back[0][2])
            continue
        spare = held.of(credit)
        if not there and not spare:
            _note_unknown(credit, _reading(credit, at_first))
            maybe.loose.append([credit, credit.left])
            continue
        for one, amount, basis in _explained(
            credit, at_first, there, maybe, is_for_another, spare, apart=apart
        ):
            held.free(one)
            credit.left -= amount
            credit.used.append((one, amount))
            one.settled.append((day, amount, basis, credit.row))
            maybe.confirm(one)
        left = credit.left
        for one in [*_own(credit, owed, apart=apart), *owed]:
            if id(one) in seen and one.left:
                left -= maybe.add(one, credit, left)
        maybe.loose.append([credit, left])
    held.let_go(datetime.date.max)


class Maybe:
    """What credits without an explanation are presumed to pay of which invoice."""

    def __init__(self, is_for_another: Callable[..., bool]) -> None:
        self.parts: dict[int, list[tuple[Paid, Decimal]]] = {}
        self.unsure: set[int] = set()
        self.loose: list[list[Any]] = []
        self.is_for_another = is_for_another

    def begin(self, one: Owed) -> None:
        for each in self.loose:
            each[1] -= self.add(one, *each)

    def add(self, one: Owed, credit: Paid, most: Decimal) -> Decimal:
        amount = max(min(most, one.left - self.of(one)), Decimal())
        if amount:
            self.parts.setdefault(id(one), []).append((credit, amount))
            if self.is_for_another(credit, one, named=bool(credit.used)):
                self.unsure.add(id(one))
        return amount

    def of(self, one: Owed) -> Decimal:
        return sum((amount for _, amount in self.parts.get(id(one), ())), Decimal())

    def confirm(self, one: Owed) -> None:
        if self.of(one) and one.left == self.of(one) and id(one) not in self.unsure:
            for credit, amount in self.parts.pop(id(one)):
                credit.left -= amount
                credit.used.append((one, amount))
                one.settled.append((credit.row.txn.date, amount, "oldest", credit.row))

    def rests(self, there: Sequence[Owed], credit: Paid) -> list[tuple[Choice, ...]]:
        """The invoices of which exactly the amount of a credit is presumed to be open."""
        found: list[tuple[Choice, ...]] = []
        for name in dict.fromkeys(one.reference for one in there):
            parts: list[tuple[Owed, Decimal]] = []
            for one in sorted(there, key=_due_first):
                if one.reference == name and (rest := one.left - self.of(one)) > 0:
                    parts.append((one, rest))
                    begun = [each for each, _ in parts if self.of(each)]
                    total = sum(amount for _, amount in parts)
                    if total == credit.left and begun and self.unsure.isdisjoint(map(id, begun)):
                        found.append((tuple(parts),))
        return found


class Held:
    """What payments had settled until they were returned, which others of that time did not."""

    def __init__(self, owed: Sequence[Owed], paid: Sequence[Paid]) -> None:
        self.held: list[tuple[Owed, Decimal, Row]] = []
        self.to_come: list[tuple[datetime.date, Owed, Decimal, Row]] = []
        parts: dict[int, list[tuple[datetime.date, Decimal, Row]]] = {}
        for credit in paid:
            for names, amount, debit in credit.row.back:
                left = amount
                for one in sorted(_taken_from(owed, credit, names, debit), key=_due_first):
                    part = min(left, one.amount)
                    left -= part
                    if part:
                        parts.setdefault(id(one), []).append((credit.row.txn.date, part, debit))
        for one in owed:
            for since, amount, debit in _held_parts(one, parts.get(id(one), [])):
                self.to_come.append((since, one, amount, debit))
        self.to_come.sort(key=lambda each: (each[0], each[3].txn.date))

    def hold(self, one: Owed, amount: Decimal, debit: Row) -> None:
        """Set an amount aside until the day of a debit."""
        amount = min(one.left, amount)
        if amount:
            self.held.append((one, amount, debit))
            one.settled.append((debit.txn.date, amount, "held", debit))

    def free(self, one: Owed) -> None:
        """Give back what was set aside of an invoice."""
        self.held = [each for each in self.held if each[0] is not one]
        one.settled[:] = [part for part in one.settled if part[2] != "held"]

    def let_go(self, day: datetime.date) -> None:
        """Set aside what was paid by a day, and give back what was set aside until then."""
        while self.to_come and self.to_come[0][0] <= day:
            self.hold(*self.to_come.pop(0)[1:])
        for each in [each for each in self.held if each[2].txn.date <= day]:
            one, amount, debit = each
            self.held.remove(each)
            one.settled.remove((debit.txn.date, amount, "held", debit))

    def of(self, credit: Paid) -> list[tuple[Choice, ...]]:
        """The invoices of the amount of a payment of which a part, or all, is set aside."""
        day = credit.row.txn.date
        found: list[tuple[Choice, ...]] = []
        for one in {id(each[0]): each[0] for each in self.held}.values():
            held = sum((part[1] for part in one.settled if part[2] == "held"), Decimal())
            if held + one.left == credit.left == one.amount and one.date <= day:
                found.append((((one, credit.left),),))
        return found


def _held_parts(
    one: Owed, parts: Sequence[tuple[datetime.date, Decimal, Row]]
) -> Iterator[tuple[datetime.date, Decimal, Row]]:
    """Since when an invoice counts as paid by each part that came back, and how much of it.

    That is from the last return before the part was paid, or else from the beginning, less what
    was paid again since it came back and counts for no other part of that time.
    """
    replaced: list[tuple[datetime.date, datetime.date, Decimal]] = []
    for paid_on, amount, debit in sorted(parts, key=lambda each: each[2].txn.date)[::-1]:
        until = debit.txn.date
        others = [each for each in parts if each[0] <= paid_on and each[2] is not debit]
        since = max(
            (day for _, _, other in others if (day := other.txn.date) <= paid_on),
            default=datetime.date.min,
        )
        again = sum((part for day, part, _, _ in one.settled if day >= until), Decimal())
        again -= sum((part for start, end, part in replaced if start < until and since < end), 0)
        again = min(max(again, Decimal()), amount)
        replaced.append((since, until, again))
        if amount > again:
            yield since, amount - again, debit


def _due_first(one: Owed) -> tuple[object, ...]:
    return one.due, one.date, one.reference


def _taken_from(owed: Sequence[Owed], credit: Paid, names: Sequence[str], debit: Row) -> list[Owed]:
    """The invoices that a payment had paid until it was returned, as far as both name them."""
    named = {one.reference for one in owed} | {one.charge_of for one in owed}
    for called in ({*names} & {*credit.references}, {*names}, {*credit.references}):
        found = [
            one for one in owed if {one.reference, one.charge_of} & called and one.row is not debit
        ]
        if found:
            return found
    before = [one for one in owed if one.date <= credit.row.txn.date]
    if len(before) > 1 and credit.is_money:
        before = [one for one in before if one.amount == -credit.row.amount]
    return before if len(before) == 1 and named >= {*names, *credit.references} else []


def _as_if_it_stood(credit: Paid) -> Paid | None:
    """A payment that names nothing and was returned as a whole, with what its return says."""
    row = credit.row
    if len(row.back) != 1 or credit.references or credit.others or credit.unknown:
        return None
    _, amount, debit = row.back[0]
    if amount != -row.amount or not credit.is_money:
        return None
    said = f"{row.txn.narration}\n\n\n\n{text_of(debit.txn, debit.meta)}"
    txn = row.txn._replace(narration=said)
    return replace(credit, row=replace(row, txn=txn), unknown=[], left=amount, used=[])


def among(credit: Paid, theirs: Sequence[Owed]) -> list[tuple[Owed, Decimal, str]]:
    """Which of the invoices that share a name a credit with this name has paid, by its amount."""
    there = [one for one in theirs if one.left and one.date <= credit.row.txn.date]
    units = list(dict.fromkeys((one.reference.casefold(), one.date) for one in there))
    if len(units) < 2 or not credit.left or sum(one.left for one in there) == credit.left:
        return []
    choices = [
        choice
        for unit in units
        for choice in _choices(
            [one for one in there if (one.reference.casefold(), one.date) == unit], credit
        )
    ]
    found = [
        some
        for size in (1, 2, 3, 4)
        for some in combinations(choices, size)
        if sum(amount for choice in some for _, amount in choice) == credit.left
        and len({(choice[0][0].reference, choice[0][0].date) for choice in some}) == size
    ]
    if len(found) == 1:
        return _taken(found[0], "amount")
    if found:
        told = _described(credit, _alike(found) or found[:ENOUGH])
        here = _of_its_account(found, _own(credit, there, apart=True)) or found
        told = told or (here[0] if len(here) == 1 else ())
        return _taken(told, "amount") if told else _oldest(here[:ENOUGH])
    whole = [
        ((tuple((one, one.left) for one in there if (one.reference.casefold(), one.date) == unit)),)
        for unit in units
    ]
    return _taken(_described(credit, whole), "reference")


def written(
    credit_customer: str, currency: str, txn: Transaction, meta: object, owed: Sequence[Owed]
) -> list[str]:
    """The references of the customer's invoices that a text writes in any sure way."""
    numbers = [one.number for one in owed if one.customer == credit_customer and one.number]
    names = sure_references(text_of(txn, meta), KnownNumbers(numbers))
    theirs = [one for one in owed if (one.customer, one.currency) == (credit_customer, currency)]
    found = []
    for name in names:
        same = [one for one in theirs if one.reference.casefold() == name.casefold()]
        linked = [one for one in theirs if name.casefold() in {x.casefold() for x in one.links}]
        found += [one.reference for one in same or linked]
    return found or _announced(theirs, txn, meta)


def _announced(theirs: Sequence[Owed], txn: Transaction, meta: object) -> list[str]:
    """The invoices without a number of whose narration a text says the number, and of no other's.

    In both it stands after a word such as “invoice”, which may be the key of metadata.
    """
    texts = [text_of(txn, meta), *keyed_numbers(txn, meta)]
    said = {number for text in texts for number in announced_numbers(text)}
    found = []
    for number in said:
        those = [
            one
            for one in theirs
            if one.number is None and number in announced_numbers(one.txn.narration or "")
        ]
        if len({(one.reference, one.date) for one in those}) == 1:
            found.append(those[0].reference)
    for day in announced_days(texts[0]):
        those = [one for one in theirs if one.number is None and not one.charge]
        those = [one for one in those if day.is_of(one.date) and one.date < txn.date]
        if len({one.date for one in those}) == 1:
            found.append(those[0].reference)
    return found


def keyed_numbers(txn: Transaction, meta: object) -> list[str]:
    """Numbers with their keys: ``invoice 77``."""
    return [
        f"{key} {value}"
        for key, value in _metadata(txn, meta)
        if re.fullmatch(r"[^\s0-9]{0,12}[0-9]\S{0,30}", str(value))
    ]


def is_for_more(
    credit: Paid,
    told: Collection[str],
    there: Sequence[tuple[Owed, Decimal]],
    rest: Decimal,
) -> bool:
    """Whether a text says something of open invoices that it is not known to mean otherwise.

    It is for no more than that if the rest of it is what one of them, or some together, come to.
    """
    text = text_of(credit.row.txn, credit.row.meta)
    words = {word for one, _ in there for word in words_of_invoice(one.row.txn.narration or "")}
    said = (text_clues(text) - text_clues(credit.customer)) & words - set(told)
    sizes = range(1, min(len(there), 4) + 1)
    sums = {sum(left for _, left in some) for size in sizes for some in combinations(there, size)}
    return any(not word.isdigit() for word in said) and not (rest > 0 and rest in sums)


def meant_elsewhere(row: Row, owed: Sequence[Owed]) -> list[Owed]:
    """The invoices of others whose lettered numbers a text surely means, if it means no own one."""
    numbers = [one.number for one in owed if one.number]
    names = {n.casefold() for n in LetteredNumbers(numbers).written_in(text_of(row.txn, row.meta))}
    meant = [one for one in owed if one.number and one.number.casefold() in names]
    return [] if any(one.customer == row.customer for one in meant) else meant


def text_of(txn: Transaction, meta: object) -> str:
    """All that may say what was paid for, in pieces far apart."""
    texts = [txn.payee, txn.narration, *sorted(txn.links), *sorted(txn.tags)]
    texts += metadata_texts(txn, meta)
    return "\n\n\n\n".join(text for text in dict.fromkeys(texts) if text)


def metadata_texts(txn: Transaction, meta: object) -> list[str]:
    """What metadata say of a posting, as texts."""
    return [value for _, value in _metadata(txn, meta) if isinstance(value, str)]


def _metadata(txn: Transaction, meta: object) -> list[tuple[str, Any]]:
    """What the metadata of a transaction, of a posting, and of those in the other direction say.

    The latter say nothing under a key that the posting has itself.
    """
    assert isinstance(meta, dict)
    stated = [*txn.meta.items(), *meta.items()]
    numbers = [p.units.number for p in txn.postings if p.meta is meta and p.units is not None]
    for posting in txn.postings:
        number = posting.units.number if posting.units is not None else None
        is_other = not numbers or (number or 0) * (numbers[0] or 0) <= 0
        if is_other and posting.meta is not None and posting.meta is not meta:
            stated += [(k, v) for k, v in posting.meta.items() if k not in meta]
    return [
        (key, value)
        for key, value in stated
        if not key.startswith(("__", "relance")) and key not in ("filename", "lineno")
    ]


def _reading(credit: Paid, at_first: Sequence[str]) -> References:
    known = KnownNumbers([*at_first, *credit.references])
    return read_references(text_of(credit.row.txn, credit.row.meta), known)


def _note_unknown(credit: Paid, reading: References) -> None:
    if credit.is_money and not credit.others:
        credit.unknown += reading.unknown


def _explained(  # noqa: C901, PLR0911 - the rules one after another, as they are told
    credit: Paid,
    at_first: Sequence[str],
    there: Sequence[Owed],
    maybe: Maybe,
    is_for_another: Callable[..., bool],
    spare: list[tuple[Choice, ...]],
    *,
    apart: bool,
) -> list[tuple[Owed, Decimal, str]]:
    names = list(dict.fromkeys(one.reference for one in sorted(there, key=lambda one: one.date)))
    reading = _reading(credit, at_first)
    named = [set(each.numbers) for each in reading.unsure]
    named += [{n} for n in reading.sure if n in names and n not in credit.references]
    named = [each for each in named if each & set(names) and not credit.others]
    agreeing: list[tuple[Choice, ...]] = []
    if named:
        agreeing = _agreeing(credit, there, named)
        if len(agreeing) == 1:
            return _taken(agreeing[0], "reference")
    untouched = [one for one in there if not maybe.of(one)]
    rests = maybe.rests(there, credit)
    found: list[tuple[Choice, ...]] = []
    complete = True
    alike: list[tuple[Choice, ...]] = []
    for tier in (untouched, list(there)):
        if (tier or rests) and not found and complete:
            if tier and sum(one.left for one in tier) == credit.left:
                found = [_each(tier), *rests]
            else:
                every, _ = _sets(tier, credit, most=1_000_000)
                found, complete, alike = every[:ENOUGH], len(every) <= ENOUGH, _alike(every)
                found += rests
            rests = []
    found = found or spare
    if named:
        fitting = [each for each in found if _covers(each, named)]
        if not agreeing and len(fitting) == 1:
            return _taken(fitting[0], "amount")
        return _oldest(agreeing)
    _note_unknown(credit, reading)
    if any(is_for_another(credit, one, named=bool(credit.used)) for one in there):
        return []
    fitting = _of_its_account(found, _own(credit, there, apart=apart))
    if len(found) == 1 and (complete or len(found[0]) == 1) and fitting:
        return _taken(found[0], "amount")
    if not found:
        return _in_words(credit, there)
    told = _described(credit, alike or found)
    if told or len(fitting) == 1:
        return _taken(told or fitting[0], "amount")
    return _oldest(fitting)


def _own(credit: Paid, there: Sequence[Owed], *, apart: bool) -> list[Owed]:
    """What stands on the account of a credit, of a customer who has several."""
    day, account = credit.row.txn.date, credit.row.account
    return [one for one in there if apart and one.left and one.account_on(day) == account]


def _of_its_account(
    found: Sequence[tuple[Choice, ...]], own: Sequence[Owed]
) -> list[tuple[Choice, ...]]:
    """Those sets that are each of an account, or all that is there and more; all if nothing is."""
    here = {id(one) for one in own}
    return [
        each
        for each in found
        if not here
        or all(any(id(one) in here for one, _ in choice) for choice in each)
        or here <= {id(one) for choice in each for one, _ in choice}
    ]


def _in_words(credit: Paid, there: Sequence[Owed]) -> list[tuple[Owed, Decimal, str]]:
    """What a credit of no invoice's amount settles: that which its words alone describe."""
    numbers = dict.fromkeys(one.reference for one in there)
    every: list[tuple[Choice, ...]] = [
        (tuple((one, one.left) for one in there if one.reference == number),) for number in numbers
    ]
    left, paid = credit.left, []
    for choice in _described(credit, every, by_words=True) if len(every) <= 100 else ():
        for one, most in sorted(choice, key=lambda each: (each[0].due, each[0].date)):
            paid.append((one, min(most, left), "reference"))
            left -= min(most, left)
    return [each for each in paid if each[1]]


def _alike(found: Sequence[tuple[Choice, ...]]) -> list[tuple[Choice, ...]]:
    """Single invoices of one amount, if they are more than are asked about."""
    single = [each for each in found if not each[1:]]
    return single if ENOUGH < len(single) <= 100 else []


def _described(  # noqa: C901 - the rules one after another, as they are told
    credit: Paid, found: Sequence[tuple[Choice, ...]], *, by_words: bool = False
) -> tuple[Choice, ...]:
    """The set of which a text tells something that it does not tell of the others, and no less.

    If it tells the same of all: the invoice whose narration it repeats, or whose date it gives.
    """
    text, day = text_of(credit.row.txn, credit.row.meta), credit.row.txn.date
    everything = [choice[0][0] for each in found for choice in each]

    def words_of(one: Owed) -> set[str]:
        narration = one.row.txn.narration or ""
        words = set(words_of_invoice(narration))
        if any(w.startswith("month") for w in words):
            return words
        names = all_words(narration) - all_words(credit.customer)
        is_repeated = names and names <= all_words(text)
        only_when = says_only_when(text_clues(text) - text_clues(credit.customer))
        if is_repeated or (only_when and not by_words):
            words |= words_of_period(one.date, one.due)
        return words

    theirs = frozenset(word for one in everything for word in words_of(one))
    own = {f"# {-credit.row.amount.normalize():f}"}
    said = words_of_payment(text, credit.customer, day, theirs) - own

    def telling(one: Owed) -> set[str]:
        mine = words_of(one) & said
        if all(word.isdigit() for word in mine):
            return set()
        return {w for w in mine if any(w not in words_of(each) for each in everything)}

    told = [set().union(*(telling(choice[0][0]) for choice in each)) for each in found]
    best: list[tuple[Choice, ...]] = [
        each
        for place, each in enumerate(found)
        if all(telling(choice[0][0]) for choice in each)
        and all(other < told[place] for n, other in enumerate(told) if n != place)
    ]
    if by_words:
        days = announced_days(text)
        by_day = [
            each
            for each in found
            if each[0][0][0].date < day and any(d.is_of(each[0][0][0].date) for d in days)
        ]
        return best[0] if best else by_day[0] if len(by_day) == 1 else ()
    whole = [each for each in found if len(each) == 1 and _repeats(text, each[0][0][0])]
    if not best and len(whole) == 1 and all(t <= telling(whole[0][0][0][0]) for t in told):
        best = [whole[0]]
    in_words = said.difference(*map(words_of, everything))
    dated = [each for each in found if len(each) == 1 and _is_of(each[0][0][0], text, in_words)]
    if len(dated) == 1:
        if not any(told):
            best = [dated[0]]
        elif dated != best:
            return ()
    if best and any(_is_of_another_year(c[0][0], text, day, words_of(c[0][0])) for c in best[0]):
        return ()
    return best[0] if best else ()


def _is_of_another_year(one: Owed, text: str, day: datetime.date, words: Collection[str]) -> bool:
    """Whether a text gives years, of which none is the invoice's, its period's or the payment's."""
    years = {word for word in text_clues(text) if word.isdigit()} - {str(day.year)}
    if not years or text_days(text):
        return False
    near = {one.date.year, one.due.year}
    months = [int(w.split()[1]) for w in words if w.startswith("month")]
    near |= {one.date.year - 1 for month in months if month > one.date.month}
    near |= {one.date.year + 1 for month in months if month < one.date.month}
    return not years & {*words, *map(str, near)}


def _repeats(text: str, one: Owed) -> bool:
    """Whether a text repeats a narration of two words or more, word for word."""
    said, words = map(_pieces, (text, one.row.txn.narration or ""))
    starts = range(len(said) - len(words) + 1)
    return len(words) > 1 and any(said[n : n + len(words)] == words for n in starts)


def _pieces(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|[0-9]+", folded(text))


def _is_of(one: Owed, text: str, said: Collection[str]) -> bool:
    """Whether a text gives the date of an invoice; with a year, if it has any date with one."""
    days = text_days(text)
    return one.date in days if days else f"day {one.date.day}/{one.date.month}" in said


def _agreeing(
    credit: Paid, there: Sequence[Owed], named: Sequence[set[str]]
) -> list[tuple[Choice, ...]]:
    theirs = [one for one in there if any(one.reference in each for each in named)]
    found, _ = _sets(theirs, credit, most=50)
    if not found and sum(one.left for one in theirs) == credit.left:
        found = [_each(theirs)]
    return [each for each in found if _covers(each, named)]


def _sets(
    there: Sequence[Owed], credit: Paid, most: int = ENOUGH
) -> tuple[list[tuple[Choice, ...]], bool]:
    choices = [
        choice
        for name in dict.fromkeys(one.reference for one in sorted(there, key=lambda o: o.date))
        for choice in _choices([one for one in there if one.reference == name], credit)
    ]
    found = [
        some
        for size in (1, 2, 3, 4)
        for some in combinations(choices, size)
        if sum(amount for choice in some for _, amount in choice) == credit.left
        and len({choice[0][0].reference for choice in some}) == size
    ]
    return found[:most], len(found) <= most


def _choices(parts: Sequence[Owed], credit: Paid) -> Iterable[Choice]:
    parts = sorted(parts, key=lambda one: (one.due, one.date, one.reference))
    for count in range(1, len(parts) + 1):
        yield tuple((one, one.left) for one in parts[:count])
        one = parts[count - 1]
        terms = str(one.row.meta.get("terms", one.txn.meta.get("terms", "")))
        early = re.fullmatch(r"2% 10 net 30", terms)
        if early and len(parts) == 1 and one.left == one.amount and one.discounted:
            less = (one.amount / 50).quantize(Decimal("0.01"), ROUND_HALF_UP)
            in_time = credit.row.txn.date <= one.date + datetime.timedelta(days=10)
            if in_time and 0 < less < one.left:
                yield ((one, one.left - less),)


def _oldest(found: Sequence[tuple[Choice, ...]]) -> list[tuple[Owed, Decimal, str]]:
    single = [each for each in found if len(each) == 1]
    if not single:
        return []
    first = min(
        single, key=lambda each: (each[0][0][0].due, each[0][0][0].date, each[0][0][0].reference)
    )
    return _taken(first, "amount" if len(single) == 1 else "oldest")


def _taken(found: Iterable[Choice], basis: str) -> list[tuple[Owed, Decimal, str]]:
    return [(one, amount, basis) for choice in found for one, amount in choice]


def _each(some: Iterable[Owed]) -> tuple[Choice, ...]:
    return tuple(((one, one.left),) for one in some)


def _covers(found: Iterable[Choice], named: Iterable[set[str]]) -> bool:
    references = {one.reference for choice in found for one, _ in choice}
    return all(references & each for each in named)
