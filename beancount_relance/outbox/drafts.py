"""Puts the e-mails of a day among the drafts, once each, and keeps them up to date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from beancount_relance.outbox.draft_mark import StoredDraft, text_checksum
from beancount_relance.outbox.mailbox import Mailbox
from beancount_relance.outbox.outgoing import Outgoing

ADDED, THERE, SENT, REPLACED, OUTDATED = "added", "there", "sent", "replaced", "outdated"
"""What became of a draft: it is new; there already; sent already; was written again because the
ledger has changed; or is outdated, and was edited, so that it is left to the user."""


class DraftOutcome(Struct, frozen=True):
    """What became of an e-mail among the drafts."""

    mail: Outgoing
    state: str

    @property
    def why(self) -> Message | None:
        """What there is to know about it."""
        match self.state:
            case "there":
                return msg("there already")
            case "sent":
                return msg("it is among the sent e-mails")
            case "replaced":
                return msg("written again, since the ledger has changed")
            case "outdated":
                return msg(
                    "the draft was edited, and the ledger has changed since: correct it, or "
                    "delete it and run relance drafts again"
                )
        return None


class ObsoleteDraft(Struct, frozen=True):
    """A draft of ours that is no longer due.

    Attributes:
        customer: the customer's id.
        stage: the stage.
        identifier: its Message-ID.
    """

    customer: str
    stage: str
    identifier: str

    @property
    def why(self) -> Message:
        """What to do."""
        return msg("it is no longer due: delete the draft")


class DraftFolder:
    """The drafts of a mailbox, as they were when it was opened."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Read the drafts and what was sent."""
        self._mailbox = mailbox
        self._stored = mailbox.drafts()
        self._sent = mailbox.sent()
        self._by_name: Mapping[str, list[StoredDraft]] = defaultdict(list)
        for each in self._stored:
            self._by_name[each.identifier].append(each)
            if each.mark is not None:
                self._by_name[each.mark.topic].append(each)

    def put(self, mails: Iterable[Outgoing]) -> Iterator[DraftOutcome]:
        """Store e-mails; each outcome is yielded once it is so.

        Raises:
            OutboxError: one cannot be stored; those before are.
        """
        for mail in mails:
            yield DraftOutcome(mail, self._put(mail))

    def obsolete(
        self, mails: Iterable[Outgoing], topics: Mapping[str, tuple[str, str]]
    ) -> Sequence[ObsoleteDraft]:
        """Return the drafts of some topics that no e-mail of today is about.

        Args:
            mails: all e-mails of today.
            topics: the customer and stage of each topic to look for.
        """
        due = {mail.mark.topic for mail in mails}
        return [
            ObsoleteDraft(*topics[each.mark.topic], each.identifier)
            for each in self._stored
            if each.mark is not None
            and each.mark.topic in topics
            and each.mark.topic not in due
            and each.identifier not in self._sent
        ]

    def _put(self, mail: Outgoing) -> str:
        if not mail.identifiers.isdisjoint(self._sent):
            return SENT
        names = (*mail.identifiers, mail.mark.topic)
        found = {each.handle: each for name in names for each in self._by_name.get(name, ())}
        if not found:
            self._mailbox.add_draft(mail.content)
            return ADDED
        others = [e for e in found.values() if e.mark and e.mark.text != mail.mark.text]
        edited = [each for each in others if self._is_edited(each)]
        untouched = [each for each in others if each not in edited]
        current = len(others) < len(found)  # one says what is true today, or has lost its mark
        if not current and not edited:
            self._mailbox.add_draft(mail.content)
        for each in untouched:
            self._mailbox.remove_draft(each)
        if any(each.mark and each.mark.claim != mail.mark.claim for each in edited):
            return OUTDATED
        return REPLACED if untouched and not current and not edited else THERE

    def _is_edited(self, draft: StoredDraft) -> bool:
        content = self._mailbox.draft_content(draft)
        return draft.mark is None or text_checksum(content) != draft.mark.text
