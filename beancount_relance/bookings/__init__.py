"""Proposes entries to paste into the ledger."""
