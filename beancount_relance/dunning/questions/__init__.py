"""What is asked before anybody is chased, and which money is unexplained.

Begin with ``questions``, about accounts whose payer or customer is not known, with
``unknown_payers``, ``unsurely_paid`` and ``unread_keys``.

Money that may be a payment
    ``possible_payments`` decides; the record is ``possible_payment``. It is found by
    ``loose_money``, ``money_elsewhere``, ``lying_deposits`` and ``payers_of_several``, less what
    ``explained_money`` and ``released_income`` explain.

What an entry or a note says
    ``contrary_texts``, ``deduction_questions``, ``marked_invoices``, ``unplaced_bills``,
    ``unread_values``; which questions a note ``still-owed`` answers, ``money_questions``.

What is reported and holds nothing
    ``unexplained_money``, with what ``unexplained_debits`` lack; ``rival_invoices``.
"""
