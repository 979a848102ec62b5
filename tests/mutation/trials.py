"""Runs the tests that can notice a change, in a process of its own for each change.

The tests are collected once. Then, for each change, a copy of the process puts the changed code
into the function, and runs the tests that reach its lines until one fails. Nothing is imported
again, so most changes take a tenth of a second.
"""

from __future__ import annotations

import functools
import gc
import importlib
import json
import os
import signal
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import pytest

from tests.mutation.changes import Change
from tests.mutation.fork import forked
from tests.mutation.reached import Reached, find_reached


class Outcome(NamedTuple):
    """What the tests said of a change: which one failed (None: none), and how many of them ran."""

    noticed_by: str | None
    ran: int
    tests: int


class Trials:
    """A plugin of pytest that tries changes instead of running the tests.

    Args:
        paths: The files that are changed.
        kept: A folder to keep what is found in.
        seconds: How long the tests of one change may take; those that are left then do not run.
        work: Called with this object when the tests are collected.
    """

    def __init__(
        self, paths: Sequence[Path], kept: Path, seconds: float, work: Callable[[Trials], None]
    ) -> None:
        """See the class."""
        self._paths = paths
        self._kept = kept
        self._seconds = seconds
        self._work = work
        self._items: dict[str, pytest.Item] = {}
        self._reached: Reached = {}
        self._functions: dict[tuple[str, str, int], list[FunctionType]] = {}
        self._caches: list[functools._lru_cache_wrapper[Any]] = []
        self._lately: dict[str, float] = {}
        self._failed = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do the work instead of running the tests."""
        session.config.pluginmanager.unregister(name="terminalreporter")
        self._items = {item.nodeid: item for item in session.items}
        for path in self._paths:
            importlib.import_module(".".join(path.with_suffix("").parts))
        self._reached = find_reached(self._paths, self._items, self._run, self._kept)
        wanted = {str(path.resolve()) for path in self._paths}
        for found in gc.get_objects():
            if type(found) is FunctionType and found.__code__.co_filename in wanted:
                self._functions.setdefault(_place(found.__code__), []).append(found)
            elif isinstance(found, functools._lru_cache_wrapper):  # noqa: SLF001 - it has no other name
                self._caches.append(found)
        self._work(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember that a test failed."""
        self._failed = self._failed or report.failed

    def outcome(self, change: Change) -> Outcome:
        """Try a change; first with the tests that noticed others, then with those that see most.

        A test that takes ten times as long as it should, or ends the process, has noticed it, and
        so has the first one if the changed code cannot even be put in.
        """
        times = self._reached[change.path]
        found = [name for name, (_, lines) in times.items() if lines.intersection(change.lines)]
        tests = sorted(found, key=lambda name: (self._lately.get(name, 0), _cost(*times[name])))
        if not tests:
            return Outcome(None, 0, 0)
        said = self._kept / f"said-{os.getpid()}.json"
        said.write_text(json.dumps([False, 1]))
        forked(lambda: self._try(change, tests, said))
        passed, ran = json.loads(said.read_text())
        if passed:
            return Outcome(None, ran, len(tests))
        noticed_by = tests[ran - 1]
        self._lately[noticed_by] = -time.monotonic()
        return Outcome(noticed_by, ran, len(tests))

    def _try(self, change: Change, tests: list[str], said: Path) -> None:
        """Run tests until one fails, and write down whether none did and how many ran."""
        self._put(change)
        times = self._reached[change.path]
        end = time.monotonic() + self._seconds
        for ran, name in enumerate(tests):
            if time.monotonic() > end:
                said.write_text(json.dumps([True, ran]))
                return
            said.write_text(json.dumps([False, ran + 1]))
            signal.setitimer(signal.ITIMER_VIRTUAL, 5 + 10 * times[name][0])
            signal.alarm(int(60 + 60 * times[name][0]))
            if not self._run(self._items[name]):
                return
        said.write_text(json.dumps([True, len(tests)]))

    def _run(self, item: pytest.Item) -> bool:
        self._failed = False
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return not self._failed

    def _put(self, change: Change) -> None:
        path = str(change.path.resolve())
        name = change.function.rpartition(".")[2]
        codes = {_place(code): code for code in _codes(compile(change.after, path, "exec"))}
        place = (path, name, change.first_line)
        for function in self._functions[place]:
            code, free = codes[place], function.__code__.co_freevars
            # Without ``super()``, a method knows its class no more; Python wants it all the same.
            function.__code__ = code if code.co_freevars else code.replace(co_freevars=free)
        for cache in self._caches:
            cache.cache_clear()


def _cost(seconds: float, lines: Collection[int]) -> float:
    """Return how late a test comes: one that goes through more of the file is worth its time."""
    return seconds / len(lines) ** 2


def _place(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_name, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)
