"""Texts as documents: e-mail drafts and PDF letters."""
