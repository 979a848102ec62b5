"""What it costs to record a note on the page, apart from what Fava's own reload costs.

Both are CPU seconds, the median of a few. Fava's own is the reload of the same ledger without our
two lines. Ours is the rest: the answer to the button, and the report after it.

    python -m tests.benchmarks.record [ACTIONS]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fava.application import create_app

from tests.benchmarks.books import AS_OF, debtors

ACTIONS = 2_500
TURNS = 5
TITLE = 'option "title" "Record"\n'
OURS = f"""plugin "beancount_relance"
2022-01-01 custom "fava-extension" "fava_relance"
2022-01-01 custom "relance" "as-of" {AS_OF}
"""
PAGE = "/record/extension/Relance/"


def measure_record(actions: int) -> tuple[float, float]:
    """Return the CPU seconds of a record, and of Fava's own reload."""
    with tempfile.TemporaryDirectory() as folder:
        plain, path = Path(folder) / "plain.beancount", Path(folder) / "main.beancount"
        plain.write_text(TITLE + debtors(actions), encoding="utf-8")
        path.write_text(TITLE + OURS + debtors(actions), encoding="utf-8")
        theirs = create_app([plain], load=True, poll_watcher=True).config["LEDGERS"]["record"]
        reload = statistics.median(_seconds(theirs.load_file) for _ in range(TURNS))
        client = create_app([path], load=True, poll_watcher=True).test_client()

        def send(what: str, note: dict[str, Any]) -> dict[str, Any]:
            response = client.post(f"{PAGE}{what}", json=note)
            if response.status_code != 200:
                sys.exit(f"{what} answered {response.status}: {response.text}")
            return dict(response.json or {})

        found = []
        for number in range(TURNS + 1):
            note = {"customer": f"C{number:05}", "kind": "firm-letter", "date": AS_OF.isoformat()}
            note["checksum"] = send("record_draft", note)["draft"]["checksum"]
            found.append(_seconds(lambda note=note: send("record", note)))  # type: ignore[misc]
        return statistics.median(found[1:]), reload


def _seconds(do: Callable[[], object]) -> float:
    start = time.process_time()
    do()
    return time.process_time() - start


if __name__ == "__main__":
    amount = int(sys.argv[1]) if len(sys.argv) > 1 else ACTIONS
    record, reload = measure_record(amount)
    print(
        f"a record among {amount:,} actions: {record:.2f} s of CPU, of which Fava's own reload "
        f"{reload:.2f} s and ours {record - reload:.2f} s"
    )
