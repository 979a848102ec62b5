"""``python -m tests.fuzz TARGET SECONDS``: one target, guided by coverage.

Needs ``pip install atheris``. What is found is printed as a traceback with the text.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["beancount_relance"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    name, seconds = sys.argv[1], sys.argv[2]
    target = TARGETS[name]

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        if "/" not in text:  # Beancount itself ends on a division by zero
            target(text)

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=200"], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
