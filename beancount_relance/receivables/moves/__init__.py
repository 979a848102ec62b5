"""Claims that go on elsewhere: on another account, in another year, with another customer.

Within a customer
    ``entry_moves`` reads an entry, with what was owed before it, ``standing_claims``, whose each
    line is, ``entry_sides``, and what goes where, ``entry_pairs`` and ``shares_of_claims``. An
    invoice under a new number, ``renumbered_invoices``; in another currency,
    ``converted_invoices``.

With another customer
    ``moved_claims``; who owes what from then on, and under which names, ``successors``.

From one year to the next
    ``closings``.
"""
