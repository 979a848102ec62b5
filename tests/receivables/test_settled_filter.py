"""Sifting: what is plainly settled is set aside, and what has to do with what is left is not."""

from __future__ import annotations

import pytest
from beancount.core.data import Transaction

from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.interest_accounts import InterestAccounts
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.setting_directives import parse_settings
from beancount_relance.receivables.items import Tolerance
from beancount_relance.receivables.netting.filter_result import Needed, Sifted
from beancount_relance.receivables.netting.plain_claims import PlainClaims
from beancount_relance.receivables.netting.plain_postings import PlainPostings
from beancount_relance.receivables.netting.settled_filter import SettledFilter
from tests.support.ledgers import customs, load

ACCOUNTS = """
2026-01-01 open Assets:Bank
2026-01-01 open Income:Sales
2026-01-01 open Assets:Clients
2026-01-01 open Assets:Clients:Martin
2026-01-01 open Assets:Clients:Dupont
"""


def transaction(day: int, who: str, amount: str, narration: str) -> str:
    """A debit, or a credit for a negative amount; ``narration`` may end in links."""
    text, _, links = narration.partition(" ^")
    other = "Assets:Bank" if amount.startswith("-") else "Income:Sales"
    link = f" ^{links}" if links else ""
    return f'2026-05-{day:02} * "{text}"{link}\n  Assets:Clients{who}  {amount} EUR\n  {other}\n'


def sifted(*parts: str, needed: Needed | None = None, pattern: str = "") -> Sifted:
    entries, options = load(ACCOUNTS + "".join(parts))
    setting = f'2026-01-01 custom "relance" "reference-pattern" "{pattern}"\n'
    settings, problems = parse_settings(customs(setting) if pattern else [])
    assert not problems
    accounts = ReceivableAccounts(options["name_assets"], ())
    interest = InterestAccounts(options, None, accounts.roles)
    transactions = [entry for entry in entries if isinstance(entry, Transaction)]
    postings = PlainPostings(accounts, Counterparts(options, accounts), interest, transactions)
    plain = PlainClaims(postings, settings, Customers(), Tolerance())
    return SettledFilter(transactions, plain).sift(needed or Needed())


def read(found: Sifted) -> list[str]:
    """The narrations of what is to be read, in the ledger's order."""
    return [txn.narration or "" for txn, _ in found.postings]


PAID = (
    transaction(1, ":Martin", "100.00", "sold ^F1"),
    transaction(2, ":Martin", "-100.00", "paid ^F1"),
)


def test_an_invoice_paid_by_its_number_is_set_aside() -> None:
    found = sifted(*PAID, transaction(3, ":Martin", "50.00", "open ^F2"))
    assert read(found) == ["open"]
    assert found.balanced == {("Martin", "EUR")}


def test_paid_in_parts_to_the_cent() -> None:
    sale = transaction(1, ":Martin", "100.00", "sold ^F1")
    part = transaction(2, ":Martin", "-60.00", "part ^F1")
    rest = transaction(3, ":Martin", "-40.00", "rest ^F1")
    assert read(sifted(sale, part, rest)) == []
    assert read(sifted(sale, part)) == ["sold", "part"]


def test_a_number_that_two_customers_have_is_two_claims() -> None:
    theirs = transaction(3, ":Dupont", "100.00", "theirs ^F1")
    found = sifted(*PAID, theirs, transaction(4, ":Dupont", "-30.00", "part ^F1"))
    assert read(found) == ["sold", "paid", "theirs", "part"]  # the name recalls both
    settled = sifted(*PAID, theirs, transaction(4, ":Dupont", "-100.00", "all ^F1"))
    assert read(settled) == []
    assert settled.balanced == {("Martin", "EUR"), ("Dupont", "EUR")}


@pytest.mark.parametrize(
    "more",
    [
        [transaction(3, ":Martin", "100.00", "again ^F1")],
        [
            transaction(3, ":Martin", "100.00", "again ^F1"),
            transaction(4, ":Martin", "-100.00", "and paid ^F1"),
        ],
        [transaction(3, ":Martin", "-5.00", "too much ^F1")],
    ],
)
def test_what_goes_on_after_it_was_settled_is_read(more: list[str]) -> None:
    assert read(sifted(*PAID, *more))[:2] == ["sold", "paid"]
    assert len(read(sifted(*PAID, *more))) == 2 + len(more)


def test_debited_twice_before_it_is_paid_may_be_entered_twice() -> None:
    twice = transaction(1, ":Martin", "100.00", "copy ^F1")
    paid = transaction(3, ":Martin", "-200.00", "all ^F1")
    assert read(sifted(PAID[0], twice, paid)) == ["sold", "copy", "all"]


def test_more_paid_than_owed_is_read_though_it_comes_out_even_later() -> None:
    paid = transaction(2, ":Martin", "-150.00", "too much ^F1")
    back = transaction(3, ":Martin", "50.00", "back ^F1")
    assert read(sifted(PAID[0], paid, back)) == ["sold", "too much", "back"]


@pytest.mark.parametrize("named", ["balance of f1", "no 12/F1 it says", "discount on #F1"])
def test_what_is_left_recalls_what_it_names(named: str) -> None:
    found = sifted(*PAID, transaction(3, ":Martin", "-5.00", named))
    assert read(found) == ["sold", "paid", named]


def test_a_credit_with_a_link_of_its_own_recalls_what_its_text_spells() -> None:
    sale = transaction(1, ":Martin", "100.00", "sold ^F2026-014")
    paid = transaction(2, ":Martin", "-100.00", "paid ^F2026-014")
    again = transaction(3, ":Martin", "-100.00", "F 2026/014 once more ^BANK-77")
    assert read(sifted(sale, paid, again)) == ["sold", "paid", "F 2026/014 once more"]


def test_what_is_recalled_recalls_in_turn() -> None:
    linked = (
        transaction(3, ":Martin", "30.00", "second ^F1 ^F2"),
        transaction(4, ":Martin", "-30.00", "both ^F1 ^F2"),
    )
    left = transaction(5, ":Martin", "-5.00", "about F2")
    assert read(sifted(*PAID, *linked)) == []
    assert read(sifted(*PAID, *linked, left)) == ["sold", "paid", "second", "both", "about F2"]


def test_what_the_history_needs_is_read_and_what_it_asks_for_is_known() -> None:
    assert read(sifted(*PAID, needed=Needed(names=frozenset({"f1"})))) == ["sold", "paid"]
    assert read(sifted(*PAID, needed=Needed(customers=frozenset({"Martin"})))) == ["sold", "paid"]
    found = sifted(*PAID, needed=Needed(asked=frozenset({"f1", "f9"})))
    assert read(found) == []
    assert found.settled == {"f1": {"Martin"}}


def test_without_a_name_or_on_the_control_account_it_is_looked_at_closely() -> None:
    unnamed = transaction(3, ":Martin", "-5.00", "on account")
    control = transaction(4, "", "70.00", "shared ^F3")
    settled = transaction(5, "", "-70.00", "shared too ^F3")
    assert read(sifted(unnamed)) == ["on account"]
    assert read(sifted(control, settled)) == []
    assert read(sifted(control)) == ["shared"]


def test_nothing_invoiced_is_no_claim_settled() -> None:
    found = sifted(transaction(1, ":Martin", "0.00", "free ^F1"))
    assert found.balanced == set()


NUMBERED = (
    transaction(1, ":Martin", "100.00", "Invoice 12"),
    transaction(2, ":Martin", "-100.00", "Transfer Invoice 12"),
)


def test_what_the_pattern_finds_is_a_name() -> None:
    assert read(sifted(*NUMBERED)) == ["Invoice 12", "Transfer Invoice 12"]
    assert read(sifted(*NUMBERED, pattern="Invoice [0-9]+")) == []


@pytest.mark.parametrize("narration", ["Invoice 12 again", "Invoice 12 and Invoice 13"])
def test_what_is_left_recalls_what_the_pattern_finds(narration: str) -> None:
    more = transaction(3, ":Martin", "-5.00", narration)
    found = read(sifted(*NUMBERED, more, pattern="Invoice [0-9]+"))
    assert found == ["Invoice 12", "Transfer Invoice 12", narration]


def test_two_matches_of_the_pattern_name_no_invoice() -> None:
    sale = transaction(1, ":Martin", "100.00", "Invoice 12, Invoice 13")
    paid = transaction(2, ":Martin", "-100.00", "Invoice 12, Invoice 13")
    assert read(sifted(sale, paid, pattern="Invoice [0-9]+")) == [
        "Invoice 12, Invoice 13",
        "Invoice 12, Invoice 13",
    ]
