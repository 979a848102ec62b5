"""Everything above, put together for one day.

Begin with ``report``, which calls the packages above in their order. What it uses:

The steps
    ``policy_in_force``, ``who_owes_what`` with ``names_on_invoices``, ``asked_before_chasing``.
    What is taken over from the last report: ``reused_workings``; what is read only if it is asked
    for: ``completed_report``. Other days: ``past_days``, ``trend``, ``since_yesterday``.

Checks, which are reported and hold nothing back
    ``checks``, a package of its own, and ``changed_presumptions``.

About one item or customer
    ``item_reasons``, ``claim_on``, ``open_receipts``; the ways to get paid,
    ``recovery``, with ``option_costs`` and ``option_limits``.

How a ledger is loaded, and what bean-check prints
    ``loading``, ``load_cache``, ``last_report``, ``gc_pause``;
    ``bean_check_lines``, ``bean_check_errors``, ``warning_output``, ``defect``.
"""
