"""Legal rules as data, and calculations based on them: regimes, rates, interest and fees."""
