"""An anonymous copy of a ledger, to send with a bug report.

Names, addresses and texts become other ones, each always the same; amounts are multiplied. Dates,
numbers of invoices, the structure of accounts and what the program itself reads stay, so that
the report has the same stages on the same days for as many invoices.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from beancount.core import flags
from beancount.core.amount import Amount
from beancount.core.data import (
    Balance,
    Close,
    Custom,
    Directive,
    Document,
    Note,
    Open,
    Pad,
    Posting,
    Price,
    Transaction,
)
from beancount.parser.grammar import ValueType
from beancount.parser.printer import format_entry

from beancount_relance.history.deliveries import plain_number
from beancount_relance.history.note_keys import NOTE_KEYS
from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain
from beancount_relance.policy.apparent_kind import given_names
from beancount_relance.policy.procedures import SELLER
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report
from beancount_relance.values.text_runs import WORDS_BEFORE_NUMBERS
from beancount_relance.values.told_numbers import ROMANS, SHORTEST_TELLING
from beancount_relance.values.told_periods import names_within
from beancount_relance.values.told_words import month_names
from beancount_relance.values.vocabulary import CHOICE, KEY, english, english_custom, french_words

FACTORS = tuple(map(Decimal, (3, 2, 7, 5, 1)))
"""What amounts may be multiplied by; whole numbers, so that sums stay sums."""

_DATA = Path(__file__).parents[1]
_WORD_TABLES = (
    ("ledger/data/account_words.csv", "word"),
    ("policy/data/kind_words.csv", "words"),
    ("policy/data/legal_forms.csv", "form"),
    ("policy/data/name_words.csv", "word"),
    ("values/data/month_names.csv", "word"),
    ("values/data/counted_words.csv", "words"),
    ("values/data/filler_words.csv", "words"),
    ("values/data/number_words.csv", "words"),
    ("values/data/owed_words.csv", "words"),
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_HUMP = re.compile(r"[^\W\d_a-zß-ÿ]*[a-zß-ÿ]+|[^\W\d_]+")  # AccountsReceivable has two words
_SYLLABLES = [a + b for a, b in itertools.product("bdfgklmnprstv", "aeiou")]

# What identifies somebody, with a value that is valid for everybody. The addresses are examples.
_INSTEAD: Mapping[str, Any] = {
    "email-accounts": "accounts@company.example",
    "cc": "copy@company.example",
    "phone": "01 99 00 00 00",
    "address": "1 rue de l’Exemple\n75001 Paris",
    "siren": "732829320",
    "iban": "FR1420041010050500013M02606",
    "website": "https://company.example",
    "registration": "1",
    "rcs": "Paris",
    "capital": "1",
    "routing": "099400271",
    "sort-code": "00-00-00",
    "signatory": "A. Nonymous",
    "contact": "A. Nonymous",
    "administrator": "A. Nonymous",
    "agent": "A. Nonymous",
}
# Keys whose texts the program reads as they are.
_READ_AS_WRITTEN = frozenset(
    {"terms", "kind", "procedure", "language", "country", "law", "regime", "late-rate", "channel"}
    | {"fallback", "limitation", "credit-insurance", "relance", "window", "bic", "right", "bank"}
    | {"template"}
)
_WHO = (SELLER, french_words(CHOICE)[SELLER])
_MAIL_ADDRESSES = frozenset(("email", "recipient"))  # a note may name the customer's
_LETTER_NUMBERS = frozenset(("registered", "electronic"))
_LEFT_OUT = frozenset(("templates", "journal", "mail"))  # they name files, or a mailbox
_NAMES_IN = frozenset(("receivables", "exclude", "suspense"))


class _Names:
    """Other words for the words of a ledger."""

    def __init__(self, links: Iterable[str]) -> None:
        """Keep the words of links, which stay as they are: a text may quote them."""
        self._kept = _kept_words().union(*(map(plain, _WORD.findall(link)) for link in links))
        self._given = sorted(given_names())
        self._given_plain = {plain(name): n for n, name in enumerate(self._given)}
        self._known: dict[str, str] = {}
        self._letters: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._new = self._words(itertools.count(3))
        self._new_short = self._words((2,))

    def _words(self, syllables: Iterable[int]) -> Iterator[str]:
        for length in syllables:
            for parts in itertools.product(_SYLLABLES, repeat=length):
                word = "".join(parts) + "k"  # two that end in vowels may be taken for one
                if word not in self._kept and word not in self._given_plain:
                    yield word

    def text(self, text: str) -> str:
        """Replace the words of a text, always the same way, whatever their case and accents."""
        return _WORD.sub(lambda match: self._words_in(match.group()), text)

    def address(self, text: str) -> str:
        """Replace an e-mail address, always the same one the same way."""
        number = len(self._addresses) or ""
        return self._addresses.setdefault(text.casefold(), f"somebody{number}@company.example")

    def letter(self, number: str) -> str:
        """Replace the number of a letter, by which the note that it came back finds it."""
        new = f"1A 000 000 0000 {len(self._letters)}"
        return self._letters.setdefault(plain_number(number), new)

    def _words_in(self, text: str) -> str:
        """Replace a word; of several that are written together, those that are not kept."""
        humps = _HUMP.findall(text)
        if len(humps) > 1 and any(plain(hump) in self._kept for hump in humps):
            return "".join(map(self._word, humps))
        for name in names_within(plain(text), month_names()):  # Aprilmiete
            first = plain(text).find(name)
            last = first + len(name)
            return self.text(text[:first]) + text[first:last] + self.text(text[last:])
        return self._word(text)

    def _word(self, word: str) -> str:
        key = plain(word)
        if key in self._kept or key.removesuffix("s") in self._kept:
            return word
        if key in self._given_plain:
            number = (self._given_plain[key] + 1) % len(self._given)
            return self._as(self._given[number], word)
        if key not in self._known:
            new = next(self._new_short, None) if len(key) < SHORTEST_TELLING else None
            self._known[key] = new or next(self._new)
        return self._as(self._known[key], word)

    @staticmethod
    def _as(word: str, like: str) -> str:
        if like.isupper():
            return word.upper()
        return word.capitalize() if like[:1].isupper() else word.lower()


@functools.cache
def _kept_words() -> frozenset[str]:
    """The words of the tables that have a meaning, and are kept."""
    found = {*WORDS_BEFORE_NUMBERS, *ROMANS}
    for file, column in _WORD_TABLES:
        for row in csv_rows(_DATA / file):
            found.update(map(plain, _WORD.findall(row[column])))
    return frozenset(found)


def anonymous(ledger: LoadedLedger, factor: Decimal) -> str:
    """Return the text of an anonymous copy of a ledger.

    The line of the plugin has to be added.

    Args:
        ledger: the ledger.
        factor: what amounts are multiplied by.
    """
    names = _Names(link for entry in ledger.entries for link in getattr(entry, "links", None) or ())
    options = ledger.options
    lines = ['option "title" "Anonymous"']
    lines += [f'option "operating_currency" "{unit}"' for unit in options["operating_currency"]]
    lines += [
        f'option "name_{kind}" "{options[f"name_{kind}"]}"'
        for kind in ("assets", "liabilities", "equity", "income", "expenses")
    ]
    entries = (_entry(entry, names, factor) for entry in ledger.entries)
    lines += [format_entry(entry).rstrip() for entry in entries if entry is not None]
    return "\n".join(lines) + "\n"


def same_agenda(before: Report, after: Report) -> bool:
    """Whether two reports have as many actions, of the same stages on the same days."""
    return _agenda(before) == _agenda(after)


def _agenda(report: Report) -> list[tuple[str, str, int]]:
    actions = (*report.agenda.actions, *report.agenda.upcoming)
    return sorted((a.stage.name, a.due_on.isoformat(), len(a.items)) for a in actions)


def _entry(entry: Directive, names: _Names, factor: Decimal) -> Directive | None:
    """A directive with other names and amounts; ``None`` if it is not needed."""
    if isinstance(entry, Price):
        return entry
    change = _CHANGES.get(type(entry))
    if change is None:
        return None
    if isinstance(getattr(entry, "account", None), str):
        entry = entry._replace(account=_account(entry.account, names))  # type: ignore[call-arg,union-attr]
    changed: Directive | None = change(
        entry._replace(meta=_meta(entry.meta, names, factor)), names, factor
    )
    return changed


def _transaction(entry: Transaction, names: _Names, factor: Decimal) -> Transaction | None:
    if entry.flag == flags.FLAG_PADDING:
        return None  # the pad directive makes it again
    return entry._replace(
        payee=names.text(entry.payee) if entry.payee else entry.payee,
        narration=names.text(entry.narration or ""),
        postings=[_posting(posting, names, factor) for posting in entry.postings],
    )


def _note(entry: Note, names: _Names, _: Decimal) -> Note:
    return entry._replace(comment=names.text(entry.comment))


def _document(entry: Document, _: _Names, __: Decimal) -> Note | None:
    """A note instead, since the file is not sent along."""
    if "relance" not in entry.meta:
        return None
    shown = {**entry.meta, "document": "copy.pdf"}
    return Note(shown, entry.date, entry.account, "copy.pdf", entry.tags, entry.links)


def _balance(entry: Balance, _: _Names, factor: Decimal) -> Balance:
    return entry._replace(amount=_amount(entry.amount, factor), diff_amount=None)


def _pad(entry: Pad, names: _Names, _: Decimal) -> Pad:
    return entry._replace(source_account=_account(entry.source_account, names))


def _custom(entry: Custom, names: _Names, factor: Decimal) -> Custom | None:
    if not entry.type.startswith("relance"):
        return None
    translated = english_custom(entry)
    given = [value.value for value in translated.values or ()]
    setting = given[0] if translated.type == "relance" and given else None
    if setting in _LEFT_OUT:
        return None
    values = list(translated.values or ())
    for place, (value, kind) in enumerate(values):
        if isinstance(value, Amount):
            values[place] = ValueType(_amount(value, factor), kind)
        elif isinstance(value, str) and (
            (setting in _NAMES_IN and place) or translated.type == "relance-customer"
        ):
            values[place] = ValueType(names.text(value), kind)
        elif isinstance(value, str) and re.match(r"[^\W\d_]\w*:", value):
            values[place] = ValueType(_account(value, names), kind)
    return translated._replace(values=values)


_CHANGES: Mapping[type, Callable[[Any, _Names, Decimal], Directive | None]] = {
    Transaction: _transaction,
    Open: lambda entry, *_: entry,
    Close: lambda entry, *_: entry,
    Note: _note,
    Document: _document,
    Balance: _balance,
    Pad: _pad,
    Custom: _custom,
}
"""What else is changed in the kinds of directives that are kept; the others are left out."""


def _posting(posting: Posting, names: _Names, factor: Decimal) -> Posting:
    units = posting.units
    return posting._replace(
        account=_account(posting.account, names),
        units=_amount(units, factor) if isinstance(units, Amount) else units,
        meta=_meta(posting.meta or {}, names, factor),
    )


def _amount(amount: Amount, factor: Decimal) -> Amount:
    return amount if amount.number is None else Amount(amount.number * factor, amount.currency)


def _account(account: str, names: _Names) -> str:
    root, *parts = account.split(":")
    return ":".join([root, *map(names.text, parts)])


def _meta(meta: Mapping[str, Any], names: _Names, factor: Decimal) -> dict[str, Any]:
    """Metadata with other values; what the program reads as a fact or a name stays as it is."""
    changed: dict[str, Any] = {}
    readings: Mapping[str, Callable[[str], str]] = {
        "plan": lambda value: _plan(value, factor),
        **dict.fromkeys(_LETTER_NUMBERS, names.letter),
        **dict.fromkeys(_MAIL_ADDRESSES, names.address),
    }
    for key, value in meta.items():
        name = english(key, (*french_words(KEY), *NOTE_KEYS), KEY)
        if key in ("filename", "lineno"):
            changed[key] = value
        elif key.startswith("__"):
            continue
        elif name == "vat" and isinstance(value, str):
            changed |= _vat(value, meta)
        elif name in _INSTEAD:
            changed[key] = _INSTEAD[name]
        elif isinstance(value, Amount):
            changed[key] = _amount(value, factor)
        elif not isinstance(value, str):
            changed[key] = value
        elif name in readings:
            changed[key] = readings[name](value)
        elif name in _READ_AS_WRITTEN:
            changed[key] = value
        else:
            changed[key] = value if value in _WHO else names.text(value)
    return changed


def _vat(number: str, meta: Mapping[str, Any]) -> dict[str, str]:
    """A number of the same country, or just the country."""
    prefix = number.strip()[:2].upper()
    if prefix == "FR":
        return {"vat": "FR44732829320"}
    known = "country" in meta or not prefix.isalpha()
    return {} if known else {"country": {"EL": "GR", "XI": "GB"}.get(prefix, prefix)}


def _plan(plan: str, factor: Decimal) -> str:
    """The instalments of a plan, each amount multiplied."""
    amount = r"(?<![\d-])(\d+(?:\.\d+)?)(?= ?[A-Z]{3}| *(?:,|$))"
    return re.sub(amount, lambda match: str(Decimal(match.group()) * factor), plan)
