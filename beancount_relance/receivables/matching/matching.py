"""Match the credits of one customer that name no invoice, by their text and amount.

In order of date, each credit is compared with the invoices open then:

1. What its text says in an unsure way (a number that has lost its zeros, or is mistyped) counts
   if the amount agrees, and is asked about otherwise.
2. If its amount is that of exactly one invoice, or of exactly one set of up to four, it settles
   these. Amounts can be less an early-payment discount, or what is disputed. Everything that
   is open counts as a set, too.
3. Of several possibilities it settles the one that its text describes
   (:mod:`~beancount_relance.receivables.matching.described_invoices`), or else the only one on the
   account where it is posted; otherwise it is asked about. So is a credit that names an unknown
   number, or an invoice that is settled already, whatever its amount.
4. If nothing has its amount, it settles the only invoice that its text describes, and is asked
   about.

What was paid until a return is matched with money of before the return only if nothing else has its
amount. Disputed invoices come last, and before them those that earlier money has probably paid.
What remains is allocated by :mod:`~beancount_relance.receivables.allocation.settling`, oldest
first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.receivables.items import BY_AMOUNT, BY_REFERENCE
from beancount_relance.receivables.match_evidence import (
    resembling_number,
    similar_number,
    taken_for,
)
from beancount_relance.receivables.matching.amount_explanations import (
    amount_of,
    described_part,
    evidence_of_text,
    explanation_of,
    likeliest,
    of_this_amount_there,
    sums_of,
)
from beancount_relance.receivables.matching.described_invoices import (
    Description,
    described_alone,
    described_together,
    description_in,
)
from beancount_relance.receivables.matching.left_out_invoices import (
    all_the_rest,
    left_out_invoices,
    without_those,
)
from beancount_relance.receivables.matching.numbers_beside_amounts import explained_by_amounts
from beancount_relance.receivables.matching.open_invoices import OpenInvoices
from beancount_relance.receivables.matching.own_accounts import of_its_account
from beancount_relance.receivables.matching.own_lots import paid_by_lot
from beancount_relance.receivables.naming.named_instalments import InstalmentsByAmount
from beancount_relance.receivables.open_amounts import (
    CreditQuestion,
    Due,
    Explanation,
    Money,
    oldest_first,
)
from beancount_relance.receivables.paid_parts import PaidPart, PaidSet, invoices_in, paid_parts
from beancount_relance.receivables.returns.taken_back import record_returned, returned_as_a_whole
from beancount_relance.receivables.returns.taken_from_instalments import TakenFromInstalments
from beancount_relance.values.clues.excepted_numbers import without_excepted
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.lossy_references import Unsure
from beancount_relance.values.numbers.written_references import (
    References,
    has_digit,
    read_references,
)

_NOTHING_THERE = msg("no open invoice on the account it was posted on has this amount")
_MOST_NAMED = 50
"""How many sets of the invoices that a text may name are looked at."""


class Matcher:
    """Matches the credits of one customer in one currency."""

    def __init__(self, dues: Sequence[Due], credits_: Sequence[Money]) -> None:
        """Match nothing yet.

        Args:
            dues: the invoices.
            credits_: the credits, in order of date.
        """
        there = [each for each in credits_ if each.left and each.credit.amount]
        self._credits = credits_ if there else ()
        self._open = OpenInvoices(dues if there else (), there)
        known = (due.invoice for due in self._open.to_come)
        numbers = dict.fromkeys(each.reference for each in known if each.number is not None)
        self._numbers = KnownNumbers(numbers)  # a day is no number that may have lost something
        self._read: dict[str, References] = {}  # by text; many receipts have the same
        self._instalments = InstalmentsByAmount(self._open.to_come)
        self._taken = TakenFromInstalments(dues, self._credits)

    def match(self) -> None:
        """Settle what matches, and ask about the rest."""
        for money in self._credits:
            self._open.go_on(money.credit.date)
            for part, shares in self._taken.record(money):
                over = Decimal()  # what was paid besides had settled the next instalment
                for due, amount in shares:
                    over += amount
                    over -= self._open.hold(due, over, part.date)
            if money.left and money.credit.amount:
                self._match(money)
            elif money.credit.taken_back:
                self._presume_returned(money)
        self._open.release_all()

    def _match(self, money: Money) -> None:
        if money.credit.taken_back:
            self._open.hold_its_own(money)
        if not self._open and not self._open.held(money.left):
            self._note_unknown(money, self._reading(money).unknown)
            self._open.presumed.keep(money, money.left)
            return
        explained = self._beside_amounts(money) or self._explained(money)
        if explained is not None:
            for due, amount in explained.parts:
                self._open.release(due)
                money.pay(due, explained.basis, amount, explained.evidence)
            for due, _ in explained.parts:
                self._open.presumed.confirm(due)
            self._open.settle(due for due, _ in explained.parts)
        if money.left:
            self._open.presume(money)

    def _presume_returned(self, money: Money) -> None:
        """Keep what a payment had settled until it came back from others of that time."""
        returned = returned_as_a_whole(money)
        if returned is None:
            return
        beside = self._beside_amounts(returned.money) if self._open else None
        explained = beside or (self._explained(returned.money) if self._open else None)
        if explained is not None:
            record_returned(money, returned, explained.parts)
            for due, amount in explained.parts:
                self._open.hold(due, amount, returned.part.date)

    def _reading(self, money: Money) -> References:
        """What the text of a credit names among what is open at first, and what it settled.

        What it names of other customers in its entry is no number that is missing.
        """
        text = without_excepted(money.credit.text)
        if more := (*money.credit.references, *money.credit.beside):
            return read_references(text, self._numbers.with_more(more))
        if text not in self._read:
            self._read[text] = read_references(text, self._numbers)
        return self._read[text]

    def _explained(self, money: Money) -> Explanation | None:
        """Return what settles a credit; otherwise, or besides, note what to ask about it."""
        reading = self._reading(money)
        is_open = self._open.is_open
        named = [unsure for unsure in reading.unsure if any(map(is_open, unsure.numbers))]
        if money.credit.others:  # their exact number is not a mistyped one
            named = []
        self._note_unknown(money, [each.written for each in named if each.is_unknown])
        named += [  # another number, settled already, is written in the same way
            Unsure(written, frozenset((number,)))
            for number, written in reading.sure.items()
            if is_open(number) and number not in money.credit.references
        ]
        if named:
            agreeing = self._agreeing(money, References(unsure=named))
            if len(agreeing) == 1:
                evidence = resembling_number(_as_written(named))
                if money.credit.unknown:  # it should be corrected
                    meant = dict.fromkeys(each.reference for each in invoices_in(agreeing[0]))
                    self._ask(money, taken_for(money.credit.unknown, list(meant)), agreeing)
                return explanation_of(agreeing[0], BY_REFERENCE, evidence)
        sets, complete = self._open.sets(money)
        sets = sets or self._open.held(money.left)
        if not sets and (instalment := self._instalments.only(money)):
            sets = [(PaidPart(tuple(instalment)),)]
        if left_out := left_out_invoices(money, self._numbers, self._open):
            if rest := all_the_rest(money, left_out, self._open.each_undisputed(money)):
                return rest
            sets = without_those(sets, left_out)
        if named:
            return self._by_both(money, [*agreeing], sets, References(unsure=named))
        self._note_unknown(money, reading.unknown)
        doubt = self._doubt(money)
        if doubt is not None:
            self._ask(money, doubt, sets)
            return None
        return self._by_lot(money) or self._by_amount(money, sets, complete=complete)

    def _by_lot(self, money: Money) -> Explanation | None:
        """Explain a credit by the lot that it takes from an account at cost."""
        if money.credit.lot is None:
            return None
        theirs = (due for (part,) in self._open.each_undisputed(money) for due, _ in part.parts)
        return paid_by_lot(money, theirs)

    def _beside_amounts(self, money: Money) -> Explanation | None:
        """Return what a credit pays by short numbers and amounts, if its text says nothing else."""
        credit = money.credit
        if not has_digit(credit.text) or credit.references or credit.others or credit.unknown:
            return None
        return explained_by_amounts(money, self._numbers, self._open.each_undisputed)

    @staticmethod
    def _note_unknown(money: Money, names: Iterable[str]) -> None:
        """Note the numbers in the text of a payment that no invoice has."""
        known = {name_key(name) for name in money.credit.unknown}
        more = [name for name in names if name_key(name) not in known]
        if money.is_payment and more and not money.credit.others:
            money.credit = replace(money.credit, unknown=(*money.credit.unknown, *more))

    def _by_amount(
        self, money: Money, sets: Sequence[PaidSet], *, complete: bool
    ) -> Explanation | None:
        """Explain a credit by its amount alone, or ask about it."""
        there = of_its_account(sets, self._open.on_its_account(money))
        if len(sets) == 1 and (complete or len(sets[0]) == 1) and there:
            return explanation_of(sets[0], BY_AMOUNT)
        together = None
        if sets and not complete and all(len(each) > 1 for each in sets):
            together = described_together(money, self._open.each_undisputed(money))
        said = Description(together) if together else description_in(money, sets)
        if said.only is not None:
            return explanation_of(said.only, BY_AMOUNT, evidence_of_text(money, said.only))
        if len(there) == 1 < len(sets) and not said.is_contrary:
            return explanation_of(there[0], BY_AMOUNT, of_this_amount_there(there[0]))
        if sets and not there:
            self._ask(money, _NOTHING_THERE, sets)
            return None
        sets = there
        if sets:
            why = nmsg(
                "{count} explanation of its amount",
                "{count} explanations of its amount",
                len(sets),
            )
            self._ask(money, why, sets, is_contrary=said.is_contrary)
            return likeliest(sets)
        self._ask(money, msg("no open invoice has this amount"), sets)
        only = described_alone(money, self._open.each_undisputed(money))
        return None if only is None else described_part(money, only)

    def _by_both(
        self, money: Money, agreeing: Sequence[PaidSet], sets: Sequence[PaidSet], named: References
    ) -> Explanation | None:
        """Explain a credit by amounts that do not contradict the numbers in its text."""
        fitting = [each for each in sets if _covers(each, named)]
        if not agreeing and len(fitting) == 1:
            return explanation_of(fitting[0], BY_AMOUNT)
        written = _as_written(named.unsure)
        likely = [*agreeing, *(each for each in fitting if each not in agreeing)]
        evidence, rivals = None, []
        if likely:
            why = msg("the text says {written}, which several invoices fit", written=written)
        else:
            why = msg("the text says {written}, but the amount does not match", written=written)
            names = dict.fromkeys(
                name for unsure in named.unsure for name in sorted(unsure.numbers)
            )
            likely = [(PaidPart.whole(dues),) for dues in self._open.of(names).values()]
            evidence = similar_number(written)
            rivals = [each for each in sets if names.keys().isdisjoint(_references(each))]
        self._ask(money, why, likely, evidence=evidence, rivals=rivals)
        return likeliest(agreeing)

    def _doubt(self, money: Money) -> Message | None:
        """Return why not even the right amount would tell what a credit was paid for."""
        if not (money.credit.others or money.credit.references or money.credit.unknown):
            return None
        if not self._open.is_any_other(money):
            return None
        if money.credit.others:
            return msg(
                "it names {invoices} of another customer",
                invoices=list(dict.fromkeys(money.credit.others)),
            )
        if money.credit.references and not money.used:
            return msg(
                "it names {invoices}, which is settled already",
                invoices=list(money.credit.references),
            )
        return msg(
            "it names {unknown}, which no invoice of this customer has",
            unknown=list(dict.fromkeys(money.credit.unknown)),
        )

    def _ask(
        self,
        money: Money,
        why: Message,
        sets: Iterable[PaidSet],
        *,
        evidence: Message | None = None,
        is_contrary: bool = False,
        rivals: Sequence[PaidSet] = (),
    ) -> None:
        if money.credit.answered or (money.question and money.question.is_contrary):
            return  # what is asked about all of it matters more
        likely = sorted(sets, key=lambda each: (len(each), oldest_first(each[0].parts[0][0])))
        explanations = [explanation_of(each, BY_AMOUNT, evidence) for each in likely]
        explanations += (explanation_of(each, BY_AMOUNT) for each in rivals)
        is_contrary = is_contrary or bool(rivals)
        money.question = CreditQuestion(why, money.left, explanations, is_contrary)

    def _agreeing(self, money: Money, named: References) -> list[PaidSet]:
        """The sets of invoices that the text may name whose amount is that of the credit."""
        dues = self._open.of(set().union(*(unsure.numbers for unsure in named.unsure)))
        choices = [choice for theirs in dues.values() for choice in paid_parts(theirs, money)]
        found, _ = sums_of(choices, money, _MOST_NAMED)
        everything = tuple(map(PaidPart.whole, dues.values()))
        if not found and amount_of(everything) == money.left:
            found = [everything]
        return [each for each in found if _covers(each, named)]


def _as_written(named: Iterable[Unsure]) -> list[Message]:
    """Return what a text says instead of numbers, each in quotes."""
    return [msg("“{text}”", text=unsure.written) for unsure in named]


def _covers(choices: PaidSet, named: References) -> bool:
    """Whether a set contains one of the numbers that each unsure part of a text may be."""
    references = _references(choices)
    return all(not references.isdisjoint(unsure.numbers) for unsure in named.unsure)


def _references(choices: PaidSet) -> set[str]:
    return {due.invoice.reference for choice in choices for due, _ in choice.parts}
