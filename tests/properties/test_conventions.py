"""What holds for books of every convention: see :mod:`tests.properties.conventions`."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_UP, Decimal
from typing import Any

from beancount.core.amount import Amount
from beancount.core.data import Directive, Posting, Transaction
from hypothesis import assume, example, given
from hypothesis import strategies as st

from beancount_relance.exports.action_data import actions_data
from beancount_relance.exports.item_data import open_data
from beancount_relance.language.messages import language
from beancount_relance.report.report import Report, build_report
from tests.properties.conventions import (
    BANK,
    BUSINESS,
    CENT,
    CONSUMER,
    CONTROL,
    OPTIONS,
    PAYEES,
    PROJECTS,
    PUBLIC,
    START,
    Naming,
    books,
    custom,
    leg,
    loaded,
    opened,
    some_day,
    transaction,
)
from tests.properties.test_books import written
from tests.properties.test_oracle import facts
from tests.properties.test_plain_claims import books_with_claims
from tests.support.ledgers import load

WORDS = language("en")
RECEIVABLE = ("Assets:Clients:", "Assets:Clients-Douteux:", CONTROL)


def documents(found: Report) -> list[Any]:
    return [open_data(found, WORDS), actions_data(found, WORDS)]


def report(entries: Iterable[Directive], as_of: datetime.date) -> Report:
    return build_report(written(entries), OPTIONS, as_of)


def open_amounts(found: Report) -> list[Any]:
    """What is owed, whatever the entries of an invoice without a number are called."""
    items: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for item in found.open_items:
        invoice = item.invoice
        number = invoice.number and invoice.number.casefold()
        items[invoice.customer, invoice.currency, invoice.due, number] += item.outstanding
    said = facts(found)
    return [dict(items), said["credits"], said["unidentified"]]


def days(entries: Iterable[Directive]) -> list[datetime.date]:
    return sorted({one.date for one in entries})


# The tie-out and the past


def ledger_balances(entries: Iterable[Directive], as_of: datetime.date) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in entries:
        if isinstance(one, Transaction) and one.date <= as_of:
            for posting in one.postings:
                if posting.account.startswith(RECEIVABLE) and isinstance(posting.units, Amount):
                    sums[posting.units.currency] += posting.units.number or 0
    return sums


def accounts_of(one: Directive) -> set[str]:
    return {posting.account for posting in getattr(one, "postings", ())}


def own_balances(
    entries: Iterable[Directive], as_of: datetime.date
) -> dict[tuple[str, str], Decimal]:
    """The balances of the customers who have accounts of their own."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in entries:
        if isinstance(one, Transaction) and one.date <= as_of:
            for posting in one.postings:
                if posting.account.startswith(RECEIVABLE[:2]) and isinstance(posting.units, Amount):
                    customer = posting.account.split(":")[2]
                    sums[customer, posting.units.currency] += posting.units.number or 0
    return sums


def counting_on(entries: Iterable[Directive], as_of: datetime.date) -> list[Directive]:
    """The entries up to a day, without those that close the month: they count from the next day.

    What is opened again on the same day counts at once, and so does its closing.
    """
    found = [one for one in entries if one.date <= as_of]
    if (as_of + datetime.timedelta(days=1)).day > 1:
        return found
    carried = [
        one
        for one in found
        if one.date == as_of
        and {"Equity:Opening"} & accounts_of(one)
        and isinstance(one, Transaction)
    ]
    closings = [one for one in carried if one.narration == "Closing"]
    opened_again = sums_of(one for one in carried if one not in closings)
    return [
        one
        for one in found
        if one not in closings
        or all(opened_again.get(key) == -number for key, number in sums_of([one]).items())
    ]


def sums_of(entries: Iterable[Transaction]) -> dict[tuple[str, str], Decimal]:
    """What entries post to each account of assets."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in entries:
        for posting in one.postings:
            if posting.account.startswith("Assets:") and isinstance(posting.units, Amount):
                sums[posting.account, posting.units.currency] += posting.units.number or 0
    return sums


CLOSED_ON = datetime.date(2026, 1, 31)
OPENED_BEFORE_CLOSED = [
    *opened(),
    *(
        transaction(
            day,
            [leg("Assets:Clients:Martin", amount, "EUR"), leg("Equity:Opening", -amount, "EUR")],
            Naming(narration=narration),
            BUSINESS,
            {},
        )
        for day, narration, amount in (
            (CLOSED_ON, "Entry", Decimal(200)),
            (CLOSED_ON, "Closing", Decimal(-200)),
            (CLOSED_ON + datetime.timedelta(days=1), "Opening", Decimal(200)),
        )
    ),
]


@given(books())
@example(OPENED_BEFORE_CLOSED)
def test_books_tie_out_every_day_in_every_currency(entries: list[Directive]) -> None:
    whole = written(entries)
    for as_of in days(entries):
        cut = loaded(counting_on(whole, as_of))
        balances = build_report(whole, OPTIONS, as_of).allocation.balances
        for balance in balances.values():
            assert balance.difference == 0
            assert min(balance.open, balance.credits, balance.unidentified) >= 0
        for currency, amount in ledger_balances(cut, as_of).items():
            ledger = [one.ledger for key, one in balances.items() if key[1] == currency]
            assert amount == sum(ledger)


@given(books())
def test_accounts_of_ones_own_tie_out_every_day_for_each_customer_and_currency(
    entries: list[Directive],
) -> None:
    # on a control account a payment may belong to whom its reference says
    own = [one for one in entries if CONTROL not in accounts_of(one)]
    whole = written(own)
    for as_of in days(own):
        cut = loaded(counting_on(whole, as_of))
        balances = build_report(whole, OPTIONS, as_of).allocation.balances
        for key, amount in own_balances(cut, as_of).items():
            assert amount == (balances[key].ledger if key in balances else 0)


@given(books(with_notes=True))
def test_every_past_day_is_the_same_from_the_whole_as_from_books_cut_there(
    entries: list[Directive],
) -> None:
    whole = written(entries)
    for as_of in days(entries):
        cut = [one for one in whole if one.date <= as_of]
        assert documents(build_report(whole, OPTIONS, as_of)) == documents(
            build_report(cut, OPTIONS, as_of)
        )


@given(books(with_notes=True), some_day)
def test_the_plugin_before_padding_says_what_fava_says_after_it(
    entries: list[Directive], as_of: datetime.date
) -> None:
    whole = written(entries)
    assert documents(build_report(whole, OPTIONS, as_of)) == documents(
        build_report(loaded(whole), OPTIONS, as_of)
    )


# What is undone was never there


def facts_but_history(found: Report) -> list[Any]:
    """What is open, with all that follows from it, but for what was taken back."""
    said = documents(found)
    for item in said[0]["items"]:
        del item["settled"]
    for kind in ("actions", "upcoming", "waiting"):
        for each in said[1][kind]:
            each.pop("reasons", None)
            for item in each.get("items", ()):
                item.pop("reasons", None)
    return said


ONE_DAY = datetime.timedelta(days=1)

MODES = ("amount", "oldest", "explicit")


@given(
    # a payment before a balance changes what pads that balance
    st.sampled_from(MODES).flatmap(lambda mode: books(with_notes=True, with_pads=False, mode=mode)),
    some_day,
    st.integers(0, 40),
    st.data(),
)
def test_a_payment_and_its_return_change_nothing_but_the_history(
    entries: list[Directive], as_of: datetime.date, later: int, data: st.DataObject
) -> None:
    before = report(entries, as_of)
    # what a customer got after a move was no invoice that moved: their credit was set off with it
    numbered = [
        i
        for i in before.open_items
        if i.invoice.number is not None
        and all(i.invoice.date <= owner.until for owner in i.invoice.moved_from)
    ]
    if not numbered:
        return
    item = data.draw(st.sampled_from(numbered))
    invoice = item.invoice
    if before.decisions[item.key].why == "ladder-done":  # a return opens the case again
        return
    owed = item.outstanding.quantize(CENT, ROUND_UP)  # nobody pays half a cent
    amount = data.draw(st.sampled_from([owed, owed + 100, CENT]))
    links = frozenset({str(invoice.number), "cheque-99"})
    # nobody pays on an account to come, and what is paid on the day of a move it may correct
    here = [owner.until + ONE_DAY for owner in invoice.moved_from]
    if any(first > as_of for first in here):
        return
    day = min(max(invoice.date + ONE_DAY, START, *here), as_of)
    back = min(day + datetime.timedelta(days=later), as_of)
    meta = {"customer": invoice.customer} if invoice.account == CONTROL else {}
    paid, returned = (
        transaction(
            date,
            [
                leg(BANK, sign * amount, invoice.currency),
                leg(invoice.account, -sign * amount, invoice.currency),
            ],
            Naming(links=links),
            invoice.customer,
            meta,
        )
        for date, sign in ((day, 1), (back, -1))
    )
    after = report([*entries, paid, returned], as_of)
    assert facts_but_history(after) == facts_but_history(before)


# What is settled is set aside


@given(st.one_of(books(with_notes=True), books_with_claims()), some_day)
def test_to_set_aside_what_is_settled_changes_nothing(
    entries: list[Directive], as_of: datetime.date
) -> None:
    whole = written(entries)
    full, sifted = (
        documents(build_report(whole, OPTIONS, as_of, whole=flag)) for flag in (True, False)
    )
    for said in (full[0], sifted[0]):
        del said["paid_late"]  # which needs what is settled
    assert sifted == full


# What changes nothing


@given(books(), st.randoms(use_true_random=False), some_day)
def test_the_order_of_a_days_entries_changes_no_open_amount(
    entries: list[Directive], random: Any, as_of: datetime.date
) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert open_amounts(report(shuffled, as_of)) == open_amounts(report(entries, as_of))


def is_payment(one: Directive) -> bool:
    """Whether it is one credit against one account, which can be written as two."""
    if not isinstance(one, Transaction) or len(one.postings) != 2:
        return False
    (mine, other) = one.postings
    return (
        mine.account.startswith(RECEIVABLE)
        # on a shared account, a stranger's payment belongs to the customer that its amount fits
        and (mine.account != CONTROL or one.payee in PAYEES)
        and not other.account.startswith(RECEIVABLE)
        and isinstance(mine.units, Amount)
        and isinstance(mine.units.number, Decimal)
        and mine.units.number <= Decimal("-0.02")
    )


def in_two(payment: Transaction, share: Decimal) -> list[Directive]:
    parts: list[list[Posting]] = [[], []]
    for posting in payment.postings:
        assert isinstance(posting.units, Amount)
        number = posting.units.number
        assert isinstance(number, Decimal)
        first = (number * share).quantize(Decimal("0.01"))
        for part, amount in zip(parts, (first, number - first), strict=True):
            part.append(posting._replace(units=posting.units._replace(number=amount)))
    return [payment._replace(postings=part) for part in parts]


def more_went_back_than_came(entries: list[Directive]) -> bool:
    """Whether some name has more money going back than coming in: the rest is a claim."""
    money: dict[frozenset[str], Decimal] = defaultdict(Decimal)
    for one in entries:
        if isinstance(one, Transaction) and any(p.account == BANK for p in one.postings):
            for posting in one.postings:
                if posting.account.startswith(RECEIVABLE) and posting.units is not None:
                    money[one.links] += posting.units.number or Decimal()
    return max(money.values(), default=Decimal()) > 0


def moves_a_claim(one: Directive) -> bool:
    """Whether an entry moves a claim; the amounts of payments say whether it corrects one."""
    if not isinstance(one, Transaction):
        return False
    signs = {
        (posting.units.number or 0) > 0
        for posting in one.postings
        if posting.account.startswith(RECEIVABLE) and posting.units is not None
    }
    return len(signs) > 1


# by amount, two parts are other payments than the whole; a half may be what is returned in part
@given(books(mode="oldest"), st.sampled_from(["0.3", "0.1", "0.99"]).map(Decimal), some_day)
def test_to_split_payments_in_two_changes_no_open_amount(
    entries: list[Directive], share: Decimal, as_of: datetime.date
) -> None:
    entries = [one for one in entries if not moves_a_claim(one)]
    assume(not more_went_back_than_came(entries))
    split: list[Directive] = []
    for one in entries:
        split += in_two(one, share) if isinstance(one, Transaction) and is_payment(one) else [one]
    assert open_amounts(report(split, as_of)) == open_amounts(report(entries, as_of))


# In the order of the old names, for names break ties; as long, for a short word is no number; and
# with the same letters and zeros, for these tell what is a number, and some may be lost.
RENAMED = {
    BUSINESS: "Dell",
    CONSUMER: "Zorn",
    PUBLIC: "Ada",
    **dict(zip(PAYEES, ["Alpha", "Beta Ltd"], strict=True)),
    **dict(zip(PROJECTS, ["zz-top", "a-site"], strict=True)),
    "77": "88",
    "F2025-099": "F2035-099",
    "F2026-001": "F2036-001",
    "F2026-002": "F2036-002",
    "F2026-010": "F2036-010",
    "INV-7": "INV-8",
    "K-1": "L-1",
}
OLD_NAMES = re.compile("|".join(map(re.escape, RENAMED)), re.IGNORECASE)
BY_OLD = {old.casefold(): new for old, new in RENAMED.items()}


def new_name(match: re.Match[str]) -> str:
    new = BY_OLD[match[0].casefold()]
    return new if match[0] in RENAMED else new.lower()


def renamed(value: Any) -> Any:
    """The same with every customer's name and every invoice number replaced."""
    if isinstance(value, str):
        return OLD_NAMES.sub(new_name, value)
    if isinstance(value, frozenset):
        return frozenset(renamed(one) for one in value)
    if isinstance(value, dict):
        return {key: one if key == "pay-day" else renamed(one) for key, one in value.items()}
    if isinstance(value, Decimal) and str(value) in RENAMED:
        return Decimal(RENAMED[str(value)])
    if isinstance(value, list | tuple) and not isinstance(value, Amount):
        new = [renamed(one) for one in value]
        return type(value)(*new) if hasattr(value, "_fields") else type(value)(new)
    return value


@given(books(), some_day)
def test_to_rename_customers_and_numbers_changes_nothing_but_the_names(
    entries: list[Directive], as_of: datetime.date
) -> None:
    plain = [
        one._replace(narration="Entry")  # a number in another spelling would keep its name
        if isinstance(one, Transaction) and (one.narration or "").startswith("VIR ")
        else one
        for one in entries
        if "reference-pattern" not in str(getattr(one, "values", ""))
    ]
    before, after = facts(report(plain, as_of)), facts(report(renamed(plain), as_of))
    assert sorted(renamed(before["items"])) == after["items"]
    for kind in ("credits", "unidentified"):
        assert {renamed(key): amount for key, amount in before[kind].items()} == after[kind]


@given(books(mode="oldest"), some_day)
def test_where_references_tell_all_nothing_is_left_to_presume(
    entries: list[Directive], as_of: datetime.date
) -> None:
    presumed = facts(report(entries, as_of))
    explicit = facts(report([*entries, custom("allocation", "explicit")], as_of))
    unsure = _with_those_moved_to(set(explicit["credits"]), entries)
    for said in (presumed, explicit):
        said["items"] = [item for item in said["items"] if item[:2] not in unsure]
        for kind in ("credits", "unidentified"):
            said[kind] = {key: amount for key, amount in said[kind].items() if key not in unsure}
    assert presumed == explicit


def _with_those_moved_to(
    unsure: set[tuple[str, str]], entries: list[Directive]
) -> set[tuple[str, str]]:
    """Add the customers to whom something may have moved from one whose items are presumed."""
    moves = [who for entry in entries if len(who := _owners(entry)) > 1]
    found = set(unsure)
    while more := {each for who in moves if who & found for each in who} - found:
        found |= more
    return found


def _owners(entry: Directive) -> set[tuple[str, str]]:
    """The customers, with the currency, on whose receivables a transaction has postings."""
    if not isinstance(entry, Transaction):
        return set()
    names = {"Assets:Receivable": str(entry.meta.get("customer", entry.payee))}
    return {
        (names.get(posting.account, posting.account.rpartition(":")[2]), posting.units.currency)
        for posting in entry.postings
        if posting.units and posting.account.startswith(("Assets:Clients", "Assets:Receivable"))
    }


OLDEST_FIRST = """
2026-01-01 custom "relance" "allocation" "oldest"
2026-01-01 open Assets:Bank
2026-01-01 open Income:Sales
2026-01-01 open Assets:Clients:Martin

2026-01-05 * "Martin" "Entry" ^A
  due: 2026-03-10
  Assets:Clients:Martin     30.00 EUR
  Income:Sales

2026-01-05 * "Martin" "Entry" ^B
  due: 2026-02-20
  Assets:Clients:Martin     20.00 EUR
  Income:Sales

2026-01-06 * "Martin" "Transfer"
  Assets:Clients:Martin    -10.00 EUR
  Assets:Bank

2026-01-07 * "Martin" "Entry" ^C
  due: 2026-02-04
  Assets:Clients:Martin    100.00 EUR
  Income:Sales
"""
RETURNED = """
2026-01-08 * "Martin" "Cheque" ^A ^cheque-99
  Assets:Clients:Martin    -30.00 EUR
  Assets:Bank

2026-01-12 * "Martin" "Cheque" ^A ^cheque-99
  Assets:Clients:Martin     30.00 EUR
  Assets:Bank
"""


def test_what_came_back_of_one_invoice_moves_no_payment_to_a_second_from_a_third() -> None:
    found = []
    for text in (OLDEST_FIRST, OLDEST_FIRST + RETURNED):
        entries, _ = load(text)
        items = report(entries, START + datetime.timedelta(days=60)).open_items
        found.append({item.invoice.reference: item.outstanding for item in items})
    assert found[0] == found[1] == {"A": 30, "B": 20, "C": 90}
