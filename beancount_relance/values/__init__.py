"""Parsing and arithmetic of plain values: settings, payment terms, patterns, dates and money.

What people write into a ledger
    ``readers``, ``records``, ``stated_meta``; ``vocabulary`` has the French words. ``money``,
    ``dates``, ``working_days``, ``patterns``, ``identifiers``, ``country_code_synonyms``,
    ``file_names``. What is set anew in the course of time: ``dated``, ``dated_patterns``.

Three packages of their own
    ``terms``: payment terms. ``numbers``: the numbers of invoices, as links and texts have them.
    ``clues``: what else a text tells of an invoice.
"""
