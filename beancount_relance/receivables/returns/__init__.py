"""What was taken back: returned payments, cancelled credit notes, losses that were recovered.

Begin with ``reversals``. It takes back by name, ``named_reversals``, and by amount,
``presumed_reversals``; of two payments of one amount, ``remade_payments``.

On which conditions
    ``reversal_sides``, ``reversal_conditions`` and ``reversible_credits``; what is taken,
    ``takings``.

What is taken back in part
    several payments in one sum, and the costs of that, ``returned_sums``; of what names nothing,
    by an invoice's number, ``returned_parts``; what the texts of returns say, ``return_texts``.

What they had paid until then
    ``taken_back``; of an invoice in instalments, ``taken_from_instalments``.
"""
