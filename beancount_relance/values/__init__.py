"""Parsing and arithmetic of plain values: settings, payment terms, patterns, dates and money.

What people write into a ledger
    ``readers``, ``records``, ``stated_meta``; ``vocabulary`` has the French words. ``money``,
    ``dates``, ``working_days``, ``patterns``, ``dated_patterns``, ``identifiers``,
    ``country_code_synonyms``.
    Payment terms: ``payment_terms``, ``terms_signs``, ``terms_words``, ``dated_terms``.

Numbers of invoices
    ``invoice_names``: when two are one; ``numbers_in_links``: which link is one. In a text:
    ``written_references``, by ``text_runs``, ``amounts_in_texts``, ``known_numbers``,
    ``number_starts``, ``lettered_numbers`` and ``announced_numbers``; the day of an invoice that
    has none, ``announced_days``; with something missing, ``lossy_references``, ``lost_parts`` and
    ``number_lists``; with check digits, ``structured_references``; left out,
    ``excepted_numbers``, as are months, ``excepted_months``.

What else a text tells of an invoice
    ``text_clues``, ``counted_numbers``, ``text_periods``, ``owed_words``; paths, ``file_names``.
"""
