"""Change one thing at a time, and see which change no test notices: see CONTRIBUTING.md.

``python -m tests.mutation receivables.matching`` tries what was not tried yet; what was tried is
kept in ``build/mutation`` as long as the function stays as it is. ``--again`` tries those again
that no test noticed, after tests were added. ``--tests`` chooses others than ``rooms.csv`` does.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutation.changes import Change, changes
from tests.mutation.trials import Outcome, Trials

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "mutation"
PACKAGE = Path("beancount_relance")


def main(arguments: Sequence[str]) -> int:
    """Try the changes of some modules; the status is 1 if one was not noticed."""
    given = _arguments(arguments)
    os.chdir(ROOT)
    KEPT.mkdir(parents=True, exist_ok=True)
    rooms = _rows("rooms.csv")
    paths = _paths(given.room, rooms)
    if not paths:
        print(f"There is no module {', '.join(given.room)} in {PACKAGE}.")
        return 2
    tests = given.tests or _tests(paths, rooms)
    end = time.monotonic() + 60 * given.minutes
    survivors: list[Change] = []

    def work(trials: Trials) -> None:
        for path in paths:
            survivors.extend(_try(path, trials, end, given))

    os.environ.setdefault("HYPOTHESIS_PROFILE", "mutation")
    options = ["-qq", "--tb=no", "-p", "no:cacheprovider"]
    pytest.main([*options, *tests], plugins=[Trials(paths, KEPT, given.seconds, work)])
    return 1 if survivors else 0


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("room", nargs="*", help="receivables, receivables.matching; default: all")
    parser.add_argument("--again", action="store_true", help="what no test noticed is tried again")
    parser.add_argument("--tests", action="append", help="files of tests, instead of rooms.csv")
    parser.add_argument("--every", type=int, default=1, help="2: every second change only")
    parser.add_argument("--seconds", type=float, default=30, help="most for one change")
    parser.add_argument("--minutes", type=float, default=60, help="most for all")
    return parser.parse_args(arguments)


def _rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _paths(wanted: Sequence[str], rooms: Sequence[dict[str, str]]) -> list[Path]:
    found: list[Path] = []
    for name in wanted or [row["room"] for row in rooms]:
        path = PACKAGE.joinpath(*name.split("."))
        found += sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return [path for path in dict.fromkeys(found) if path.exists()]


def _tests(paths: Sequence[Path], rooms: Sequence[dict[str, str]]) -> list[str]:
    """Return the tests of the packages that the files are in."""
    names = {path.parts[1] for path in paths}
    tests = [row["tests"] for row in rooms if row["room"].partition(".")[0] in names]
    return list(dict.fromkeys(" ".join(tests).split())) or ["tests/golden"]


def _try(path: Path, trials: Trials, end: float, given: argparse.Namespace) -> list[Change]:
    """Try the changes of a file that are to be tried, print what no test noticed, and count."""
    module = ".".join(path.with_suffix("").parts[1:])
    place = KEPT / f"{module}.json"
    known: dict[str, str] = json.loads(place.read_text()) if place.exists() else {}
    same = {(row["function"], row["before"], row["after"]) for row in _same(module)}
    counts: Counter[str] = Counter()
    survivors = []
    for number, change in enumerate(changes(path)):
        result = known.get(change.key, "")
        if (change.function, *change.changed()) in same:
            result = "makes no difference"
        elif not result or (given.again and result.startswith("not")):
            if time.monotonic() > end or number % given.every:
                counts["not tried"] += 1
                continue
            result = known[change.key] = _result(trials.outcome(change))
            place.write_text(json.dumps(known, indent=0), encoding="utf-8")
        counts[result.partition(":")[0]] += 1
        if result.startswith("not "):
            survivors.append(change)
            print(f"{path}:{change.lines[0]}: {change.function}: {result}")
            print(f"{change.diff()}\n", flush=True)
    counted = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    print(f"{path}: {counted}", flush=True)
    return survivors


def _same(module: str) -> list[dict[str, str]]:
    return [row for row in _rows("same.csv") if row["module"] == module]


def _result(outcome: Outcome) -> str:
    if outcome.noticed_by:
        return f"noticed: {outcome.noticed_by}"
    if not outcome.tests:
        return "not reached"
    return f"not noticed: {outcome.ran} of {outcome.tests} tests ran"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
