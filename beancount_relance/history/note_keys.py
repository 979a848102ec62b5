"""The metadata keys of notes; each kind of note lists those that it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from beancount_relance.history.instalments import read_plan
from beancount_relance.history.note_kind import NoteKey
from beancount_relance.language.messages import Message, Translated, msg
from beancount_relance.law.rights import rights
from beancount_relance.policy.channels import read_channel
from beancount_relance.values.identifiers import read_emails
from beancount_relance.values.readers import (
    read_amount,
    read_choice,
    read_date,
    read_reference,
    read_text,
)
from beancount_relance.values.vocabulary import KEY, by_french, english, named


def _read_right(value: Any) -> str:
    return read_choice(value, [right.name for right in rights()])


NOTE_KEYS: Mapping[str, NoteKey] = {
    key.name: key
    for key in (
        NoteKey(
            name="until",
            french="jusqu-au",
            request=msg("give the last day"),
            option="The last day that the note applies to.",
            read=read_date,
        ),
        NoteKey(
            name="opened",
            french="ouverture",
            request=msg("give the day of the judgment"),
            option="The day of the judgment that opened insolvency proceedings.",
            read=read_date,
        ),
        NoteKey(
            name="published",
            french="publication",
            request=msg("give the day of the publication"),
            option="The day on which that judgment was published.",
            read=read_date,
        ),
        NoteKey(
            name="administrator",
            french="mandataire-judiciaire",
            request=msg("give the name and address"),
            option="Name and address of the administrator who receives the claims.",
            read=read_text,
        ),
        NoteKey(
            name="callback",
            french="rappeler-le",
            request=msg("give the day"),
            option="The day on which to call again, whatever min-gap says.",
            read=read_date,
        ),
        NoteKey(
            name="amount",
            french="montant",
            request=msg("give the amount"),
            option="The amount concerned, such as 600.00 EUR.",
            read=read_amount,
        ),
        NoteKey(
            name="plan",
            french="echeancier",
            request=msg("give at least one payment"),
            option="Instalments, such as “2026-05-05 400.00, 2026-06-05 400.00”.",
            read=read_plan,
        ),
        NoteKey(
            name="agent",
            french="mandataire",
            request=msg("give the name"),
            option="Who the claim was handed over to.",
            read=read_text,
        ),
        NoteKey(
            name="registered",
            french="recommande",
            request=msg("give the number of the letter"),
            option="The number of a registered letter.",
            read=read_reference,
        ),
        NoteKey(
            name="electronic",
            french="recommande-electronique",
            request=msg("give the number of the electronic letter"),
            option="The provider and number of an electronic registered letter.",
            read=read_reference,
        ),
        NoteKey(
            name="right",
            french="droit",
            request=msg("name the right"),
            option="The right that was exercised, such as credit-insurance.",
            read=_read_right,
        ),
        NoteKey(
            name="deposited",
            french="depose-le",
            request=msg("give the day of the deposit"),
            option="The day on which a registered letter was handed in.",
            read=read_date,
        ),
        NoteKey(
            name="presented",
            french="presentation",
            request=msg("give the day of the first presentation"),
            option="The day on which a registered letter was first presented.",
            read=read_date,
        ),
        NoteKey(
            name="message",
            french="message",
            request=msg("give the Message-ID"),
            option="The Message-ID of an e-mail.",
            read=read_text,
        ),
        NoteKey(
            name="recipient",
            french="destinataire",
            request=msg("give the address"),
            option="The addresses that an e-mail went to.",
            read=read_emails,
        ),
        NoteKey(
            name="channel",
            french="canal",
            request=msg("name the channel"),
            option="How a stage was carried out, if not by its first channel, such as email.",
            read=read_channel,
        ),
    )
}
"""All metadata keys of notes, by name."""

_FRENCH_KEYS = {key.name: key.french for key in NOTE_KEYS.values()}

NOTE_KEY_NAMES: Mapping[str, tuple[str, ...]] = by_french(_FRENCH_KEYS.items())
"""The metadata keys of notes by their French names."""


def named_key(key: str) -> Translated:
    """Return a metadata key of notes as a message in each language names it."""
    return named(key, KEY, _FRENCH_KEYS)


_OF_TEXT = (read_text, read_emails, read_reference, read_channel, _read_right)

TEXT_KEYS: Sequence[str] = tuple(key.name for key in NOTE_KEYS.values() if key.read in _OF_TEXT)
"""The keys whose values are text, so that they need no code to read what people type."""

DAY_KEYS: Sequence[str] = tuple(key.name for key in NOTE_KEYS.values() if key.read is read_date)
"""The keys whose values are dates."""

LETTER_KEYS: Mapping[str, Message] = {
    "registered": msg("Number of the registered letter"),
    "electronic": msg("Number of the electronic registered letter"),
    "deposited": msg("Handed in on"),
    "presented": msg("First presented on"),
}
"""The keys about the delivery of a letter, which notes about stages take as well."""

CHANNEL_KEY = "channel"
"""The key that only notes about stages take: how the stage was carried out."""


def in_english(meta: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the metadata of a note with the English names of its French keys."""
    if NOTE_KEY_NAMES.keys().isdisjoint(meta):  # as nearly always
        return meta
    return {english(key, NOTE_KEYS, KEY, NOTE_KEY_NAMES): value for key, value in meta.items()}
