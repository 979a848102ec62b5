"""Compares two reports: of two commits, of two ledgers, or under two policies."""
