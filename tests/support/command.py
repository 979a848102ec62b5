"""Running the command ``relance``: in this process, or as a stranger does in one of its own."""

from __future__ import annotations

import contextlib
import datetime
import functools
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from beancount_relance.cli import invocation, main
from beancount_relance.cli.subcommands import OTHER_NAMES
from beancount_relance.exports.json_outputs import OUTPUTS
from beancount_relance.report.loading import LoadedLedger, load_ledger
from beancount_relance.report.report import Report
from tests.support.json_schema import complaints_about

EXAMPLE = Path(__file__).parents[2] / "example-ledger" / "main.beancount"
COMMAND = ("-c", "from beancount_relance.cli import main; main()")


@dataclass(frozen=True, slots=True)
class Done:
    """What a run of the command printed, and how it left."""

    returncode: int
    stdout: str
    stderr: str


def relance(*args: str | Path, stdin: str = "", env: Mapping[str, str] | None = None) -> Done:
    """Run ``relance ARGS`` in this process; the example ledger is read once for all runs.

    What it prints as JSON is compared with the schema of the command.
    """
    out, err = _stream(), _stream()
    with (
        mock.patch.object(sys, "argv", ["relance", *map(str, args)]),
        mock.patch.object(sys, "stdin", _stream(stdin)),
        mock.patch.object(invocation, "load_ledger", _loaded),
        mock.patch.dict(os.environ, {"LC_ALL": "C.UTF-8", **(env or {})}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
            status = 0
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else 0
    done = Done(status, _text(out), _text(err))
    if "json" in args and done.stdout.startswith("{"):
        _compare_with_schema(str(args[0]), done.stdout)
    return done


def relance_process(*args: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run ``relance ARGS`` in a process; ``more`` is for :func:`subprocess.run`.

    It takes a hundred times as long: for signals, pipes and encodings only.
    """
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", **more.pop("env", {})}
    command = more.pop("command", COMMAND)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *command, *map(str, args)],
        check=False,
        env=env,
        **({"encoding": "utf-8"} | pipes | more),
    )


def as_json(*args: str | Path) -> dict[str, Any]:
    """What ``relance ARGS`` prints as JSON; it must leave with 0."""
    done = relance(*args, "--format", "json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert isinstance(data, dict)
    return data


def _compare_with_schema(name: str, text: str) -> None:
    command = OTHER_NAMES.get(name, name)
    if command in OUTPUTS:
        assert not complaints_about(command, json.loads(text))


class _ReadOnce(LoadedLedger, frozen=True):
    """The example, of which each report is built once."""

    def _built(self, day: datetime.date, *, whole: bool) -> Report:
        return _report_on_example(day, whole=whole)


def _loaded(path: Path) -> LoadedLedger:
    """The ledger; nobody writes into the example, so that it is loaded once."""
    return _example() if path == EXAMPLE else load_ledger(path)


@functools.cache
def _example() -> LoadedLedger:
    found = load_ledger(EXAMPLE)
    return _ReadOnce(found.entries, found.options, found.problems)


@functools.cache
def _report_on_example(day: datetime.date, *, whole: bool) -> Report:
    return LoadedLedger._built(_example(), day, whole=whole)  # noqa: SLF001 - as it is built


def _stream(text: str = "") -> io.TextIOWrapper:
    """A stream over bytes, as those of a process are."""
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="")


def _text(stream: io.TextIOWrapper) -> str:
    """What was written to a stream, with newlines as :func:`subprocess.run` gives them."""
    stream.flush()
    stream.seek(0)
    return stream.read().replace("\r\n", "\n")
