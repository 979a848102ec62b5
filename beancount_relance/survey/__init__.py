"""What a ledger already says by itself, and the lines to add to it: ``relance init``.

Begin with ``survey``, which puts the parts together; each reads the ``books`` and yields a
``finding`` for whatever it has found.

The parts
    ``accounts`` with ``account_shapes``, ``shared_accounts``; ``customers`` and their
    ``spellings``; ``invoice_numbers`` with ``number_patterns``, ``due_date_keys``;
    ``opening_balances``, ``old_debts``;
    ``creditor``, ``language_and_country`` with ``home_country``; ``plugin_setup``.

Around them
    Words: ``metadata_words``, ``proposed_words``. ``questions`` to the owner of the ledger, and
    ``writing`` the lines into a file.
"""
