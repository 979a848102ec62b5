"""``make bench``: what the plugin costs, beside Beancount's own balance check.

Each figure is the median of several turns, taken in alternation in one process
on the same loaded ledger, so that a slow machine or a noisy minute changes both
sides of a ratio.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from beancount import loader
from beancount.core.data import Transaction
from beancount.ops import balance

from beancount_relance import relance
from tests.benchmarks.books import book

SIZES = (10_000, 100_000)
TURNS = 7


def _bare_loop(entries: Sequence[Any]) -> int:
    """The least that any program must do: look at every posting."""
    count = 0
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                if posting.account:
                    count += 1
    return count


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(size: int) -> tuple[float, float, float]:
    """Median seconds of the bare loop, the balance check and the plugin on one book."""
    entries, errors, options = loader.load_string(book(size))
    if errors:
        sys.exit(f"the generated book has errors: {errors[0].message}")
    works: dict[str, Callable[[], object]] = {
        "loop": lambda: _bare_loop(entries),
        "balance": lambda: balance.check(entries, options),  # type: ignore[no-untyped-call]
        "plugin": lambda: relance(entries, dict(options)),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(TURNS):
        for name, work in works.items():
            times[name].append(_time(work))
    loop, check, plugin = (statistics.median(times[name]) for name in works)
    return loop, check, plugin


def main() -> None:
    """Print the table of ratios."""
    print(
        f"{'transactions':>12}  {'bare loop':>10}  {'balance':>10}  {'plugin':>10}  plugin/balance"
    )
    for size in SIZES:
        loop, check, plugin = measure(size)
        print(
            f"{size:>12,}  {loop:>9.3f}s  {check:>9.3f}s  {plugin:>9.3f}s  {plugin / check:>13.2f}×"
        )


if __name__ == "__main__":
    main()
