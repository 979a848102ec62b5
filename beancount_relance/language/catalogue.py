"""The translations of a language, from its gettext catalogue ``locale/<code>.po``.

The file is read as it is, without being compiled first, and only what is asked for is unescaped.
Compiling it with Babel took 90 ms, which bean-check would spend at every save.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from gettext import c2py
from pathlib import Path

from beancount_relance.language.expressions import expression

_FOLDER = Path(__file__).parent / "locale"
_QUOTED = expression(r'"((?:[^"\\]|\\.)*)"')
_TRANSLATION = expression(r"^msgstr(?:\[[0-9]+\])? ", re.MULTILINE)
_PLURAL_RULE = expression(r"^Plural-Forms:.*?plural=([^;\n]*)", re.MULTILINE)
_ESCAPED = expression(r"\\(.)")
_CHARACTERS = {"n": "\n", "t": "\t", "r": "\r"}


class Catalogue:
    """The translations from English into one language; what it lacks stays English."""

    def __init__(self, text: str) -> None:
        """Take the text of a catalogue; messages are separated by empty lines."""
        self._entries: Mapping[str, str] = dict(map(_keyed, text.split("\n\n")))
        self._found: dict[str, Sequence[str]] = {}  # what was asked for so far
        rule = _PLURAL_RULE.search(next(iter(self._translations("")), ""))
        self._form: Callable[[int], int] = c2py(rule[1] if rule else "n != 1")

    def gettext(self, message: str) -> str:
        """Return the translation of a message."""
        return next(iter(self._translations(message)), "") or message

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the translation of a message for a count."""
        forms, form = self._translations(singular), self._form(count)
        if form < len(forms) and forms[form]:
            return forms[form]
        return singular if count == 1 else plural

    def _translations(self, message: str) -> Sequence[str]:
        """Return the forms of a translation, if there is one."""
        found = self._found.get(message)
        if found is None:
            _, *forms = _TRANSLATION.split(self._entries.get(_escaped(message), ""))
            found = [_unescaped("".join(_QUOTED.findall(form))) for form in forms]
            self._found[message] = found
        return found


def catalogue_of(code: str) -> Catalogue:
    """Return the catalogue of a language, empty if there is none."""
    path = _FOLDER / f"{code}.po"
    return Catalogue(path.read_text(encoding="utf-8") if path.exists() else "")


def _keyed(entry: str) -> tuple[str, str]:
    """Return an entry with the message that it translates, as it is written there."""
    _, _, after = entry.partition("msgid ")
    message, _, _ = after.partition("\nmsg")
    if message.count('"') == 2 and "\n" not in message:  # noqa: PLR2004 - one line, nothing escaped
        return message[1:-1], entry
    return "".join(_QUOTED.findall(message)), entry


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: _CHARACTERS.get(found[1], found[1]), text)
