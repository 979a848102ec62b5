"""E-mails with their identity, the mailbox that keeps their drafts, and the ways to send them."""
