"""Notes written into the ledger's files."""
