"""Numbers and names: those of an invoice, and those by which a posting refers to one.

An invoice
    its number, ``own_numbers``; what its metadata and texts say, ``invoice_metadata`` and
    ``invoice_texts``.

A posting that refers to invoices
    in links, keys and texts, ``named_invoices`` and ``names_of_lines``, but not by the digits of a
    name, ``digits_in_names``; to some of the instalments of one, ``named_instalments``; to one of a
    customer whose accounts are closed, ``closed_accounts``.
"""
