"""Parsing and arithmetic of plain values: settings, payment terms, patterns, dates and money."""
