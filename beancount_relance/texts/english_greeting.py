"""How an English letter greets a person whom the ledger names in the style of their own language.

M. Yves Demeure   → Mr Demeure
Mme Anne Le Goff  → Ms Anne Le Goff
Jane Smith        → Jane Smith
Sir John Smith    → Sir John
M. le Maire       → Sir
"""

from __future__ import annotations

import re
from collections.abc import Callable

from beancount_relance.language.text import one_line

_ENGLISH = {
    "Mr": ("mr", "m", "monsieur", "herr", "dhr", "heer", "sig", "signor", "sr", "señor"),
    "Ms": (
        *("ms", "mme", "madame", "mlle", "frau", "mevr", "mevrouw", "mw"),
        *("sig.ra", "signora", "sra", "señora"),
    ),
    "Mrs": ("mrs",),
    "Miss": ("miss",),
    "Dr": ("dr", "docteur", "doctor", "dott"),
    "Professor": ("prof", "professor", "professeur", "pr"),
    "Sir": ("sir",),
    "Dame": ("dame",),
}
_TITLES = {word: title for title, words in _ENGLISH.items() for word in words}
_AND = re.compile(r"\s+(?:et|and|und|en|&|e|y)\s+", re.IGNORECASE)
_WITH_FIRST_NAME = 2
_KNIGHTED = ("Sir", "Dame")
_OF_OFFICE = ("le", "la")


def greeted(name: str, spell: Callable[[str], str] = str) -> str:
    """Return a name as it follows “Dear”.

    The first name is left out only where it is clear which part it is: after a title, in a name
    of two words. A couple under one name is greeted by their titles and that name.

    Args:
        name: the name.
        spell: spells a title as the reader's country does, such as ``Mr.``
    """
    words = one_line(name).split()
    titles: list[str] = []
    rest = words[1:] if words[:1] == ["De"] and words[1:2] == ["heer"] else words  # as in Dutch
    while rest and (title := _title(rest[0])) is not None:
        titles.append(title)
        rest = rest[1:]
        if len(rest) > 1 and _AND.fullmatch(f" {rest[0]} ") and _title(rest[1]) is not None:
            rest = rest[1:]
    if not titles or not rest:
        return " ".join(words)
    if rest[0].casefold() in _OF_OFFICE and len(titles) == 1:  # an office has no English name here
        return "Madam" if titles[0] == "Ms" else "Sir"
    if titles[0] in _KNIGHTED and len(titles) == 1:
        return f"{titles[0]} {rest[0]}"
    called = " and ".join(
        spell("Mrs" if title == "Ms" and len(titles) > 1 else title) for title in titles
    )
    surname = rest[-1] if len(rest) == _WITH_FIRST_NAME and len(titles) == 1 else " ".join(rest)
    return f"{called} {surname}"


def _title(word: str) -> str | None:
    lowered = word.casefold()
    return _TITLES.get(lowered) or _TITLES.get(lowered.rstrip("."))
