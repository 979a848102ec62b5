"""An anonymous copy of a ledger, to send with a bug report.

Names, addresses and texts become other ones, each always the same; amounts are multiplied. Dates,
numbers of invoices, the structure of accounts and what the program itself reads stay, so that
the report has the same stages on the same days for as many invoices.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
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

from beancount_relance.exports.anonymous_names import IBAN, OtherNames
from beancount_relance.history.note_keys import NOTE_KEY_NAMES, NOTE_KEYS
from beancount_relance.policy.procedures import SELLER
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report
from beancount_relance.values.vocabulary import CHOICE, KEY, english, english_custom, french_words

FACTORS = tuple(map(Decimal, (3, 2, 7, 5, 1)))
"""What amounts may be multiplied by; whole numbers, so that sums stay sums."""

# What identifies somebody, with a value that is valid for everybody. The addresses are examples.
_INSTEAD: Mapping[str, Any] = {
    "email-accounts": "accounts@company.example",
    "cc": "copy@company.example",
    "phone": "01 99 00 00 00",
    "address": "1 rue de l’Exemple\n75001 Paris",
    "siren": "732829320",
    "iban": IBAN,
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
    | {"fallback", "limitation", "credit-insurance", "relance", "window", "bic", "right"}
    | {"template"}
)
_NUMBERS = ("phone", "routing", "sort-code", "account")
"""Keys of numbers that a note may quote; IBANs are known by their form."""
_QUOTING = "bank"
"""The key of the accounts that a letter asked to pay into."""
_TELEPHONE = re.compile(r"(?<![\w./-])(?:\+[1-9]|0)(?:[ ./()-]{0,2}\d){8,13}(?![\w-])")
_WHO = (SELLER, french_words(CHOICE)[SELLER])
_MAIL_ADDRESSES = frozenset(("email", "recipient"))  # a note may name the customer's
_LETTER_NUMBERS = frozenset(("registered", "electronic"))
_LEFT_OUT = frozenset(("templates", "journal", "mail"))  # they name files, or a mailbox
_NAMES_IN = frozenset(("receivables", "exclude", "suspense"))


def anonymous(ledger: LoadedLedger, factor: Decimal) -> str:
    """Return the text of an anonymous copy of a ledger.

    The line of the plugin has to be added.

    Args:
        ledger: the ledger.
        factor: what amounts are multiplied by.
    """
    names = OtherNames(
        (link for entry in ledger.entries for link in getattr(entry, "links", None) or ()),
        (entry.payee for entry in ledger.entries if isinstance(entry, Transaction) and entry.payee),
        dict(_numbers(ledger.entries)),
    )
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


def _numbers(entries: Iterable[Directive]) -> Iterator[tuple[str, str]]:
    """Yield the numbers of telephones and accounts in the metadata, with another one for each."""
    for entry in entries:
        postings = getattr(entry, "postings", ())
        for meta in (entry.meta, *(posting.meta for posting in postings)):
            for key, value in (meta or {}).items():
                name = english(key, _NUMBERS, KEY)
                if name in _NUMBERS and isinstance(value, str):
                    yield value, _INSTEAD.get(name, value)


def same_agenda(before: Report, after: Report) -> bool:
    """Whether two reports have as many actions, of the same stages on the same days."""
    return _agenda(before) == _agenda(after)


def _agenda(report: Report) -> list[tuple[str, str, int]]:
    actions = (*report.agenda.actions, *report.agenda.upcoming)
    return sorted((a.stage.name, a.due_on.isoformat(), len(a.items)) for a in actions)


def _entry(entry: Directive, names: OtherNames, factor: Decimal) -> Directive | None:
    """A directive with other names and amounts; ``None`` if it is not needed."""
    if isinstance(entry, Price):
        return entry
    change = _CHANGES.get(type(entry))
    if change is None:
        return None
    if isinstance(getattr(entry, "account", None), str):
        entry = entry._replace(account=_account(entry.account, names))  # type: ignore[call-arg,union-attr]
    french = NOTE_KEY_NAMES if isinstance(entry, (Note, Document)) else None
    changed: Directive | None = change(
        entry._replace(meta=_meta(entry.meta, names, factor, french)), names, factor
    )
    return changed


def _transaction(entry: Transaction, names: OtherNames, factor: Decimal) -> Transaction | None:
    if entry.flag == flags.FLAG_PADDING:
        return None  # the pad directive makes it again
    return entry._replace(
        payee=names.payee(entry.payee) if entry.payee else entry.payee,
        narration=names.text(entry.narration or ""),
        postings=[_posting(posting, names, factor) for posting in entry.postings],
    )


def _note(entry: Note, names: OtherNames, _: Decimal) -> Note:
    return entry._replace(comment=_TELEPHONE.sub(_INSTEAD["phone"], names.text(entry.comment)))


def _document(entry: Document, _: OtherNames, __: Decimal) -> Note | None:
    """A note instead, since the file is not sent along."""
    if "relance" not in entry.meta:
        return None
    shown = {**entry.meta, "document": "copy.pdf"}
    return Note(shown, entry.date, entry.account, "copy.pdf", entry.tags, entry.links)


def _balance(entry: Balance, _: OtherNames, factor: Decimal) -> Balance:
    return entry._replace(amount=_amount(entry.amount, factor), diff_amount=None)


def _pad(entry: Pad, names: OtherNames, _: Decimal) -> Pad:
    return entry._replace(source_account=_account(entry.source_account, names))


def _custom(entry: Custom, names: OtherNames, factor: Decimal) -> Custom | None:
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
    # Beancount prints a text as it is, but reads "\d" as "d".
    written = [
        ValueType(value.replace("\\", "\\\\").replace('"', '\\"'), kind)
        if isinstance(value, str)
        else given
        for given in values
        for value, kind in (given,)
    ]
    return translated._replace(values=written)


_CHANGES: Mapping[type, Callable[[Any, OtherNames, Decimal], Directive | None]] = {
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


def _posting(posting: Posting, names: OtherNames, factor: Decimal) -> Posting:
    units = posting.units
    return posting._replace(
        account=_account(posting.account, names),
        units=_amount(units, factor) if isinstance(units, Amount) else units,
        meta=_meta(posting.meta or {}, names, factor),
    )


def _amount(amount: Amount, factor: Decimal) -> Amount:
    return amount if amount.number is None else Amount(amount.number * factor, amount.currency)


def _account(account: str, names: OtherNames) -> str:
    root, *parts = account.split(":")
    return ":".join([root, *map(names.text, parts)])


def _meta(
    meta: Mapping[str, Any],
    names: OtherNames,
    factor: Decimal,
    french: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, Any]:
    """Metadata with other values; what the program reads as a fact or a name stays as it is.

    Args:
        meta: the metadata.
        names: the other names.
        factor: what amounts are multiplied by.
        french: the keys that only notes have, by their French names.
    """
    changed: dict[str, Any] = {}
    readings: Mapping[str, Callable[[str], str]] = {
        "plan": lambda value: _plan(value, factor),
        _QUOTING: names.without_numbers,
        **dict.fromkeys(_LETTER_NUMBERS, names.letter),
        **dict.fromkeys(_MAIL_ADDRESSES, names.address),
    }
    for key, value in meta.items():
        name = english(key, (*french_words(KEY), *NOTE_KEYS), KEY, french)
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
