"""What is owed besides the principal, under which law, and until when the creditor can sue.

Begin with ``claims``, which makes a ``claim`` on an item.

Under which law
    ``applicable_law``, in words ``law_lines``; until when, ``limitation``. What may conflict with
    it: ``legal_checks``.

Interest and fee
    From when and on what: ``interest_terms``, ``waivers``. Which items are late: ``late_items``.
    What came in: ``received_interest``, item by item ``received_interest_by_item``; what a letter
    asked for and got: ``paid_charges``, ``paid_as_asked``.

Insolvency
    ``declared_amounts``, ``foreign_claims``, ``insolvency_limits``.
"""
