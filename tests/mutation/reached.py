"""Which test reaches which line, found by running each test once."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.mutation.fork import forked

Reached = dict[Path, dict[str, tuple[float, frozenset[int]]]]
"""File → test → how many seconds it takes, and the lines of the file that it reaches."""


def find_reached(
    paths: Sequence[Path],
    items: Mapping[str, pytest.Item],
    run: Callable[[pytest.Item], bool],
    kept: Path,
) -> Reached:
    """Return which lines the tests reach, and keep it as long as a file stays as it is.

    Args:
        paths: The files whose lines are wanted.
        items: The tests by their names.
        run: Runs a test, and says whether it passed; one that did not reaches nothing.
        kept: The folder to keep it in.
    """
    places = {path: _place(path, kept) for path in paths}
    found = {path: _read(place) for path, place in places.items()}
    missing = [name for name in items if any(name not in found[path] for path in paths)]
    if missing:
        print(f"{len(missing)} tests run once, to see which lines they reach", flush=True)
        new = kept / f"new-{os.getpid()}"
        forked(lambda: _trace({name: items[name] for name in missing}, paths, run, new))
        for path, place in places.items():
            found[path] |= _read(new / place.name)
            _write(place, found[path])
    return {
        path: {name: one for name, one in tests.items() if name in items and one[1]}
        for path, tests in found.items()
    }


def _trace(
    items: Mapping[str, pytest.Item],
    paths: Sequence[Path],
    run: Callable[[pytest.Item], bool],
    new: Path,
) -> None:
    wanted = {str(path.resolve()): path for path in paths}
    found: Reached = {path: {} for path in paths}
    hit: set[tuple[str, int]] = set()

    def line(frame: FrameType, _event: str, _: Any) -> Any:
        hit.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    def call(frame: FrameType, _event: str, _: Any) -> Any:
        return line if frame.f_code.co_filename in wanted else None

    threading.settrace(call)
    for name, item in items.items():
        hit.clear()
        begin = time.monotonic()
        sys.settrace(call)
        passed = run(item)
        sys.settrace(None)
        seconds = time.monotonic() - begin
        for file, path in wanted.items():
            lines = frozenset(number for where, number in hit if where == file)
            found[path][name] = (seconds, lines if passed else frozenset())
    new.mkdir(exist_ok=True)
    for path, tests in found.items():
        _write(new / _place(path, new).name, tests)


def _place(path: Path, kept: Path) -> Path:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return kept / f"{'.'.join(path.with_suffix('').parts)}-{digest}.lines.json"


def _read(place: Path) -> dict[str, tuple[float, frozenset[int]]]:
    if not place.exists():
        return {}
    kept = json.loads(place.read_text(encoding="utf-8"))
    return {name: (seconds, frozenset(lines)) for name, (seconds, lines) in kept.items()}


def _write(place: Path, tests: Mapping[str, tuple[float, frozenset[int]]]) -> None:
    data = {name: (seconds, sorted(lines)) for name, (seconds, lines) in tests.items()}
    part = place.with_suffix(".part")
    part.write_text(json.dumps(data), encoding="utf-8")
    part.replace(place)
