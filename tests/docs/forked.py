"""Programs over a copy of the project, without starting Python anew for each.

A server process imports the libraries once, and each :class:`Interpreter` is a fork of it. Where
processes cannot be forked, it is a Python that has imported nothing yet.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import runpy
import sys
import traceback
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

_LIBRARIES = (
    "babel.messages.extract",
    "beancount.loader",
    "click",
    "fava.application",
    "holidays",
    "icalendar",
    "jinja2",
    "regex",
    "rich.table",
)
_OURS = ("beancount_relance", "fava_relance", "tests")

Done = tuple[int, str, str]
"""The status of a program, and what it wrote on each of its streams."""


class Interpreter:
    """A Python that runs one program after the other, and keeps what they have imported.

    Args:
        folder: where it works.
        path: the folders that it imports from, before all others.
    """

    def __init__(self, folder: Path, path: Sequence[Path]) -> None:
        context: Any = multiprocessing.get_context(_method())
        if _method() == "forkserver":
            context.set_forkserver_preload([*_LIBRARIES])
        self._connection, end = context.Pipe()
        self._process = context.Process(target=_serve, args=(end, folder, [*map(str, path)]))
        self._process.start()
        end.close()

    def run(self, arguments: Sequence[str], environment: Mapping[str, str]) -> Done:
        """Run ``python ARGUMENTS``: ``-c CODE`` or ``-m MODULE``, and what these take."""
        self._connection.send(([*arguments], {**environment}))
        done: Done = self._connection.recv()
        return done

    def __enter__(self) -> Interpreter:  # noqa: PYI034 - Self is of Python 3.11
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        place: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._process.join()
        self._process.close()


def _method() -> str:
    methods = multiprocessing.get_all_start_methods()
    return "forkserver" if "forkserver" in methods else "spawn"


def _serve(connection: Connection, folder: Path, path: Sequence[str]) -> None:
    """Run what is asked for until the other end is closed."""
    for name in [*sys.modules]:  # what this module's own import brought along
        if name.partition(".")[0] in _OURS:
            del sys.modules[name]
    os.chdir(folder)
    sys.path[:0] = path
    with contextlib.suppress(EOFError):
        while True:
            arguments, environment = connection.recv()
            os.environ.update(environment)
            out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = _program(*arguments)
            connection.send((status, _text(out), _text(err)))


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def _program(kind: str, what: str, *rest: str) -> int:
    """Be ``python KIND WHAT REST``, and return its status."""
    sys.argv = [kind, *rest]
    try:
        if kind == "-c":
            exec(compile(what, "<program>", "exec"), {"__name__": "__main__"})  # noqa: S102
        else:
            runpy.run_module(what, run_name="__main__", alter_sys=True)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except Exception:  # noqa: BLE001 - as Python does with what nobody catches
        traceback.print_exc()
        return 1
    return 0
