"""Legal rules as data, and calculations based on them: regimes, rates, interest and fees.

The facts are rows in the folder ``data``, each with its source and the day it was checked
(``tables`` reads them). Begin with ``regimes``: what the law of a country grants to a creditor.

Interest and fee
    ``rates``, ``late_interest``, ``recovery_fee``; the terms that may be agreed, ``longest_terms``.

Time
    How long one can sue, ``limitation_periods``; insolvency, ``time_limits``; securities,
    ``rights``.

What texts have to say
    ``regime_words``, ``duplicate_invoice``, ``duties``, ``handwritten_sums``, ``registers``.

Where
    ``territories``; the ways to get paid in a country, ``recovery_options``.
"""
