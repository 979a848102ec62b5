"""``relance init``: what a ledger shows by itself, and the lines it still lacks.

Nothing is written: the lines are for the owner of the ledger to read and to paste.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import click

from beancount_relance.cli.survey import Survey, survey
from beancount_relance.cli.view import View, view_in
from beancount_relance.exports.json_data import problems_data
from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.recording.note_text import quoted

_SHOWN = 8
"""How many customers are named."""

_HOLIDAYS = frozenset(("FR", "GB", "CH", "BE", "DE", "NL", "IE", "LU"))


@click.command("init")
@view_in("table", "json")
def init_command(view: View) -> None:
    """What a ledger shows by itself, and the lines to add to it."""
    found = survey(view.ledger.entries, view.ledger.options, view.report)
    findings = list(_findings(view, found))
    lines = list(proposal(found))
    if view.form == "json":
        view.json(
            {
                "as_of": view.report.as_of.isoformat(),
                "found": [view.say(finding) for finding in findings],
                "propose": lines,
                "problems": problems_data(view.report.problems, view.words),
            }
        )
    else:
        view.heading(msg("Found"))
        for finding in findings:
            view.line(f"  {view.say(finding)}")
        view.heading(msg("To add to the top-level file") if lines else msg("Nothing to add."))
        for line in lines:
            click.echo(line)
    view.finish()


def proposal(found: Survey) -> Iterator[str]:
    """The lines that the ledger lacks, as Beancount text in force from its beginning."""
    day = datetime.date(found.first.year, 1, 1).isoformat()
    if not found.plugin:
        yield 'plugin "beancount_relance"'
    if not found.page:
        yield f'{day} custom "fava-extension" "fava_relance"'
    for key, value in _settings(found):
        if key not in found.settings:
            yield f'{day} custom "relance" "{key}" {value}'
    if "creditor" not in found.settings:
        yield "; name, address, siren, vat, iban, bic, email, phone, signatory: the sender of texts"
        yield f'{day} custom "relance" "creditor"'
        if found.title is not None:
            yield f"  name: {quoted(found.title)}"
        if found.country is not None:
            yield f"  country: {quoted(found.country)}"


def _settings(found: Survey) -> Iterator[tuple[str, str]]:
    """What the settings would be, as Beancount text."""
    if found.language != ENGLISH:
        yield "language", quoted(found.language)
    if found.country in _HOLIDAYS:
        yield "holidays", quoted(found.country or "")
    if found.quoted is not None:
        yield "reference-pattern", quoted(found.quoted)
    if found.due_keys:
        keys = dict.fromkeys((*found.due_keys, "due", "echeance"))
        yield "due-keys", " ".join(map(quoted, keys))


def _findings(view: View, found: Survey) -> Iterator[Message]:
    for root, customers in found.roots.items():
        if customers:
            yield nmsg(
                "{root}: receivable, {count} customer with an account",
                "{root}: receivable, {count} customers with an account",
                customers,
                root=root,
            )
        else:
            yield msg("{root}: receivable, its postings name the customer", root=root)
    if not found.roots:
        yield msg("no account that looks receivable")
    yield _numbering(found)
    if found.quoted is not None:
        yield msg("narrations quote invoice numbers such as {shape}", shape=_example(found.quoted))
    if found.due_keys:
        yield msg("due dates stand under {keys}", keys=[f"“{key}”" for key in found.due_keys])
    if found.unreachable:
        names = list(found.unreachable[:_SHOWN])
        names += ["…"] if len(found.unreachable) > _SHOWN else []
        yield nmsg(
            "{count} customer who owes something has no e-mail address: {names}",
            "{count} customers who owe something have no e-mail address: {names}",
            len(found.unreachable),
            names=Message("{names}", {"names": ", ".join(names)}),
        )
    locale = view.words.locale
    spoken = locale.languages[found.language]
    if found.country is None:
        yield msg("language: {language}; country: not known", language=spoken)
    else:
        country = locale.territories[found.country]
        yield msg("language: {language}; country: {country}", language=spoken, country=country)


def _numbering(found: Survey) -> Message:
    facts = {"numbered": found.numbered, "shape": _example(found.shape or "")}
    if found.shape is None:
        return nmsg(
            "{count} invoice, {numbered} with a number",
            "{count} invoices, {numbered} with a number",
            found.invoices,
            **facts,
        )
    return nmsg(
        "{count} invoice, {numbered} with a number, as {shape}",
        "{count} invoices, {numbered} with a number, most as {shape}",
        found.invoices,
        **facts,
    )


def _example(shape: str) -> str:
    """A shape as people read it: ``F…-…``."""
    return re.sub(r"\\(.)", r"\1", shape.replace("[0-9]+", "…"))
