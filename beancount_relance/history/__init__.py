"""The dunning history recorded in the ledger: events, promises to pay and payment plans.

Begin with ``events``, which reads notes and documents, and ``note_kinds``, the registry of what
they can say.

What a note says
    Its kind: ``note_kind`` is the record, ``mail_kinds`` and ``platform_kinds`` have some of the
    rows. Its metadata: ``note_keys``, read by ``note_details``. Its channel: ``noted_channels``.
    Whose it is: ``customers_of_notes``. Which items it is about: ``items_of_notes``; named in its
    text, ``written_names``.

What becomes of it
    Agreements: ``promises``, ``plans`` with ``instalments`` and ``plan_sums``, ``extensions``; what
    took their place, ``replaced_agreements``, and the rest beside a dispute, ``promised_rest``.
    Disputes: ``disputed_sums``. Letters: ``deliveries``, ``received_letters``,
    ``answered_addresses``. ``insolvency``.

Before the items are known
    What is disputed, ``disputed_names``, and which settled invoices have to be read,
    ``needed_invoices``.
"""
