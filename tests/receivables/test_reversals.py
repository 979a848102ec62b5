"""Which of several credits a debit takes back: told by what is left to settle the invoice."""

from __future__ import annotations

import pytest

from tests.support.ledgers import D, accounts, item, report, sale

OPENED = accounts("Martin", "Gaudin") + "".join(
    f"2020-01-01 open {name}\n"
    for name in ("Equity:Netting", "Expenses:Losses", "Equity:Opening-Balances")
)
F1 = sale("2026-03-02", "F1", "300.00")
BANK, SOLD, NETTED = "Assets:Bank", "Income:Sales", "Equity:Netting"
LOSS, OPENING = "Expenses:Losses", "Equity:Opening-Balances"


def entry(date: str, text: str, amount: str, against: str = BANK) -> str:
    """A debit, or a credit if the amount is negative; the text may end with links."""
    said, *links = text.split(" ^")
    named = "".join(f" ^{link}" for link in links)
    head = f'2026-{date} * "Martin" "{said}"{named}\n'
    return f"{head}  Assets:Clients:Martin  {amount} EUR\n  {against}\n"


@pytest.mark.parametrize(
    ("entries", "settled"),
    [
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-100"),
                ("05-04", "Paid ^F1", "-100"),
                ("06-01", "Unpaid ^F1", "100"),
            ],
            ["01/04 100"],
            id="the latest of two of its amount",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-100"),
                ("05-04", "Paid ^F1", "-50"),
                ("06-01", "Unpaid ^F1", "100"),
            ],
            ["04/05 50"],
            id="that of its amount before a later one",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-100"),
                ("05-04", "Paid ^F1", "-50"),
                ("06-01", "Paid back ^F1", "130"),
            ],
            ["01/04 20"],
            id="the latest first, and the rest of the one before",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-100"),
                ("05-04", "Paid ^F1", "-50"),
                ("06-01", "Unpaid ^F1", "130"),
            ],
            ["04/05 50"],
            id="a payment with the costs of its return",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-100"),
                ("04-20", "Paid ^F1", "-50"),
                ("05-04", "Paid ^F1", "-70"),
                ("06-01", "Unpaid ^F1", "150"),
            ],
            ["04/05 70"],
            id="those that have its amount together",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-40"),
                ("05-04", "Paid", "-160"),
                ("06-01", "Unpaid ^F1", "160"),
            ],
            ["01/04 40"],
            id="what names nothing and has its amount",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-100"),
                ("05-04", "Set off ^F1", "-100", NETTED),
                ("06-01", "Unpaid ^F1", "100"),
            ],
            ["04/05 100"],
            id="money before what was set off later",
        ),
        pytest.param(
            [
                ("04-01", "Credit ^F1", "-50", SOLD),
                ("05-04", "Credit ^F1", "-50", SOLD),
                ("06-01", "Anew ^F1", "50", SOLD),
            ],
            ["01/04 50"],
            id="the latest of two credit notes",
        ),
        pytest.param(
            [
                ("04-01", "Credit ^F1", "-50", SOLD),
                ("05-04", "Credit ^F1", "-30", SOLD),
                ("05-04", "Other credit ^F1", "-20", SOLD),
                ("06-01", "Anew ^F1", "30", SOLD),
            ],
            ["01/04 50", "04/05 20"],
            id="one credit note of a day",
        ),
        pytest.param(
            [
                ("04-01", "Credit ^F1", "-30", SOLD),
                ("04-01", "Other credit ^F1", "-20", SOLD),
                ("05-04", "Credit ^F1", "-35", SOLD),
                ("05-04", "Other credit ^F1", "-15", SOLD),
                ("06-01", "Anew ^F1", "50", SOLD),
            ],
            ["01/04 20", "01/04 30"],
            id="the credit notes of the latest day together",
        ),
        pytest.param(
            [
                ("04-01", "Credit ^F1", "-60", SOLD),
                ("05-04", "Credit ^F1", "-40", SOLD),
                ("06-01", "Anew ^F1", "20", SOLD),
            ],
            ["01/04 60", "04/05 40"],
            id="a sale of another amount is a sale",
        ),
        pytest.param(
            [
                ("04-01", "Credit ^F1", "-60", SOLD),
                ("05-04", "Credit ^F1", "-40", SOLD),
                ("06-01", "Credit cancelled ^F1", "20", SOLD),
            ],
            ["01/04 60", "04/05 20"],
            id="what cancels takes a part of the latest",
        ),
        pytest.param(
            [
                ("04-01", "Credit ^F1", "-60", SOLD),
                ("05-04", "Credit ^F1", "-20", SOLD),
                ("06-01", "Credit cancelled ^F1", "20", SOLD),
            ],
            ["01/04 60"],
            id="what cancels takes that of its amount first",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-85"),
                ("04-02", "Paid ^F1", "-80"),
                ("06-01", "Returned unpaid", "100"),
            ],
            ["02/04 80"],
            id="costs of less than a fifth before those of a fifth",
        ),
        pytest.param(
            [("04-02", "Paid ^F1", "-80"), ("06-01", "Returned unpaid", "100")],
            [],
            id="costs of a fifth",
        ),
        pytest.param(
            [("04-02", "Paid ^F1", "-50"), ("06-01", "Returned unpaid", "100")],
            ["02/04 50"],
            id="no costs of half",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-100"),
                ("05-04", "Set off ^F1", "-100", NETTED),
                ("06-01", "Unpaid ^F1 ^R9", "100"),
            ],
            ["04/05 100"],
            id="money before what was set off, whatever else is named",
        ),
        pytest.param(
            [
                ("04-01", "Lost ^F1", "-100", LOSS),
                ("05-04", "Lost ^F1", "-50", LOSS),
                ("06-01", "Recovered ^F1", "100", LOSS),
            ],
            ["04/05 50"],
            id="the loss of its amount",
        ),
        pytest.param(
            [
                ("04-01", "Lost ^F1", "-100", LOSS),
                ("05-04", "Lost ^F1", "-50", LOSS),
                ("06-01", "Recovered ^F1", "70", LOSS),
            ],
            ["01/04 80"],
            id="the latest loss, and a part of the one before",
        ),
        pytest.param(
            [
                ("04-01", "Closed ^F1", "-100", OPENING),
                ("05-04", "Lost ^F1", "-100", LOSS),
                ("06-01", "Opened ^F1", "100", OPENING),
            ],
            ["04/05 100"],
            id="what was closed before a loss",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-100"),
                ("05-04", "Paid", "-30"),
                ("06-01", "Unpaid ^F1", "130"),
            ],
            ["04/05 30"],
            id="of what names it, and nothing else by the amount that is left",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^C7", "-100"),
                ("05-04", "Paid", "-100"),
                ("06-01", "Unpaid ^C7", "100"),
            ],
            ["04/05 100"],
            id="by the name of the payment",
        ),
        pytest.param(
            [
                ("04-01", "Credit ^F1", "-30", SOLD),
                ("04-01", "Other credit ^F1", "-20", SOLD),
                ("05-04", "Credit ^F1", "-35", SOLD),
                ("06-01", "Anew ^F1", "50", SOLD),
            ],
            ["04/05 35"],
            id="the credit notes of an earlier day together",
        ),
        pytest.param(
            [("04-01", "Credit ^F1", "-50", SOLD), ("06-01", "Anew ^F1 ^F9", "50", SOLD)],
            ["01/04 50"],
            id="no credit note without one of the names of a sale",
        ),
        pytest.param(
            [("04-01", "Credit ^F1", "-60", SOLD), ("06-01", "Credit cancelled ^F1", "20", SOLD)],
            ["01/04 40"],
            id="what cancels takes a part of the only one",
        ),
        pytest.param(
            [
                ("04-01", "Closed", "-100", OPENING),
                ("05-04", "Closed", "-50", OPENING),
                ("06-01", "Opened", "130", OPENING),
            ],
            ["01/04 20"],
            id="a balance opened takes as much as was closed",
        ),
        pytest.param(
            [
                ("04-01", "Closed", "-100", OPENING),
                ("05-04", "Closed", "-50", OPENING),
                ("06-01", "Opened ^F7", "130", OPENING),
            ],
            ["01/04 100", "04/05 50"],
            id="not if it has a number of its own",
        ),
        pytest.param(
            [("04-01", "Lost", "-100", LOSS), ("06-01", "Recovered ^F7", "100", LOSS)],
            ["01/04 100"],
            id="no loss by a debit with a number of its own",
        ),
        pytest.param(
            [("04-01", "Paid ^F1", "-0.50"), ("06-01", "Unpaid", "0.50")], [], id="less than 1"
        ),
        pytest.param(
            [("04-01", "Paid ^F1", "-100"), ("06-01", "Paid out ^trip", "100")],
            [],
            id="the only one of its amount, under a name of its own",
        ),
        pytest.param(
            [
                ("04-01", "Paid ^F1", "-100"),
                ("06-01", "Paid out ^trip", "100"),
                ("06-02", "Paid out ^trip", "50"),
            ],
            ["01/04 100"],
            id="none for a name that others have",
        ),
        pytest.param(
            [("04-02", "Paid ^F1", "-80"), ("06-01", "Paid out", "100")],
            ["02/04 80"],
            id="no costs of what does not say that it is returned",
        ),
    ],
)
def test_what_still_settles_the_invoice(entries: list[tuple[str, ...]], settled: list[str]) -> None:
    text = "".join(entry(*each) for each in entries)
    items = report(OPENED + F1 + text).allocation.items
    found = [f"{part.date:%d/%m} {part.amount}" for one in items for part in one.settled]
    assert found == settled


@pytest.mark.parametrize(
    ("words", "since"),
    [
        pytest.param(["Rent May", "Rent June"], "04/05", id="the next of a subscription"),
        pytest.param(["Rent", "Rent"], "04/05", id="the same words"),
        pytest.param(["Rent of the shop", "Lamp for the yard"], "02/03", id="other words"),
        pytest.param(["Rent May", "Rent"], "02/03", id="a word less"),
        pytest.param(["Rent for May 2026", "Lease for June 2026"], "02/03", id="two other words"),
        pytest.param(["Rent", "Lease"], "02/03", id="no word in common"),
    ],
)
def test_a_sale_after_a_credit_note_of_its_name(words: list[str], since: str) -> None:
    # 100 was credited and is invoiced again; if worded like the first sale it is the next one
    first, second = words
    text = entry("03-02", f"{first} ^F1", "100", SOLD) + entry("04-01", "Credit ^F1", "-100", SOLD)
    found = report(OPENED + text + entry("05-04", f"{second} ^F1", "100", SOLD))
    owed = [f"{one.invoice.date:%d/%m} {one.outstanding}" for one in found.open_items]
    assert owed == [f"{since} 100"]


@pytest.mark.parametrize(
    ("sold", "owed"),
    [
        pytest.param(["03-02"], ["02/03 300"], id="on the day of the first sale"),
        pytest.param(["03-02", "04-01"], ["02/03 300", "01/04 300"], id="between two sales"),
    ],
)
def test_a_payment_is_moved_to_the_customer_whose_it_was(sold: list[str], owed: list[str]) -> None:
    text = "".join(entry(date, f"Goods ^F{date}", "300", SOLD) for date in sold)
    text += entry("03-02", "Received", "-300")
    text += sale("2026-03-03", "G1", "300.00", customer="Gaudin")
    text += entry("04-10", "Was of Gaudin", "300", "Assets:Clients:Gaudin")
    found = report(OPENED + text)
    assert [f"{one.invoice.date:%d/%m} {one.outstanding}" for one in found.open_items] == owed


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("Cheque 771 returned", "2026-03-10"),
        ("Cheque 772 returned", "2026-03-03"),
        ("Return of the cheque of 3 March", "2026-03-10"),
        ("Returned: payment of 03/03/2026", "2026-03-10"),
        ("Returned", "2026-03-03"),  # the latest, if the text tells nothing
    ],
)
@pytest.mark.parametrize("returned", ["50.00", "20.00"])
def test_of_two_payments_of_one_invoice_the_text_tells_which_came_back(
    said: str, stands: str, returned: str
) -> None:
    books = accounts() + sale("2026-02-01", "F1", "100.00")
    for date, cheque in (("2026-03-03", "771"), ("2026-03-10", "772")):
        books += f'{date} * "Martin" "Cheque {cheque}" ^F1\n  Assets:Bank  50.00 EUR\n'
        books += "  Assets:Clients:Martin\n"
    books += f'2026-03-20 * "Martin" "{said}" ^F1\n  Assets:Clients:Martin  {returned} EUR\n'
    found = item(report(books + "  Assets:Bank\n"), "F1")
    whole = [str(part.date) for part in found.settled if part.amount == D("50.00")]
    assert whole == [stands]
    assert found.outstanding == D(returned)
