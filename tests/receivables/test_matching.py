"""What a payment settles by its text and amount, and what is asked: Martin owes a few invoices."""

from __future__ import annotations

import pytest

from beancount_relance.language.messages import language
from tests.support.ledgers import accounts, remark, report, sale

WORDS = language("en")


def owed(number: str, amount: str = "100.00", text: str = "Goods", customer: str = "Martin") -> str:
    """An invoice of May; the last digit of its number is the day."""
    return sale(f"2026-05-0{number[-1]}", number, amount, customer=customer).replace("Goods", text)


def paid(amount: str, text: str = "Transfer", link: str = "", date: str = "2026-05-20") -> str:
    return (
        f'{date} * "Martin" "{text}"{link}\n  Assets:Bank  {amount} EUR\n  Assets:Clients:Martin\n'
    )


def result(text: str) -> tuple[dict[str, str], list[str]]:
    """What is left of each open invoice, and the questions with the numbers that are proposed."""
    found = report(accounts("Martin", "Gaudin") + text)
    left = {one.invoice.reference: str(one.outstanding) for one in found.open_items}
    return left, [
        f"{WORDS.render(each.why)}: "
        + ", ".join("+".join(key[2] for key, _ in proposal.parts) for proposal in each.proposals)
        for each in found.allocation.unclear
    ]


def evidence(text: str) -> list[str]:
    """How each settlement is explained: its basis, and what speaks for it."""
    found = report(accounts("Martin", "Gaudin") + text)
    return [
        f"{part.basis}: {WORDS.render(part.evidence) if part.evidence else ''}"
        for one in found.allocation.items
        for part in one.settled
    ]


TWO = owed("F1") + owed("F2")
THREE = TWO + owed("F3")
LONG = owed("F2026-014") + owed("F2026-015")
RENTS = owed("F1", text="Rent, May") + owed("F2", text="Rent, June")
OTHERS = owed("F1", "80.00") + owed("F2") + owed("G3", customer="Gaudin")
TAKEN_FOR = (
    "F2026-14 is no invoice’s number, and is taken for F2026-014, whose amount it has: F2026-014"
)
PART = remark("2026-05-10", "dispute", "F1", amount="40.00 EUR")
NONE = "no open invoice has this amount: "
EITHER = "2 explanations of its amount: F1, F2"


@pytest.mark.parametrize(
    ("books", "left", "asked"),
    [
        # Amounts: the only invoice, the only set, everything; several are asked about.
        (TWO + owed("F3", "70.00") + paid("70.00"), "F1 F2", []),
        (owed("F1") + owed("F2", "200.00") + paid("300.00"), "", []),
        (TWO + paid("100.00"), "F2", [EITHER]),
        (
            owed("F1") + owed("F2", "200.00") + owed("F3", "300.00") + paid("300.00"),
            "F1 F2:200.00",
            ["2 explanations of its amount: F3, F1+F2"],
        ),
        (TWO + paid("60.00"), "F1:40.00 F2", [NONE]),
        # After a question, the others are matched all the same.
        (
            TWO + owed("F3", "70.00") + paid("100.00") + paid("70.00", date="2026-05-21"),
            "F2",
            [EITHER],
        ),
        # What is in dispute comes last, and before it what earlier money has probably paid.
        (TWO + remark("2026-05-10", "dispute", "F1") + paid("100.00"), "F1", []),
        (
            TWO + paid("60.00") + paid("100.00", date="2026-05-21"),
            "F1:40.00",
            [NONE],
        ),
        (
            paid("100.00", date="2026-04-01")
            + paid("30.00", date="2026-04-02")
            + THREE
            + paid("100.00"),
            "F2:70.00",
            [],
        ),
        (paid("130.00", date="2026-04-01") + THREE + paid("100.00"), "F2:70.00", []),
        (
            THREE + paid("130.00") + paid("100.00", date="2026-05-21"),
            "F2:70.00",
            [NONE],
        ),
        (
            THREE + PART + paid("70.00") + paid("100.00", date="2026-05-21"),
            "F1:40.00 F2:90.00",
            [NONE],
        ),
        (TWO + PART + paid("100.00"), "F2", [EITHER]),
        (
            TWO
            + PART
            + paid("170.00")
            + sale("2026-05-25", "F5", "100.00")
            + paid("100.00", date="2026-05-26"),
            "F1:30.00",
            [NONE],
        ),
        (
            owed("F1") + owed("F2", "70.00") + paid("60.00") + paid("100.00", date="2026-05-21"),
            "F2:10.00",
            [NONE],
        ),
        # An invoice that comes later is not what a payment was for, one of its day may be.
        (owed("F1") + owed("F2") + paid("100.00", date="2026-05-01"), "F2", []),
        (owed("F1", "80.00") + owed("F2") + paid("100.00", date="2026-05-02"), "F1:80.00", []),
        # Text: what an invoice is for.
        (RENTS + paid("100.00", "Rent,  june"), "F1", []),
        (owed("F1", text="Rent") + owed("F2", text="Hire") + paid("100.00", "Hire"), "F1", []),
        # Numbers that say something else than the amount.
        (
            owed("F1", "80.00") + owed("F2") + paid("100.00", "Invoice F9"),
            "F1:80.00 F2",
            ["it names F9, which no invoice of this customer has: F2"],
        ),
        (
            OTHERS + paid("100.00", "x", " ^G3"),
            "F1:80.00 F2 G3",
            ["it names G3 of another customer: F2"],
        ),
        (
            TWO + paid("100.00", "x", " ^F1", "2026-05-10") + paid("100.00", "x", " ^F1"),
            "F2",
            ["it names F1, which is settled already: F2"],
        ),
        (
            owed("H1", "50.00") + LONG + owed("F9", "30.00") + paid("130.00", "facture 14"),
            "H1:50.00 F2026-015",
            [],
        ),
        (
            LONG + paid("100.00", "factures 14 et 15"),
            "F2026-015",
            ["the text says “14” and “15”, but the amount does not match: F2026-014, F2026-015"],
        ),
        (
            TWO + paid("100.00", "Invoice f9", " ^F9"),
            "F1 F2",
            ["it names F9, which no invoice of this customer has: F1, F2"],
        ),
        # Numbers that have lost something count if the amount agrees.
        (LONG + paid("100.00", "facture 14"), "F2026-015", []),
        (LONG + owed("F3", "30.00") + paid("130.00", "facture 14"), "F2026-015", []),
        (
            LONG + owed("F2025-014") + paid("100.00", "facture 14"),
            "F2026-014 F2026-015",
            ["the text says “14”, which several invoices fit: F2025-014, F2026-014"],
        ),
        (
            LONG + paid("70.00", "facture 14"),
            "F2026-014:30.00 F2026-015",
            ["the text says “14”, but the amount does not match: F2026-014"],
        ),
        (
            LONG + paid("100.00", "x", " ^F2026-14"),
            "F2026-015",
            [TAKEN_FOR],
        ),
    ],
)
def test_what_is_left_and_what_is_asked(books: str, left: str, asked: list[str]) -> None:
    expected = {one.partition(":")[0]: one.partition(":")[2] or "100.00" for one in left.split()}
    assert result(books) == (expected, asked)


@pytest.mark.parametrize(
    ("amount", "still_open", "asked"),
    [
        ("1119.00", 119, []),
        ("2237.00", 118, ["1 explanation of its amount: N119+N118"]),
    ],
)
def test_among_many_one_invoice_is_taken_and_a_pair_asked_about(
    amount: str, still_open: int, asked: list[str]
) -> None:
    """The search is cut short, so there may be other sets; an invoice of the amount is enough."""
    many = "".join(sale("2026-05-01", f"N{n}", f"{1000 + n}.00") for n in range(120))
    left, questions = result(many + paid(amount))
    assert questions == asked
    assert (len(left), "N119" in left) == (still_open, bool(asked))


@pytest.mark.parametrize(
    ("books", "expected"),
    [
        (TWO + owed("F3", "70.00") + paid("70.00"), ["amount: F3 has exactly this amount"]),
        (
            RENTS + paid("100.00", "Rent, June"),
            ["amount: F2 has exactly this amount, and is for “Rent, June”"],
        ),
        (LONG + paid("100.00", "facture 14"), ["reference: “14”, and the amount agrees"]),
        (
            LONG + paid("70.00", "facture 14"),
            ["oldest: the text says “14”, but the amount does not match"],
        ),
        (TWO + paid("100.00"), ["oldest: the oldest of 2 invoices of this amount"]),
    ],
)
def test_how_it_is_explained(books: str, expected: list[str]) -> None:
    assert evidence(books) == expected


def test_the_amount_in_question_is_what_the_number_leaves() -> None:
    """F1 is named and 50.00 too much were paid, which nothing explains."""
    found = report(accounts() + THREE + paid("150.00", "x", " ^F1"))
    (each,) = found.allocation.unclear
    assert (str(each.amount), WORDS.render(each.why)) == (
        "50.00",
        "no open invoice has this amount",
    )


def test_the_line_on_which_an_entry_stands_is_no_number_that_it_names() -> None:
    sold = accounts("Martin") + owed("1201") + owed("1202")
    memo = paid("70.00").replace("\n", '\n  memo: "thanks"\n', 1)
    found = report(sold + "\n" * (1201 - len(sold.strip("\n").splitlines())) + memo)
    settled = {one.invoice.reference: one.settled for one in found.allocation.items}
    assert [(each.source.line, each.basis) for each in settled["1201"]] == [(1202, "oldest")]
    assert not settled["1202"]
