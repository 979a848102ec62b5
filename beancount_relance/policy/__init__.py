"""What the ledger's directives set: settings, customers, the creditor, procedures.

Settings
    The record ``settings``, and the day ``as_of``; ``setting_directives`` read them, each with
    ``setting_directive``. Kinds of their own: ``dated_keys``, ``setting_paths``, ``letter_keys``,
    ``mail_settings``, ``pace``, ``recovery_costs``, ``retention``, ``securities``.

The sender
    ``creditor``, ``bank_accounts``.

Customers and their names
    The record ``customers``, read by ``customer_directives``; ``apparent_kind``, ``traders``.
    Two spellings of one name: ``name_spellings``, ``name_tables``. Whom a name means:
    ``customer_names``, ``names_in_payees``, ``payees_without_names``, ``names_in_texts``,
    ``bank_words``; for whom somebody pays, ``named_debtors``.

Stages
    ``procedures``, changed by ``stage_directives``, and in a country by ``country_procedures`` and
    ``countries``; ``channels`` is the registry of the ways to carry them out.
"""
