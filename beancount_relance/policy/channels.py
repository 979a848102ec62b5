"""Channels: the ways in which a dunning stage is carried out.

:data:`CHANNELS` is the only list of channels, and no other module refers to one by name.
``docs/contributing-how-to.md`` explains how to add a channel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from beancount_relance.values.readers import read_choice

Medium = Literal["mail", "paper", "sheet", "message"]
"""The form in which a channel delivers its text:

``mail``
    an e-mail, as a draft or a ``mailto:`` link;
``paper``
    a letter to the customer, as a PDF;
``sheet``
    an internal page, such as notes for a telephone call or a decision, as a PDF;
``message``
    a text to copy into another program, such as a chat or a portal. It is never written
    to a file that looks like an e-mail or a letter.
"""

MAIL: Medium = "mail"
PAPER: Medium = "paper"
SHEET: Medium = "sheet"
MESSAGE: Medium = "message"

Address = Literal["email", "phone", "address"]
"""The fields of a customer with contact details."""

POSTAL: Address = "address"


class Channel(Struct, frozen=True):
    """One way to carry out a stage.

    Attributes:
        name: the name in the ledger and in JSON.
        french: the French name in the ledger.
        label: the name shown to users.
        medium: the form in which the text is delivered.
        address: the customer field that is required; ``None`` if none is.
        is_contact: whether the customer is contacted. If not, it is an internal step,
            which does not start a new minimum gap.
        in_writing: whether it counts as a written claim. Under some laws a written claim
            restarts the limitation period, and a court requires a copy.
        is_proven: whether delivery must be proven. The text is then sent by no other
            channel, and its receipt is recorded by a note.
        stages: the built-in stages whose title already implies this channel.
    """

    name: str
    french: str
    label: Message
    medium: Medium
    address: Address | None
    is_contact: bool
    in_writing: bool = False
    is_proven: bool = False
    stages: frozenset[str] = frozenset()

    @property
    def is_sheet(self) -> bool:
        """Whether the text is internal, and therefore in the creditor's language."""
        return self.medium == SHEET

    @property
    def is_spoken(self) -> bool:
        """Whether one speaks with the customer, with a sheet of one's own: a call or a visit."""
        return self.is_sheet and self.is_contact

    @property
    def is_electronic(self) -> bool:
        """Whether the customer reads the text on a screen and can simply reply."""
        return self.medium in (MAIL, MESSAGE)


CHANNELS: Mapping[str, Channel] = {
    channel.name: channel
    for channel in (
        Channel(
            name="email",
            french="courriel",
            label=msg("e-mail"),
            medium=MAIL,
            address="email",
            is_contact=True,
            in_writing=True,
        ),
        Channel(
            name="phone",
            french="téléphone",
            label=msg("telephone"),
            medium=SHEET,
            address="phone",
            is_contact=True,
            stages=frozenset(("call",)),
        ),
        Channel(
            name="letter",
            french="courrier",
            label=msg("letter"),
            medium=PAPER,
            address=POSTAL,
            is_contact=True,
            in_writing=True,
            stages=frozenset(("firm-letter",)),
        ),
        Channel(
            name="registered",
            french="recommandé",
            label=msg("registered letter"),
            medium=PAPER,
            address=POSTAL,
            is_contact=True,
            in_writing=True,
            is_proven=True,
        ),
        Channel(
            name="visit",
            french="visite",
            label=msg("visit"),
            medium=SHEET,
            address=POSTAL,
            is_contact=True,
            stages=frozenset(("visit",)),
        ),
        Channel(
            name="legal",
            french="judiciaire",
            label=msg("legal step"),
            medium=SHEET,
            address=POSTAL,
            is_contact=False,
            stages=frozenset(("legal",)),
        ),
        Channel(
            name="task",
            french="tâche",
            label=msg("task"),
            medium=SHEET,
            address=POSTAL,
            is_contact=False,
        ),
    )
}
"""The channels by name, in the order in which they are displayed."""


def usual_channel(medium: Medium) -> Channel:
    """Return the first channel with this medium that needs no proof of delivery.

    Raises:
        LookupError: There is no such channel.
    """
    for channel in CHANNELS.values():
        if channel.medium == medium and not channel.is_proven:
            return channel
    raise LookupError(medium)


def read_channel(value: Any) -> str:
    """Read the name of a channel, in English or French.

    Raises:
        BadValueError: there is no such channel.
    """
    french = {channel.name: channel.french for channel in CHANNELS.values()}
    return read_choice(english_name(value), CHANNELS, french)


def english_name(name: object) -> object:
    """Translate the French name of a channel; any other value is returned unchanged."""
    return next((each.name for each in CHANNELS.values() if each.french == name), name)
