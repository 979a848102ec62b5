"""What a text tells of an invoice besides its number.

``text_clues`` compares two texts, by their months and years (``text_periods``), what they count
(``counted_numbers``), and codes of a letter or two (``labels``). Keys of metadata that tell
nothing of it: ``entry_keys``. What a text leaves out: ``excepted_months``, ``excepted_numbers``.
The day of an invoice without a number: ``announced_days``. That something is no invoice:
``owed_words``.
"""
