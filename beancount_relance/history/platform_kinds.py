"""The kinds of notes about what the customer's platform for electronic invoices reports.

    2026-09-08 note Assets:Clients:Boulangerie-Martin "Bon de commande absent" ^F2026-014
      relance: "refused"

They are part of the registry in :mod:`beancount_relance.history.note_kinds`.
"""

from __future__ import annotations

from beancount_relance.history.note_kind import NoteKind, Wait
from beancount_relance.language.messages import msg

_DECIDED_BY_OTHERS = ("insolvency", "court", "handover", "write-off")

REFUSED = NoteKind(
    name="refused",
    french="refusée",
    label=msg("invoice refused"),
    meaning="the customer's platform refused the invoice: correct it; no reminders until then",
    not_while=_DECIDED_BY_OTHERS,
    first_field="text",
    text_label=msg("Reason"),
    waits=Wait(
        "refused",
        msg("invoice refused"),
        weight=45,
        patience=None,  # a check tells of it every day
        ended_by=msg("it is corrected: a credit note and a new invoice, or a note “resume”"),
    ),
)
APPROVED = NoteKind(
    name="approved",
    french="approuvée",
    label=msg("invoice approved"),
    meaning="the customer's platform approved the invoice: reminders wait for the payment",
    takes={"until": msg("Until (optional)")},
    not_while=_DECIDED_BY_OTHERS,
    waits=Wait(
        "approved",
        msg("approved, payment expected"),
        weight=4,
        end=msg("end of the wait for a payment"),
        days=14,
    ),
)
PAYMENT_SENT = NoteKind(
    name="payment-sent",
    french="paiement-transmis",
    label=msg("payment sent"),
    meaning="the customer's platform reported the payment: reminders wait for it to arrive",
    takes={"until": msg("Until (optional)")},
    not_while=_DECIDED_BY_OTHERS,
    waits=Wait(
        "payment-sent",
        msg("payment under way"),
        weight=8,
        end=msg("end of the wait for a payment"),
        days=7,
    ),
)
