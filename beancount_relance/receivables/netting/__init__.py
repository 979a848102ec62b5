"""Leave out what is settled without reading it, with the same result.

Begin with ``settled_filter``. It nets the claims of each customer, ``netted_claims``, reads again
what others refer to, ``claims_read_again``, and gives a ``filter_result``.

Settled claims that become items all the same are told by ``plain_postings``: those that a name
settles, ``plain_claims``, and those that an amount does, ``paid_by_amount``; ``numbers_of_claims``
tells both what the texts of payments name. What a view does not
show is left out altogether, ``left_out_claims``.
"""
