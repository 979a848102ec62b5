"""Says when each open invoice will probably be paid, and what will come in each week.

Begin with ``forecast``. What customers agreed on comes first (``agreements``); else ``rules``
predict the delay, which ``combined_rules`` weighs by how well each did on the ``histories`` of this
ledger. How delays are estimated: ``delays``. Sums and their bands: ``expected_sums``, by ``weeks``.
What was forecast for the last month, and came: ``past_month``.
"""
