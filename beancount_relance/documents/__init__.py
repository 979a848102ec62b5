"""Turns texts into documents: e-mail drafts and PDF letters.

Begin with ``batch``, which writes the texts of a day into ``files`` of some ``file_formats``.

E-mails
    ``email_draft``.

Letters
    ``pdf_letter`` prints a ``letter``, whose text ``page_blocks`` divides. The layout is the file
    letter.typ, or the user's own, which ``layout_guard`` confines. Characters without a font:
    ``glyphs``. The code to pay: ``payment_code``, by ``sepa_qr`` or ``swiss_qr``.

Memory and imports
    ``spool``, ``optional_library``.
"""
