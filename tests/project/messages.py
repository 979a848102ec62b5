"""Write ``build/messages.pot`` for translators, and compare the catalogues with it.

    python -m tests.project.messages

The template has the place of each message in the code, so that Weblate and others can show it.
"""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
SOURCES = (Path("beancount_relance"), Path("fava_extension/fava_relance"))
CATALOGUES = ROOT / "beancount_relance" / "language" / "locale"
TEMPLATE = ROOT / "build" / "messages.pot"


def template() -> Catalog:
    """Every message of the code and of the page, with its places."""
    found = Catalog(project="beancount-relance", charset="utf-8")
    # Babel warns of f-strings, which are values in messages and never messages here.
    with contextlib.redirect_stderr(io.StringIO()):
        for source in SOURCES:
            for file, line, message, comments, context in extract_from_dir(
                ROOT / source,
                method_map=[("**.py", "python"), ("**.html", "jinja2")],
                keywords={"msg": None, "nmsg": (1, 2)},
            ):
                place = [((source / file).as_posix(), line)]
                found.add(message, locations=place, auto_comments=comments, context=context)
    return found


def main() -> int:
    """Write the template; the status is 1 if a catalogue does not have exactly its messages."""
    messages = template()
    TEMPLATE.parent.mkdir(exist_ok=True)
    with TEMPLATE.open("wb") as file:
        write_po(file, messages, sort_by_file=True, width=0)
    wanted = {message.id for message in messages if message.id}
    print(f"{TEMPLATE.relative_to(ROOT)}: {len(wanted)} messages")
    status = 0
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.stem)
        known = {message.id for message in catalogue if message.id and message.string}
        for title, some in (("missing", wanted - known), ("not used any more", known - wanted)):
            for text in sorted(map(str, some)):
                print(f"{path.name}: {title}: {text}")
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
