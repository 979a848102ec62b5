"""Payment terms: the due date that they give to an invoice of some day.

``payment_terms`` reads a wording such as ``30 days end of month``, of which ``terms_signs`` knows
the words; ``described_terms`` says the same in the reader's language. Since when terms hold:
``dated_terms``.
"""
