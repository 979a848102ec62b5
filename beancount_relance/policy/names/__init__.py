"""Names of customers, as people and banks write them.

Two spellings of one name: ``name_spellings``, with the words that tell nobody apart,
``name_tables``. Whom of the ledger a name means: ``customer_names``.

Where the name stands in something longer: ``names_in_payees``, ``names_in_texts``, with what banks
write around it, ``bank_words``, or programs, ``numbers_in_names``; payees that have none,
``payees_without_names``. For whom somebody else pays: ``named_debtors``.
"""
