"""What ``relance letter --text`` and ``--list`` do: texts beside the ladder, and templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from beancount_relance.cli.selection import find
from beancount_relance.cli.view import View
from beancount_relance.language.messages import Message
from beancount_relance.texts.jinja import BUILT_IN
from beancount_relance.texts.other_texts import TEXTS, Correspondence
from beancount_relance.texts.template_variables import context_of, template_names, variables_of
from beancount_relance.texts.writer import ReminderError, Writer


def compose(
    view: View, text: str, whom: Sequence[str], channel: str | None
) -> tuple[list[Correspondence], list[Message]]:
    """The texts to those who are named, or to all to whom there is something to write.

    Args:
        view: of a report of the whole ledger.
        text: one of :data:`~beancount_relance.texts.other_texts.TEXTS`.
        whom: customers and invoices.
        channel: how they go out, if that is known.

    Returns:
        The texts, and why there is none for somebody who was named.

    Raises:
        click.UsageError: somebody who was named is not known.
    """
    report = view.report
    writer, found, failures = Writer(report), [], []
    everybody = {item.invoice.customer for item in report.allocation.items}
    named = dict.fromkeys(find(view, name).customer for name in whom)
    for customer in named or sorted(everybody | set(report.customers)):
        try:
            found.append(writer.compose(text, report.customer(customer), channel))
        except ReminderError as error:
            if whom:
                failures.append(error.message)
    return found, failures


def template_list(folder: Path | None) -> Iterator[str]:
    """The templates, the ledger's own marked by their file, and the variables of each kind."""
    for name, path in template_names(folder).items():
        yield name if path.is_relative_to(BUILT_IN) else f"{name}  {path}"
    for title in ("*", *TEXTS):
        yield ""
        yield f"{title}:"
        yield from (f"  {each.name}  ({each.type})" for each in variables_of(context_of(title)))
