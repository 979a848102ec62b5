"""Receipts as banks and people write them, each with the invoices that it really paid.

Every payer has 1 to 25 open invoices and one receipt. The random numbers are always the same.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.data import Directive, Open, Posting, Transaction, new_metadata

BANK, FEES, SALES = "Assets:Bank", "Expenses:Frais-Bancaires", "Income:Sales"
LAST = datetime.date(2026, 6, 30)
MOST_OPEN = 25
Parts = dict[str, Decimal]


@dataclass(frozen=True)
class Bill:
    """An open invoice."""

    number: str
    date: datetime.date
    amount: Decimal


@dataclass(frozen=True)
class Receipt:
    """What the bank says, and the truth: amounts by invoice, or nothing if it cannot be known."""

    kind: str
    payer: str
    text: str
    truth: Parts
    amount: Decimal
    fee: Decimal = Decimal()
    payee: str | None = None


def bills(chance: random.Random, payer: int, *, is_round: bool) -> list[Bill]:
    """The open invoices of a payer, the oldest first."""
    count = chance.randint(1, MOST_OPEN)
    sequence = sorted(chance.sample(range(1, 900), count))
    step = 5000 if is_round else 1
    found: list[Bill] = []
    for place, number in enumerate(sequence):
        cents = chance.randint(1, 60) * step if is_round else chance.randint(2_000, 400_000)
        day = datetime.date(2026, 1, 2) + datetime.timedelta(days=4 * place)
        found.append(Bill(f"F{payer:04}-{number:03}", day, Decimal(cents) / 100))
    return found


def _some(chance: random.Random, owed: Sequence[Bill], most: int) -> list[Bill]:
    return chance.sample(list(owed), min(len(owed), chance.randint(min(2, len(owed)), most)))


def _oldest_mostly(chance: random.Random, owed: Sequence[Bill]) -> Bill:
    """People pay the oldest of what they owe, nearly always."""
    return owed[0] if chance.random() < 0.95 else chance.choice(list(owed))


def _one(chance: random.Random, owed: Sequence[Bill]) -> Bill:
    """Any invoice; of several with its amount the oldest, nearly always."""
    amount = chance.choice(list(owed)).amount
    return _oldest_mostly(chance, [bill for bill in owed if bill.amount == amount])


def _whole(*paid: Bill) -> Parts:
    return {bill.number: bill.amount for bill in paid}


def _written(chance: random.Random, number: str) -> str:
    series, digits = number.split("-")
    spellings = (
        f"{series}{digits}",
        f"{series[0]} {series[1:]} {digits}",
        f"FACTURE {series[1:]}-{digits}",
        f"{series.lower()}/{digits}",
        number.replace("0", "O"),
        f"/RFB/{series}{digits}/",
        f"VIR{series}{digits}MERCI",
    )
    return chance.choice(spellings)


def _mistyped(chance: random.Random, number: str) -> str:
    place = chance.randrange(len(number) - 3, len(number))
    other = chance.choice([digit for digit in "0123456789" if digit != number[place]])
    return number[:place] + other + number[place + 1 :]


def _spelling(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = chance.choice(list(owed))
    return Receipt("spelling", payer, _written(chance, bill.number), _whole(bill), bill.amount)


def _truncated(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = chance.choice(list(owed))
    text = f"VIR SEPA RECU DE {payer.upper()} {bill.number}"[: -chance.randint(1, 2)]
    return Receipt("truncated", payer, text, _whole(bill), bill.amount)


def _lost_zeros(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = chance.choice(list(owed))
    text = f"FACT {int(bill.number[-3:])}"
    return Receipt("lost zeros", payer, text, _whole(bill), bill.amount)


def _mistake(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = chance.choice(list(owed))
    text = _mistyped(chance, bill.number)
    if text in {each.number for each in owed}:
        text = bill.number
    return Receipt("mistyped", payer, text, _whole(bill), bill.amount)


def _swapped_payer(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = chance.choice(list(owed))
    text = _written(chance, bill.number)
    return Receipt("payer", payer, text, _whole(bill), bill.amount, payee="HOLDING SARL")


def _exact(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = _one(chance, owed)
    return Receipt("exact amount", payer, "VIREMENT", _whole(bill), bill.amount)


def _foreign(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = _one(chance, owed)
    text = f"14 RUE DU 8 MAI COMMANDE {chance.randint(10**5, 10**6)} DU 14/05/2026"
    return Receipt("foreign text", payer, text, _whole(bill), bill.amount)


def _fee(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = _one(chance, owed)
    return Receipt(
        "fee", payer, "VIR", _whole(bill), bill.amount, fee=min(bill.amount / 2, Decimal(15))
    )


def _sum(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    paid = _some(chance, owed, 4)
    return Receipt(
        "sum", payer, "REGLEMENT", _whole(*paid), sum((b.amount for b in paid), Decimal())
    )


def _several(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    paid = _some(chance, owed, 4)
    text = " ".join(_written(chance, bill.number) for bill in paid)
    total = sum((bill.amount for bill in paid), Decimal())
    return Receipt("several", payer, text, _whole(*paid), total)


def _part(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = chance.choice(list(owed))
    amount = (bill.amount * Decimal("0.37")).quantize(Decimal("0.01"))
    return Receipt("part", payer, f"ACOMPTE {bill.number}", {bill.number: amount}, amount)


def _blind_part(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = _oldest_mostly(chance, owed)
    amount = (bill.amount * Decimal("0.37")).quantize(Decimal("0.01"))
    return Receipt("blind part", payer, "ACOMPTE", {bill.number: amount}, amount)


def _anothers_number(chance: random.Random, payer: str, owed: Sequence[Bill]) -> Receipt:
    bill = chance.choice(list(owed))
    while True:
        other = f"F{chance.randint(6000, 9999)}-{chance.randint(1, 899):03}"
        if not any(_resembles(other, one.number) for one in owed):
            return Receipt("another's number", payer, other, {}, bill.amount)


def _resembles(number: str, other: str) -> bool:
    """Whether one may be the other with a wrong character."""
    return sum(one != another for one, another in zip(number, other, strict=True)) < 2


KINDS: Sequence[Callable[[random.Random, str, Sequence[Bill]], Receipt]] = (
    *(_spelling, _spelling, _truncated, _lost_zeros, _mistake, _swapped_payer, _exact, _exact),
    *(_foreign, _fee, _sum, _sum, _several, _part, _blind_part, _anothers_number),
)


def corpus(count: int, seed: int = 16) -> tuple[list[Directive], list[tuple[Receipt, list[Bill]]]]:
    """The entries of a ledger with that many receipts, and the receipts in their order."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    entries: list[Directive] = []
    receipts: list[tuple[Receipt, list[Bill]]] = []
    for place in range(count):
        payer = f"Payer{place}"
        owed = bills(chance, place, is_round=place % 4 == 0)
        if place % 10 == 0 and len(owed) > 1:  # a trap: the same amount twice
            owed[1] = Bill(owed[1].number, owed[1].date, owed[0].amount)
        receipt = KINDS[place % len(KINDS)](chance, payer, owed)
        receipts.append((receipt, owed))
        entries += _entries(place, receipt, owed)
    return sorted(entries, key=lambda entry: entry.date), receipts


def _entries(place: int, receipt: Receipt, owed: Sequence[Bill]) -> list[Directive]:
    account = f"Assets:Clients:{receipt.payer}"
    made: list[Directive] = [Open({}, datetime.date(2025, 1, 1), account, [], None)]
    for bill in owed:
        legs = [(account, bill.amount), (SALES, -bill.amount)]
        made.append(_transaction(bill.date, receipt.payer, "Sale", legs, frozenset((bill.number,))))
    legs = [(BANK, receipt.amount - receipt.fee), (account, -receipt.amount)]
    if receipt.fee:
        legs.append((FEES, receipt.fee))
    payee = receipt.payee or receipt.payer
    made.append(_transaction(datetime.date(2026, 6, 1), payee, receipt.text, legs, frozenset()))
    return [
        entry._replace(meta={**entry.meta, **new_metadata("corpus.beancount", 100 * place + n)})
        for n, entry in enumerate(made)
    ]


def _transaction(
    date: datetime.date,
    payee: str,
    text: str,
    legs: Sequence[tuple[str, Decimal]],
    links: frozenset[str],
) -> Transaction:
    postings = [Posting(name, Amount(number, "EUR"), None, None, None, {}) for name, number in legs]
    return Transaction({}, date, "*", payee, text, frozenset(), links, postings)
