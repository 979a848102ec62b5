"""What accounts are called, in whatever language, decides nothing beyond what the words mean.

A small book has an account of each role. In another book these accounts have other words for the
same roles, all of one language as far as it has them. A third has accounts of other roles as well.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from beancount.core.data import Directive, Open
from hypothesis import assume, given
from hypothesis import strategies as st

import beancount_relance.ledger
from beancount_relance.language.tables import csv_rows
from beancount_relance.ledger.accounts.account_places import Place
from beancount_relance.ledger.accounts.account_words import (
    ADVANCE,
    BILL,
    CLAIM,
    DISCOUNT,
    DOUBTFUL_WORD,
    EXCHANGE,
    FEE,
    INVOICES,
    IRRECOVERABLE_WORD,
    LATE_INTEREST,
    LOSS,
    MARKED,
    MARKED_VALUE,
    PAID_IN,
    PART,
    PEOPLE,
    RECOVERED,
    RENAMED,
    RETENTION,
    RETURN_COST,
    RETURNED,
    STATUS,
    TAX,
)
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.accounts.word_table import senses_of, words_of_name
from tests.properties.conventions import START, custom
from tests.properties.test_books import Leg, entry, report

DATA = Path(beancount_relance.ledger.__file__).parent / "data"
ABOUT_CLAIMS = (
    *(PEOPLE, CLAIM, DOUBTFUL_WORD, INVOICES, RETENTION),
    *(IRRECOVERABLE_WORD, LOSS, RECOVERED, RENAMED),
)
"""The roles of words in the names of customers' accounts, and of claims that are lost or found.

A ``Change-Of-Debtor``, in the text of an entry, has the word for customers as well.
"""
OWED_AS_ASSETS = (BILL, RETURNED, LATE_INTEREST, EXCHANGE)
"""Roles with words for what is owed, if an asset has the name: a bill, or costs of collection.

German has bills in the word for the rate of exchange, ``Wechselkurs``.
"""
OF_TEXTS = {MARKED, MARKED_VALUE, PAID_IN, PART, RETURN_COST, STATUS}
"""Roles of words in texts and metadata, which say nothing of accounts."""
ROOTS = {
    PEOPLE: "Assets",
    TAX: "Liabilities",
    ADVANCE: "Liabilities",
    DISCOUNT: "Expenses",
    FEE: "Expenses",
    IRRECOVERABLE_WORD: "Expenses",
    EXCHANGE: "Expenses",
    LATE_INTEREST: "Income",
}
BANK, SALES = "Assets:Bank", "Income:Sales"
LAST = START + datetime.timedelta(days=90)


def words_by_role() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Role → language → its words that have no other meaning in any language."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in csv_rows(DATA / "account_words.csv"):
        key = "".join(words_of_name(row["word"])).casefold()
        if {role for _, role in senses_of(key)} - OF_TEXTS == {row["role"]}:
            found[row["role"]][row["language"]].append(row["word"])
    return found


WORDS = words_by_role()
LANGUAGES = sorted(WORDS[PEOPLE])


def component(word: str) -> str:
    """A word as a component of an account: ``accounts receivable`` is ``Accounts-Receivable``."""
    return "-".join(part[:1].upper() + part[1:] for part in word.split())


@st.composite
def namings(draw: st.DrawFn) -> Mapping[str, str]:
    """An account for each role, named in one language as far as it has words for it."""
    language = draw(st.sampled_from(LANGUAGES))
    return {
        role: f"{root}:{component(draw(st.sampled_from(known.get(language) or known['en'])))}"
        for role, root in ROOTS.items()
        for known in [WORDS[role]]
    }


@given(
    st.sampled_from(
        [(language, word) for language in LANGUAGES for word in WORDS[PEOPLE][language]]
    ),
    st.sampled_from(("411", "411000", "4111", "Current:411", "4:41:411")),
)
def test_a_word_for_customers_below_a_number_is_an_account_that_they_share(
    spoken: tuple[str, str], above: str
) -> None:
    _, word = spoken
    account = f"Assets:{above}:{component(word)}"
    accounts = ReceivableAccounts("Assets")
    assert accounts[account] == Place(account, account, None)
    assert accounts[f"{account}:Acme"] == Place(f"{account}:Acme", account, "Acme")


def book(named: Mapping[str, str]) -> list[Directive]:
    """Invoices with tax, and what became of them, one for each role.

    ``F1`` was paid less a discount, ``F2`` less a bank fee, ``F3`` was written off, ``F4`` is paid
    in part with a deposit, ``F5`` less an exchange difference, and late interest came for ``F1``.
    """
    acme, bright = (f"{named[PEOPLE]}:{name}" for name in ("Acme", "Bright"))
    first = START - datetime.timedelta(days=1)
    accounts = (acme, bright, BANK, SALES, *(named[role] for role in ROOTS if role != PEOPLE))
    entries: list[Directive] = [Open({}, first, name, [], None) for name in accounts]
    entries.append(custom("law", "FR", date=first))

    def told(day: int, number: str, *legs: tuple[str, int]) -> None:
        posted: list[Leg] = [(account, Decimal(amount), {}) for account, amount in legs]
        date = START + datetime.timedelta(days=day)
        entries.append(entry(date, posted, "EUR", frozenset([number])))

    for number, customer in (
        ("F1", acme),
        ("F2", acme),
        ("F3", bright),
        ("F4", bright),
        ("F5", acme),
    ):
        told(0, number, (customer, 120), (SALES, -100), (named[TAX], -20))
    told(40, "F1", (BANK, 118), (named[DISCOUNT], 2), (acme, -120))
    told(41, "F2", (BANK, 119), (named[FEE], 1), (acme, -120))
    told(42, "F3", (named[IRRECOVERABLE_WORD], 100), (named[TAX], 20), (bright, -120))
    told(43, "F4", (named[ADVANCE], 50), (bright, -50))
    told(44, "F5", (BANK, 117), (named[EXCHANGE], 3), (acme, -120))
    told(50, "F1", (BANK, 7), (named[LATE_INTEREST], -7))
    return entries


def answers(entries: Sequence[Directive]) -> Sequence[object]:
    """What is owed by whom, how the rest was settled, and what is asked."""
    found = report(entries, LAST)
    claims = [found.claims.of(item) for item in found.allocation.items]
    return [
        [
            (
                item.key,
                item.outstanding,
                [(part.date, part.amount, part.kind, part.basis) for part in item.settled],
            )
            for item in found.allocation.items
        ],
        [each.key for each in found.actions],
        [(each.kind, each.source) for each in found.checks],
        [str(each.message) for each in found.problems],
        [str(each.message) for each in found.unexplained],
        [(claim.interest, claim.fee, claim.fee_received) for claim in claims],
        found.allocation.balances,
    ]


ENGLISH = {role: f"{root}:{component(WORDS[role]['en'][0])}" for role, root in ROOTS.items()}


def test_the_book_has_something_of_each_role() -> None:
    settled = {
        item.invoice.reference: [part.kind for part in item.settled]
        for item in report(book(ENGLISH), LAST).allocation.items
    }
    assert settled == {
        "F1": ["payment", "discount"],
        "F2": ["payment", "bank-fee"],
        "F3": ["write-off"],
        "F4": ["advance"],
        "F5": ["payment", "exchange-difference"],
    }


@given(namings())
def test_other_words_for_the_same_roles_change_nothing(named: Mapping[str, str]) -> None:
    assert answers(book(named)) == answers(book(ENGLISH))


@given(
    namings(),
    st.lists(
        st.sampled_from([role for role in WORDS if role not in ABOUT_CLAIMS]).flatmap(
            lambda role: st.sampled_from([word for each in WORDS[role].values() for word in each])
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["Assets", "Liabilities", "Expenses", "Income"]),
)
def test_an_account_of_another_role_changes_nothing(
    named: Mapping[str, str], others: list[str], root: str
) -> None:
    first = START - datetime.timedelta(days=1)
    owed = {word for role in OWED_AS_ASSETS for each in WORDS[role].values() for word in each}
    assume(root != "Assets" or owed.isdisjoint(others))
    names = {f"{root}:{component(word)}" for word in others} - set(named.values())
    more: list[Directive] = [Open({}, first, name, [], None) for name in sorted(names)]
    for name in sorted(names):
        legs: list[Leg] = [(name, Decimal(33), {}), (BANK, Decimal(-33), {})]
        more.append(entry(START + datetime.timedelta(days=20), legs, "EUR"))
    assert answers([*book(named), *more]) == answers(book(named))
