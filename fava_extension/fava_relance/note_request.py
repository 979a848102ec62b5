"""The form: reads a new note from what was filled in on the page.

The input is a JSON object whose values are what people typed. The result is a note, and a
complaint about each field that cannot be read; the other fields are read all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from beancount.core.amount import Amount
from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.history.instalments import Instalment
from beancount_relance.history.note_keys import DAY_KEYS, TEXT_KEYS
from beancount_relance.language.messages import language, msg
from beancount_relance.recording.new_note import (
    NewNote,
    default_text,
    invoices_meant,
    items_about,
)
from beancount_relance.recording.note_checks import Complaint
from beancount_relance.recording.typed_values import read_typed_amount
from beancount_relance.report.report import Report
from beancount_relance.values.readers import BadValueError, read_date
from fava_relance.request_guard import RefusedError

_TEXTS = ("customer", "kind", "date", "text", "amount", *DAY_KEYS, *TEXT_KEYS)
_INSTALMENT = frozenset(("date", "amount"))

FIELDS = frozenset((*_TEXTS, "invoices", "plan"))
"""The keys that a request may have."""

_Value = TypeVar("_Value")


def refuse_unknown(data: Mapping[str, Any], known: frozenset[str]) -> None:
    """Check that an object has only known keys.

    Raises:
        RefusedError: it has another key.
    """
    for key in data:
        if key not in known:
            raise RefusedError(400, msg("the request has an unknown “{key}”", key=key))


def text_of(data: Mapping[str, Any], key: str) -> str:
    """A text of the request; empty if it is missing.

    Raises:
        RefusedError: it is not a text.
    """
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise RefusedError(400, msg("“{key}” of the request must be a text", key=key))
    return value or ""


def read_new_note(data: Mapping[str, Any], report: Report) -> tuple[NewNote, list[Complaint]]:
    """Read a new note, with complaints about the fields that could not be read.

    The default date is that of the report, the default invoices are the most likely ones, and
    the default text says what was done, in the ledger's language.

    Args:
        data: the request; see :mod:`fava_relance.note_api`.
        report: the whole report of the day.

    Raises:
        RefusedError: a value is of a type that the form never sends.
    """
    given = {key: text_of(data, key) for key in _TEXTS}
    typed = _Typed()
    customer, kind = given["customer"], given["kind"]
    invoices = read_list(data, "invoices", str)
    if invoices is None:
        invoices = list(invoices_meant(customer, kind, report))
    elif not invoices and any(item.invoice.customer == customer for item in report.open_items):
        typed.complaints.append(Complaint("invoices", msg("name at least one invoice")))
    simple: dict[str, Any] = {key: given[key].strip() or None for key in TEXT_KEYS}
    simple |= {key: typed.read(key, given[key], read_date) for key in DAY_KEYS}
    new_note = NewNote(
        customer=customer,
        kind=kind,
        date=typed.read("date", given["date"], read_date) or report.as_of,
        text=given["text"],
        invoices=tuple(invoices),
        **simple,
    )
    units = {item.invoice.currency for item in items_about(new_note, report)}
    typed.unit = units.pop() if len(units) == 1 else None
    rows = read_list(data, "plan", dict) or []
    instalments = [typed.instalment(row) for row in rows]
    new_note = replace(
        new_note,
        amount=typed.amount("amount", given["amount"]),
        plan=tuple(sorted(filter(None, instalments), key=lambda part: part.due)),
    )
    if data.get("text") is None:
        words = language(report.settings.language)
        new_note = replace(new_note, text=default_text(new_note, report, words))
    return new_note, typed.complaints


class _Typed(Struct):
    """Reads typed values, and collects complaints about those that cannot be read.

    ``unit`` is the currency of amounts that do not name one.
    """

    unit: str | None = None
    complaints: list[Complaint] = field(default_factory=list)

    def read(self, name: str, text: str, reader: Callable[[str], _Value]) -> _Value | None:
        """The value of a field; ``None`` if it is empty or cannot be read."""
        if not text.strip():
            return None
        try:
            return reader(text)
        except BadValueError as error:
            self.complaints.append(
                Complaint(name, msg("expected {expected}", expected=error.expected))
            )
            return None

    def amount(self, name: str, text: str) -> Amount | None:
        return self.read(name, text, lambda typed: read_typed_amount(typed, self.unit))

    def instalment(self, row: Mapping[str, Any]) -> Instalment | None:
        """A row of the plan; ``None`` if it is empty."""
        refuse_unknown(row, _INSTALMENT)
        day, amount = text_of(row, "date").strip(), text_of(row, "amount").strip()
        if bool(day) != bool(amount):
            text = msg("each payment needs a date and an amount")
            self.complaints.append(Complaint("plan", text))
            return None
        due = self.read("plan", day, read_date)
        sum_ = self.amount("plan", amount)
        return Instalment(due, sum_) if due is not None and sum_ is not None else None


def read_list(data: Mapping[str, Any], key: str, kind: type[_Value]) -> list[_Value] | None:
    """A list of the request; ``None`` if it is missing.

    Raises:
        RefusedError: it is not a list of values of that type.
    """
    values = data.get(key)
    if values is None:
        return None
    if not isinstance(values, list) or not all(isinstance(value, kind) for value in values):
        raise RefusedError(400, msg("“{key}” of the request must be a list", key=key))
    return values
