"""Proposes entries to paste into the ledger.

Begin with ``proposed_bookings``, which makes a ``booking`` for each invoice that is asked for.

What is booked, by purpose
    ``booking_drafts`` and ``difference_drafts`` make a ``booking_draft`` each. Its accounts:
    ``account_choice``. The postings and their VAT: ``open_postings``, ``deducted_deposits``,
    ``held_lots``; how the invoice was booked: ``invoice_origin``.

As text
    ``printed_bookings``.
"""
