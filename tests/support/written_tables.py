"""Tables of the documentation that a test writes from a registry."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
END = "<!-- to here -->\n"


def check_table(page: str, test: str, rows: Iterable[str], *, indent: str = "") -> None:
    """Check that a page has the rows between its marks; with ``UPDATE_DOCS``, write them there.

    Args:
        page: the page's name in the folder of the documentation.
        test: the file of the test, which the first mark names.
        rows: the lines of the table.
        indent: what each line begins with.
    """
    path = DOCS / page
    text = path.read_text(encoding="utf-8")
    start = f"{indent}<!-- written by {test} -->\n"
    head, found, rest = text.partition(start)
    assert found, f"{page} has no table written by {test}"
    _, _, tail = rest.partition(indent + END)
    lines = "\n".join(f"{indent}{row}" for row in rows)
    wanted = f"{head}{start}\n{lines}\n\n{indent}{END}{tail}"
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(wanted, encoding="utf-8")
    assert wanted == path.read_text(encoding="utf-8")
