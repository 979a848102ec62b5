"""A catalogue is read as Babel reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from beancount_relance.language.catalogue import Catalogue, catalogue_of
from beancount_relance.language.languages import ENGLISH, LANGUAGES

_LOCALE = Path(__file__).parents[2] / "beancount_relance" / "language" / "locale"


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != ENGLISH])
def test_every_message_is_found(code: str) -> None:
    found = catalogue_of(code)
    with (_LOCALE / f"{code}.po").open("rb") as file:
        known = [message for message in read_po(file, locale=code) if message.id]
    assert known
    for message in known:
        if isinstance(message.id, str):
            assert found.gettext(message.id) == message.string
        else:
            singular, plural = message.id
            one, more = list(message.string or ())
            forms = [found.ngettext(singular, plural, count) for count in (0, 1, 2)]
            assert forms == ([one, one, more] if code == "fr" else [more, one, more])


def test_what_is_escaped_or_on_several_lines() -> None:
    text = """msgid ""
msgstr ""
"Language: cy\\n"
"Plural-Forms: nplurals=3; plural=(n==0 ? 0 : n==1 ? 1 : 2);\\n"

#, python-brace-format
msgid "a \\"b\\"\\n\\\\c\\td"
msgstr "A \\"B\\"\\n\\\\C\\tD"

msgid ""
"several "
"lines"
msgstr ""
"on "
"more"

msgid "{count} day"
msgid_plural "{count} days"
msgstr[0] "none"
msgstr[1] "one"
msgstr[2] ""
"""
    found = Catalogue(text)
    assert found.gettext('a "b"\n\\c\td') == 'A "B"\n\\C\tD'
    assert found.gettext("several lines") == "on more"
    assert found.gettext("unknown") == "unknown"
    days = [found.ngettext("{count} day", "{count} days", count) for count in range(3)]
    assert days == ["none", "one", "{count} days"]


def test_what_is_not_translated_is_in_english() -> None:
    found = catalogue_of(ENGLISH)
    assert [found.ngettext("day", "days", count) for count in range(3)] == ["days", "day", "days"]
    assert found.gettext("day") == "day"
