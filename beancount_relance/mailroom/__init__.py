"""Sends e-mails at most once, and turns what came back into notes.

Begin with ``sending``, for what goes out, and ``proposed_notes``, for what came back.

What goes out
    The ``journal`` knows what was begun, the ``guard`` what must not go, ``decent_hours`` when;
    ``live_books`` is the ledger meanwhile.

What came back
    ``incoming`` sorts e-mails, ``notes_from_mail`` makes notes of them; letters, ``tracking``.
"""
