"""The tests of recording once more, for books whose roots have French names.

    option "name_assets" "Actifs"
    option "name_income" "Produits"

All that a test writes and expects is renamed in its source, and in what the helpers for
ledgers give it; the options stand at the head of each file, as Beancount wants it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support import ledgers

_PLUGIN = 'plugin "beancount_relance"'
_OPTIONS = 'option "name_assets" "Actifs"\\noption "name_income" "Produits"\\n'
_HELPERS = "from tests.support.ledgers import "


def renamed(text: str) -> str:
    """The text with the roots renamed."""
    return text.replace("Assets:", "Actifs:").replace("Income:", "Produits:")


def run_renamed(path: Path, into: dict[str, Any], *, without: str = "") -> None:
    """Define the tests of a module in the namespace ``into``, for renamed roots.

    A test ``without`` is left out: it takes long, and has nothing to do with names.
    """
    source = renamed(path.read_text(encoding="utf-8"))
    source = source.replace(_PLUGIN, _OPTIONS + _PLUGIN)
    source = source.replace("\nHEAD = (\n", f"\nHEAD = (\n    '{_OPTIONS}'\n")
    source = source.replace('"; notes\\n"', f"'{_OPTIONS}'")
    source = source.replace(_HELPERS, "from tests.recording.renamed_roots import ")
    exec(compile(source, str(path), "exec"), into)  # noqa: S102 - our own tests
    into.pop(without, None)


def accounts(*names: str) -> str:
    """See the helper of that name."""
    return renamed(ledgers.accounts(*names))


def sale(*words: str, **more: Any) -> str:
    """See the helper of that name."""
    return renamed(ledgers.sale(*words, **more))


def remark(*words: str, **more: Any) -> str:
    """See the helper of that name."""
    return renamed(ledgers.remark(*words, **more))


day = ledgers.day
