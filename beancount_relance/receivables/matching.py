"""Match the credits of one customer that name no invoice, by their text and amount.

In order of date, each credit is compared with the invoices open then:

1. What its text says in an unsure way (a number that has lost its zeros, or is mistyped) counts
   if the amount agrees, and is asked about otherwise.
2. If its amount is that of exactly one invoice, or of exactly one set of up to four, it settles
   these. Amounts can be less an early-payment discount, or what is disputed. Everything that
   is open counts as a set, too.
3. Of several possibilities it settles the one that its text describes
   (:mod:`~beancount_relance.receivables.described`); otherwise it is asked about. So is a credit
   that names an unknown number, or an invoice that is settled already, whatever its amount.

Disputed invoices come last, and before them those that earlier money has probably paid. What
remains is allocated by :mod:`~beancount_relance.receivables.settling`, oldest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.receivables.described import as_described, described
from beancount_relance.receivables.explanations import (
    PaidSet,
    amount_of,
    explanation_of,
    likeliest,
    sums_of,
)
from beancount_relance.receivables.items import BY_AMOUNT, BY_REFERENCE
from beancount_relance.receivables.open_amounts import (
    CreditQuestion,
    Due,
    Explanation,
    Money,
    oldest_first,
)
from beancount_relance.receivables.paid_parts import PaidPart, paid_parts
from beancount_relance.values.invoice_names import name_key
from beancount_relance.values.known_numbers import KnownNumbers
from beancount_relance.values.written_references import References, Unsure, read_references

_MOST_NAMED = 50
"""How many sets of the invoices that a text may name are looked at."""


class Matcher(Struct):
    """Matches the credits of one customer in one currency."""

    dues: Sequence[Due]
    credits: Sequence[Money]
    _open: dict[str, list[Due]] = field(default_factory=dict)
    _to_come: list[Due] = field(default_factory=list)
    _loose: Decimal = Decimal()
    """Money received earlier for which no invoice was open."""
    _numbers: KnownNumbers = field(default_factory=lambda: KnownNumbers(()))
    """The numbers of all that is open at first."""
    _read: dict[str, References] = field(default_factory=dict)
    """What each text names; many receipts have the same text."""

    def match(self) -> None:
        """Settle what matches, and ask about the rest."""
        self._to_come = sorted(
            (due for due in self.dues if due.left), key=lambda due: due.invoice.date, reverse=True
        )
        self._numbers = KnownNumbers(dict.fromkeys(due.invoice.reference for due in self._to_come))
        for money in self.credits:
            if not money.left or not money.credit.amount:
                continue
            self._open_until(money)
            if not self._open:
                self._loose += money.left
                continue
            explained = self._explained(money)
            if explained is not None:
                self._settle(money, explained)
            if money.left:
                self._presume(money)

    def _settle(self, money: Money, explained: Explanation) -> None:
        for due, amount in explained.parts:
            money.pay(due, explained.basis, amount, explained.evidence)
        for reference in {due.invoice.reference for due, _ in explained.parts}:
            if not any(due.left for due in self._open[reference]):
                del self._open[reference]

    # What is open

    def _open_until(self, money: Money) -> None:
        while self._to_come and self._to_come[-1].invoice.date <= money.credit.date:
            due = self._to_come.pop()
            due.presumed = min(due.left, self._loose)
            self._loose -= due.presumed
            self._open.setdefault(due.invoice.reference, []).append(due)

    def _presume(self, money: Money) -> None:
        """Note what a credit without an explanation will probably settle."""
        left, day = money.left, money.credit.date
        dues = sorted((due for dues in self._open.values() for due in dues), key=oldest_first)
        for disputed in (False, True):
            for due in dues:
                most = due.left - (Decimal() if disputed else due.disputed_on(day))
                amount = max(min(left, most - due.presumed), Decimal())
                due.presumed += amount
                left -= amount
        self._loose += left

    def _reading(self, money: Money) -> References:
        """What the text of a credit names among what is open at first, and what it settled."""
        text, settled = money.credit.text, money.credit.references
        if settled:
            return read_references(text, self._numbers.with_more(settled))
        if text not in self._read:
            self._read[text] = read_references(text, self._numbers)
        return self._read[text]

    # The explanation

    def _explained(self, money: Money) -> Explanation | None:
        """Return what settles a credit; otherwise, or besides, note what to ask about it."""
        reading = self._reading(money)
        open_ = self._open.keys()
        named = [unsure for unsure in reading.unsure if not open_.isdisjoint(unsure.numbers)]
        if money.credit.others:  # their exact number is not a mistyped one
            named = []
        named += [  # another number, settled already, is written in the same way
            Unsure(written, frozenset((number,)))
            for number, written in reading.sure.items()
            if number in open_ and number not in money.credit.references
        ]
        if named:
            agreeing = self._agreeing(money, References(unsure=named))
            if len(agreeing) == 1:
                evidence = msg("{written}, and the amount agrees", written=_as_written(named))
                if money.credit.unknown:  # the link or key should be corrected
                    self._ask(money, _resembling(money, agreeing[0]), agreeing)
                return explanation_of(agreeing[0], BY_REFERENCE, evidence)
        sets, complete = self._sets(money)
        if named:
            return self._by_both(money, [*agreeing], sets, References(unsure=named))
        told = {name_key(name) for name in money.credit.unknown}
        more = [name for name in reading.unknown if name_key(name) not in told]
        if money.is_payment and more:
            money.credit = replace(money.credit, unknown=(*money.credit.unknown, *more))
        doubt = self._doubt(money)
        if doubt is not None:
            self._ask(money, doubt, sets)
            return None
        return self._by_amount(money, sets, complete=complete)

    def _by_amount(
        self, money: Money, sets: Sequence[PaidSet], *, complete: bool
    ) -> Explanation | None:
        """Explain a credit by its amount alone, or ask about it."""
        if len(sets) == 1 and (complete or len(sets[0]) == 1):
            return explanation_of(sets[0], BY_AMOUNT)
        told = described(money, sets)
        if told is not None:
            return explanation_of(told, BY_AMOUNT, as_described(told))
        if sets:
            why = nmsg(
                "{count} explanation of its amount",
                "{count} explanations of its amount",
                len(sets),
            )
            self._ask(money, why, sets)
            return likeliest(sets)
        self._ask(money, msg("no open invoice has this amount"), sets)
        return None

    def _by_both(
        self, money: Money, agreeing: Sequence[PaidSet], sets: Sequence[PaidSet], named: References
    ) -> Explanation | None:
        """Explain a credit by amounts that do not contradict the numbers in its text."""
        fitting = [each for each in sets if _covers(each, named)]
        if not agreeing and len(fitting) == 1:
            return explanation_of(fitting[0], BY_AMOUNT)
        written = _as_written(named.unsure)
        likely = [*agreeing, *(each for each in fitting if each not in agreeing)]
        if likely:
            why = msg("the text says {written}, which several invoices fit", written=written)
        else:
            why = msg("the text says {written}, but the amount does not match", written=written)
            names = dict.fromkeys(
                name
                for unsure in named.unsure
                for name in sorted(unsure.numbers)
                if name in self._open
            )
            likely = [(self._whole(name),) for name in names]
        self._ask(money, why, likely)
        return likeliest(agreeing)

    def _doubt(self, money: Money) -> Message | None:
        """Return why not even the right amount would tell what a credit was paid for."""
        if not (money.credit.others or money.credit.references or money.credit.unknown):
            return None
        dues = (due for theirs in self._open.values() for due in theirs)
        if not any(money.is_for_another(due) for due in dues):
            return None
        if money.credit.others:
            return msg(
                "it names {invoices} of another customer",
                invoices=list(dict.fromkeys(money.credit.others)),
            )
        if money.credit.references and not money.paid:
            return msg(
                "it names {invoices}, which is settled already",
                invoices=list(money.credit.references),
            )
        return msg(
            "it names {unknown}, which no invoice of this customer has",
            unknown=list(dict.fromkeys(money.credit.unknown)),
        )

    def _ask(self, money: Money, why: Message, sets: Iterable[PaidSet]) -> None:
        if money.credit.answered:
            return
        likely = sorted(sets, key=lambda each: (len(each), oldest_first(each[0].parts[0][0])))
        explanations = [explanation_of(each, BY_AMOUNT) for each in likely]
        money.question = CreditQuestion(why, money.left, explanations)

    # The sets

    def _agreeing(self, money: Money, named: References) -> list[PaidSet]:
        """The sets of invoices that the text may name whose amount is that of the credit."""
        names = set().union(*(unsure.numbers for unsure in named.unsure))
        dues = {name: self._open[name] for name in self._open if name in names}
        choices = [choice for theirs in dues.values() for choice in paid_parts(theirs, money)]
        found, _ = sums_of(choices, money, _MOST_NAMED)
        whole = tuple(self._whole(name) for name in dues)
        if not found and amount_of(whole) == money.left:
            found = [whole]
        return [each for each in found if _covers(each, named)]

    def _sets(self, money: Money) -> tuple[list[PaidSet], bool]:
        """The sets that have the amount of a credit, and whether these are all."""
        for dues in self._tiers(money):
            units: dict[str, list[Due]] = {}
            for due in dues:
                units.setdefault(due.invoice.reference, []).append(due)
            everything = tuple(
                PaidPart(tuple((due, due.left) for due in u)) for u in units.values()
            )
            if amount_of(everything) == money.left:
                return [everything], True
            choices = [choice for theirs in units.values() for choice in paid_parts(theirs, money)]
            found, complete = sums_of(choices, money)
            if found or not complete:
                return found, complete
        return [], True

    def _tiers(self, money: Money) -> Iterator[list[Due]]:
        """Yield what may be paid: first what is neither disputed nor probably paid already."""
        day = money.credit.date
        dues = [due for theirs in self._open.values() for due in theirs if due.left]
        undisputed = [due for due in dues if not due.disputes or due.disputed_on(day) < due.left]
        untouched = [due for due in undisputed if not due.presumed]
        if untouched:
            yield untouched
        if undisputed and len(undisputed) > len(untouched):
            yield undisputed
        if len(dues) > len(undisputed):
            yield dues

    def _whole(self, name: str) -> PaidPart:
        return PaidPart(tuple((due, due.left) for due in self._open[name] if due.left))


def _resembling(money: Money, found: PaidSet) -> Message:
    """Return what to say of a link or key that is taken for another number."""
    return msg(
        "{unknown} is no invoice’s number, and is taken for {invoices}, whose amount it has",
        unknown=list(money.credit.unknown),
        invoices=list(
            dict.fromkeys(due.invoice.reference for each in found for due, _ in each.parts)
        ),
    )


def _as_written(named: Iterable[Unsure]) -> list[Message]:
    """Return what a text says instead of numbers, each in quotes."""
    return [msg("“{text}”", text=unsure.written) for unsure in named]


def _covers(choices: PaidSet, named: References) -> bool:
    """Whether a set contains one of the numbers that each unsure part of a text may be."""
    references = {due.invoice.reference for choice in choices for due, _ in choice.parts}
    return all(not references.isdisjoint(unsure.numbers) for unsure in named.unsure)
