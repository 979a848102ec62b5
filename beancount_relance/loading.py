"""Loading a ledger from its file, for the command line and for tests."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from beancount import loader
from beancount.core.data import BeancountError, Directive

from beancount_relance.accounts import ReceivableAccounts
from beancount_relance.clock import today
from beancount_relance.freshness import Freshness, bank_freshness
from beancount_relance.ledger import read_ledger
from beancount_relance.messages import Message, Problem, Source
from beancount_relance.plugin import ActionDue, BadData, LegalAdvice
from beancount_relance.report import Report, build_report
from beancount_relance.settings import customs_of, find_as_of


@dataclass(frozen=True, slots=True)
class LoadedLedger:
    """A ledger as Beancount loaded it, with Beancount's own complaints.

    Whether the file has the plugin or not makes no difference.
    """

    entries: Sequence[Directive]
    options: Mapping[str, Any]
    problems: Sequence[Problem]

    @classmethod
    def of(
        cls,
        entries: Sequence[Directive],
        errors: Iterable[BeancountError],
        options: Mapping[str, Any],
    ) -> LoadedLedger:
        """The ledger that Beancount's loader returned, or Fava's: entries, errors, options."""
        problems = [
            Problem(Message("{error}", {"error": error.message}), Source.of(error.source or {}))
            for error in errors
            if not isinstance(error, ActionDue | BadData | LegalAdvice)
        ]
        return cls(entries, options, problems)

    @property
    def files(self) -> Sequence[Path]:
        """The files of the ledger as Beancount names them, the top-level file first."""
        names = [self.options["filename"], *self.options["include"]]
        return [Path(name) for name in dict.fromkeys(names)]

    def report(self, as_of: datetime.date | None = None) -> Report:
        """The report on ``as_of``, or on the ledger's own date, or on today."""
        day = as_of or find_as_of(customs_of(self.entries), today())
        report = build_report(self.entries, self.options, day)
        return replace(report, problems=[*self.problems, *report.problems])

    def freshness(self, report: Report) -> tuple[Freshness, ...]:
        """How fresh the bank data was on the day of the report.

        Not a part of the report, because bean-check has no use for it.
        """
        ledger = read_ledger(self.entries, self.options, report.as_of)
        accounts = ReceivableAccounts(ledger.assets, report.settings.receivables)
        return bank_freshness(ledger, accounts)


def load_ledger(path: Path) -> LoadedLedger:
    """Load the ledger whose top-level file is ``path``.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb"):
        pass  # Beancount reports a missing file as an error in the ledger
    entries, errors, options = loader.load_file(str(path))
    return LoadedLedger.of(entries, errors, options)
