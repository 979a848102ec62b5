"""``relance doctor``: what is wrong with the installation, and with how a ledger is set up."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.invocation import view_in
from beancount_relance.cli.view import View
from beancount_relance.clock import today
from beancount_relance.language.codes import Code
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.ledger.bank_freshness import stale, stale_message
from beancount_relance.policy.settings import customs_of
from beancount_relance.report.checks.frozen_day import forgotten_day
from beancount_relance.values.readers import values_of

FINE, ADVICE, WRONG = "fine", "advice", "wrong"
_PLUGIN = "beancount_relance"
_PLUGIN_LINE = re.compile(rf'^plugin\s+"{_PLUGIN}"', re.MULTILINE)
_PAGE = "fava_relance"
_CACHE_OFF = "BEANCOUNT_DISABLE_LOAD_CACHE"
_EXTRAS = (("fava", "fava"), ("typst", "pdf"), ("segno", "pdf"), ("openpyxl", "xlsx"))
_MARKS = {FINE: "+", ADVICE: "?", WRONG: "!"}


class Diagnosis(Struct, frozen=True):
    """What was looked at: whether it is ``fine``, and what to do if it is not.

    Attributes:
        what: what was looked at.
        state: how it is.
        message: what was found.
        code: the code of what is not fine.
    """

    what: str
    state: str
    message: Message
    code: Code | None = None


@click.command("doctor")
@view_in("table", "json")
def doctor_command(view: View) -> None:
    """What is wrong with the installation and the set-up.

    Each line begins with + (fine), ? (worth a look) or ! (wrong). Send the output along with
    a bug report.
    """
    findings = [*_installation(), *_ledger(view), *_days(view)]
    if view.form == "json":
        view.json(
            {
                "findings": [
                    {
                        "what": each.what,
                        "state": each.state,
                        "code": each.code,
                        "message": view.say(each.message),
                    }
                    for each in findings
                ]
            }
        )
    else:
        for each in findings:
            view.line(f"{_MARKS[each.state]} {view.say(each.message)}")
    if any(each.state == WRONG for each in findings):
        sys.exit(DATA_ERRORS)


def _installation() -> Iterator[Diagnosis]:
    """The versions, the optional libraries, and what the terminal can show."""
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("beancount-relance", "beancount")
    )
    facts = {"versions": versions, "python": platform.python_version(), "system": sys.platform}
    yield Diagnosis("versions", FINE, msg("{versions}, Python {python} on {system}", **facts))
    for library, extra in _EXTRAS:
        if importlib.util.find_spec(library) is None:
            text = msg(
                "{library} is not installed; if you need it: {command}",
                library=library,
                command=f"pip install 'beancount-relance[{extra}]'",
            )
            yield Diagnosis("library", ADVICE, text, "library-missing")
        else:
            version = importlib.metadata.version(library)
            text = msg("{library} {version}", library=library, version=version)
            yield Diagnosis("library", FINE, text)
    encoding = (sys.stdout.encoding or "ascii").lower()
    if encoding.replace("-", "") != "utf8":
        text = msg(
            "the output is in {encoding}, which lacks some characters: set PYTHONUTF8=1",
            encoding=encoding,
        )
        yield Diagnosis("encoding", ADVICE, text, "encoding")


def _ledger(view: View) -> Iterator[Diagnosis]:
    """The lines that switch the program on, the accounts, and errors."""
    loaded, report = view.ledger, view.report
    top = loaded.files[0]
    plugins = [name for name, _ in loaded.options["plugin"]]
    if _PLUGIN in plugins:
        yield Diagnosis("plugin", FINE, msg("the plugin is on, in {file}", file=top.name))
    else:
        elsewhere = [path for path in loaded.files[1:] if _has_plugin_line(path)]
        if elsewhere:
            text = msg(
                "the plugin line is in {file}, where Beancount ignores it: move it to {top}",
                file=elsewhere[0].name,
                top=top.name,
            )
        else:
            text = msg(
                'bean-check and Fava say nothing without the line plugin "beancount_relance" in '
                "{top}",
                top=top.name,
            )
        yield Diagnosis("plugin", WRONG, text, "plugin-missing")
    extensions = [
        values_of(custom)[:1]
        for custom in customs_of(loaded.entries)
        if custom.type == "fava-extension"
    ]
    if [_PAGE] in extensions:
        yield Diagnosis("page", FINE, msg("the page in Fava is on"))
    elif importlib.util.find_spec("fava") is not None:
        text = msg(
            "the page in Fava is off; the line for it is: "
            '2024-01-01 custom "fava-extension" "fava_relance"'
        )
        yield Diagnosis("page", ADVICE, text, "page-off")
    yield from _cache(loaded.files)
    yield from _accounts(view)
    if report.problems:
        text = nmsg(
            "{count} line cannot be understood: see relance check",
            "{count} lines cannot be understood: see relance check",
            len(report.problems),
        )
        yield Diagnosis("data", WRONG, text, "data-errors")


def _has_plugin_line(path: Path) -> bool:
    return _PLUGIN_LINE.search(path.read_text("utf-8", "replace")) is not None


def _cache(files: Sequence[Path]) -> Iterator[Diagnosis]:
    """The load cache of Beancount, from which bean-check and Fava may answer."""
    top = files[0]
    cache = top.with_name(f".{top.name}.picklecache")
    if os.environ.get(_CACHE_OFF) or not cache.exists():
        return
    newest = max(path.stat().st_mtime for path in files if path.exists())
    if cache.stat().st_mtime < newest:
        text = msg("the load cache {file} is older than the ledger; it is not used", file=cache)
        yield Diagnosis("cache", FINE, text)
    else:
        text = msg(
            "bean-check answers from the load cache {file}; delete it if it shows what is no "
            "longer there",
            file=cache,
        )
        yield Diagnosis("cache", FINE, text)


def _accounts(view: View) -> Iterator[Diagnosis]:
    """The customers' accounts, and the country that decides about the law."""
    report = view.report
    customers = {item.invoice.customer for item in report.allocation.items}
    places = [entry for entry in report.ledger.opens if report.accounts[entry.account] is not None]
    if not places:
        text = msg("no customer’s account was recognised: relance init")
        yield Diagnosis("accounts", WRONG, text, "no-accounts")
    else:
        text = msg(
            "{accounts} of customers, {customers} with invoices",
            accounts=nmsg("{count} account", "{count} accounts", len(places)),
            customers=nmsg("{count} customer", "{count} customers", len(customers)),
        )
        yield Diagnosis("accounts", FINE, text)
    if report.settings.country is None:
        text = msg("your country is not known, so only the principal is claimed: relance init")
        yield Diagnosis("country", ADVICE, text, "law")


def _days(view: View) -> Iterator[Diagnosis]:
    """The day of the report, and how recent the bank data is."""
    frozen = forgotten_day(view.ledger.entries, today())
    if frozen is not None:
        yield Diagnosis("as-of", ADVICE, frozen.message, frozen.code)
    last = stale(view.bank, view.report.settings.stale_after)
    if last is not None:
        yield Diagnosis("bank", ADVICE, stale_message(last), "stale-bank")
    elif view.bank:
        newest = max(each.last for each in view.bank)
        yield Diagnosis("bank", FINE, msg("the bank data ends on {date}", date=newest))
