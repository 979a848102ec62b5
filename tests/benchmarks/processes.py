"""What whole processes cost: bean-check with and without the plugin, the command, and letters.

CPU times are the median of several runs, after one that compiles the modules and fills the load
cache. Python is allowed to write bytecode, as it does where the package is installed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beancount import loader

from beancount_relance.report.report import build_report
from beancount_relance.texts.writer import Writer
from tests.benchmarks.books import AS_OF, debtors
from tests.benchmarks.conventions import CONVENTIONS, book

TURNS = 3
SMALL = 1_000
LETTERS = 500
TEXTS = 2_500
_KIB_IN_MIB = 1 << 10
_COMMAND = ("-m", "beancount_relance")
_BEAN_CHECK = (
    "import sys; from beancount.scripts.check import main; sys.argv[0] = 'bean-check'; main()"
)


@dataclass(frozen=True)
class Goal:
    """One goal of speed: what was measured, and what is wanted, in the same unit."""

    what: str
    measured: float
    wanted: float
    unit: str

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The row of the table."""
        ratio = self.measured / self.wanted
        missed = "reached" if ratio <= 1 else f"missed, {ratio:.1f} times"
        return self.what, self._shown(self.measured), self._shown(self.wanted), missed

    def _shown(self, number: float) -> str:
        return f"{number:.3g} {self.unit}" if number < 100 else f"{number:.0f} {self.unit}"


@dataclass(frozen=True)
class Run:
    """A finished process: its CPU seconds, and the MiB that it held at most."""

    seconds: float
    memory: float


def run(*arguments: str | Path, cache: bool = False) -> Run:
    """Run Python with these arguments; ``cache`` allows Beancount's load cache."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": ""}
    if not cache:
        environment["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"
    process = subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / _KIB_IN_MIB)


def _cpu(*arguments: str | Path, cache: bool = False) -> float:
    """The median CPU seconds of a process after its first run."""
    found = [run(*arguments, cache=cache).seconds for _ in range(TURNS + 1)]
    return statistics.median(found[1:])


def process_goals(size: int) -> Iterator[Goal]:
    """Measure the goals of whole processes, with ledgers of so many transactions."""
    with tempfile.TemporaryDirectory() as folder:
        small, large, both, owing = (
            Path(folder) / f"{name}.beancount" for name in ("small", "large", "both", "owing")
        )
        plugin = 'plugin "beancount_relance"\n'
        text = book(SMALL, CONVENTIONS["linked"])
        small.write_text(text, encoding="utf-8")
        bare = _cpu("-c", _BEAN_CHECK, small)
        small.write_text(plugin + text, encoding="utf-8")
        what = f"bean-check, {SMALL:,} transactions, with and without the plugin"
        yield Goal(what, _cpu("-c", _BEAN_CHECK, small) / bare, 1.3, "×")
        text = book(size, CONVENTIONS["linked"])
        large.write_text(text, encoding="utf-8")
        both.write_text(plugin + text, encoding="utf-8")
        warm = _cpu("-c", _BEAN_CHECK, large, cache=True)
        what = f"`relance check`, {size:,} transactions, warm cache, beside bean-check's"
        yield Goal(what, _cpu(*_COMMAND, "check", large, cache=True) / warm, 1.2, "×")
        what = "the same, ledger with the plugin's line"
        yield Goal(what, _cpu(*_COMMAND, "check", both, cache=True) / warm, 1.2, "×")
        yield Goal("`relance --help`", 1000 * _cpu(*_COMMAND, "--help"), 100, "ms")
        owing.write_text(debtors(LETTERS), encoding="utf-8")
        day = ("--as-of", AS_OF.isoformat())
        printed = run(*_COMMAND, "letter", owing, *day, "--as", "pdf", "--out", f"{folder}/out")
        yield Goal(f"{LETTERS} PDF letters, memory at most", printed.memory, 250, "MiB")
    yield Goal(f"{TEXTS:,} texts", texts(TEXTS), 1, "s")


def texts(count: int) -> float:
    """The CPU seconds that so many firm letters take, each to another customer."""
    entries, _, options = loader.load_string(debtors(count))
    report = build_report(entries, options, AS_OF)
    writer = Writer(report)
    start = time.process_time()
    for action in report.actions:
        writer.write(action)
    return time.process_time() - start
