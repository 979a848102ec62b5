"""``make bench``: what has been reached of each goal of speed, in ten conventions of books.

All times are CPU times, medians of several turns, and compared within one process, so that
neither a slow machine nor what else it does changes a ratio much. Whole processes are compared
with ``bean-check`` as a process. ``--write`` puts the tables into ``docs/benchmarks.md``. After a
number of transactions, ``=`` and names choose conventions: ``100000=linked,unlinked``. The
goals of processes and views are measured at the last number, or at that of ``--views``, which
alone means these only; 0 means none.

    python -m tests.benchmarks.goals [--write] [--views=TRANSACTIONS] [TRANSACTIONS[=NAMES] ...]
"""

from __future__ import annotations

import contextlib
import gc
import io
import re
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from beancount import loader
from beancount.ops import balance

from beancount_relance import relance
from beancount_relance.report.report import build_report
from beancount_relance.report.trend import month_ends, trend
from tests.benchmarks.books import AS_OF
from tests.benchmarks.conventions import CONVENTIONS, book
from tests.benchmarks.page import measure_page
from tests.benchmarks.processes import Goal, process_goals

SIZE = 10_000
DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_TURNS = 3
_LOADS = 3
_MONTHS = 12
_EDITED = ("today", "ageing", "figures")
_MIB = 1 << 20
_PLACE = re.compile("(<!-- goals -->\n).*(<!-- end of goals -->)", re.DOTALL)
_HEAD = ("", "plugin, of the load", "plugin", "whole report", "twelve month ends", "memory")
_WANTED = ("*goal*", "8 %", "1.3 ×", "4 ×", "", "15 MB")


@dataclass(frozen=True)
class Measured:
    """CPU seconds on one book, and the megabytes that the plugin takes at most."""

    load: float
    balance: float
    plugin: float
    whole: float
    figures: float
    memory: float


def measure(size: int, name: str) -> Measured:
    """Load a book of a convention and time each work on it, in alternation."""
    with contextlib.redirect_stderr(io.StringIO()):  # the plugin's warnings
        text = book(size, CONVENTIONS[name])
        load = statistics.median(
            seconds_of(lambda: loader.load_string(text)) for _ in range(_LOADS)
        )
        entries, errors, options = loader.load_string(text)
        if errors:
            sys.exit(f"the generated book has errors: {errors[0].message}")
        tracemalloc.start()
        relance(entries, dict(options))
        memory = tracemalloc.get_traced_memory()[1] / _MIB
        tracemalloc.stop()
        days = month_ends(AS_OF, _MONTHS)
        works: Sequence[Callable[[], object]] = (
            lambda: balance.check(entries, options),  # type: ignore[no-untyped-call]
            lambda: relance(entries, dict(options)),
            lambda: build_report(entries, options, AS_OF),
        )
        turns = [[seconds_of(work) for work in works] for _ in range(_TURNS)]
        assertions, plugin, whole = map(statistics.median, zip(*turns, strict=True))
        figures = seconds_of(lambda: trend(entries, options, days))
        return Measured(load, assertions, plugin, whole, figures, memory)


def seconds_of(work: Callable[[], object]) -> float:
    """The CPU seconds that some work takes, after what is no longer needed was collected."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def conventions_table(size: int, names: Iterable[str]) -> Iterator[str]:
    """What each of these conventions costs with so many transactions."""
    rows: list[tuple[str, ...]] = []
    for name in names:
        with get_context("spawn").Pool(1) as pool:  # the garbage of another would count
            now = pool.apply(measure, (size, name))
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
    yield f"\n{size:,} transactions:\n"
    yield from _table(_HEAD, [*rows, _WANTED])


def view_goals(size: int) -> Iterator[Goal]:
    """Measure the goals of the page, with a ledger of so many transactions."""
    found = measure_page(size)
    for name, seconds in found.opened.items():
        what = f"{name}, first view, compared with Fava's first trial balance"
        yield Goal(what, seconds / found.cold_trial_balance, _limit(name), "×")
    for name, seconds in found.edited.items():
        what = f"{name}, first to be opened after a reload, compared with it"
        yield Goal(what, seconds / found.cold_trial_balance, _limit(name), "×")
    for name in _EDITED:
        seconds = found.edited[name]
        what = f"{name}, its own work after an edit, compared with the reload"
        yield Goal(what, 100 * seconds / found.reload, 5, "%")


def _limit(view: str) -> float:
    return 3 if view == "figures" else 0.5


def goals_table(size: int) -> Iterator[str]:
    """What is reached of the goals of processes and of the page."""
    rows: list[tuple[str, ...]] = []
    for goals in (process_goals, view_goals):
        for goal in goals(size):
            rows.append(goal.row)
            print(*rows[-1], sep="\t", flush=True)
    yield f"\nProcesses, letters and views, {size:,} transactions:\n"
    yield from _table(("", "measured", "goal", ""), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def main() -> None:
    """Print the tables, and write them into the document if asked to."""
    chosen: list[tuple[int, Sequence[str]]] = []
    views: int | None = None
    for word in sys.argv[1:]:
        number, _, names = word.partition("=")
        if number == "--views":
            views = int(names)
        elif number != "--write":
            chosen.append((int(number), names.split(",") if names else tuple(CONVENTIONS)))
    if views is None:
        chosen = chosen or [(SIZE, tuple(CONVENTIONS))]
        views = chosen[-1][0]
    # Processes first: on Linux, a child's memory at most is at least its parent's at the start.
    processes = list(goals_table(views)) if views else []
    lines = [line for size, names in chosen for line in conventions_table(size, names)]
    lines += processes
    text = "\n".join(lines).strip("\n")
    if "--write" in sys.argv:
        old = DOCUMENT.read_text(encoding="utf-8")
        new = _PLACE.sub(lambda match: f"{match[1]}\n{text}\n\n{match[2]}", old)
        DOCUMENT.write_text(new, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
