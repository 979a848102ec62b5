"""What stands against a receivable posting, which tells what it is.

Begin with ``counterparts``, which classifies the other ``legs`` of an entry; ``entry_legs`` gives
each its nature. An account's nature: ``natures``, with ``interest_accounts`` and
``suspense_accounts``. What kind of credit they make: ``credit_kinds``; the kinds are rows of
``settlement_kinds``. What of an entry is billed: ``billed_amounts``. Debits whose text tells more
than their accounts: ``charge_texts``.
"""
