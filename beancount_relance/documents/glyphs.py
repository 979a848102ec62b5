"""Which characters of a letter no font can show, and where else fonts are.

The fonts that come with Typst have the Latin, Greek, Cyrillic and Hebrew letters. For others,
such as Chinese names, those of the system are used, and those of Python packages that bring
fonts, such as ``noto-cjk-sans-jp-regular``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

UNCOMMON = re.compile(
    "[^\x00-\u058f\u05d0-\u05ea\u1e00-\u20cf\u2100-\u22ff\u2500-\u25ff\ue000-\uf8ff\ufb00-\ufb06\ufeff]"
)
"""A character that the fonts of Typst may not have."""

REPLACEMENT = "?"
"""What is printed for a character that no font has."""

_FONT_PACKAGE = re.compile(r"(?:noto|fonts?|source-han)[-_].*", re.IGNORECASE)
_FONT_FILE = (".otf", ".ttf", ".ttc", ".otc")
_NOT_SHOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_SOURCE = '#set text(font: "Libertinus Serif")\n#sys.inputs.text'


def uncommon_characters(text: str) -> tuple[str, ...]:
    """Return the distinct characters of a text that Typst's own fonts may not have."""
    return tuple(dict.fromkeys(UNCOMMON.findall(text)))


def missing_glyphs(characters: Iterable[str], typst: Any) -> tuple[str, ...]:
    """Return the characters that no font has, among those of a text.

    Args:
        characters: the characters.
        typst: the module.
    """
    return tuple(each for each in characters if _is_missing(each, typst))


@functools.lru_cache(maxsize=4096)
def _is_missing(character: str, typst: Any) -> bool:
    """Typst refuses PDF/A for a text without a glyph; any other format shows a box."""
    try:
        typst.compile(
            _SOURCE.encode(),
            format="pdf",
            font_paths=all_fonts(typst),
            sys_inputs={"text": character},
            pdf_standards=["a-2b"],
        )
    except typst.TypstError as error:
        return _NOT_SHOWN.search(str(error)) is not None
    return False


@functools.lru_cache(maxsize=1)
def all_fonts(typst: Any) -> Any:
    """Return the fonts of the system and of installed packages, besides those of Typst."""
    return typst.Fonts(
        include_system_fonts=True, font_paths=[str(folder) for folder in sorted(_folders())]
    )


def _folders() -> set[Path]:
    """Return the folders of fonts that come with Python packages."""
    found = set()
    for package in distributions():
        if not _FONT_PACKAGE.fullmatch(package.metadata["Name"] or ""):
            continue
        for file in package.files or ():
            if file.suffix.lower() in _FONT_FILE:
                found.add(Path(str(package.locate_file(file))).parent)
    return found
