"""Which accounts are receivable, and whose, by their names.

Begin with ``receivable_accounts``. A name is read by its components (``account_places``), as all
accounts of the ledger are named (``conventions``).

What a component says: ``account_readings``, by its words (``account_words``, cut by ``word_table``)
and its number (``charts``); ``argentina`` is about “AR”. What another account is for:
``account_roles``, and ``deposit_accounts``, which hold customers' deposits.
"""
