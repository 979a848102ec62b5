"""The numbers of invoices, as links and texts have them.

When two are one: ``invoice_names``. Which link is one: ``numbers_in_links``. What a
key lists: ``listed_names``.

In a text
    ``written_references`` finds them, by ``text_runs``, ``amounts_in_texts``, ``known_numbers``
    (with ``letters_written_out``), ``number_starts``, ``lettered_numbers`` and
    ``announced_numbers``; those that have lost something, ``lossy_references``, with ``lost_parts``
    and ``number_lists``; those by which a list goes on, of whoever they are, ``continued_lists``;
    the amount beside each, ``amounts_beside`` (of ``written_amounts``); with check digits,
    ``structured_references``.
"""
