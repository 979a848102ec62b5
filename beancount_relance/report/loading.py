"""Loads a ledger from its file, for the command line and for tests."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from glob import glob
from pathlib import Path
from typing import Any

from beancount import loader
from beancount.core.data import BeancountError, Directive
from beancount.utils.encryption import is_encrypted_file
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.clock import today
from beancount_relance.language.messages import Message, Problem, RelanceError, Source, msg
from beancount_relance.ledger.bank_freshness import Freshness, bank_freshness
from beancount_relance.policy.as_of import find_as_of
from beancount_relance.policy.settings import customs_of
from beancount_relance.report.bean_check_errors import BeanCheckError
from beancount_relance.report.defect import defect_message
from beancount_relance.report.gc_pause import paused_collector
from beancount_relance.report.last_report import take_report
from beancount_relance.report.report import Report, build_report
from beancount_relance.report.warning_output import without_warnings

# Exceptions that Beancount's loader raises for its own bugs, or for values it cannot handle.
_CRASHES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_PUSHMETA = re.compile(r"pushmeta\s+(?P<key>[a-z][\w-]*)\s*:")
_POPMETA = re.compile(r"popmeta\s+(?P<key>[a-z][\w-]*)\s*:")
_INCLUDE = re.compile(r'include\s+"(?P<name>[^"]+)"')


class LoadedLedger(Struct, frozen=True):
    """A ledger as Beancount loaded it, with Beancount's own errors.

    It makes no difference whether the file uses the plugin.

    Attributes:
        entries: the directives, sorted by date.
        options: Beancount's options map.
        problems: Beancount's errors, without those of this plugin.
        known: returns the whole report of a day, if the caller caches reports; otherwise they
            are built.
    """

    entries: Sequence[Directive]
    options: Mapping[str, Any]
    problems: Sequence[Problem]
    known: Callable[[datetime.date], Report] | None = None

    @classmethod
    def of(
        cls,
        entries: Sequence[Directive],
        errors: Iterable[BeancountError],
        options: Mapping[str, Any],
        known: Callable[[datetime.date], Report] | None = None,
    ) -> LoadedLedger:
        """Create it from the entries, errors and options of Beancount's loader or of Fava.

        Args:
            entries: all directives, sorted by date.
            errors: the loader's errors, those of the plugin among them.
            options: Beancount's options map.
            known: returns the whole report of a day, if the caller caches reports.
        """
        problems = [
            Problem(
                _message_of(error.message),
                Source.of(error.source or {}),
                "beancount",
            )
            for error in errors
            if not isinstance(error, BeanCheckError)
        ]
        return cls(entries, options, problems, known)

    @property
    def files(self) -> Sequence[Path]:
        """The files of the ledger, as Beancount names them; the top-level file comes first."""
        names = [self.options["filename"], *self.options["include"]]
        return [Path(name) for name in dict.fromkeys(names)]

    def report(self, as_of: datetime.date | None = None, *, whole: bool = True) -> Report:
        """Return the report as of ``as_of``, by default the ledger's own date or today.

        Args:
            as_of: the day.
            whole: whether to include plainly settled invoices; without them, the plugin's
                report will do if it was made when the ledger was loaded.

        Raises:
            LoadingError: a defect in this program prevents the report.
        """
        day = as_of or find_as_of(customs_of(self.entries), today())
        known = self.known
        try:
            report = known(day) if known else self._built(day, whole=whole)
        except Exception as error:
            raise LoadingError(defect_message(error)) from error
        return replace(report, problems=[*self.problems, *report.problems])

    def _built(self, day: datetime.date, *, whole: bool) -> Report:
        made = None if whole else take_report(self.entries, self.options, day)
        return made or build_report(self.entries, self.options, day, whole=whole)

    def freshness(self, report: Report) -> tuple[Freshness, ...]:
        """Return how recent the bank data was on the day of the report.

        It is not part of the report, because bean-check does not need it.
        """
        return bank_freshness(report.ledger, report.accounts)


class LoadingError(RelanceError):
    """The ledger cannot be loaded or reported; the message says where, if that is known."""


def load_ledger(path: Path) -> LoadedLedger:
    """Load the ledger whose top-level file is ``path``.

    Raises:
        OSError: the file cannot be read.
        LoadingError: Beancount fails to load it, without reporting an error of its own.
    """
    with path.open("rb"):
        pass  # Beancount reports a missing file as an error in the ledger
    try:
        with without_warnings(), paused_collector():
            entries, errors, options = loader.load_file(str(path))
    except OSError as error:
        if not is_encrypted_file(path):
            raise
        lines = str(error).strip().splitlines()
        cause = lines[-1] if lines else type(error).__name__
        text = msg("{path} cannot be decrypted: {cause}", path=path, cause=cause)
        raise LoadingError(text) from error
    except _CRASHES as error:
        raise LoadingError(_why(path, error)) from error
    return LoadedLedger.of(entries, errors, options)


def _why(path: Path, error: Exception) -> Message:
    """Return why Beancount failed; the usual cause is a ``pushmeta`` without ``popmeta``."""
    for source, key in unbalanced_pushmeta(path):
        return msg(
            "{file}:{line}: “pushmeta {key}:” has no “popmeta {key}:”, which crashes Beancount "
            "unless the value is a text; add it where the metadata should end",
            file=source.file,
            line=source.line,
            key=key,
        )
    cause = str(error) or type(error).__name__
    return msg("{path}: Beancount cannot load this ledger: {cause}", path=path, cause=cause)


def unbalanced_pushmeta(path: Path) -> Iterator[tuple[Source, str]]:
    """Yield the ``pushmeta`` lines without a ``popmeta`` in the same file, and their keys.

    Args:
        path: the top-level file; included files are searched as well.
    """
    waiting, seen = [path], set()
    while waiting:
        file = waiting.pop(0)
        if file in seen or not file.is_file():
            continue
        seen.add(file)
        pushed: dict[str, list[int]] = {}
        text = file.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if match := _PUSHMETA.match(line):
                pushed.setdefault(match["key"], []).append(number)
            elif match := _POPMETA.match(line):
                pushed.get(match["key"], [0]).pop()
            elif match := _INCLUDE.match(line):
                pattern = str(file.parent / match["name"])
                waiting += map(Path, sorted(glob(pattern, recursive=True)))  # noqa: PTH207 - as Beancount
        for key, numbers in pushed.items():
            yield from ((Source(str(file), number), key) for number in numbers)


def including_file(path: Path) -> Path | None:
    """Return the file beside ``path`` or in the folder above that includes it, if there is one.

    Args:
        path: a file of a ledger, which somebody may have taken for its top-level file.
    """
    own = path.resolve()
    for folder in (own.parent, own.parent.parent):
        for file in sorted([*folder.glob("*.beancount"), *folder.glob("*.bean")]):
            if file != own and own in _included(file):
                return file
    return None


def _included(file: Path) -> Iterator[Path]:
    """Yield the files that a file includes by itself."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        if match := _INCLUDE.match(line):
            pattern = str(file.parent / match["name"])
            for name in glob(pattern, recursive=True):  # noqa: PTH207 - as Beancount
                yield Path(name).resolve()


def _message_of(text: str) -> Message:
    """Return Beancount's message, or a plainer one where a file is not UTF-8."""
    if "UnicodeDecodeError" in text:
        return msg("this file is not in UTF-8: save it in that encoding")
    return Message("{error}", {"error": _without_traceback(text)})


def _without_traceback(message: str) -> str:
    """Return Beancount's message with only the last line of a traceback, which has the cause."""
    text, found, trace = message.partition("Traceback (most recent call last):")
    lines = [line.strip() for line in trace.splitlines() if line.strip()]
    return f"{text.rstrip()} {lines[-1]}" if found and lines else message
