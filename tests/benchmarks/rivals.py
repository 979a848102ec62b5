"""What others take for the same books: Beancount's balance check, bean-query, zerosum, hledger.

    pip install beanquery beancount-reds-plugins      # and Debian's hledger
    python -m tests.benchmarks.rivals [TRANSACTIONS ...]

On the loaded ledger, in one process and in alternation: the plugin, the whole report,
the balance check, a query of what each customer owes, and the plugin zerosum, which
pairs invoices with payments by amount and date. As whole processes, with loading:
bean-check with the plugin and without it, and hledger's balances. They do not do the
same work; that is the point of showing them side by side. A rival that is not
installed is left out, and zerosum on more than 100,000 transactions: it needs a book of
its own for each turn.
"""

from __future__ import annotations

import importlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from beancount import loader
from beancount.core.data import Open
from beancount.ops import balance

from beancount_relance import relance
from beancount_relance.report.report import build_report
from tests.benchmarks.bench import time_of
from tests.benchmarks.books import AS_OF, book

SIZES = (10_000, 100_000)
MANY = 200_000  # directives; above, a single turn
TURNS = 3
_QUERY = "SELECT account, sum(position) WHERE account ~ '^Assets:Clients' GROUP BY account"
_HEADER = re.compile(r'^(\d{4}-\d{2}-\d{2}) \* (?:"([^"]*)" )?"([^"]*)"')


def loaded(text: str) -> dict[str, Callable[[], object]]:
    """The works on a loaded ledger, by name."""
    entries, _, options = loader.load_string(text)
    works: dict[str, Callable[[], object]] = {
        "balance check": lambda: balance.check(entries, options),  # type: ignore[no-untyped-call]
        "relance, the plugin": lambda: relance(entries, dict(options)),
        "relance, the whole report": lambda: build_report(entries, options, AS_OF),
    }
    query = _optional("beanquery.query")
    if query is not None:
        works["bean-query"] = lambda: query.run_query(entries, options, _QUERY)
    zerosum = _optional("beancount_reds_plugins.zerosum.zerosum")
    if zerosum is not None and len(entries) < MANY:
        accounts = {
            entry.account: ("Assets:Settled", 365)
            for entry in entries
            if isinstance(entry, Open) and entry.account.startswith("Assets:Clients")
        }
        config = repr({"zerosum_accounts": accounts, "account_name_replace": ("", "")})
        fresh = (loader.load_string(text) for _ in range(TURNS))  # it changes what it is given
        own = [(list(entries), dict(options)) for entries, _, options in fresh]
        works["zerosum"] = lambda: zerosum.zerosum(*own.pop(), config)
    return works


def processes(text: str, folder: Path) -> dict[str, Callable[[], object]]:
    """The works as whole processes, by name."""
    plain, chased, journal = (folder / n for n in ("plain.bean", "chased.bean", "books.journal"))
    plain.write_text(text, encoding="utf-8")
    chased.write_text(f'plugin "beancount_relance"\n{text}', encoding="utf-8")
    journal.write_text("\n".join(as_journal(text.splitlines())), encoding="utf-8")
    check = [sys.executable, "-m", "beancount.scripts.check", "--no-cache"]
    works: dict[str, Callable[[], object]] = {
        "bean-check": lambda: _run([*check, str(plain)]),
        "bean-check with relance": lambda: _run([*check, str(chased)]),
    }
    hledger = shutil.which("hledger")
    if hledger:
        works["hledger balance"] = lambda: _run([hledger, "-f", str(journal), "balance", "Clients"])
    return works


def as_journal(lines: Iterable[str]) -> Iterator[str]:
    """The transactions of a generated book as hledger writes them."""
    inside = False
    for line in lines:
        header = _HEADER.match(line)
        if header:
            inside = True
            yield f"\n{header[1]} * {header[2] or ''} | {header[3]}"
        elif inside and line.startswith("  "):
            yield line
        else:
            inside = False


def _optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _run(command: list[str]) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603


def _medians(works: dict[str, Callable[[], object]], turns: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(turns):
        for name, work in works.items():
            times[name].append(time_of(work))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Print a table for each size, the ratios against the first line of each part."""
    for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
        text = book(size)
        print(f"\n{size:,} transactions")
        with tempfile.TemporaryDirectory() as folder:
            for works in (loaded(text), processes(text, Path(folder))):
                medians = _medians(works, TURNS if size < MANY else 1)
                base = next(iter(medians.values()))
                for name, seconds in medians.items():
                    print(f"  {name:<28} {seconds:>8.3f} s  {seconds / base:>6.2f} ×", flush=True)
                print()


if __name__ == "__main__":
    main()
