"""Decide which credit settles which invoice, and what is left open.

Begin with ``allocation``, and with ``settling`` for one customer and currency.

By name
    ``stated_amounts``, ``named_and_left``, ``named_and_returned``, ``numbered_notes``.

What is no invoice
    ``described_debits``, ``paid_before_invoices``, ``repaid_debits``; a credit that was used
    before, ``used_credits``.

The rest
    what has been due the longest, ``oldest_due``; of several payees, ``payees_apart``.

Afterwards
    what goes on elsewhere, ``carried_dues``; what is due later, ``retentions``,
    ``bills_for_the_rest``; what is asked,
    ``described_elsewhere``, ``doubtful_numbers``, ``written_off``.
"""
