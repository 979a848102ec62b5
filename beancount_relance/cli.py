"""The command ``relance``: the report in a terminal, or for other programs.

    relance open|actions|ageing|letter|explain LEDGER [--as-of DATE] [--format table|json|csv]
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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from beancount_relance import exports
from beancount_relance.actions import Action
from beancount_relance.ageing import BY_INVOICE_DATE, days_overdue, total_balances
from beancount_relance.allocation import Item
from beancount_relance.dunning import WHY
from beancount_relance.enclosures import Enclosures
from beancount_relance.extras import MissingExtraError
from beancount_relance.freshness import Freshness, stale
from beancount_relance.ladder import CHANNELS
from beancount_relance.loading import LoadedLedger, load_ledger
from beancount_relance.messages import LANGUAGES, Language, Message, language, msg, nmsg
from beancount_relance.outgoing import FORMS, Desk, ExistsError, Outcome, save
from beancount_relance.reminders import Reminder, ReminderError, Writer
from beancount_relance.report import Report
from beancount_relance.values import nearest

DATA_ERRORS = 2
WRONG_USAGE = 3

_PIPE_WIDTH = 140
_LONG_BATCH = 20
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Command = TypeVar("Command", bound=Callable[..., Any])


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
            type=click.DateTime(formats=["%Y-%m-%d"]),
            help="The day to report on, such as 2026-06-30; by default the ledger's, else today.",
        ),
    ):
        command = decorate(command)
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.argument("ledger", type=path)(command)


def _view(ledger: Path, as_of: datetime.datetime | None, form: str, code: str | None) -> _View:
    loaded = load_ledger(ledger)
    report = loaded.report(as_of.date() if as_of else None)
    words = language(code or report.settings.language)
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PIPE_WIDTH)
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
        view.csv([{k: v for k, v in item.items() if k != "settled"} for item in data["items"]])
    else:
        _print_open(view)
    view.finish()


@cli.command()
@_options
def actions(ledger: Path, as_of: datetime.datetime | None, form: str, code: str | None) -> None:
    """What to do today, what is coming, and what waits."""
    view = _view(ledger, as_of, form, code)
    data = exports.actions_data(view.report, view.words)
    if form == "json":
        view.json({**data, "freshness": exports.freshness_data(view.bank)})
    elif form == "csv":
        view.csv(_action_rows(data))
    else:
        _print_actions(view)
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
    _print_tie_out(view)


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


def _print_actions(view: _View) -> None:
    report, agenda = view.report, view.report.agenda
    view.heading(msg("To do on {date}", date=report.as_of))
    view.warn_if_stale()
    if agenda.actions:
        view.console.print(_actions_table(view, agenda.actions, msg("Since")))
    else:
        view.note(msg("Nothing to do today."))
    if agenda.upcoming:
        view.heading(msg("Coming in the next 30 days"))
        view.console.print(_actions_table(view, agenda.upcoming, msg("On")))
    if agenda.waiting:
        view.heading(msg("Waiting"))
        table = view.table(
            (msg("Invoice"), "left"),
            (msg("Customer"), "left"),
            (msg("Outstanding"), "right"),
            (msg("Why"), "left"),
            (msg("Until"), "right"),
        )
        for decision in agenda.waiting:
            invoice = decision.item.invoice
            table.add_row(
                Text(_reference(decision.item)),
                Text(report.customer(invoice.customer).title),
                view.words.money(decision.waiting, invoice.currency),
                view.say(WHY[decision.why or "not-due"]),
                view.words.date(decision.until) if decision.until else "",
            )
        view.console.print(table)


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
        click.echo(f"\n{reminder.subject}\n\n{reminder.body}")


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
