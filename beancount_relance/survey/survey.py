"""The survey: everything that a ledger shows by itself, and the effect of the lines to add.

The input is a loaded ledger with its report; the result is findings in sections, each with its
lines. Each section reads the books as they would be with the lines before it. For example, if
a line makes an account receivable, the next section looks for numbers on its invoices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report
from beancount_relance.survey.accounts import find_accounts, has_invoices_elsewhere, has_receivables
from beancount_relance.survey.books import Books, Effect
from beancount_relance.survey.customers import find_people
from beancount_relance.survey.due_date_keys import find_dates
from beancount_relance.survey.finding import Finding, Section
from beancount_relance.survey.invoice_numbers import find_numbers
from beancount_relance.survey.language_and_country import find_home
from beancount_relance.survey.old_debts import find_old_debts
from beancount_relance.survey.opening_balances import find_opening_balances
from beancount_relance.survey.plugin_setup import find_setup
from beancount_relance.survey.shared_accounts import find_sharing


class Survey(Struct, frozen=True):
    """What a ledger shows.

    Attributes:
        sections: the findings; for a ledger without customers, only those on accounts.
        before: what the report amounts to now.
        after: what it would amount to with the lines.
        books: the books with the lines.
        answered: the lines that somebody answered.
    """

    sections: Sequence[Section]
    before: Effect
    after: Effect
    books: Books
    answered: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines to add, as Beancount text in force from the beginning of the ledger.

        Comments among them mark missing details. If all lines are comments, the list is empty.
        """
        lines = [line for finding in self.findings for line in finding.lines]
        lines += self.answered
        return lines if any(not line.lstrip().startswith(";") for line in lines) else []

    @property
    def by_hand(self) -> list[str]:
        """Metadata that only the owner of the ledger can write, in its place."""
        return [line for finding in self.findings for line in finding.by_hand]

    @property
    def findings(self) -> Iterator[Finding]:
        """All findings."""
        for section in self.sections:
            yield from section.findings


def survey(
    ledger: LoadedLedger,
    report: Report,
    *,
    code: str = "en",
    country: str | None = None,
    lines: Iterable[str] = (),
) -> Survey:
    """Survey a ledger.

    Args:
        ledger: the ledger.
        report: its report, with settled items.
        code: the language of the output.
        country: the country, if the user gave one.
        lines: directives for what the user has answered already.
    """
    books = Books(ledger.entries, ledger.options, report)
    before = Effect.of(report)
    answered = tuple(lines)
    books = books.with_lines(answered)
    setup = tuple(find_setup(books))
    accounts = tuple(find_accounts(books))
    if not has_receivables(books) and not has_invoices_elsewhere(books):
        section = Section(msg("Accounts"), accounts)
        books = books.with_lines(line for finding in accounts for line in finding.lines)
        return Survey([section], before, Effect.of(books.report), books, answered)
    sections = [Section(msg("Switching on"), setup)] if setup else []
    for title, find in _parts(country, code):
        findings = tuple(find(books))
        books = books.with_lines(line for finding in findings for line in finding.lines)
        if findings:
            sections.append(Section(title, findings))
    return Survey(sections, before, Effect.of(books.report), books, answered)


def _parts(
    country: str | None, code: str
) -> Iterator[tuple[Message, Callable[[Books], Iterable[Finding]]]]:
    """The parts of the survey after the setup, in order, each with its title."""
    yield msg("Accounts"), find_accounts
    yield msg("Shared accounts"), find_sharing
    yield msg("Language and country"), lambda books: find_home(books, country, code)
    yield msg("Invoice numbers"), find_numbers
    yield msg("Due dates"), find_dates
    yield msg("Opening balances"), find_opening_balances
    yield msg("Old debts"), find_old_debts
    yield msg("Customers"), find_people
