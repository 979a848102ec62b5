"""What the ledger's directives set: settings, customers, the creditor, procedures.

Settings
    The record ``settings``, and the day ``as_of``; ``setting_directives`` read them, each with
    ``setting_directive``. Kinds of their own: ``dated_keys``, ``setting_paths``, ``letter_keys``,
    ``mail_settings``, ``pace``, ``recovery_costs``, ``retention``, ``securities``.
    Which keys belong there and are missing: ``due_keys``.

The sender
    ``creditor``, ``bank_accounts``.

Customers and their names
    The record ``customers``, read by ``customer_directives``; ``apparent_kind``, ``traders``.
    Whom a name means: ``names``, a package of its own.

Stages
    ``procedures``, changed by ``stage_directives``, and in a country by ``country_procedures`` and
    ``countries``; ``channels`` is the registry of the ways to carry them out.
"""
