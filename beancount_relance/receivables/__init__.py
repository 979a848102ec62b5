"""Turn receivable postings into invoices and credits, and determine the open items.

Begin with ``classify``, which tells what a posting is, and ``allocation``, which has the order in
which credits settle invoices. What they use, in the order in which a ledger passes through it:

The records
    ``invoices``, and ``credits_and_debits`` for all else that is read; ``open_amounts``, the same
    while they are settled; ``items``, the result. ``invoice_index`` finds invoices by name,
    ``part_labels`` names their parts.

What a posting is (``classify``)
    Its number: ``own_numbers``. What it refers to: ``named_invoices``, ``names_of_lines``.
    Whose it is on a shared account: ``owners``, ``joint_payments``; after the closing of a
    year, ``closings``.
    Where a claim goes on: within a customer ``entry_moves``, with ``entry_sides``,
    ``entry_pairs`` and ``standing_claims``, ``moved_invoices``, ``converted_invoices`` and
    ``renumbered_invoices``; with another customer ``moved_claims``.
    An invoice: ``debits``, ``due_dates``, ``invoice_metadata``, ``invoice_texts``,
    ``invoice_marks``; entered twice, or by several postings, ``twin_invoices``.
    A credit: ``credits``. What takes one back: ``reversals``, by name ``named_reversals``, by
    amount ``presumed_reversals``, with ``takings``, ``reversal_conditions``, ``reversal_sides`` and
    ``reversible_credits``; the bank's returns, ``return_texts``, ``returned_sums``,
    ``returned_parts``, ``remade_payments``, ``plain_returns``. What takes back a debit:
    ``offsets``.

Which credit settles which invoice (``allocation``)
    For one customer and currency: ``settling``. By name: ``paid_parts``, ``stated_amounts``,
    ``numbers_beside_amounts``, ``named_and_left``, ``told_instalments``, ``numbered_notes``. What
    is no invoice: ``described_debits``, ``paid_before_invoices``, ``repaid_debits``,
    ``used_credits``. By text and amount: ``matching``, with ``open_invoices``,
    ``amount_explanations``, ``told_by_words``, ``left_out_invoices``, ``sums`` and
    ``match_evidence``. The rest, oldest first: ``own_accounts``. Then what was taken back,
    ``taken_back`` and ``taken_from_instalments``, what goes on elsewhere, ``carried_dues``, what is
    due later, ``retentions``, and what is asked: ``described_elsewhere``, ``doubtful_numbers``,
    ``written_off``.

What need not be read (``settled_filter``), with the same result
    ``netted_claims``, ``claims_read_again``, ``left_out_claims`` and ``filter_result``; settled
    claims that become items all the same, ``plain_claims``, ``plain_postings``, ``paid_by_amount``.
"""
