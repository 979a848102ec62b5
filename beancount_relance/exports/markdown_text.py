"""Puts texts of the ledger into Markdown, where they have no effect.

Forges turn names and addresses into links and notify people even within raw HTML, after they have
rendered the Markdown, so no escape helps there: an invisible character keeps them apart.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from beancount_relance.language.messages import printable

_JOINER = "\N{WORD JOINER}"
_DOLLAR = "&#36;"  # so that it does not begin a formula
_SPECIAL = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~"})
# What forges link: @name, #12, !12, GH-12, an address after its scheme or www.
_LINKED = re.compile(
    r"(?<=@)(?=\w)|(?<=[#!])(?=\d)|(?<=GH-)(?=\d)|(?<=:)(?=//)|(?<=www)(?=\.)",
    re.IGNORECASE,
)
_LINE_ENDS = re.compile(r"[\r\n]+")


def markdown(text: str) -> str:
    """Return a text in one line of Markdown, as it stands."""
    return _plain(text).replace("&", "&amp;").translate(_SPECIAL).replace("$", _DOLLAR)


def in_html(text: str) -> str:
    """Return a text in one line of HTML within Markdown, as it stands."""
    return html.escape(_plain(text), quote=False).replace("$", _DOLLAR)


def _plain(text: str) -> str:
    """Return a text in one line, without control characters, in which nothing is linked."""
    return _LINKED.sub(_JOINER, printable(_LINE_ENDS.sub(" ", text)))


def fence(lines: Iterable[str]) -> str:
    """Return a fence for lines of code, longer than any run of backticks in them."""
    runs = re.findall("`+", "\n".join(lines))
    return "`" * max(3, 1 + max(map(len, runs), default=0))
