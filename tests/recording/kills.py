"""Write into a file two hundred times, and be killed at any moment; prints how often that was.

Only a small process is copied fast: one that runs all tests takes a tenth of a second each time.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path

from beancount_relance.recording.atomic_file import SourceFile

BEFORE = b"before\n" * 200
AFTER = b"after\n" * 300


def main(path: Path) -> None:
    """Write and be killed; the file is checked each time."""
    chance = random.Random(7)  # noqa: S311 - no secret
    killed = 0
    for _ in range(200):
        path.write_bytes(BEFORE)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, chance.uniform(1e-5, 2e-3))
            SourceFile.read(path).replace(AFTER)
            os._exit(0)
        chance.random()  # as the child did
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        if path.read_bytes() not in (BEFORE, AFTER):
            sys.exit("the file is not whole")
    sys.stdout.write(str(killed))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
