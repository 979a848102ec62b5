"""Read Beancount's entries: the ledger on a given date, and its receivable postings.

``snapshot``
    The entries up to a day, without what others add: ``closing_entries``, ``ignored_links``,
    ``units``; with the keys of their days, ``dated_keys``; the names in notes, ``named_remarks``;
    their lines in the files, ``source_extracts``.

``accounts``
    Which accounts are receivable, and whose; a package of its own.

``receivable_postings``
    Each with its customer and names; ``posting_customers``, ``misplaced_keys``,
    ``pattern_names``, ``possible_names``, ``numbered_entries``, ``purchases``.

``counterparts``
    What stands against a posting; a package of its own. How recent the bank's data are:
    ``bank_freshness``.
"""
