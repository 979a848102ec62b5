"""The kinds of notes about e-mails, which ``relance sent`` records, and about letters.

    2026-06-12 note Assets:Clients:Boulangerie-Martin "« Je regarde cela lundi. »" ^F2026-014
      relance: "replied"
      message: "<CAF3d1e@mail.martin.example>"

They are part of the registry in :mod:`beancount_relance.history.note_kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping

from beancount_relance.history.note_kind import NoteKind, Offered, Wait
from beancount_relance.language.messages import Message, msg

_MESSAGE = msg("Message-ID (optional)")

MAIL_KEYS: Mapping[str, Message] = {"message": _MESSAGE, "recipient": msg("Recipient (optional)")}
"""The keys about an e-mail, which notes about stages take as well."""

REPLIED = NoteKind(
    name="replied",
    french="réponse",
    label=msg("reply"),
    meaning="the customer replied: no reminders until a note says what came of it",
    takes={"message": _MESSAGE},
    text_label=msg("What they wrote"),
    first_field="text",
    text_required=True,
    waits=Wait(
        "replied",
        msg("a reply to read"),
        weight=35,
        soon=3,  # it is read within a few days
        ended_by=msg("a later note says what came of it, such as “contact” or “promise”"),
    ),
    is_contact=True,
    offered=Offered.NEVER,
    by_program=True,
)
AUTO_REPLY = NoteKind(
    name="auto-reply",
    french="réponse-automatique",
    label=msg("automatic reply"),
    meaning="a program replied, because somebody is away; nothing changes",
    takes={"message": _MESSAGE},
    offered=Offered.NEVER,
    by_program=True,
)
BOUNCED = NoteKind(
    name="bounced",
    french="non-remis",
    label=msg("e-mail returned"),
    meaning="an e-mail could not be delivered: its reminder does not count, and the address "
    "is not used until it is changed or a note “resume” says that it works",
    takes={"recipient": msg("Address"), "message": _MESSAGE},
    needs="recipient",
    first_field="recipient",
    offered=Offered.NEVER,
    by_program=True,
)
UNDELIVERABLE = NoteKind(
    name="undeliverable",
    french="npai",
    label=msg("letter returned, address unknown"),
    meaning="a letter came back because nobody of that name is at the address: its reminder does "
    "not count, and the address is not used until a later directive changes it or a note “resume” "
    "says that it is right; one that was refused or not collected counts",
    takes={"registered": msg("Number of the registered letter")},
    first_field="text",
    button=msg("Letter returned"),
    offered=Offered.IF_WRITTEN,
    about_overdue=True,
    by_program=True,  # it does not show that somebody has read a reply
)
