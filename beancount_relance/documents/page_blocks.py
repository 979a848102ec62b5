"""Splits a text into the blocks of a page: paragraphs, tables, and lines of label and value.

A PDF letter and the HTML version of an e-mail show the same blocks. The wording is that of
the text. Where the text gives the figures of invoices and interest in sentences, the blocks
have tables instead.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct, field

from beancount_relance.history.note_kinds import BEFORE_THE_COURT, HANDOVER
from beancount_relance.language.messages import Language, Message, letter_language, msg, nmsg
from beancount_relance.language.text import capital, one_line
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.procedures import DECLARATION
from beancount_relance.receivables.part_labels import named_by_date, part_name
from beancount_relance.texts.contexts import Context, ReminderContext
from beancount_relance.texts.correspondence.account_statement import StatementContext
from beancount_relance.texts.correspondence.statement_period import StatementPeriod
from beancount_relance.texts.reminder_items import ReminderItem
from beancount_relance.texts.rendering.blocks import Part

Pairs = tuple[tuple[str, str], ...]

_NOTHING = Decimal()
_OPTIONAL = frozenset(("paid", "written_off", "credit", "disputed", "deferred"))
_CASES: Mapping[str, Message] = {
    HANDOVER.name: msg("handed over for collection"),
    BEFORE_THE_COURT.why: msg("before the court"),
}


class Column(Struct, frozen=True):
    """A table column; figures are right-aligned, and the wide column takes the spare width."""

    title: str
    figures: bool = False
    wide: bool = False


class Table(Struct, frozen=True):
    """A table of formatted cells, which may contain line breaks; ``totals`` are the last rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...] = ()


class Block(Struct, frozen=True):
    """One block of a page.

    Attributes:
        name: the part of the text that the block comes from; ``""`` for plain paragraphs.
        paragraphs: the text, which may contain line breaks.
        pairs: groups of lines with a label and a value each; they follow ``paragraphs``.
        table: the table that ``paragraphs`` introduce, if any.
    """

    name: str
    paragraphs: tuple[str, ...] = ()
    pairs: tuple[Pairs, ...] = ()
    table: Table | None = None


class _AmountColumn(Struct, frozen=True):
    """A column of amounts: its title, and the attribute of an item that it shows."""

    title: Message
    attribute: str
    shown: bool = field(default=True)


def lay_out(parts: Iterable[Part], context: Context, words: Language) -> tuple[Block, ...]:
    """Return the blocks of a text, in the order of its parts.

    Args:
        parts: the parts of the text.
        context: the context that the text was rendered with.
        words: the language of the text.
    """
    in_letters = letter_language(words.code, words.region.country)
    return tuple(_block(part, context, in_letters) for part in parts)


def _block(part: Part, context: Context, words: Language) -> Block:
    paragraphs = split_paragraphs(part.text)
    if part.name == "invoices" and isinstance(context, ReminderContext | StatementContext):
        heading = paragraphs[:1] if CHANNELS[context.channel].is_sheet else ()
        return Block(part.name, heading, table=invoice_table(context, words))
    if part.name == "penalties" and isinstance(context, ReminderContext):
        title = part.text.splitlines()[0]
        return Block(part.name, (title,), table=penalty_table(context, words))
    if part.name == "movements" and isinstance(context, StatementContext) and context.periods:
        return Block(part.name, table=movement_table(context.periods, words))
    if part.name in ("account", "payment"):
        return _paired(part.name, paragraphs)
    return Block(part.name, paragraphs)


def split_paragraphs(text: str) -> tuple[str, ...]:
    """Split a text into paragraphs at its blank lines."""
    return tuple(piece.strip("\n") for piece in text.split("\n\n") if piece.strip())


def _paired(name: str, paragraphs: Sequence[str]) -> Block:
    """Return a block with the paragraphs made up of ``label: value`` lines as pairs."""
    groups = [(paragraph, _pairs(paragraph)) for paragraph in paragraphs]
    return Block(
        name,
        tuple(paragraph for paragraph, pairs in groups if not pairs),
        tuple(pairs for _, pairs in groups if pairs),
    )


def _pairs(paragraph: str) -> Pairs:
    """Split each line at its first colon; return nothing if a line lacks label or value.

    The first of several lines may have no value: it is a heading, such as “Payment in EUR:”.
    """
    found: list[tuple[str, str]] = []
    lines = paragraph.splitlines()
    for line in lines:
        label, colon, value = (part.strip() for part in line.partition(":"))
        is_heading = colon and not found and len(lines) > 1
        if not (label and (value or is_heading)):
            return ()
        found.append((label, value))
    return tuple(found)


def invoice_table(context: ReminderContext | StatementContext, words: Language) -> Table:
    """Return the table of invoices, with what was supplied and what is still to be paid."""
    items = context.items
    opened = _opening_of(context)
    late = any(item.days_late for item in items)
    to_pay = msg("To pay") if opened is None else msg("Outstanding")
    money = [
        column
        for column in (
            _AmountColumn(msg("Amount"), "amount"),
            _AmountColumn(msg("Paid or credited"), "paid", _any(items, "paid")),
            _AmountColumn(msg("Not requested"), "written_off", _any(items, "written_off")),
            _AmountColumn(msg("Your credit"), "credit", _any(items, "credit")),
            _AmountColumn(msg("Disputed"), "disputed", _any(items, "disputed")),
            _AmountColumn(msg("Not due yet"), "deferred", _any(items, "deferred")),
            _AmountColumn(to_pay, "asked", any(item.asked != item.amount for item in items)),
        )
        if column.shown
    ]
    columns = [
        Column(words.render(msg("Invoice")), wide=True),
        Column(words.render(msg("Date"))),
        Column(words.render(msg("Due"))),
        *_status_columns(words, opened, late=late),
        *(Column(words.render(column.title), figures=True) for column in money),
    ]
    rows = [
        (
            "\n".join(
                filter(
                    None,
                    (
                        _number(item, words),
                        *_issued_to(item, words),
                        item.supplied,
                        *_printed(item, words),
                        *_standing(item, words),
                    ),
                )
            ),
            words.short_date(item.date),
            words.short_date(item.due),
            *([_days(item.days_late, words)] if late and opened is None else []),
            *([_at_opening(item, opened, words)] if opened is not None else []),
            *(_amount(item, column, words) for column in money),
        )
        for item in items
    ]
    totals = []
    if len(items) > 1:
        before = ("",) * (len(columns) - 2)
        totals = [
            (words.render(msg("Total")), *before, words.amount(total.asked))
            for total in context.totals
        ]
    return Table(tuple(columns), tuple(rows), tuple(totals))


def _opening_of(context: ReminderContext | StatementContext) -> datetime.date | None:
    """Return the day that decides what is due of a claim to be declared, if this is one."""
    if isinstance(context, ReminderContext) and context.stage.template == DECLARATION:
        return context.opened
    return None


def _status_columns(words: Language, opened: datetime.date | None, *, late: bool) -> list[Column]:
    if opened is not None:
        return [Column(words.render(msg("At the opening")))]
    return [Column(words.render(msg("Late")), figures=True)] if late else []


def _at_opening(item: ReminderItem, opened: datetime.date, words: Language) -> str:
    return words.render(msg("due") if item.due <= opened else msg("not due"))


def movement_table(periods: Iterable[StatementPeriod], words: Language) -> Table:
    """Return the table of an account's movements, from one balance to the next."""
    columns = (
        Column(words.render(msg("Date"))),
        Column(words.render(msg("Movement")), wide=True),
        Column(words.render(msg("Amount")), figures=True),
        Column(words.render(msg("Balance")), figures=True),
    )
    before, after = words.render(msg("Balance brought forward")), words.render(msg("New balance"))
    rows: list[tuple[str, ...]] = []
    totals: list[tuple[str, ...]] = []
    for period in periods:
        rows.append((words.short_date(period.since), before, "", words.amount(period.opening)))
        rows += [
            (
                words.short_date(line.date),
                capital(words.render(line.what)),
                words.amount(line.amount),
                words.amount(line.balance),
            )
            for line in period.lines
        ]
        totals.append(("", after, "", words.amount(period.closing)))
    return Table(columns, tuple(rows), tuple(totals))


def penalty_table(context: ReminderContext, words: Language) -> Table:
    """Return the table of late interest by invoice and period; periods include both days."""
    titles = (
        msg("First day"),
        msg("Last day"),
        msg("Days"),
        msg("Annual rate"),
        msg("Outstanding"),
        msg("Interest"),
    )
    columns = [
        Column(words.render(msg("Invoice")), wide=True),
        *(Column(words.render(title), figures=place > 1) for place, title in enumerate(titles)),
    ]
    before = ("",) * (len(columns) - 2)
    rows: list[tuple[str, ...]] = []
    for item in context.items:
        rows += [
            (
                _number(item, words) if line is item.interest_lines[0] else "",
                words.short_date(line.first),
                words.short_date(line.last),
                str(line.days),
                words.rate(line.percent),
                words.amount(line.principal),
                words.amount(line.amount),
            )
            for line in item.interest_lines
        ]
        for title, less in (
            (msg("Received"), item.interest_received),
            (msg("Paid by payments received"), item.imputed),
            (msg("Invoiced separately"), item.interest_invoiced),
        ):
            if less.number:
                amount = words.money(-less.number, less.currency)
                rows.append((words.render(title), *before, amount))
    totals = []
    if len(rows) > 1:
        totals = [
            (words.render(msg("Total")), *before, words.amount(total.interest))
            for total in context.totals
            if total.interest.number
        ]
    return Table(tuple(columns), tuple(rows), tuple(totals))


def _amount(item: ReminderItem, column: _AmountColumn, words: Language) -> str:
    """Return the formatted amount of an item, or ``""`` for a zero in an optional column."""
    amount: Amount = getattr(item, column.attribute)
    if not amount.number and column.attribute in _OPTIONAL:
        return ""
    return words.amount(amount)


def _any(items: Iterable[ReminderItem], attribute: str) -> bool:
    amounts: list[Amount] = [getattr(item, attribute) for item in items]
    return any(amount.number != _NOTHING for amount in amounts)


def _issued_to(item: ReminderItem, words: Language) -> Sequence[str]:
    name = one_line(item.issued_to)
    return [words.render(msg("made out to {name}", name=name))] if name else []


def _number(item: ReminderItem, words: Language) -> str:
    named = item.number if item.numbered else capital(words.render(named_by_date(item)))
    number = one_line(named)
    part = part_name(item.part, item.parts, item.retention)
    if part is None:
        return number
    return words.render(msg("{number}, {part}", number=number, part=part))


def _printed(item: ReminderItem, words: Language) -> list[str]:
    """Return the lines below the number of an invoice, such as the customer's order."""
    return [
        words.render(
            msg("{label}: {value}", label=each.label, value=one_line(words.show(each.value)))
        )
        for each in item.printed
    ]


def _standing(item: ReminderItem, words: Language) -> Iterator[str]:
    """Yield what explains why an invoice is due on another day than stated, or not asked for."""
    if item.planned is not None:
        day = words.short_date(item.planned)
        if item.deferred.number:
            yield words.render(msg("by the payment plan, due on {date}", date=day))
        else:
            yield words.render(msg("payment plan: next payment by {date}", date=day))
    if item.case is not None and item.case in _CASES:
        yield words.render(_CASES[item.case])


def _days(days: int, words: Language) -> str:
    return words.render(nmsg("{count} day", "{count} days", days)) if days else ""
