"""What a ledger shows by itself, and the lines that it lacks."""
