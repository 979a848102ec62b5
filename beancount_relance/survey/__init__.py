"""What a ledger already says by itself, and the lines to add to it."""
