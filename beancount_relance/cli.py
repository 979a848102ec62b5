"""The command ``relance``: the report in a terminal, or for other programs.

    relance open|actions|exceptions|ageing|letter|explain|record|recovery|book LEDGER …
        [--as-of DATE] [--format table|json|csv]
    relance letter LEDGER [CUSTOMER|INVOICE]... --as text|eml|pdf --out FOLDER

Exit status: 0 done, 2 the data has errors (the rest is shown all the same), 3
wrong usage.
"""

from __future__ import annotations

import csv
import datetime
import functools
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TextIO, TypeVar

import click
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from beancount_relance import exports
from beancount_relance.actions import Action
from beancount_relance.ageing import BY_INVOICE_DATE, days_overdue, total_balances
from beancount_relance.allocation import Item
from beancount_relance.bookings import PURPOSES, propose
from beancount_relance.cli_bookings import booking_rows, bookings_data
from beancount_relance.cli_recovery import print_recovery, recovery_data, recovery_rows
from beancount_relance.drafts import Draft
from beancount_relance.drafts import draft as make_draft
from beancount_relance.dunning import Decision
from beancount_relance.enclosures import Enclosures
from beancount_relance.extras import MissingExtraError
from beancount_relance.freshness import Freshness, stale
from beancount_relance.ladder import CHANNELS
from beancount_relance.loading import LoadedLedger, LoadingError, load_ledger
from beancount_relance.messages import LANGUAGES, Language, Message, language, msg, nmsg, printable
from beancount_relance.outgoing import FORMS, Desk, ExistsError, Outcome, save
from beancount_relance.pasting import booking_text
from beancount_relance.recording import Receipt, Recorded
from beancount_relance.recording import record as write_record
from beancount_relance.recording import undo as take_back
from beancount_relance.recovery import recoveries
from beancount_relance.remarks import (
    Complaint,
    Remark,
    RemarkError,
    default_text,
    invoices_meant,
    items_about,
)
from beancount_relance.reminders import Reminder, ReminderError, Writer
from beancount_relance.report import Report
from beancount_relance.sourcefiles import RecordingError
from beancount_relance.standing import WHY
from beancount_relance.typed import read_typed_amount, read_typed_plan
from beancount_relance.values import BadValueError, bad_value, nearest

DATA_ERRORS = 2
WRONG_USAGE = 3

_PIPE_WIDTH = 140
_LONG_BATCH = 20
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_GROUPS: Mapping[str, Callable[[Action], Message]] = {
    "day": lambda action: Message("{day}", {"day": action.due_on}),
    "who": lambda action: (
        Message("{who}", {"who": action.who}) if action.who else msg("whoever is free")
    ),
    "channel": lambda action: CHANNELS[action.channel],
}

Command = TypeVar("Command", bound=Callable[..., Any])
Value = TypeVar("Value")


class _SafeConsole(Console):
    """A console on which no text of a ledger drives the terminal."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(printable(segment.text), segment.style)


@dataclass(frozen=True)
class _View:
    """A report about to be shown: how, and in which language."""

    ledger: LoadedLedger
    report: Report
    words: Language
    form: str
    console: Console

    @functools.cached_property
    def bank(self) -> Sequence[Freshness]:
        """How fresh the bank data is; it takes a look at every posting."""
        return self.ledger.freshness(self.report)

    def say(self, message: Message) -> str:
        return self.words.render(message)

    def heading(self, message: Message) -> None:
        self.console.print()
        self.console.print(Text(self.say(message), style="bold"))

    def note(self, message: Message) -> None:
        self.console.print(Text(self.say(message), style="dim"))

    def table(self, *columns: tuple[Message, str]) -> Table:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for title, justify in columns:
            numeric = justify == "right"
            table.add_column(
                self.say(title),
                justify="right" if numeric else "left",
                no_wrap=numeric,
                overflow="fold",
            )
        return table

    def days(self, number: Decimal | None) -> str:
        """A number of days, to one digit; nothing for ``None``."""
        text = exports.tenths(number)
        return "" if text is None else self.say(msg("{days} days", days=Decimal(text)))

    def percent(self, number: Decimal | None) -> str:
        """A percentage, to one digit; nothing for ``None``."""
        text = exports.tenths(number)
        return "" if text is None else self.words.percent(Decimal(text))

    def warn_if_stale(self) -> None:
        """Say that what looks unpaid may have been paid, if the bank data is old."""
        last = stale(self.bank, self.report.settings.stale_after)
        if last is not None:
            self.note(
                nmsg(
                    "the bank data ends on {date}, {count} day ago: "
                    "record the newest statement before chasing",
                    "the bank data ends on {date}, {count} days ago: "
                    "record the newest statement before chasing",
                    last.days,
                    date=last.last,
                )
            )

    def json(self, data: exports.Data) -> None:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))

    def csv(self, rows: Sequence[exports.Data]) -> None:
        if not rows:
            return
        file = io.StringIO()
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
        click.echo(file.getvalue(), nl=False)

    def finish(self) -> None:
        """Tell the problems, and leave with their exit status if there are any."""
        if self.form != "json":
            for problem in self.report.problems:
                source, text = problem.source, self.say(problem.message)
                click.echo(f"{source.file}:{source.line}: {text}", err=True)
        if self.report.problems:
            sys.exit(DATA_ERRORS)


def _options(command: Command) -> Command:
    for decorate in (
        click.option(
            "--language",
            "code",
            type=click.Choice(LANGUAGES),
            help="Language of what is printed; by default the ledger's.",
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice(("table", "json", "csv")),
            default="table",
            show_default=True,
        ),
        click.option(
            "--as-of",
            type=_DAY,
            help="The day to report on, such as 2026-06-30; by default the ledger's, else today.",
        ),
    ):
        command = decorate(command)
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.argument("ledger", type=path)(command)


def _leave(error: LoadingError | OSError, code: str | None) -> NoReturn:
    """Say why there is no ledger to report on, in English unless asked otherwise."""
    if isinstance(error, LoadingError):
        message = error.message
    else:
        message = msg("{path} cannot be read: {error}", path=error.filename, error=error.strerror)
    click.echo(language(code or "en").render(message), err=True)
    sys.exit(DATA_ERRORS)


def _view(ledger: Path, as_of: datetime.datetime | None, form: str, code: str | None) -> _View:
    try:
        loaded = load_ledger(ledger)
    except (LoadingError, OSError) as error:
        _leave(error, code)
    report = loaded.report(as_of.date() if as_of else None)
    words = language(code or report.settings.language)
    console = _SafeConsole(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = _SafeConsole(highlight=False, width=_PIPE_WIDTH)
    return _View(loaded, report, words, form, console)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="beancount-relance")
def cli() -> None:
    """Chase unpaid invoices from a Beancount ledger."""


@cli.command("open")
@_options
def open_(ledger: Path, as_of: datetime.datetime | None, form: str, code: str | None) -> None:
    """The open items, and how they tie out to the accounts."""
    view = _view(ledger, as_of, form, code)
    data = exports.open_data(view.report, view.words)
    if form == "json":
        view.json({**data, "freshness": exports.freshness_data(view.bank)})
    elif form == "csv":
        view.csv(
            [
                {key: value for key, value in item.items() if not isinstance(value, list)}
                for item in data["items"]
            ]
        )
    else:
        _print_open(view)
    view.finish()


@cli.command()
@_options
@click.option(
    "--by",
    type=click.Choice(tuple(_GROUPS)),
    help="Group by the day, by who does it, or by the channel.",
)
def actions(
    ledger: Path,
    as_of: datetime.datetime | None,
    form: str,
    code: str | None,
    by: str | None,
) -> None:
    """What to do today, what is coming, and what waits."""
    view = _view(ledger, as_of, form, code)
    data = exports.actions_data(view.report, view.words)
    if form == "json":
        view.json({**data, "freshness": exports.freshness_data(view.bank)})
    elif form == "csv":
        view.csv(_action_rows(data))
    else:
        _print_actions(view, by)
    view.finish()


@cli.command()
@_options
def exceptions(ledger: Path, as_of: datetime.datetime | None, form: str, code: str | None) -> None:
    """What somebody must look at: blocked, unmatched, unreadable."""
    view = _view(ledger, as_of, form, code)
    data = exports.exceptions_data(view.report, view.words)
    if form == "json":
        view.json(data)
    elif form == "csv":
        view.csv(_exception_rows(data))
    else:
        _print_exceptions(view)
    view.finish()


@cli.command()
@_options
@click.option("--customers", is_flag=True, help="Also how each customer pays.")
def ageing(
    ledger: Path,
    as_of: datetime.datetime | None,
    form: str,
    code: str | None,
    *,
    customers: bool,
) -> None:
    """The aged balance by customer, and how fast the money comes in."""
    view = _view(ledger, as_of, form, code)
    data = exports.ageing_data(view.report, view.words)
    if form == "json":
        view.json({**data, "freshness": exports.freshness_data(view.bank)})
    elif form == "csv":
        view.csv(_aged_rows(data))
    else:
        _print_ageing(view)
        _print_figures(view)
        if customers:
            _print_behaviours(view)
    view.finish()


@cli.command()
@_options
@click.argument("whom", nargs=-1, metavar="[CUSTOMER|INVOICE]...")
@click.option(
    "--as",
    "medium",
    type=click.Choice(FORMS),
    default="text",
    show_default=True,
    help="Plain text, drafts of e-mails, or PDF letters.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write the files to; text is printed without it.",
)
@click.option("--force", is_flag=True, help="Replace files that are there with another content.")
def letter(  # noqa: PLR0913 - a command has as many options
    ledger: Path,
    as_of: datetime.datetime | None,
    form: str,
    code: str | None,
    whom: tuple[str, ...],
    *,
    medium: str,
    out: Path | None,
    force: bool,
) -> None:
    """The texts of today's actions, or of the customers and invoices that are named.

    With --as eml, the e-mails among them become drafts; with --as pdf, the others
    become letters and sheets, and all letters one file as well. A customer who is
    named gets an e-mail as a letter too, and a plain letter as an e-mail.
    """
    view = _view(ledger, as_of, form, code)
    if out is None and medium != "text":
        raise click.UsageError(view.say(msg("--as {form} needs --out FOLDER", form=medium)))
    chosen = list(_actions_of(view, None)) if not whom else []
    for name in whom:
        chosen += [action for action in _actions_of(view, name) if action not in chosen]
    if out is not None:
        _write_files(view, chosen, medium, out, named=bool(whom), force=force)
        return
    writer = Writer(view.report)
    reminders: list[Reminder] = []
    failed = False
    for action in chosen:
        try:
            reminders.append(writer.write(action))
        except ReminderError as error:
            failed = True
            click.echo(view.say(error.message), err=True)
    data = exports.letters_data(view.report, reminders, view.words)
    if form == "json":
        view.json(data)
    elif form == "csv":
        view.csv([{**row, "invoices": " ".join(row["invoices"])} for row in data["letters"]])
    else:
        _print_letters(view, reminders)
    view.finish()
    if failed:
        sys.exit(DATA_ERRORS)


@cli.command()
@_options
@click.argument("whom", required=False, metavar="[INVOICE|CUSTOMER]")
def explain(
    ledger: Path,
    as_of: datetime.datetime | None,
    form: str,
    code: str | None,
    whom: str | None,
) -> None:
    """Why something is to be done about an invoice, or why not: each fact with its line."""
    view = _view(ledger, as_of, form, code)
    report = view.report
    items = _items_of(view, whom) if whom else report.open_items
    data = exports.explain_data(report, items, view.words)
    if form == "json":
        view.json(data)
    elif form == "csv":
        view.csv(
            [
                {"invoice": item["invoice"], "customer": item["customer"], **reason}
                for item in data["items"]
                for reason in item["reasons"]
            ]
        )
    else:
        for item in items:
            view.heading(
                msg(
                    "{invoice}, {customer}",
                    invoice=item.invoice.reference,
                    customer=report.customer(item.invoice.customer).title,
                )
            )
            for reason in report.reasons(item):
                view.console.print(Text(f"  {exports.reason_line(reason, view.words)}"))
            for line in _law_of(view, item):
                view.console.print(Text(f"  {view.say(line)}"))
    view.finish()


def _law_of(view: _View, item: Item) -> Iterator[Message]:
    """What the law makes of an item: its late interest, line by line, and the last day to sue."""
    claim, words, currency = view.report.claims.of(item), view.words, item.invoice.currency
    for segment in claim.interest.segments:
        yield nmsg(
            "interest from {first} to {last}: {count} day at {percent} a year on {principal}: "
            "{amount}",
            "interest from {first} to {last}: {count} days at {percent} a year on {principal}: "
            "{amount}",
            segment.days,
            first=segment.first,
            last=segment.last,
            percent=words.percent(segment.percent),
            principal=words.money(segment.principal, currency),
            amount=words.money(segment.amount, currency),
        )
    if claim.fee:
        yield msg("recovery fee: {amount}", amount=words.money(claim.fee, currency))
    if claim.limitation is not None:
        yield msg(
            "last day to sue: {date}, {basis}",
            date=claim.limitation,
            basis=claim.limitation_basis,
        )


@cli.command()
@_options
@click.argument("whom", required=False, metavar="[CUSTOMER|INVOICE]")
@click.argument("kind", required=False, metavar="[done|STAGE|KIND]")
@click.option("--date", type=_DAY, help="When it happened; by default the day of the report.")
@click.option("--until", type=_DAY, help="The last day of a promise, a dispute or a hold.")
@click.option("--amount", help="The part promised or disputed, such as 600.00 EUR.")
@click.option("--agent", help="Who it was handed over to.")
@click.option("--plan", help="Instalments, such as “2026-05-05 400.00, 2026-06-05 400.00”.")
@click.option("--text", help="What the note says; by default what was done.")
@click.option("--invoice", "invoices", multiple=True, help="An invoice it is about; repeatable.")
@click.option("--dry-run", is_flag=True, help="Show the note and its place, and write nothing.")
@click.option("--undo", type=click.File(encoding="utf-8"), help="Take back what this JSON says.")
def record(  # noqa: PLR0913 - a parameter is an option
    ledger: Path,
    as_of: datetime.datetime | None,
    form: str,
    code: str | None,
    whom: str | None,
    kind: str | None,
    *,
    dry_run: bool,
    undo: TextIO | None,
    invoices: tuple[str, ...],
    **details: Any,
) -> None:
    """Write into the ledger what was done or said: a stage, a promise, a dispute.

    KIND is "done" for the customer's action, a stage of the ladder, or contact, promise,
    plan, dispute, hold, resume, acknowledged, received, handover, filed, served, judgment,
    enforcement, insolvency or write-off.
    """
    view = _view(ledger, as_of, form, code)
    try:
        if undo is not None:
            _take_back(view, undo)
            return
        if whom is None or kind is None:
            raise click.UsageError(view.say(msg("say of whom, and what: relance record --help")))
        draft = make_draft(_remark(view, whom, kind, invoices, details), view.ledger, view.report)
        recorded = None if dry_run else write_record(draft)
    except RemarkError as error:
        lines = [view.say(complaint.message) for complaint in error.complaints]
        raise click.UsageError("\n".join(lines)) from error
    except RecordingError as error:
        click.echo(view.say(error.message), err=True)
        sys.exit(DATA_ERRORS)
    data = exports.record_data(draft, recorded, view.words)
    if form == "json":
        view.json(data)
    elif form == "csv":
        view.csv([{key: _flat(value) for key, value in data.items() if key != "receipt"}])
    else:
        _print_record(view, draft, recorded)


@cli.command()
@_options
@click.argument("whom", metavar="CUSTOMER|INVOICE")
def recovery(
    ledger: Path, as_of: datetime.datetime | None, form: str, code: str | None, whom: str
) -> None:
    """What each way to get paid costs, against what there is to get; you decide."""
    view = _view(ledger, as_of, form, code)
    found = recoveries(view.report, _items_of(view, whom))
    data = recovery_data(view.report, found, view.words)
    if form == "json":
        view.json(data)
    elif form == "csv":
        view.csv(recovery_rows(data))
    else:
        for each in found:
            print_recovery(view, each, view.report.as_of)
    if not found:
        click.echo(view.say(msg("nothing of {whom} is late", whom=whom)), err=True)
    view.finish()


@cli.command()
@_options
@click.argument("whom", metavar="INVOICE|CUSTOMER")
@click.option("--as", "purpose", type=click.Choice(PURPOSES), required=True, help="What happens.")
def book(
    ledger: Path,
    as_of: datetime.datetime | None,
    form: str,
    code: str | None,
    *,
    whom: str,
    purpose: str,
) -> None:
    """Entries to paste: a doubtful claim, an irrecoverable one, interest received."""
    view = _view(ledger, as_of, form, code)
    loaded, report = view.ledger, view.report
    items = _items_of(view, whom)
    found, refused = propose(loaded.entries, loaded.options, report, items, purpose, view.words)
    data = bookings_data(report, found, refused, view.words)
    if form == "json":
        view.json(data)
    elif form == "csv":
        view.csv(booking_rows(data))
    else:
        click.echo(booking_text(found, report, view.words), nl=False)
    if form != "json":
        for message in refused:
            click.echo(view.say(message), err=True)
    view.finish()


def _actions_of(view: _View, whom: str | None) -> Sequence[Action]:
    """The actions to write for: those due, or the next one of whom is named."""
    agenda = view.report.agenda
    if whom is None:
        return agenda.actions
    keys = {item.key for item in _items_of(view, whom)}
    for candidates in (agenda.actions, agenda.upcoming):
        found = [
            action
            for action in candidates
            if any(item.decision.item.key in keys for item in action.items)
        ]
        if found:
            return found
    text = msg("nothing to write to {whom} now; relance explain tells why", whom=whom)
    click.echo(view.say(text), err=True)
    return ()


def _items_of(view: _View, whom: str) -> list[Item]:
    """The items of an invoice, or the open items of a customer."""
    items = view.report.allocation.items
    wanted = whom.casefold()
    found = [item for item in items if item.invoice.reference.casefold() == wanted]
    found = found or [
        item for item in items if wanted in {link.casefold() for link in item.invoice.links}
    ]
    found = found or [
        item for item in items if item.invoice.customer.casefold() == wanted and item.is_open
    ]
    known = {item.invoice.reference for item in items} | {item.invoice.customer for item in items}
    if found or wanted in {name.casefold() for name in known}:
        return found
    near = nearest(whom, known)
    if near is not None:
        text = msg(
            "there is no invoice or customer “{whom}”; perhaps “{near}”", whom=whom, near=near
        )
    else:
        text = msg("there is no invoice or customer “{whom}”", whom=whom)
    raise click.UsageError(view.say(text))


def _remark(
    view: _View, whom: str, kind: str, invoices: tuple[str, ...], details: Mapping[str, Any]
) -> Remark:
    """What the command line asks to record."""
    report = view.report
    customer, named = _whom(view, whom)
    if kind == "done":
        # Only what is due: who says it twice has not done the next stage as well.
        due = [action for action in report.actions if action.customer.id == customer]
        if not due:
            text = msg("nothing is to be done about {customer}; name the stage", customer=customer)
            raise click.UsageError(view.say(text))
        if len(due) > 1:
            text = msg(
                "several things are to be done about {customer}; name the stage: {stages}",
                customer=customer,
                stages=[action.stage.name for action in due],
            )
            raise click.UsageError(view.say(text))
        kind = due[0].stage.name
        named = tuple(dict.fromkeys(i.decision.item.invoice.reference for i in due[0].items))
    day = details["date"].date() if details["date"] else report.as_of
    remark = Remark(
        customer=customer,
        kind=kind,
        date=day,
        text=details["text"] or "",
        invoices=invoices or named or invoices_meant(customer, kind, report),
        until=details["until"].date() if details["until"] else None,
        agent=details["agent"] or None,
    )
    units = {item.invoice.currency for item in items_about(remark, report)}
    unit = units.pop() if len(units) == 1 else None
    amount, plan = details["amount"], details["plan"]
    remark = replace(
        remark,
        amount=_read("amount", read_typed_amount, amount, unit) if amount else None,
        plan=_read("plan", read_typed_plan, plan, unit) if plan else (),
    )
    if details["text"] is None:
        words = language(report.settings.language)
        remark = replace(remark, text=default_text(remark, report, words))
    return remark


def _read(key: str, read: Callable[[str, str | None], Value], text: str, unit: str | None) -> Value:
    try:
        return read(text, unit)
    except BadValueError as error:
        raise RemarkError([Complaint(key, bad_value(key, text, error))]) from error


def _whom(view: _View, whom: str) -> tuple[str, tuple[str, ...]]:
    """The customer of that name or of that invoice, and the invoices named so."""
    report, wanted = view.report, whom.casefold()
    items = report.allocation.items
    names = {
        name.casefold(): name
        for name in (*report.customers, *(item.invoice.customer for item in items))
    }
    if wanted in names and wanted not in {item.invoice.reference.casefold() for item in items}:
        return names[wanted], ()
    invoices = [item.invoice for item in _items_of(view, whom)]
    customers = {invoice.customer for invoice in invoices}
    if len(customers) > 1:
        text = msg(
            "{invoice} is of several customers, {customers}: name one of them, and the invoice "
            "by --invoice",
            invoice=whom,
            customers=sorted(customers),
        )
        raise click.UsageError(view.say(text))
    return customers.pop(), tuple(dict.fromkeys(invoice.reference for invoice in invoices))


def _take_back(view: _View, undo: TextIO) -> None:
    try:
        data = json.load(undo)
    except ValueError:
        data = None
    receipt = Receipt.of(data["receipt"] if isinstance(data, dict) and "receipt" in data else data)
    take_back(receipt, view.ledger)
    if view.form == "json":
        view.json({"status": "undone", "file": receipt.path})
    else:
        view.note(msg("Taken back from {file}.", file=receipt.path))


def _print_record(view: _View, draft: Draft, recorded: Recorded | None) -> None:
    place = {"file": draft.source.file, "line": draft.source.line}
    if recorded is None:
        view.heading(msg("To be written in {file}, line {line}", **place))
    elif recorded.receipt is None:
        view.heading(msg("Already recorded in {file}, line {line}", **place))
    else:
        view.heading(msg("Recorded in {file}, line {line}", **place))
    view.console.print()
    view.console.print(Text(draft.text.replace("\r", "")), soft_wrap=True)
    view.console.print()
    for warning in draft.warnings:
        view.console.print(Text(view.say(warning), style="yellow"))
    for effect in recorded.effects if recorded else ():
        view.note(effect)


def _flat(value: object) -> object:
    """A value of a CSV cell: several in one are separated by spaces, sentences by lines."""
    if isinstance(value, list):
        return ("\n" if any(" " in part for part in value) else " ").join(value)
    return value


def _print_open(view: _View) -> None:
    report, words = view.report, view.words
    view.heading(msg("Open items on {date}", date=report.as_of))
    view.warn_if_stale()
    table = view.table(
        (msg("Invoice"), "left"),
        (msg("Customer"), "left"),
        (msg("Date"), "right"),
        (msg("Due"), "right"),
        (msg("Late"), "right"),
        (msg("Amount"), "right"),
        (msg("Outstanding"), "right"),
    )
    for item in report.open_items:
        invoice = item.invoice
        late = days_overdue(invoice.due, report.as_of)
        table.add_row(
            Text(_reference(item)),
            Text(report.customer(invoice.customer).title),
            words.date(invoice.date),
            words.date(invoice.due),
            view.say(nmsg("{count} day", "{count} days", late)) if late else "",
            words.money(invoice.amount, invoice.currency),
            words.money(item.outstanding, invoice.currency),
        )
    if report.open_items:
        view.console.print(table)
    else:
        view.note(msg("Nothing is open."))
    _print_unmatched(view)
    _print_tie_out(view)
    _print_checks(view)


def _print_unmatched(view: _View) -> None:
    report, words = view.report, view.words
    for credit in report.allocation.credits:
        view.note(
            msg(
                "{customer} has a credit of {amount}, from {date}",
                customer=report.customer(credit.credit.customer).title,
                amount=words.money(credit.amount, credit.credit.currency),
                date=credit.credit.date,
            )
        )
    for rest in report.allocation.unidentified:
        view.note(
            msg(
                "{customer}: {amount} of {date} is unidentified",
                customer=report.customer(rest.debit.customer).title,
                amount=words.money(rest.amount, rest.debit.currency),
                date=rest.debit.date,
            )
        )


def _print_checks(view: _View) -> None:
    """What the law has to say against open items, each with its line."""
    if view.report.checks:
        view.heading(msg("Legal checks"))
    for check in view.report.checks:
        source = check.source
        view.note(
            msg(
                "{file}:{line}: {text}",
                file=Path(source.file).name,
                line=str(source.line),
                text=check.message,
            )
        )


def _print_tie_out(view: _View) -> None:
    for currency, balance in view.report.totals().items():
        view.console.print()
        view.note(
            msg(
                "{open} open − {credits} credit + {unidentified} unidentified = "
                "{ledger} on the receivable accounts",
                open=view.words.money(balance.open, currency),
                credits=view.words.money(balance.credits, currency),
                unidentified=view.words.money(balance.unidentified, currency),
                ledger=view.words.money(balance.ledger, currency),
            )
        )


def _print_actions(view: _View, by: str | None) -> None:
    report, agenda = view.report, view.report.agenda
    view.heading(msg("To do on {date}", date=report.as_of))
    view.warn_if_stale()
    if agenda.actions:
        _print_grouped(view, agenda.actions, msg("Since"), by)
    else:
        view.note(msg("Nothing to do today."))
    if agenda.upcoming:
        view.heading(msg("Coming in the next 30 days"))
        _print_grouped(view, agenda.upcoming, msg("On"), by)
    if agenda.waiting:
        view.heading(msg("Waiting"))
        _print_waiting(view, agenda.waiting)
    _print_checks(view)


def _print_grouped(view: _View, chosen: Sequence[Action], since: Message, by: str | None) -> None:
    if by is None:
        view.console.print(_actions_table(view, chosen, since))
        return
    groups: dict[str, list[Action]] = {}
    for action in chosen:
        groups.setdefault(view.say(_GROUPS[by](action)), []).append(action)
    for name, group in groups.items():
        view.console.print(Text(f"\n{name}", style="bold dim"))
        view.console.print(_actions_table(view, group, since))


def _print_waiting(view: _View, waiting: Iterable[Decision]) -> None:
    table = view.table(
        (msg("Invoice"), "left"),
        (msg("Customer"), "left"),
        (msg("Outstanding"), "right"),
        (msg("Why"), "left"),
        (msg("Until"), "right"),
    )
    for decision in waiting:
        invoice = decision.item.invoice
        table.add_row(
            Text(_reference(decision.item)),
            Text(view.report.customer(invoice.customer).title),
            view.words.money(decision.waiting, invoice.currency),
            view.say(WHY[decision.why or "not-due"]),
            view.words.date(decision.until) if decision.until else "",
        )
    view.console.print(table)


def _print_exceptions(view: _View) -> None:
    found = view.report.exceptions
    view.heading(msg("Exceptions on {date}", date=view.report.as_of))
    view.warn_if_stale()
    if not found:
        view.note(msg("Nothing is blocked, unmatched or unreadable."))
    if found.blocked:
        view.heading(msg("Blocked"))
        _print_waiting(view, found.blocked)
    if found.credits or found.unidentified:
        view.heading(msg("Unmatched"))
        _print_unmatched(view)
    if found.presumed:
        view.heading(msg("Paid in part by presumption: oldest first"))
        for item in found.presumed:
            invoice = item.invoice
            view.note(
                msg(
                    "{invoice}, {customer}: {amount} left",
                    invoice=invoice.reference,
                    customer=view.report.customer(invoice.customer).title,
                    amount=view.words.money(item.outstanding, invoice.currency),
                )
            )


def _actions_table(view: _View, chosen: Iterable[Action], since: Message) -> Table:
    table = view.table(
        (since, "right"),
        (msg("Customer"), "left"),
        (msg("To do"), "left"),
        (msg("Invoices"), "left"),
        (msg("Claimed"), "right"),
    )
    for action in chosen:
        claimed = [view.words.money(amount, unit) for unit, amount in action.claimed.items()]
        references = [_reference(item.decision.item) for item in action.items]
        table.add_row(
            view.words.date(action.due_on),
            Text(action.customer.title),
            view.say(action.title),
            Text(", ".join(dict.fromkeys(references))),
            "\n".join(claimed),
        )
    return table


def _print_ageing(view: _View) -> None:
    report, words = view.report, view.words
    if report.scale.by == BY_INVOICE_DATE:
        view.heading(msg("Aged balance on {date}, by invoice date", date=report.as_of))
    else:
        view.heading(msg("Aged balance on {date}", date=report.as_of))
    view.warn_if_stale()
    if not report.ageing:
        view.note(msg("Nothing is open."))
        return
    table = view.table(
        (msg("Customer"), "left"),
        *((_bucket_title(name), "right") for name in report.scale.names),
        (msg("Total"), "right"),
    )
    totals = total_balances(report.ageing)
    for balance in [*report.ageing, *totals]:
        amounts = [
            words.money(amount, balance.currency) if amount else ""
            for amount in balance.buckets.values()
        ]
        name = (
            report.customer(balance.customer).title if balance.customer else view.say(msg("Total"))
        )
        if balance is totals[0]:
            table.add_section()
        table.add_row(
            Text(name),
            *amounts,
            words.money(balance.total, balance.currency),
            style="" if balance.customer else "bold",
        )
    view.console.print(table)


def _bucket_title(name: str) -> Message:
    if name[0].isdigit():
        return Message("{name}", {"name": name.replace("-", "–")})
    return msg("Not due")


def _print_figures(view: _View) -> None:
    found = view.report.figures()
    if not found:
        return
    view.heading(msg("Figures, over sales with VAT"))
    table = view.table(
        (msg("Currency"), "left"),
        (msg("Sales since"), "right"),
        (msg("DSO"), "right"),
        (msg("Countback DSO"), "right"),
        (msg("Best possible DSO"), "right"),
        (msg("Average days delinquent"), "right"),
        (msg("Collection effectiveness"), "right"),
        (msg("Overdue"), "right"),
    )
    for each in found:
        days = (
            each.dso,
            each.dso_countback,
            each.best_possible_dso,
            each.average_days_delinquent,
        )
        percents = (each.collection_effectiveness, each.share_overdue)
        table.add_row(
            each.currency,
            view.words.date(each.period.first),
            *(view.days(number) for number in days),
            *(view.percent(number) for number in percents),
        )
    view.console.print(table)


def _print_behaviours(view: _View) -> None:
    report, words = view.report, view.words
    view.heading(msg("How customers pay"))
    table = view.table(
        (msg("Customer"), "left"),
        (msg("Exposure"), "right"),
        (msg("Credit limit"), "right"),
        (msg("In the last twelve months"), "left"),
    )
    for each in report.behaviours():
        table.add_row(
            Text(report.customer(each.customer).title),
            words.money(each.exposure, each.currency),
            "" if each.limit is None else words.money(each.limit, each.currency),
            Text(view.say(each.summary)),
        )
    view.console.print(table)


def _aged_rows(data: exports.Data) -> list[exports.Data]:
    """The aged balance flat, one row for each customer and currency, and how they pay."""
    behaviour = {(row["customer"], row["currency"]): row for row in data["behaviour"]}
    rows = []
    for row in data["customers"]:
        paid = behaviour[row["customer"], row["currency"]]
        flat = {key: value for key, value in row.items() if key != "buckets"}
        rows.append({**flat, **row["buckets"], **paid})
    return rows


def _write_files(
    view: _View, chosen: Sequence[Action], medium: str, out: Path, *, named: bool, force: bool
) -> None:
    """Write the texts as files, and say which and what to know of them."""
    loaded = view.ledger
    enclosures = Enclosures(loaded.entries, loaded.options, view.report)
    try:
        desk = Desk(view.report, enclosures, medium, view.words)
        for action in _with_progress(chosen):
            desk.write(action, named=named)
        outcome = desk.finish()
        paths = save(out, outcome.files, force=force)
    except MissingExtraError as error:
        raise click.ClickException(view.say(error.message)) from error
    except ExistsError as error:
        text = msg(
            "already there with another content, nothing was written: {files}; "
            "--force replaces them",
            files=[path.name for path in error.paths],
        )
        raise click.ClickException(view.say(text)) from error
    except OSError as error:
        text = msg("{path} cannot be written: {cause}", path=out, cause=error.strerror)
        raise click.ClickException(view.say(text)) from error
    problems = [*view.report.problems, *outcome.problems]
    _print_files(replace(view, report=replace(view.report, problems=problems)), outcome, paths)


def _print_files(view: _View, outcome: Outcome, paths: Sequence[Path]) -> None:
    data = exports.files_data(view.report, outcome.files, paths, outcome.notes, view.words)
    if view.form == "json":
        view.json(data)
    elif view.form == "csv":
        lists = ("invoices", "enclosures")
        rows = data["files"]
        view.csv([{**row, **{key: " ".join(row[key]) for key in lists}} for row in rows])
    else:
        for path in paths:
            click.echo(path)
        for note in outcome.notes:
            click.echo(view.say(note), err=True)
    for failure in outcome.failures:
        click.echo(view.say(failure), err=True)
    view.finish()
    if outcome.failures:
        sys.exit(DATA_ERRORS)


def _with_progress(chosen: Sequence[Action]) -> Iterator[Action]:
    """The actions one by one, with a bar for who waits for many at a terminal."""
    if len(chosen) < _LONG_BATCH or not sys.stderr.isatty():
        yield from chosen
        return
    with click.progressbar(chosen, file=sys.stderr) as bar:
        yield from bar


def _print_letters(view: _View, reminders: Iterable[Reminder]) -> None:
    for reminder in reminders:
        view.heading(
            msg(
                "{customer}: {stage} ({channel})",
                customer=reminder.customer.title,
                stage=reminder.stage.title,
                channel=CHANNELS[reminder.channel],
            )
        )
        if reminder.recipient:
            view.note(msg("To: {recipient}", recipient=reminder.recipient))
        click.echo(printable(f"\n{reminder.subject}\n\n{reminder.body}"))


def _reference(item: Item) -> str:
    invoice = item.invoice
    if invoice.parts == 1:
        return invoice.reference
    return f"{invoice.reference} ({invoice.part}/{invoice.parts})"


def _action_rows(data: exports.Data) -> list[exports.Data]:
    """The actions flat, one row for each currency, and what waits."""
    rows: list[exports.Data] = []
    for status in ("actions", "upcoming"):
        rows += [
            {
                "status": status,
                "customer": action["customer"],
                "name": action["name"],
                "stage": action["stage"],
                "channel": action["channel"],
                "due_on": action["due_on"],
                "invoices": " ".join(action["invoices"]),
                "currency": currency,
                "outstanding": amount,
                "interest": action["interest"][currency],
                "recovery_fee": action["recovery_fee"][currency],
                "claimed": action["claimed"][currency],
                "why": "",
                "until": "",
            }
            for action in data[status]
            for currency, amount in action["outstanding"].items()
        ]
    rows += [
        {
            "status": "waiting",
            "customer": waiting["customer"],
            "name": "",
            "stage": "",
            "channel": "",
            "due_on": "",
            "invoices": waiting["invoice"],
            "currency": waiting["currency"],
            "outstanding": waiting["outstanding"],
            "interest": "",
            "recovery_fee": "",
            "claimed": "",
            "why": waiting["why"],
            "until": waiting["until"] or "",
        }
        for waiting in data["waiting"]
    ]
    return rows


def _exception_rows(data: exports.Data) -> list[exports.Data]:
    """One row for each exception."""
    rows = []
    for kind in ("blocked", "credits", "unidentified", "presumed", "problems"):
        for each in data[kind]:
            amount = each.get("outstanding", each.get("amount", ""))
            rows.append(
                {
                    "kind": kind,
                    "customer": each.get("customer", ""),
                    "invoice": each.get("invoice", ""),
                    "currency": each.get("currency", ""),
                    "amount": amount,
                    "why": each.get("why", each.get("message", "")),
                    "until": each.get("until") or "",
                    "file": each.get("file", ""),
                    "line": each.get("line", ""),
                }
            )
    return rows


def _cell(value: object) -> object:
    """A CSV cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def main() -> None:
    """Run the command; wrong usage leaves with 3."""
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(WRONG_USAGE)
    except click.Abort:
        sys.exit(WRONG_USAGE)
