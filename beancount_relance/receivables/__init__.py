"""Turn receivable postings into invoices and credits, and determine the open items.

Begin with ``classify``, which tells what each posting is, and ``allocation.allocation``, which has
the order in which credits settle invoices.

The records
    ``invoices``, with ``invoice_marks`` and ``due_dates``, and ``moved_invoices`` on the accounts
    to which they moved; ``credits_and_debits`` for all else that is read; ``open_amounts``, the
    same while they are settled, ``paid_parts`` and ``match_evidence``; ``items``, the result.
    ``invoice_index`` finds invoices by name, ``part_labels`` names their parts, and
    ``invoiced_payees`` tells whom they are made out to.

What a posting is (``classify``)
    An invoice: ``debits``; entered twice, or by several postings, ``twin_invoices``. A credit:
    ``credits``. What takes back a debit: ``reversed_debits``; what is left of one that takes
    something back: ``rests_of_debits``. Whose it is on a shared account: ``owners``,
    ``cancelled_credits``, ``joint_payments`` with ``left_of_invoices``, ``joint_returns``. What
    several steps need:
    ``plain_returns``, ``return_costs``, ``sums``.

The steps, each a package that uses only those before it
    ``naming``, ``moves``, ``returns``, ``matching``, ``allocation``, and ``netting``, which finds
    what need not be read.
"""
