"""Find the invoices that a payment without a number is for, by its text and amount.

Begin with ``matching``. It looks among ``open_invoices``, in ``tiers``, for
``amount_explanations``; a payment without one is presumed to be for the oldest,
``presumed_payments``. Of several explanations, the
text decides, ``described_invoices``; what it leaves out is not paid, ``left_out_invoices``; short
numbers count with amounts beside them, ``numbers_beside_amounts``. Of the accounts of one customer,
that of the payment comes first, ``own_accounts``, and so does the invoice whose lot it takes,
``own_lots``; what is not disputed, ``undisputed_turns``.
"""
