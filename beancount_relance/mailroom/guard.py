"""The guard before each e-mail: it is still to be done, and was not sent from elsewhere."""

from __future__ import annotations

from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.mailroom.journal import Journal
from beancount_relance.mailroom.live_books import LiveBooks
from beancount_relance.outbox.mailbox import Mailbox
from beancount_relance.outbox.outgoing import Outgoing, outgoing_mails


class Guard:
    """Says why an e-mail must not go out now."""

    def __init__(
        self, books: LiveBooks, journal: Journal, mailbox: Mailbox | None, words: Language
    ) -> None:
        """Look into the ledger, the journal and the mailbox."""
        self._books = books
        self._journal = journal
        self._mailbox = mailbox
        self._words = words

    def why_not(self, mail: Outgoing) -> Message | None:
        """Return why an e-mail must not be sent now; ``None`` if it may."""
        books = self._books
        if is_held(mail, self._journal):
            return msg("nobody knows whether an earlier one went out")
        books.refresh()
        if books.changed:
            now = [a for a in books.report.actions if a.customer.id == mail.key[0]]
            name = books.ledger.files[0].name
            again, _ = outgoing_mails(books.report, now, name, self._words)
            if mail.content not in [each.content for each in again]:
                return msg(
                    "the ledger has changed: this e-mail is no longer due, or its text is another"
                )
        if mail.identifier in books.messages:
            return msg("the ledger says that it was sent")
        return self._why_by_mailbox(mail)

    def _why_by_mailbox(self, mail: Outgoing) -> Message | None:
        if self._mailbox is None:
            return None
        if not mail.identifiers.isdisjoint(self._mailbox.sent()):
            return msg("it is among the sent e-mails")
        drafts = self._mailbox.drafts()
        if any(each.identifier in mail.identifiers for each in drafts):
            return msg("there is a draft of it: send that, or delete it")
        if any(each.mark and each.mark.topic == mail.mark.topic for each in drafts):
            return msg("there is an outdated draft of it: delete it, or run relance drafts")
        return None


def is_held(mail: Outgoing, journal: Journal) -> bool:
    """Whether an e-mail about the same invoice was begun, and is not recorded as sent.

    It may have gone out, also if it was of another stage.
    """
    customer, _, invoices = mail.key
    return any(
        each.customer == customer and not set(invoices).isdisjoint(each.invoices)
        for each in (*journal.unclear, *journal.unrecorded)
    )
