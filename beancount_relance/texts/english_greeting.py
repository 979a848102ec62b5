"""How an English letter greets a person whom the ledger names in the style of their own language.

M. Yves Demeure               → Mr Demeure
Mme Anne Le Goff              → Ms Anne Le Goff
Herr Dr. Hans Vogel           → Dr Vogel
Mrs Rose Hill and Mr Tom Reed → Mrs Hill and Mr Reed
Jane Smith                    → Jane Smith
Sir John Smith                → Sir John
M. le Maire                   → Sir
"""

from __future__ import annotations

import re
from collections.abc import Callable

from beancount_relance.language.text import one_line

_ENGLISH = {
    "Mr": ("mr", "m", "monsieur", "herr", "herrn", "dhr", "heer", "sig", "signor", "sr", "señor"),
    "Ms": (
        *("ms", "mme", "madame", "mlle", "frau", "mevr", "mevrouw", "mw"),
        *("sig.ra", "signora", "sra", "señora"),
    ),
    "Mrs": ("mrs",),
    "Miss": ("miss",),
    "Mx": ("mx",),
    "Sirs": ("messrs", "mm", "messieurs"),
    "Sir": ("sir",),
    "Dame": ("dame",),
    "Reverend": ("rev", "revd", "reverend"),
    "Captain": ("capt", "captain"),
    "Major": ("major",),
    "Colonel": ("col", "colonel"),
    "Councillor": ("cllr", "councillor"),
    "Dr": ("dr", "docteur", "doctor", "dott"),
    "Professor": ("prof", "professor", "professeur", "pr"),
}
"""The titles in English, of which a later one goes before an earlier one of the same person."""

_TITLES = {word: title for title, words in _ENGLISH.items() for word in words}
_RANK = {title: place for place, title in enumerate(_ENGLISH)}
_AND = re.compile(r"\s+(?:et|and|und|en|&|e|y)\s+", re.IGNORECASE)
_WITH_FIRST_NAME = 2
_KNIGHTED = ("Sir", "Dame")
_OF_OFFICE = ("le", "la")
_PARTICLES = frozenset(("le", "la", "de", "du", "des", "van", "von", "di", "da", "del", "dos"))


def greeted(name: str, spell: Callable[[str], str] = str) -> str:
    """Return a name as it follows “Dear”.

    The first name is left out only where it is clear which part it is: after a title, in a name
    of two words. A couple under one name is greeted by their titles and that name, and two people
    with a title and a name each one after the other.

    Args:
        name: the name.
        spell: spells a title as the reader's country does, such as ``Mr.``
    """
    people = _AND.split(one_line(name))
    if len(people) > 1 and all(_is_title_and_name(each) for each in people):
        return " and ".join(_greeted(each, spell) for each in people)
    return _greeted(name, spell)


def _is_title_and_name(name: str) -> bool:
    first, _, rest = name.partition(" ")
    return bool(rest) and _title(first) not in (None, "Sirs")


def _greeted(name: str, spell: Callable[[str], str]) -> str:
    words = one_line(name).split()
    titles: list[str] = []
    rest = words[1:] if words[:1] == ["De"] and words[1:2] == ["heer"] else words  # as in Dutch
    is_another = True
    while rest and (title := _title(rest[0])) is not None:
        if is_another:
            titles.append(title)
        else:  # of the same person
            titles[-1] = max(titles[-1], title, key=_RANK.__getitem__)
        rest = rest[1:]
        is_another = bool(_AND.fullmatch(f" {''.join(rest[:1])} ")) and any(map(_title, rest[1:2]))
        rest = rest[is_another:]
    if not titles or not rest:
        return " ".join(words)
    if rest[0] in _OF_OFFICE and len(titles) == 1:  # an office has no English name here
        return "Madam" if titles[0] == "Ms" else "Sir"
    if titles == ["Sirs"]:
        return "Sirs"
    if titles[0] in _KNIGHTED and len(titles) == 1:
        return f"{titles[0]} {rest[0]}"
    called = " and ".join(
        spell("Mrs" if title == "Ms" and len(titles) > 1 else title) for title in titles
    )
    has_first_name = len(rest) == _WITH_FIRST_NAME and rest[0].casefold() not in _PARTICLES
    surname = rest[-1] if has_first_name and len(titles) == 1 else " ".join(rest)
    return f"{called} {surname}"


def _title(word: str) -> str | None:
    lowered = word.casefold()
    return _TITLES.get(lowered) or _TITLES.get(lowered.rstrip("."))
