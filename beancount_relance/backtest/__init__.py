"""Replays a policy over the ledger's own past, and compares it with what was done."""
