"""E-mails with their identity, the mailbox that keeps their drafts, and the ways to send them.

Begin with ``outgoing``, the e-mails of a report.

Drafts
    ``drafts`` keeps them up to date, and recognises them by ``identity`` and ``draft_mark``.

The mailbox
    ``mailbox``, on a server (``imap``) or on this machine (``maildir``, ``mbox``);
    ``stored_messages`` in any of them.

Sending
    ``transport``. Passwords and certificates: ``server_access``.
"""
