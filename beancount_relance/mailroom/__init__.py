"""Sends e-mails at most once, and turns what came back into notes."""
