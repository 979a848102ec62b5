"""``relance anonymise``: a copy of a ledger with other names and amounts, for a bug report."""

from __future__ import annotations

import click
from beancount import loader

from beancount_relance.cli.invocation import view_in
from beancount_relance.cli.view import View
from beancount_relance.exports.anonymous import FACTORS, anonymous, same_agenda
from beancount_relance.language.messages import msg
from beancount_relance.report.loading import LoadedLedger


@click.command("anonymise")
@view_in("table", "json")
def anonymise_command(view: View) -> None:
    """A copy with other names and amounts, for a bug report.

    It has the same stages on the same days. Numbers of invoices and dates stay as they
    are, and so do the ledger's own links and tags: read it before you send it.
    """
    for factor in FACTORS:
        text = anonymous(view.ledger, factor)
        again = LoadedLedger.of(*loader.load_string(text))
        if same_agenda(view.report, again.report(view.report.as_of)):
            break
    else:
        view.warn(msg("the copy has other actions than the ledger: say so in your report"))
    if factor == 1:
        view.warn(
            msg("the amounts are the ledger’s own, since other amounts would change the actions")
        )
    text = f'plugin "beancount_relance"\n{text}'
    if view.form == "json":
        view.json({"text": text, "factor": str(factor)})
    else:
        click.echo(text, nl=False)
