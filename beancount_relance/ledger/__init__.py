"""Read Beancount's entries: the ledger on a given date, and its receivable postings.

``snapshot``
    The entries up to a day, without what others add: ``closing_entries``, ``ignored_links``,
    ``units``; with the keys of their days, ``dated_keys``; the names in notes, ``named_remarks``;
    their lines in the files, ``source_extracts``.

``receivable_accounts``
    Which account is whose, by ``account_places`` and ``conventions``. What a name says:
    ``account_readings``, ``account_roles``, ``account_words``, ``word_table``, ``charts``,
    ``argentina``.

``receivable_postings``
    Each with its customer and names; ``misplaced_keys``, ``possible_names``, ``numbered_entries``,
    ``purchases``.

``counterparts``
    What stands against a posting: ``entry_legs``, ``legs``, ``natures``, ``credit_kinds``,
    ``deposit_accounts``, ``interest_accounts``, ``suspense_accounts``, ``charge_texts``. How recent
    it is: ``bank_freshness``.
"""
