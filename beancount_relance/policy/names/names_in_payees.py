"""The name of a customer in a payee that says something else as well.

    Facture Martin           Martin
    VIR SEPA MARTIN          MARTIN
    Acme - website relaunch  Acme
    Dupont 2026-02           Dupont
    Dupont / Durand          Dupont, on the account of Dupont

The name is the part that has a word in common with the customer's account, unless that is called by
a code, which has no word. Parts are what a dash, a
slash or a bracket divides. At its ends, numbers go, and the words of the table
``policy/data/booking_words.csv``: ``before`` are words of bookkeeping, which stand before or after
a name, and ``joint`` words between one of these and the name. What banks write goes as well.
Nothing goes that the account is called. Of a payee whose account says nothing, nothing goes that a
name may begin with (``1001 Nuits``, ``M6 Publicité``). No legal form stays alone: ``K2 Ltd`` is a
name.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from beancount.core.account import sep

from beancount_relance.language.expressions import expression
from beancount_relance.language.tables import csv_rows
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.names.bank_words import places_of_bank_words
from beancount_relance.policy.names.customer_names import is_name_of
from beancount_relance.policy.names.name_spellings import has_legal_form, plain_name, telling_words
from beancount_relance.policy.names.numbers_in_names import is_invoice_number

_TABLE = Path(__file__).parents[1] / "data" / "booking_words.csv"
_APART = expression(r"\s+[-–—|/:]+\s+|\s+[cv]/\s*|(?<=\w{3})/(?=\w{3})|[()]|\s+for\s+")
_CODE_BEFORE = expression(
    r"(?:[0-9]{5,}|0[0-9]{2,}|[A-Z]{1,4}-?[0-9]{3,})[-_](?P<name>.*[^\W\d_]{3}.*)"
)
_NUMBER_OF_ACCOUNT = expression(r"\d+[\W_]*(?=[^\W\d])")
_INNER_CAPITAL = expression(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_LONGEST_CODE = 4
"""How many letters a code may have besides its digits, at most."""
_WORD = expression(r"[^\W_]+")
_MOST_DIGITS = 3
"""With so many digits, a word with letters is a number."""
_SMALL_NUMBER = expression(r"[1-9]\d{0,3}")
_YEAR = expression(r"(?:19|20)\d\d")
_LONGEST = 3
"""The most words of a phrase that a bank writes before a name."""


@functools.lru_cache(maxsize=4096)
def account_name(customer: str) -> str:
    """What the account of a customer is called: its id, in words and without a leading number."""
    bare = _NUMBER_OF_ACCOUNT.sub("", customer.replace(sep, " "), count=1)
    return bare if _NUMBER_OF_ACCOUNT.match(customer) else customer.replace(sep, " ")


def name_behind_code(customer: str) -> str | None:
    """Return the name in the id of a customer that begins with a code: ``10001-Huber-GmbH``.

    A code has five digits, zeros or letters in front, as ``C0012``: in ``1001-Nuits`` there may be
    none, and a code alone has no name.
    """
    found = _CODE_BEFORE.match(customer)
    return found["name"] if found is not None and not is_code(found["name"]) else None


@functools.lru_cache(maxsize=4096)
def name_in(payee: str, customer: str) -> str | None:
    """Return the customer's name as a payee has it, or ``None``.

    Args:
        payee: the payee of an invoice.
        customer: the customer's id, which is the end of the account's name.
    """
    known = account_name(customer)
    akin = [part for part in parts_of_payee(payee, own_words(customer)) if _is_akin(part, known)]
    return akin[0] if len(akin) == 1 else None


def own_words(customer: str) -> frozenset[str]:
    """Return the words of the account of a customer, with the number that it may begin with."""
    names = (account_name(customer), customer.replace(sep, " "))
    return frozenset(plain_name(_INNER_CAPITAL.sub(" ", " ".join(names))).split())


def parts_of_payee(payee: str, own: Collection[str] = ()) -> list[str]:
    """Return what a payee consists of, without what stands around a name but the words ``own``."""
    if not _says_more(payee):
        return [payee]
    return [part for each in _APART.split(payee) if (part := _trimmed(each, frozenset(own)))]


def is_code(customer: str) -> bool:
    """Return whether the id of a customer is a code, such as ``411DURAN`` and ``CUST-0042``."""
    words = _WORD.findall(customer)
    with_digits = [word for word in words if any(map(str.isdigit, word))]
    return bool(with_digits) and all(
        word in with_digits or (word.isalpha() and len(word) <= _LONGEST_CODE) for word in words
    )


def _says_more(payee: str) -> bool:
    """Whether a payee may have other words than a name; most have not."""
    if _APART.search(payee) or any(map(str.isdigit, payee)):
        return True
    places = places_of_words()
    return any(word in places for word in plain_name(payee).split())


def _trimmed(part: str, own: frozenset[str]) -> str:
    """Return a part of a payee without what stands before or after the name."""
    words = part.split()
    first = _first(words, own)
    last = len(words)
    while last > first and _is_after(words[last - 1], own):
        last -= 1
    name = " ".join(words[first:last])
    is_form = has_legal_form(name) and not telling_words(name)
    return part.strip() if is_form or not name else name


def _first(words: Sequence[str], own: frozenset[str]) -> int:
    """Where a name begins behind words of bookkeeping, and of banks."""
    places = places_of_words()
    first = 0
    while first < len(words):
        for length in range(min(_LONGEST, len(words) - first), 0, -1):
            phrase = plain_name(" ".join(words[first : first + length]))
            place = places.get(phrase)
            is_number = _is_number(phrase) and not (_may_begin_name(phrase) and not own)
            is_number = is_number or (length == 1 and is_invoice_number(phrase))
            goes = place == "before" or (place == "joint" and first) or is_number
            if goes and own.isdisjoint(phrase.split()):
                first += length
                break
        else:
            break
    return first


def _is_after(word: str, own: frozenset[str]) -> bool:
    """Whether a word behind a name is a number, or one of bookkeeping."""
    plain = plain_name(word)
    is_number = _is_number(plain) or is_invoice_number(plain)
    goes = not plain or is_number or places_of_words().get(plain) == "before"
    return goes and own.isdisjoint(plain.split())


def _is_number(plain: str) -> bool:
    return bool(plain) and all(any(map(str.isdigit, word)) for word in plain.split())


def _may_begin_name(phrase: str) -> bool:
    """Whether a name may begin with a word that has digits: ``1001 Nuits``, ``M6 Publicité``."""
    if not phrase.isdecimal():
        return phrase.isalnum() and sum(map(str.isdigit, phrase)) < _MOST_DIGITS
    return bool(_SMALL_NUMBER.fullmatch(phrase)) and not _YEAR.fullmatch(phrase)


def _is_akin(name: str, known: str) -> bool:
    """Whether a name has a word in common with the account's, or is it in another spelling."""
    common = not telling_words(name).isdisjoint(telling_words(known))
    return common or is_name_of(name, Customer(known))


@functools.cache
def places_of_words() -> Mapping[str, str]:
    """Where each word or phrase may stand: ``before`` a name, or as a ``joint`` after such."""
    banks = {
        phrase: "before" if "first" in places else "joint"
        for phrase, places in places_of_bank_words().items()
        if places != {"after"}
    }
    return {**banks, **{row["word"]: row["place"] for row in csv_rows(_TABLE)}}
