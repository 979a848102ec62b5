"""The files that the text of an action can be downloaded as, and the buttons for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from beancount_relance.documents.file_formats import in_form
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.channels import CHANNELS, MAIL, PAPER, SHEET
from fava_relance.page import PageRequest
from fava_relance.views.action_text import Primary, Text

_FILES: Mapping[str, Message] = {
    "eml": msg("Draft (.eml)"),
    "pdf": msg("PDF"),
}
"""The forms of files, with the titles of their buttons."""


class ActionFiles(Struct, frozen=True):
    """The files of the actions that a page shows."""

    page: PageRequest

    def primary(self, action: Action, text: Text) -> Primary | None:
        """Its first button: a call for what is said, a file for what is sent or read by oneself."""
        if text.comes_on is not None:
            return None
        channel = CHANNELS[action.channel]
        if channel.is_spoken and text.call and action.customer.phone:
            number = Message("{number}", {"number": action.customer.phone})
            return Primary(text.call, msg("Call {number}", number=number), is_file=False)
        form = self._first_form(action)
        url = self.download(action, form) if form else None
        return Primary(url, _FILES[form]) if form and url else None

    def sign(self, action: Action) -> str:
        """A sign for its channel, on the small button beside its row."""
        channel = CHANNELS[action.channel]
        return "☎" if channel.is_spoken else {MAIL: "✉"}.get(channel.medium, "↓")

    def others(self, action: Action, first: Primary | None) -> Sequence[tuple[str, Message]]:
        """The other forms of files that its text can take: their addresses and titles."""
        form_of_first = self._first_form(action) if first is None or first.is_file else None
        return [
            (url, title)
            for form, title in _FILES.items()
            if form != form_of_first and (url := self.download(action, form)) is not None
        ]

    def _first_form(self, action: Action) -> str | None:
        medium = CHANNELS[action.channel].medium
        if medium == MAIL:
            return "eml" if action.customer.mail_to else None
        return "pdf" if medium in (PAPER, SHEET) else None

    def picture(self, action: Action) -> str | None:
        """The query of what its reader will see: the pages of a letter, or an e-mail."""
        form = {PAPER: "pdf", MAIL: "eml"}.get(CHANNELS[action.channel].medium)
        url = self.download(action, form) if form else None
        return url.partition("?")[2] if url else None

    def picture_title(self, action: Action) -> Message:
        """The title of the button that shows it."""
        is_mail = CHANNELS[action.channel].medium == MAIL
        return msg("As it is received") if is_mail else msg("As it is printed")

    def download(self, action: Action, form: str) -> str | None:
        """The URL of its text as a file of that form, if it has one."""
        if self.page.incognito or in_form(action, form, named=True) is None:
            return None
        if form == "eml" and not action.customer.mail_to:
            return None
        asked: dict[str, object] = {
            "customer": action.customer.id,
            "stage": action.stage.name,
            "invoices": "\n".join(action.invoices),
            "form": form,
            "time": self.page.report.as_of.isoformat(),
        }
        if action.due_on > self.page.report.as_of:
            asked["due"] = action.due_on.isoformat()
        return self.page.links.download(asked)
