"""Puts e-mail drafts where a mail program finds them; nothing is sent."""
