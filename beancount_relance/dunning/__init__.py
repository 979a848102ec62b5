"""Decide which dunning stage comes next for each open item, when, and why."""
