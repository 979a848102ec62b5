"""What was taken back: returned payments, cancelled credit notes, losses that were recovered.

Begin with ``reversals``. It takes back by name, ``named_reversals``, and by amount,
``presumed_reversals``; of two payments of one amount, ``remade_payments``.

On which conditions
    ``reversal_sides``, ``reversal_conditions`` and ``reversible_credits``; what is taken,
    ``takings``.

The bank's returns
    what their texts say, ``return_texts``; several in one sum and with costs, ``returned_sums``;
    a part of a receipt, ``returned_parts``.

What they had paid until then
    ``taken_back``; of an invoice in instalments, ``taken_from_instalments``.
"""
