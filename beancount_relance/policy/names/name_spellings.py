"""How names of customers are spelled, and when two of them are one.

The comparison ignores case, accents, punctuation, "and", the legal form and the title; but if
both names have a legal form or a title, it must be the same: ``Dupont SARL`` is not ``Dupont
SAS``, nor ``M. Dupont`` ``Mme Dupont``. ``Müller`` is also ``Mueller``, but ``Baur`` is not
``Bauer``. Usual abbreviations are the whole word (``Ets`` is ``Établissements``), and who trades
under another name has both (``Ravi Patel t/a Corner Cafe``). Which customer of a ledger a name
means is told by :mod:`~beancount_relance.policy.names.customer_names`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from beancount_relance.policy.names.name_tables import (
    full_words,
    joints,
    joints_between,
    legal_forms,
    titles,
)

_APART = re.compile(r"[\W_]+")

_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W_]\.\s?){2,}")

_TRADING_AS = re.compile(r"\s(?:t/a|d/b/a|dba|(?:trading|doing business) as)\s", re.IGNORECASE)
"""What stands between somebody's name and the one under which they trade."""

LONGEST_FORM = 4
"""The maximum number of words in a legal form, as in "sp. z o. o." and "G M B H"."""

_COMPANY = "co"
"""A company of several people, which may have a legal form besides: ``Roy & Co SARL``."""

_MISTER = re.compile(r"^\s*[Mm]\.\s*(?=\w+[\w'’-]*\s*$)")
"""The French title before one word, which without the full stop is an initial as well."""

_LADY = re.compile(r"\bsig\.\s?ra\b", re.IGNORECASE)
"""The Italian title, which has a full stop within it."""

_INITIAL = 2
"""A single letter before so many words is no title: ``M Design`` is not ``Design``."""

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
"""Letters that are no others with an accent, in the way in which banks write them."""

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""Letters that a bank may write as two: ``Müller`` pays as ``MUELLER`` or as ``MULLER``."""

LEAST_CUT = 18
"""The fewest characters after which a bank cuts a name off, as in British faster payments."""

_CUT = 8
"""The minimum number of letters of a name that a bank has cut off."""

_TELLING = 3
"""The minimum number of letters of a word that identifies a customer."""

_Key = tuple[str, frozenset[str]]
"""A normalised name without its legal form and title, and these."""


def best_spelling(names: Iterable[str]) -> str | None:
    """Return the best spelling of names of one customer; ``None`` if they are several's."""
    names = list(names)
    if not names or len(distinct_names(names)) > 1:
        return None
    return max(names, key=spelling_quality)


def spelling_quality(name: str) -> tuple[bool, bool, bool]:
    """How well a name is written: with capitals like a name, its legal form, and accents."""
    has_capitals = name[:1].isupper() and not name.isupper()
    return has_capitals, has_legal_form(name), not name.isascii()


def name_cores(name: str) -> tuple[str, ...]:
    """A name without its legal form, and its words in the order of the alphabet, if several."""
    found: dict[str, None] = {}
    for spelling in spellings_of(name):
        for part in dict.fromkeys((spelling, *_TRADING_AS.split(spelling))):
            core, _ = core_and_form(part)
            words, _ = words_and_form(part)
            found[core] = None
            if len(words) > 1:
                found[" ".join(sorted(words))] = None
    return tuple(found)


def spellings_of(name: str) -> tuple[str, ...]:
    """A name as it is, and as a bank writes it that has no umlauts, or no full stops."""
    found = (name, name.replace(".", "")) if _MISTER.match(name) else (name,)
    if name.isascii():
        return found
    composed = unicodedata.normalize("NFC", name).lower()
    spelt_out = composed.translate(_SPELT_OUT)
    return found if spelt_out == composed else (*found, spelt_out)


def forms_agree(form: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether the legal forms and titles of two names may be those of one customer."""
    if _COMPANY in form & other:
        form, other = form - {_COMPANY}, other - {_COMPANY}
    return not form or not other or form == other


@functools.lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """Normalise a name: lower case, no accents or punctuation, and ``S.A.`` as one word."""
    bare = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in bare if not unicodedata.combining(c)).casefold().translate(_LETTERS)
    bare = _INITIALS.sub(lambda match: re.sub(r"[.\s]", "", match.group()) + " ", bare)
    return " ".join(_APART.sub(" ", bare).split())


def same_name(name: str, other: str) -> bool:
    """Return whether two names belong to the same customer."""
    (_, form), (_, other_form) = core_and_form(name), core_and_form(other)
    return not set(name_cores(name)).isdisjoint(name_cores(other)) and forms_agree(form, other_form)


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return the names that belong to different customers, each as it is written first."""
    found: list[str] = []
    forms: dict[str, list[frozenset[str]]] = defaultdict(list)
    for name in names:
        _, form = core_and_form(name)
        cores = name_cores(name)
        if not any(forms_agree(form, other) for core in cores for other in forms[core]):
            found.append(name)
            for core in cores:
                forms[core].append(form)
    return found


def is_cut_off(name: str, other: str) -> bool:
    """Whether a name is the beginning of another one, cut off within a word."""
    core, full = core_and_form(name)[0], core_and_form(other)[0]
    return len(core) >= _CUT and full.startswith(core)


def is_cut_within_word(name: str, other: str) -> bool:
    """Whether a name in capitals, as banks write, is another one, cut off within a word.

    A name that ends with a word may be that of somebody else.
    """
    bare = without_joints(name)
    if not name.isupper() or len(plain_name(name)) < LEAST_CUT:
        return False
    rests = (
        full.removeprefix(bare)[:1]
        for full in map(without_joints, spellings_of(other))
        if full.startswith(bare)
    )
    return any(map(str.isalnum, rests))


def without_joints(name: str) -> str:
    """Normalise a name without the words for “and”."""
    return " ".join(word for word in plain_name(name).split() if word not in joints())


def telling_words(name: str) -> set[str]:
    """The words of a name that tell who it is: long enough, no number, no legal form."""
    words = set(plain_name(name).split()) - legal_forms().keys() - titles().keys() - joints()
    return {word for word in words if len(word) >= _TELLING and not word.isdigit()}


def has_legal_form(name: str) -> bool:
    """Whether a name says which form of company it is, anywhere in it."""
    _, found = core_and_form(name)
    forms = legal_forms()
    return not found.isdisjoint(forms.values()) or not forms.keys().isdisjoint(
        plain_name(name).split()
    )


def legal_form_in(name: str) -> str | None:
    """Return the legal form that a name ends or begins with, as it is written; else ``None``."""
    words = name.split()
    ends = (words[-1], words[0]) if len(words) > 1 else ()
    forms = legal_forms()
    return next((word.strip(",") for word in ends if plain_name(word) in forms), None)


@functools.lru_cache(maxsize=4096)
def core_and_form(name: str) -> _Key:
    """Return the key for comparing names; a name that is only a legal form keeps it."""
    words, form = words_and_form(name)
    return "".join(words) or plain_name(name) or name, form


@functools.lru_cache(maxsize=4096)
def words_and_form(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of a name, and the legal forms and titles taken from its ends."""
    ends = {**legal_forms(), **titles()}
    words = compared_words(_LADY.sub("signora", _MISTER.sub("mr ", name)))
    found: set[str] = set()
    while True:
        for length in range(LONGEST_FORM, 0, -1):
            first, last = "".join(words[:length]), "".join(words[-length:])
            if len(words) > length and last in ends and (len(last) > 1 or len(words) > _INITIAL):
                found.add(ends[last])
                words = words[:-length]
                break
            if len(words) > length and first in ends and (len(first) > 1 or len(words) > _INITIAL):
                found.add(ends[first])
                words = words[length:]
                break
        else:
            break
    return tuple(words), frozenset(found - {""})


def compared_words(name: str) -> list[str]:
    """The words of a name or a text by which names are compared, without those for “and”."""
    words = [full_words().get(word, word) for word in plain_name(name).split()]
    end = len(words) - 1
    return [
        word
        for place, word in enumerate(words)
        if word not in joints() and not (0 < place < end and word in joints_between())
    ] or words
