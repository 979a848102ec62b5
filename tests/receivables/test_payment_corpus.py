"""Many receipts: what is taken without asking is right, and what is asked begins well.

Each change is tried with the first six hundred of them; at night there are ten thousand, and the
two thousand of which the README tells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from beancount.core.data import Custom, Directive
from beancount.parser import parser
from beancount.parser.grammar import ValueType

from beancount_relance.receivables.items import OLDEST, Allocation
from beancount_relance.report.who_owes_what import read_position
from tests.receivables.payment_corpus import LAST, Bill, Parts, Receipt, corpus
from tests.support.examples import at_night

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
COUNT = at_night(600, 10_000)
OFTEN = at_night(0.85, 0.9)
"""How often the first proposal is right: of few, a little less."""
TOLD = 2_000
"""How many there are in the README."""
OPTIONS = parser.parse_string("")[2]


@cache
def receipts(count: int) -> tuple[list[Directive], list[tuple[Receipt, list[Bill]]]]:
    return corpus(count)


@cache
def allocated(mode: str, count: int) -> Allocation:
    entries, _ = receipts(count)
    values = [ValueType("allocation", str), ValueType(mode, str)]
    setting = Custom(
        {"filename": "corpus.beancount", "lineno": 1}, entries[0].date, "relance", values
    )
    return read_position([setting, *entries], OPTIONS, LAST, whole=True).allocation


def settled(found: Allocation) -> tuple[Mapping[str, Parts], Mapping[str, set[str]]]:
    """What each payer's receipt settled, and on which bases."""
    amounts: dict[str, Parts] = defaultdict(dict)
    bases: dict[str, set[str]] = defaultdict(set)
    for item in found.items:
        for part in item.settled:
            theirs = amounts[item.invoice.customer]
            reference = item.invoice.reference
            theirs[reference] = theirs.get(reference, part.amount * 0) + part.amount
            bases[item.invoice.customer].add(part.basis)
    return amounts, bases


@pytest.mark.parametrize("count", at_night([COUNT], [COUNT, TOLD]))
def test_what_is_taken_without_asking_is_right_and_the_first_proposal_nearly_always(
    count: int,
) -> None:
    found = allocated("amount", count)
    amounts, bases = settled(found)
    asked = {each.credit.customer: each for each in found.unclear}
    results: Counter[str] = Counter()
    wrong: list[Receipt] = []
    for receipt, _ in receipts(count)[1]:
        taken = amounts.get(receipt.payer, {})
        if (
            receipt.payer not in asked
            and bases[receipt.payer]
            and OLDEST not in bases[receipt.payer]
        ):
            results["automatic"] += 1
            if taken != receipt.truth:
                wrong.append(receipt)
        elif receipt.truth:
            question = asked.get(receipt.payer)
            first = set(taken)
            if question is not None and question.proposals:
                first = {key[2] for key, _ in question.proposals[0].parts}
            results["first" if first == set(receipt.truth) else "other"] += 1
        else:
            results["unknowable"] += 1
            assert not taken  # the number is another customer's
    assert not wrong
    assert results["automatic"] >= 0.7 * count
    assert results["first"] >= OFTEN * (results["first"] + results["other"])
    if count == TOLD:
        told = f"among {results['automatic']:,} receipts settled without asking, of {count:,} with"
        assert told in README


def right(mode: str, count: int) -> int:
    amounts, _ = settled(allocated(mode, count))
    return sum(amounts.get(one.payer, {}) == one.truth for one, _ in receipts(count)[1])


def only_exact(bills: Sequence[Bill], receipt: Receipt) -> Parts:
    """What a program does that knows exact amounts only."""
    same = [bill for bill in bills if bill.amount == receipt.amount]
    return {same[0].number: receipt.amount} if len(same) == 1 else {}


def test_simpler_rules_find_much_less() -> None:
    exact = sum(only_exact(bills, one) == one.truth for one, bills in receipts(COUNT)[1])
    assert right("amount", COUNT) > 0.9 * COUNT
    assert right("oldest", COUNT) < 0.65 * COUNT
    assert exact < 0.75 * COUNT
