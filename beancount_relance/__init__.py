"""Chase unpaid invoices from the ledger: ``plugin "beancount_relance"``.

The plugin reads the receivable accounts, the due dates and the notes about what was done. On
each run of ``bean-check`` it prints which customers to chase today, one line each, with the
line number of the invoice:

    plugin "beancount_relance"

    2026-01-01 custom "relance" "creditor"
      country: "FR"
    2026-01-01 open Assets:Clients:Boulangerie-Martin   EUR
      name: "Boulangerie Martin SARL"
    2026-01-01 open Income:Ventes
    2026-05-14 * "Boulangerie Martin" "Enseigne lumineuse" ^F2026-014
      Assets:Clients:Boulangerie-Martin   1200.00 EUR
      Income:Ventes                      -1200.00 EUR

On 30 June 2026 this prints:

    books.beancount:8: Boulangerie Martin SARL: F2026-014, €1,200.00 overdue since
    2026-06-13 (17 days): first reminder (e-mail) due since 2026-06-16

The line is printed each day until the ledger has a payment, or a note that it was done:

    2026-06-30 note Assets:Clients:Boulangerie-Martin "Rappel envoyé" ^F2026-014
      relance: "reminder"

The plugin does not change any entries. Settings are dated ``custom "relance"`` directives. The
setting ``bean-check`` controls what the plugin reports:

* ``warnings`` (default): actions due and legal checks are printed on standard error and do not
  make bean-check fail; bad data is an error.
* ``strict``: actions due and legal checks are errors as well, until the work is done.
* ``data``: bad data is an error, and nothing else is reported.
* ``off``: nothing is reported or computed.

The ``plugin`` line must be in the top-level file, because Beancount ignores plugin lines in
included files. ``docs/reference.md`` and its pages describe the whole vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beancount_relance.plugin import relance

__all__ = ["relance"]
__plugins__ = ("relance",)


def __getattr__(name: str) -> Any:
    """Import the plugin when Beancount calls it; ``relance --help`` does without it."""
    if name == "relance":
        from beancount_relance.report.gc_pause import paused_collector  # noqa: PLC0415 - see above

        with paused_collector():  # it would visit the ledger that was just read
            from beancount_relance.plugin import relance  # noqa: PLC0415 - see above

        return relance
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
