"""Facts of law, and what follows from them alone: regimes, rates, late interest, fees."""
