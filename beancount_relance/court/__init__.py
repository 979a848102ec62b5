"""The case file for a court."""
