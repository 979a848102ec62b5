"""The words in account names: who owes, what for, and in which language.

They are rows of ``ledger/data/account_words.csv``: a word or phrase without accents, its language
and its role.

Roles that recognise receivable accounts:

* ``claim``: receivables; their sub-accounts can be claims of any kind;
* ``people``: customers; each sub-account is one customer;
* ``doubtful``: customers who may not pay;
* ``never``: not owed by customers, such as wages, loans and deposits;
* ``body``: somebody or something else, such as the state or the staff, but also a word in
  the names of customers, such as ``Northgate-Trust``;
* ``money``: the same of banks, cash and securities;
* ``general``: qualifies receivables, such as "trade", "sundry" or "export";
* ``joint``: "and", "of" and similar words;
* ``invoices``: documents; an account with no other words holds receivables;
* ``invoice``, ``project``: words with this meaning;
* ``card``: cards; what they owe is money on its way;
* ``unbilled``: earned, but not invoiced yet, in any language.

Roles of other accounts: ``tax``, ``allowance``, ``advance`` (a deposit), ``interest``,
``late-interest``, ``irrecoverable``, ``loss``, ``exchange``, ``outcome`` (what such an account says
of exchange besides, as gains, losses and differences), ``revaluation`` (at a day's rate),
``recovered`` (of what was written off), ``discount``, ``fee`` (the bank's), ``difference`` (of
payments), ``suspense`` (money that nobody has assigned yet), ``transit`` (received, but not in
the bank yet, or held for others), ``accrued`` (unbilled, if it stands with receivables),
``deferred`` (invoiced, but not earned yet), ``factor`` (who buys claims, and is not their
customer), ``retention`` (money kept back until a later day), ``goods`` (what is owned and is
no money: stock, equipment) and ``owned`` (the same, of a component that says nothing else: a
``Land-Bank`` is a bank). No customer owes tax, an allowance, an advance or interest.
``earnings`` are income that nobody invoices, ``funds`` other money that is for no sale (a loan,
capital, a subsidy, what an insurance pays), ``overdraft`` is money owed to the bank, and ``unit``
is no money, such as hours. ``lateness`` is late interest in the name of an account, but not in a
text.

Roles of words in texts: ``interest-text`` and ``fee-text`` tell what stands beside an amount,
``deducted`` that something was taken off, ``penalty`` why the payer kept it back, ``extra`` for
what (carriage, shipping), and ``without`` says with an ``extra`` that it was. Of tags and
metadata: ``marked`` says that an invoice needs no reminder, ``marked-value`` the same as the
value of a key that is a ``status``, and ``part`` is a key of what is a part of an invoice or goes
with it.

``sign`` is a word that only indicates the language of the ledger; ``cancel`` is a word in the
text of an entry that takes back another, ``renamed`` one in that of a customer's new name or
merger, ``twice`` one in that of an entry that cancels a second entry of the same invoice, and
``returned`` one in that of a payment that the bank takes back, or in the name of an account for
what that costs, ``bill`` of a bill of exchange or the like, or in the name of an account for them,
``return-cost`` of what such a return cost, ``at-once`` of a sale paid on the spot, ``refund`` of
money from a supplier, and ``paid-in`` of what a customer paid.

Case and accents do not matter, and ``SalesTax`` is two words. What the words of a component say
together is in :mod:`~beancount_relance.ledger.accounts.account_readings`, and numbers are read by
:mod:`~beancount_relance.ledger.accounts.charts`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Mapping

from beancount_relance.language.currencies import currencies
from beancount_relance.ledger.accounts.word_table import senses_of, without_numbers, words_of_name

CLAIM = "claim"
PEOPLE = "people"
DOUBTFUL_WORD = "doubtful"
NEVER = "never"
BODY = "body"
MONEY = "money"
GENERAL = "general"
JOINT = "joint"
INVOICES = "invoices"
INVOICE = "invoice"
CARD = "card"
PROJECT = "project"
TAX = "tax"
ALLOWANCE = "allowance"
ADVANCE = "advance"
INTEREST_WORD = "interest"
LATE_INTEREST = "late-interest"
LATENESS = "lateness"  # late interest in the name of an account, but not in a text
IRRECOVERABLE_WORD = "irrecoverable"
RECOVERED = "recovered"
EXCHANGE = "exchange"
OUTCOME = "outcome"
REVALUATION = "revaluation"
REBATE = "rebate"
DISCOUNT = "discount"
FEE = "fee"
SUSPENSE = "suspense"
DIFFERENCE_WORD = "difference"
TRANSIT = "transit"
UNBILLED = "unbilled"
ACCRUED = "accrued"
DEFERRED = "deferred"
FACTOR = "factor"
GOODS = "goods"
OWNED = "owned"
OVERDRAFT = "overdraft"
LOSS = "loss"
EARNINGS = "earnings"
FUNDS = "funds"
UNIT = "unit"
CANCEL = "cancel"
RENAMED = "renamed"
RETURNED = "returned"
INTEREST_TEXT = "interest-text"  # what a text says of late interest
FEE_TEXT = "fee-text"  # what a text says of a fee beside it
RETURN_COST = "return-cost"  # what a text says of the costs of a payment that came back
AT_ONCE = "at-once"
REFUND = "refund"
PAID_IN = "paid-in"
DEDUCTED = "deducted"  # what a payment says if something was deducted from it
WITHOUT = "without"  # with an ``extra`` in the same text it says so as well
EXTRA = "extra"
PENALTY = "penalty"  # with the amount that is left beside it, it says so as well
MARKED = "marked"  # what a tag or key says of an invoice that nobody is to be reminded of
MARKED_VALUE = "marked-value"  # the same of what only says so as the value of a status
STATUS = "status"  # keys that have one
PART = "part"  # keys of what is a part of an invoice or goes with it, as its carriage does
RETENTION = "retention"
TWICE = "twice"
BILL = "bill"
NUMBER = "number"  # digits within a name, as in ``Debtors-2026``

QUALIFIERS = (GENERAL, INVOICES, INVOICE, JOINT, NUMBER)
"""The roles of words that say nothing by themselves."""
OUTSIDE_ASSETS = frozenset(
    (
        *(
            AT_ONCE,
            BILL,
            DEDUCTED,
            EARNINGS,
            EXTRA,
            FUNDS,
            GOODS,
            LATENESS,
            MARKED,
            MARKED_VALUE,
            OUTCOME,
        ),
        *(OVERDRAFT, OWNED, PAID_IN, PART, PENALTY, REFUND, RETENTION, RETURN_COST, STATUS, UNIT),
        WITHOUT,
    )
)
"""Roles that say nothing about an account of assets, nor about the language of a ledger."""
_LONGEST = 12
"""The maximum number of words in a phrase."""
_STAYING = frozenset(
    (TAX, ALLOWANCE, ADVANCE, INTEREST_WORD, IRRECOVERABLE_WORD, UNBILLED, MONEY, CARD, TRANSIT)
)
_LEADING_NUMBER = re.compile(r"(\d+)(?=$|[\W_]|[^\W\d])")


@functools.lru_cache(maxsize=4096)
def roles_of(component: str) -> frozenset[str]:
    """The roles of the words and phrases in a component, in any language."""
    parts = [part.casefold() for part in words_of_name(component)]
    ends = range(1, len(parts) + 1)
    starts = ((first, last) for last in ends for first in range(max(0, last - _LONGEST), last))
    runs = ("".join(parts[first:last]) for first, last in starts)
    return frozenset(role for run in runs for _, role in senses_of(run))


@functools.lru_cache(maxsize=4096)
def whole_roles_of(component: str) -> frozenset[str]:
    """The roles of a component as a whole, without its digits, in any language."""
    parts = (part.casefold() for part in words_of_name(component) if not part.isdigit())
    return frozenset(role for _, role in senses_of("".join(parts)))


def is_for(component: str, role: str, beside: Collection[str]) -> bool:
    """Return whether a component has a role, and no word that says anything else.

    Args:
        component: the component.
        role: the role.
        beside: the roles of words that may stand with it, as digits and codes of currencies may.
    """
    if role not in roles_of(component):
        return False
    known = {role, *beside}
    return all(
        part.isdigit() or part in currencies() or not known.isdisjoint(roles_of(part))
        for part in words_of_name(component)
    )


def stays_excluded(components: Iterable[str]) -> bool:
    """Return whether a claim below these components is excluded, in whatever words it is told.

    An allowance for accounts receivable is an allowance, and tax on them is tax.
    """
    return any(not _STAYING.isdisjoint(roles_of(component)) for component in components)


def says(text: str, role: str) -> bool:
    """Return whether a text, such as a narration, has a word or phrase with a role of texts.

    None of them has a figure in it, so texts that differ only in their numbers are read once.
    """
    return bool(text) and role in roles_of(without_numbers(text))


def number_of(component: str) -> str | None:
    """The number at the beginning of a component, as in a chart of accounts."""
    match = _LEADING_NUMBER.match(component)
    return match.group(1) if match else None


def languages_of(components: Iterable[str]) -> Mapping[str, int]:
    """The languages that components are named in, each with how many different words say so.

    English words say nothing: its accounts are found everywhere. Nor do words that English
    or several other languages have as well, unless a word of their own joins them, nor single
    letters, as in the names ``K1`` and ``K2``.
    """
    words: set[str] = set()
    for component in components:
        parts = [part.casefold() for part in words_of_name(component)]
        words.update((*parts, "".join(parts)))
    found: dict[str, int] = {}
    for word in words:
        senses = [each for each in senses_of(word) if each[1] not in OUTSIDE_ASSETS]
        languages = {language for language, _ in senses} - {"xx"}
        if len(word) > 1 and languages and "en" not in languages:
            for language in languages:
                found[language] = found.get(language, 0) + 1
    return found
