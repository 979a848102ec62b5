"""Channels: the ways in which a dunning stage is carried out.

This registry is the only list of channels. Whoever needs to know something about a
channel asks :data:`CHANNELS`; no other module names one. ``docs/contributing-how-to.md``
says how to add a channel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from beancount_relance.language.messages import Message, msg

Medium = Literal["mail", "paper", "sheet", "message"]
"""What the text of a channel is made into:

``mail``
    an e-mail, as a draft or a ``mailto:`` link;
``paper``
    a letter to the customer, as a PDF;
``sheet``
    a page for ourselves (what to say on the telephone, what to decide), as a PDF;
``message``
    neither: the text is copied into another program, such as a chat or a portal. It is
    never made into a file that looks like an e-mail or a letter.
"""

MAIL: Medium = "mail"
PAPER: Medium = "paper"
SHEET: Medium = "sheet"
MESSAGE: Medium = "message"

Address = Literal["email", "phone", "address"]
"""The fields of a customer that say where to reach them."""

POSTAL: Address = "address"


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to carry out a stage.

    Attributes:
        name: its name in the ledger and in JSON.
        french: its French name in the ledger.
        label: its name for people.
        medium: what its text is made into.
        address: the field of the customer it needs; ``None`` if it needs none.
        is_contact: whether the customer hears from us by it. If not, it is something
            that we do without them, after which no minimum gap has to pass.
        in_writing: whether it is a claim in writing. Under some laws that restarts the
            limitation period, and a court wants to see a copy.
        is_proven: whether its delivery must be proven. Then its text goes out by no
            other channel, and its receipt is recorded by a note.
        stages: the built-in stages whose title already says that they go this way.
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
        """Whether its text is for ourselves, in our own language."""
        return self.medium == SHEET

    @property
    def is_electronic(self) -> bool:
        """Whether the customer gets the text on a screen, where they can simply reply."""
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
"""The channels by name, in the order in which they are listed to people."""


def usual_channel(medium: Medium) -> Channel:
    """The channel for a text of which only the medium is known: the first without proof.

    Raises:
        LookupError: there is none.
    """
    for channel in CHANNELS.values():
        if channel.medium == medium and not channel.is_proven:
            return channel
    raise LookupError(medium)


def english_name(name: object) -> object:
    """The name of the channel whose French name this is; anything else as it is."""
    return next((each.name for each in CHANNELS.values() if each.french == name), name)
