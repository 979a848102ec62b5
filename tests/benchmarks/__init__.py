"""Benchmarks: ratios measured in one process, never absolute times."""
