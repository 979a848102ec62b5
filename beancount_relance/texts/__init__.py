"""The words of reminders and other letters, from templates.

Begin with ``writer``, which writes the text of an action, and ``contexts``, which defines what its
template may use. The words themselves are in the folder ``templates``. What they use:

What a text says of an action (``action_contexts``)
    Its invoices and sums: ``shown_items``, ``reminder_items``, ``items_paid_late``,
    ``missed_instalments``, ``interest_first``, ``supplied``.
    What came before: ``agreed_so_far``, ``announced_payments``, ``broken_promises``,
    ``presumed_payments``, ``returned_payments``; for us alone, ``happenings``. What is to come:
    ``announced_instalments``, ``time_to_declare``; of a claim to declare, ``declared_items``.
    Around it: ``legal_basis``, ``local_words``, ``postal_address``, ``payment_details``,
    ``addressed_person``, ``english_greeting``, ``enclosures``.

Texts that are no stage (``correspondence``)
    A statement of account, thanks, what was agreed, a proof of claim; a package of its own.

How a template becomes a text (``rendering``)
    A package of its own. What somebody changed in a text: ``edited_text``; what a template may use:
    ``variable_list``.
"""
