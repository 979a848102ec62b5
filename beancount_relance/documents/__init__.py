"""Turns texts into documents: e-mail drafts and PDF letters."""
