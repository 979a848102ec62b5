"""What the page in Fava costs, compared with the data of Fava's own trial balance.

Both are asked for by Fava's own test client on one ledger in one process: the trial
balance as the JSON that Fava's page loads, ours as the part of the page that Fava loads
when somebody clicks. Cold is the first time after the ledger was loaded; for that Fava
loads it anew each time, and which of the two is asked first changes from turn to turn.
Warm is every time after that, in alternation. The ledger has both lines that switch us
on: the plugin works at the load, as in bean-check. All times are CPU times. Another process has
compiled the templates before, as Python has compiled the modules: that is once for each version.
That process is allowed to write bytecode, whatever the environment says.

    python -m tests.benchmarks.page [TRANSACTIONS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fava.application import create_app
from fava.core import FavaLedger
from flask.testing import FlaskClient

from tests.benchmarks.books import book

SIZE = 100_000
LOADS = 3
TURNS = 9
TRIAL_BALANCE = "/page/api/trial_balance"
TODAY = "/page/extension/Relance/?partial=true"
VIEWS: Mapping[str, str] = {
    "today": TODAY,
    **{
        name: f"{TODAY}&view={name}"
        for name in ("upcoming", "waiting", "exceptions", "ageing", "figures")
    },
    "customer": f"{TODAY}&customer=C00001",
}
_SMALL = 1_000
HEAD = """option "title" "Page"
plugin "beancount_relance"
2022-01-01 custom "fava-extension" "fava_relance"
"""


@dataclass(frozen=True)
class PageMeasure:
    """Median seconds: of the trial balance and of Today when cold, and of each view.

    ``opened`` is the first time that a view is opened after Today was, ``warm`` every
    time after that. ``reload`` is how long Fava takes to load the ledger again, and ``edited``
    the time of each view when it is the first to be opened after that.
    """

    cold: float
    cold_trial_balance: float
    warm_trial_balance: float
    opened: Mapping[str, float]
    warm: Mapping[str, float]
    reload: float
    edited: Mapping[str, float]


def measure_page(size: int) -> PageMeasure:
    """Serve a book of that many transactions and time what is asked of it."""
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "tests.benchmarks.page", "--compile")
        writing = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        subprocess.run(command, check=True, capture_output=True, env=writing)  # noqa: S603 - our own command
        client, ledger = _serve(Path(folder), size)
        colds: dict[str, list[float]] = {TRIAL_BALANCE: [], TODAY: []}
        for load in range(LOADS):
            if load:
                ledger.load_file()
            order = (TRIAL_BALANCE, TODAY) if load % 2 else (TODAY, TRIAL_BALANCE)
            for address in order:
                colds[address].append(_time_of(client, address))
        opened = {name: _time_of(client, address) for name, address in VIEWS.items()}
        warm: dict[str, list[float]] = {name: [] for name in ("", *VIEWS)}
        for _ in range(TURNS):
            for name, address in {"": TRIAL_BALANCE, **VIEWS}.items():
                warm[name].append(_time_of(client, address))
        reloads: list[float] = []
        edited: dict[str, float] = {}
        for name, address in VIEWS.items():
            start = time.process_time()
            ledger.load_file()
            reloads.append(time.process_time() - start)
            edited[name] = _time_of(client, address)
    medians = {name: statistics.median(times) for name, times in warm.items()}
    return PageMeasure(
        cold=statistics.median(colds[TODAY]),
        cold_trial_balance=statistics.median(colds[TRIAL_BALANCE]),
        warm_trial_balance=medians.pop(""),
        opened=opened,
        warm=medians,
        reload=statistics.median(reloads),
        edited=edited,
    )


def compile_templates() -> None:
    """Have the templates compiled that the views of a small book need."""
    with tempfile.TemporaryDirectory() as folder:
        client, _ = _serve(Path(folder), _SMALL)
        for address in VIEWS.values():
            client.get(address)


def _serve(folder: Path, size: int) -> tuple[FlaskClient, FavaLedger]:
    path = folder / "main.beancount"
    path.write_text(HEAD + book(size), encoding="utf-8")
    app = create_app([path], load=True, poll_watcher=True)
    return app.test_client(), app.config["LEDGERS"]["page"]


def print_page(size: int) -> None:
    """Print the times and their ratios."""
    found = measure_page(size)
    print(
        f"\nthe page of {size:,} transactions, beside Fava's trial balance\n"
        f"{'':>14}  {'page':>8}  {'Fava':>8}  page/Fava\n"
        f"{'cold, today':>14}  {found.cold:>7.3f}s  {found.cold_trial_balance:>7.3f}s"
        f"  {found.cold / found.cold_trial_balance:>8.2f}×"
    )
    for name, seconds in found.warm.items():
        fava = found.warm_trial_balance
        print(
            f"{f'warm, {name}':>14}  {1000 * seconds:>6.0f}ms  {1000 * fava:>6.0f}ms"
            f"  {seconds / fava:>8.2f}×  (first opened: {found.opened[name]:.3f}s)"
        )


def _time_of(client: FlaskClient, address: str) -> float:
    start = time.process_time()
    response = client.get(address)
    seconds = time.process_time() - start
    if response.status_code != 200:
        sys.exit(f"{address} answered {response.status}")
    return seconds


if __name__ == "__main__":
    if "--compile" in sys.argv:
        compile_templates()
    else:
        print_page(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
