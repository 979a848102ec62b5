"""Says when each open invoice will probably be paid, and what will come in each week."""
