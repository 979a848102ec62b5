"""Messages, their translations, and the formatting of dates and amounts.

Begin with ``messages``: a message is made where something is to be said, and put into words in the
language of the reader when it is shown, by the ``catalogue`` of one of the ``languages``.

How people write things
    ``formats``, ``currencies``, ``amount_words``; ``text`` from the ledger.

For all packages
    ``codes``, the registry of what can be reported; ``tables``, which reads CSV files;
    ``expressions``.
"""
