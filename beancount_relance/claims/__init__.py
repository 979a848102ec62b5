"""Late interest, recovery fees and limitation periods of items."""
