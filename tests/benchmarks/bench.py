"""``make bench``: what the plugin and the page cost, beside what Beancount and Fava do.

Each time is the median of several turns, taken in alternation in one process on
the same loaded ledger, so that a slow machine or a noisy minute changes both
sides of a ratio. Memory is what the plugin allocates at its peak, beside what
the process holds with the ledger loaded.

The plugin is measured against Beancount's own balance check, the page in Fava against
Fava's trial balance; see :mod:`tests.benchmarks.page`.

Differences: ``relance diff`` of two ledgers that hardly differ, beside ``relance actions`` of
one, as whole processes.

Texts: firm letters, each to another customer, beside a template of as many lines that
only fills in two values. Pages: the same letters as PDF after the first, text and payment
code included, beside a page of one line that Typst sets in the same run.

    python -m tests.benchmarks.bench [TRANSACTIONS ...]
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from beancount import loader
from beancount.core.data import Transaction
from beancount.ops import balance
from jinja2.sandbox import SandboxedEnvironment

from beancount_relance import relance
from beancount_relance.documents.pdf_letter import Press
from beancount_relance.language.messages import language
from beancount_relance.report.report import build_report
from beancount_relance.texts.writer import Writer
from tests.benchmarks.books import AS_OF, book, debtors
from tests.benchmarks.page import print_page
from tests.support.letters import letter_of

SIZES = (10_000, 100_000)
TURNS = 7
TEXTS = 500
DIFFERENT = 3_000
PAGES = 60
_PAGE = 4096
_BARE_PAGE = b'#set page(paper: "a4")\n#set text(font: "Libertinus Serif")\n#sys.inputs.words'


@dataclass(frozen=True)
class Measure:
    """Median seconds on one book, and the memory's ratio."""

    loop: float
    balance: float
    plugin: float
    whole: float
    memory: float


def measure(size: int) -> Measure:
    """Load a book of that many transactions and time each work on it."""
    entries, errors, options = loader.load_string(book(size))
    if errors:
        sys.exit(f"the generated book has errors: {errors[0].message}")
    works: dict[str, Callable[[], object]] = {
        "loop": lambda: _bare_loop(entries),
        "balance": lambda: balance.check(entries, options),  # type: ignore[no-untyped-call]
        "plugin": lambda: relance(entries, dict(options)),
        "whole": lambda: build_report(entries, options, AS_OF),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(TURNS if size <= SIZES[-1] else 3):
        for name, work in works.items():
            times[name].append(time_of(work))
    held = _resident()
    tracemalloc.start()
    relance(entries, dict(options))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    medians = {name: statistics.median(values) for name, values in times.items()}
    return Measure(**medians, memory=(held + peak) / held)


def measure_texts() -> tuple[float, float]:
    """The seconds that firm letters take, and that bare templates of their length do."""
    entries, _, options = loader.load_string(debtors(TEXTS))
    report = build_report(entries, options, AS_OF)
    writer = Writer(report)
    actions = [action for action in report.actions if action.stage.name == "firm-letter"]
    lines = writer.write(actions[0]).body.splitlines()
    bare = SandboxedEnvironment().from_string("\n".join(["{{ a }} {{ b }}"] * len(lines)))
    works = (
        lambda: [writer.write(action) for action in actions],
        lambda: [bare.render(a="Facture n° F2026-014", b=number) for number in range(len(actions))],
    )
    times: list[list[float]] = [[], []]
    for _ in range(TURNS):
        for place, work in enumerate(works):
            times[place].append(time_of(work) * TEXTS / len(actions))
    return statistics.median(times[0]), statistics.median(times[1])


def measure_diff(text: str) -> float:
    """How many times ``relance actions`` it takes to compare two ledgers that hardly differ."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "first.beancount"), Path(folder, "second.beancount")
        first.write_text(text, encoding="utf-8")
        second.write_text(text.replace('"Client 7"', '"Client seven"'), encoding="utf-8")
        commands: list[list[str | Path]] = [["actions", first], ["diff", first, second]]
        times = [[_process(*command) for _ in range(TURNS)] for command in commands]
    return min(times[1]) / min(times[0])


def _process(*arguments: str | Path) -> float:
    """The CPU seconds of a command, without Beancount's load cache."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "beancount_relance", *arguments, "--as-of", AS_OF.isoformat()],
        check=False,
        capture_output=True,
        env={**os.environ, "BEANCOUNT_DISABLE_LOAD_CACHE": "1"},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_pages() -> tuple[float, float, float]:
    """The seconds that a letter takes as PDF, alone and among many, and a page of one line."""
    entries, _, options = loader.load_string(debtors(PAGES))
    report = build_report(entries, options, AS_OF)
    writer, press = Writer(report), Press(report.settings, language("fr"), AS_OF)
    bare = typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False))
    letters: list[float] = []
    lines: list[float] = []
    for action in report.actions:
        start = time.perf_counter()
        press.print_one(letter_of(writer, action))
        half = time.perf_counter()
        words = {"words": action.customer.title}
        bare.compile(_BARE_PAGE, format="pdf", sys_inputs=words)
        letters.append(half - start)
        lines.append(time.perf_counter() - half)
    start = time.perf_counter()
    waiting = [press.submit(letter_of(writer, action)) for action in report.actions]
    for printed in waiting:
        printed.result()
    each = (time.perf_counter() - start) / len(waiting)
    press.close()
    return statistics.median(letters[1:]), each, statistics.median(lines[1:])


def _bare_loop(entries: Sequence[Any]) -> int:
    """The least that any program must do: look at every posting."""
    count = 0
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                if posting.account:
                    count += 1
    return count


def time_of(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _resident() -> int:
    """The bytes this process holds in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def main() -> None:
    """Print the table of ratios."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print(
        f"{'transactions':>12}  {'bare loop':>9}  {'balance':>9}  {'plugin':>9}  {'whole':>9}"
        "  plugin/balance  plugin/loop  whole/balance  memory"
    )
    before: tuple[int, Measure] | None = None
    for size in sizes:
        now = measure(size)
        print(
            f"{size:>12,}  {now.loop:>8.3f}s  {now.balance:>8.3f}s  {now.plugin:>8.3f}s"
            f"  {now.whole:>8.3f}s  {now.plugin / now.balance:>13.2f}×"
            f"  {now.plugin / now.loop:>10.1f}×  {now.whole / now.balance:>12.2f}×"
            f"  {now.memory:>5.2f}×"
        )
        if before is not None:
            size_before, earlier = before
            print(
                f"{'':>12}  {size / size_before:.0f} times the transactions:"
                f" {now.plugin / earlier.plugin:.1f} times the plugin's time"
            )
        before = size, now
    print(
        f"\n{'differences':>12}  {measure_diff(book(DIFFERENT)):.2f} times relance actions"
        f" for {DIFFERENT:,} transactions, {measure_diff(debtors(TEXTS)):.2f} times with"
        f" {TEXTS} texts due"
    )
    letters, bare = measure_texts()
    print(
        f"{'texts':>12}  {TEXTS / letters:,.0f} a second; a firm letter costs"
        f" {letters / bare:.1f} times a Jinja2 template of its own length that asks nothing"
    )
    page, among_many, bare_page = measure_pages()
    print(
        f"{'pages':>12}  {page * 1000:.1f} ms for a letter after the first, {page / bare_page:.1f}"
        f" times a page of one line; {among_many * 1000:.1f} ms each as a batch"
    )
    print_page(max(sizes))


if __name__ == "__main__":
    main()
