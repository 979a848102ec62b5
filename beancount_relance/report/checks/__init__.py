"""Checks of the ledger, which are reported and hold nothing back.

The settings and accounts
    ``settings_checks``, ``left_out_accounts`` with ``unrecognised_accounts`` and ``kept_claims``,
    ``divided_customers``, ``unit_checks``, ``unknown_due_keys``, ``bank_checks``, ``rate_checks``,
    ``frozen_day``.

Customers and invoices
    ``reachability_checks``, ``duty_checks``, ``rights_of_items``, ``rival_checks``.
"""
