"""``make bench``: what has been reached of each goal of speed, in nine conventions of books.

All times are CPU times, the least of several turns, and compared within one process, so that
neither a slow machine nor what else it does changes a ratio much. Whole processes are compared
with ``bean-check`` as a process. ``--write`` puts the tables into ``docs/benchmarks.md``.

    python -m tests.benchmarks.goals [--write] [TRANSACTIONS ...]
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from beancount import loader
from beancount.ops import balance

from beancount_relance import relance
from beancount_relance.report.report import build_report
from beancount_relance.report.trend import month_ends, trend
from tests.benchmarks.books import AS_OF
from tests.benchmarks.conventions import CONVENTIONS, Convention, book
from tests.benchmarks.page import measure_page

SIZES = (10_000, 100_000)
DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_TURNS = 3
_SMALL = 1000
_MONTHS = 12
_MIB = 1 << 20
_PLACE = re.compile("(<!-- goals -->\n).*(<!-- end of goals -->)", re.DOTALL)
_RUN = "import sys; from beancount.scripts.check import main; sys.argv[0] = 'bean-check'; main()"


@dataclass(frozen=True)
class Measured:
    """CPU seconds on one book, and the megabytes that the plugin takes at most."""

    load: float
    balance: float
    plugin: float
    whole: float
    figures: float
    memory: float


def measure(size: int, convention: Convention) -> Measured:
    """Load a book and time each work on it."""
    with contextlib.redirect_stderr(io.StringIO()):  # the plugin's warnings
        start = time.process_time()
        entries, errors, options = loader.load_string(book(size, convention))
        load = time.process_time() - start
        if errors:
            sys.exit(f"the generated book has errors: {errors[0].message}")
        tracemalloc.start()
        relance(entries, dict(options))
        memory = tracemalloc.get_traced_memory()[1] / _MIB
        tracemalloc.stop()
        days = month_ends(AS_OF, _MONTHS)
        return Measured(
            load=load,
            balance=_least(lambda: balance.check(entries, options)),  # type: ignore[no-untyped-call]
            plugin=_least(lambda: relance(entries, dict(options))),
            whole=_least(lambda: build_report(entries, options, AS_OF), 2),
            figures=_least(lambda: trend(entries, options, days), 1),
            memory=memory,
        )


def _least(work: Callable[[], object], turns: int = _TURNS) -> float:
    """The CPU seconds of the quickest of several turns."""
    found: list[float] = []
    for _ in range(turns):
        gc.collect()
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def _process(*arguments: str, cache: bool = False) -> float:
    """The CPU seconds of a Python process, the least of several."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    if not cache:
        environment["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"
    found: list[float] = []
    for _ in range(_TURNS + cache):  # the first one fills the cache
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, *arguments], check=False, capture_output=True, env=environment
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def conventions_table(size: int) -> Iterator[str]:
    """What each convention costs with so many transactions."""
    rows: list[tuple[str, ...]] = []
    for name, convention in CONVENTIONS.items():
        now = measure(size, convention)
        rows.append(
            (
                name,
                f"{100 * now.plugin / now.load:.1f} %",
                f"{now.plugin / now.balance:.1f} ×",
                f"{now.whole / now.balance:.1f} ×",
                f"{now.figures / now.balance:.1f} ×",
                f"{now.memory:.0f} MB",
            )
        )
        print(*rows[-1], sep="\t", flush=True)
    head = ("", "plugin, of the load", "plugin", "whole report", "twelve month ends", "memory")
    yield f"\n{size:,} transactions:\n"
    yield from _table(head, rows)


def processes_table(size: int) -> Iterator[str]:
    """What whole processes cost, beside bean-check without the plugin."""
    plugin = 'plugin "beancount_relance"\n'
    with tempfile.TemporaryDirectory() as folder:
        small, with_plugin = Path(folder) / "small.beancount", Path(folder) / "plugin.beancount"
        large, large_plugin = Path(folder) / "large.beancount", Path(folder) / "both.beancount"
        small.write_text(book(_SMALL, CONVENTIONS["linked"]), encoding="utf-8")
        with_plugin.write_text(plugin + small.read_text(encoding="utf-8"), encoding="utf-8")
        large.write_text(book(size, CONVENTIONS["linked"]), encoding="utf-8")
        large_plugin.write_text(plugin + large.read_text(encoding="utf-8"), encoding="utf-8")
        command = ("-m", "beancount_relance")
        bare, started = _process("-c", "pass"), _process(*command, "--help")
        checked = _process("-c", _RUN, str(small))
        warm = _process("-c", _RUN, str(large), cache=True)
        rows = [
            (
                f"bean-check on {_SMALL:,} transactions, with and without the plugin",
                f"{_process('-c', _RUN, str(with_plugin)) / checked:.2f} ×",
                "1.3 ×",
            ),
            (
                f"`relance check`, {size:,} transactions, warm cache, beside bean-check's",
                f"{_process(*command, 'check', str(large), cache=True) / warm:.2f} ×",
                "1.2 ×",
            ),
            (
                "the same, ledger with the plugin's line",
                f"{_process(*command, 'check', str(large_plugin), cache=True) / warm:.2f} ×",
                "1.2 ×",
            ),
            (
                "`relance --help`, beside a Python that does nothing",
                f"{started / bare:.1f} × ({1000 * started:.0f} ms)",
                "100 ms",
            ),
        ]
    found = measure_page(size)
    first = found.cold_trial_balance
    rows += [
        (
            f"{name}, first view, beside Fava's first trial balance ({size:,})",
            f"{seconds / first:.2f} ×",
            "3 ×" if name == "figures" else "0.5 ×",
        )
        for name, seconds in found.opened.items()
    ]
    yield "\nProcesses and views:\n"
    yield from _table(("", "measured", "goal"), rows)


def main() -> None:
    """Print the tables, and write them into the document if asked to."""
    words = sys.argv[1:]
    sizes = [int(word) for word in words if word.isdigit()] or SIZES
    lines = [line for size in sizes for line in conventions_table(size)]
    lines += processes_table(sizes[0])
    text = "\n".join(lines).strip("\n")
    print(text)
    if "--write" in words:
        old = DOCUMENT.read_text(encoding="utf-8")
        new = _PLACE.sub(lambda match: f"{match[1]}\n{text}\n\n{match[2]}", old)
        DOCUMENT.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
