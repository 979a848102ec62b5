"""Calculates figures about the receivables: ageing, days sales outstanding, payment behaviour."""
