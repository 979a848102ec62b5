"""The file formats in which texts are written, and which channels each of them serves."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.channels import (
    CHANNELS,
    MAIL,
    MESSAGE,
    PAPER,
    SHEET,
    Channel,
    Medium,
    usual_channel,
)
from beancount_relance.texts.correspondence.correspondence import Correspondence

FORMS = ("text", "eml", "pdf")
"""The file formats in which texts can be written."""

# The media that each form serves. A text requested in that form is sent by the first one.
_MEDIA: Mapping[str, tuple[Medium, ...]] = {"eml": (MAIL,), "pdf": (PAPER, SHEET)}


def in_form(
    action: Action | Correspondence, form: str, *, named: bool
) -> Action | Correspondence | None:
    """Return the action as it is written in a form, or ``None`` if that is not possible.

    E-mails become drafts; letters and sheets become PDFs. If the user requested the customer
    by name, an e-mail may also become a letter and a letter an e-mail, unless its delivery
    must be proven. A channel that uses neither e-mail nor paper only has plain text.

    Args:
        action: the action.
        form: one of :data:`FORMS`.
        named: whether the user requested the customer by name.
    """
    channel, other = CHANNELS[action.channel], channel_for(form)
    if form in forms_of(channel):
        return action
    if other is not None and named and channel.medium in (MAIL, PAPER) and not channel.is_proven:
        return _by(action, other)
    return None


def forms_of(channel: Channel) -> tuple[str, ...]:
    """Return the forms that a channel's text can take; plain text is always one of them."""
    return tuple(form for form in FORMS if form not in _MEDIA or channel.medium in _MEDIA[form])


def channel_for(form: str) -> str | None:
    """Return the usual channel of a form, such as ``letter`` for ``pdf``.

    Returns ``None`` if any channel can use the form, as with ``text``.
    """
    return usual_channel(_MEDIA[form][0]).name if form in _MEDIA else None


def why_not_written(action: Action | Correspondence) -> Message:
    """Explain why an action is not written in this form."""
    channel = CHANNELS[action.channel]
    customer, what = action.customer.title, action.stage.title_by(action.channel)
    if channel.medium == MESSAGE:
        return msg(
            "{customer}: {what} is sent neither by e-mail nor on paper; copy the text from "
            "“relance letter” or from the page",
            customer=customer,
            what=what,
        )
    if CHANNELS[action.stage.channel].medium == MAIL and channel.medium == PAPER:
        return msg(
            "{customer} has no e-mail address that works: {stage} goes by {channel}; see "
            "“relance letter”",
            customer=customer,
            stage=action.stage.title,
            channel=channel.label,
        )
    return msg("{customer}: {what} is not available in this format", customer=customer, what=what)


def _by(action: Action | Correspondence, channel: str) -> Action | Correspondence:
    if isinstance(action, Correspondence):
        return action.by(channel)
    return replace(action, channel=channel)
