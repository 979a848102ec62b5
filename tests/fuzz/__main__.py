"""``python -m tests.fuzz TARGET SECONDS``: one target, guided by coverage.

Needs ``pip install atheris``. It starts from the lines of ``tests/bad/catalogue.txt``; what
is found is printed as a traceback with the text.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["beancount_relance", "jinja2"]):
    from tests.fuzz.targets import KEYS, TARGETS
from tests.bad.test_bad import CASES

_SETTING = re.compile(r'.* custom "relance" "([a-z-]+)" (.*)')
_TEXTS = ("30% à la commande, 70% 30 jours", "2% 10 net 30", "{{ customer.title | money }}")


def seeds(target: str) -> list[str]:
    """Texts to start from: values, metadata, or settings by the place of their key."""
    lines = [line for case in CASES for line in case.lines]
    if target == "settings":
        found = filter(None, map(_SETTING.match, lines))
        return [chr(KEYS.index(match[1])) + match[2] for match in found if match[1] in KEYS]
    if target in {"terms", "templates"}:
        return [*_TEXTS, *(text for line in lines for text in re.findall('"([^"]+)"', line))]
    return [line.strip() for line in lines if line.startswith("  ")]


def main() -> None:
    """Fuzz for so many seconds."""
    name, seconds = sys.argv[1], sys.argv[2]
    target = TARGETS[name]

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        if "/" not in text:  # Beancount itself ends on a division by zero
            target(text)

    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds(name)):
            (Path(corpus) / str(number)).write_text(seed[:200], encoding="utf-8")
        arguments = [f"-max_total_time={seconds}", "-max_len=200"]
        atheris.Setup([sys.argv[0], *arguments, corpus], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
