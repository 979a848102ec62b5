"""Chase unpaid invoices from the ledger: ``plugin "beancount_relance"``.

The plugin reads the receivable accounts, the due dates and the notes of what was
done, and tells in ``bean-check`` which customers to chase today, one line for
each, on the line of the invoice:

    plugin "beancount_relance"

    2026-01-01 open Assets:Clients:Boulangerie-Martin   EUR
      name: "Boulangerie Martin SARL"
    2026-01-01 open Income:Ventes
    2026-05-14 * "Boulangerie Martin" "Enseigne lumineuse" ^F2026-014
      Assets:Clients:Boulangerie-Martin   1200.00 EUR
      Income:Ventes                      -1200.00 EUR

On 30 June 2026 this prints

    books.beancount:6: Boulangerie Martin SARL: F2026-014, €1,200.00 overdue since
    2026-06-13 (17 days): first reminder (e-mail) due since 2026-06-16

and prints it each day until the ledger says that it was done, or paid:

    2026-06-30 note Assets:Clients:Boulangerie-Martin "Rappel envoyé" ^F2026-014
      relance: "reminder"

Entries are returned as they came. Settings are dated ``custom "relance"``
directives; the setting ``bean-check`` chooses what the plugin says:

* ``warnings`` (default): actions due and legal checks are printed on standard error,
  and bean-check does not fail for them; bad data is an error;
* ``strict``: they are errors too, until the work is done;
* ``data``: bad data is an error, and nothing else is said;
* ``off``: nothing is said or computed.

The plugin must stand in the top-level file: Beancount passes over plugin lines
in included files. The whole vocabulary is in ``docs/reference.md``.
"""

from __future__ import annotations

from beancount_relance.plugin import relance

__all__ = ["relance"]
__plugins__ = ("relance",)
