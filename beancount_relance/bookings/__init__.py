"""Entries proposed for pasting into the ledger."""
