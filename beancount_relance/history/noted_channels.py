"""How a stage was carried out, by its note: a call that nobody could be reached for was an e-mail.

    2026-06-15 note Assets:Clients:Boulangerie-Martin "Demande de rappel" ^F2026-014
      relance: "call"
      channel: "email"

``relance record`` writes the key if it was not the first channel of the stage. Notes that it
wrote before there was the key say so in their text: “Telephone call (e-mail): compta@…”.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping

from beancount_relance.history.events import Event
from beancount_relance.language.expressions import expression
from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import Message, language
from beancount_relance.language.text import capital
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.procedures import Stage

_OURS = expression(r"(?P<title>.+) \((?P<label>[^()]+)\)(?:\s*:.*)?")
"""A text that :func:`~beancount_relance.recording.new_note.note_of_action` proposes."""


def noted_channel(event: Event, stage: Stage) -> str:
    """Return the channel of a stage that was carried out: the note's, else the stage's first one.

    Args:
        event: the note.
        stage: its stage.
    """
    return event.channel or _channel_in(event.text, stage) or stage.channel


def is_proven(event: Event, proven: Collection[str]) -> bool:
    """Return whether the delivery of a stage that was carried out must be proven.

    Args:
        event: the note.
        proven: the names of the stages whose delivery is proven, or is the formal notice.
    """
    by_note = event.channel is not None and CHANNELS[event.channel].is_proven
    return by_note or event.kind in proven


def noted_title(event: Event, stage: Stage) -> Message:
    """Return the title of a stage that was carried out, with its channel if it was another one."""
    channel = noted_channel(event, stage)
    return stage.title if channel == stage.channel else stage.title_by(channel)


def _channel_in(text: str, stage: Stage) -> str | None:
    """Return the channel that a text of ours names, in any of our languages."""
    found = _OURS.fullmatch(text) if "(" in text else None
    channel = _labels().get(found["label"]) if found else None
    if found is None or channel is None or channel == stage.channel:  # as nearly always
        return None
    titles = (capital(language(code).render(stage.title)) for code in LANGUAGES)
    return channel if found["title"] in titles else None


@functools.cache
def _labels() -> Mapping[str, str]:
    """Return the channels by their labels in all languages."""
    return {
        language(code).render(channel.label): channel.name
        for code in LANGUAGES
        for channel in CHANNELS.values()
    }
