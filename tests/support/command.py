"""Running the command ``relance`` as a stranger does: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[2] / "example-ledger" / "main.beancount"
COMMAND = ("-c", "from beancount_relance.cli import main; main()")


def relance(*args: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run ``relance ARGS``; ``more`` is for :func:`subprocess.run`."""
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", **more.pop("env", {})}
    command = more.pop("command", COMMAND)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *command, *map(str, args)],
        text=True,
        encoding="utf-8",
        check=False,
        env=env,
        **(pipes | more),
    )


def as_json(*args: str | Path) -> dict[str, Any]:
    """What ``relance ARGS`` prints as JSON; it must leave with 0."""
    done = relance(*args, "--format", "json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert isinstance(data, dict)
    return data
