"""The view of a code: what a check or problem means, and what to do about it."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from msgspec import Struct

from beancount_relance.claims.legal_checks import Check
from beancount_relance.dunning.questions.unexplained_money import Unexplained
from beancount_relance.language.codes import CodeText, explanations
from beancount_relance.language.messages import Problem, Source
from fava_relance.page import PageRequest

_LEDGER = "    "  # how lines of a ledger begin


class CodeView(Struct, frozen=True, dict=True):
    """The explanation of one code, as ``relance explain`` prints it."""

    page: PageRequest

    @functools.cached_property
    def found(self) -> CodeText | None:
        """The explanation in the language of the page; ``None`` for an unknown code."""
        return explanations(self.page.words.code).get(self.page.asked.code)

    @property
    def paragraphs(self) -> Iterator[tuple[bool, str]]:
        """Its paragraphs, each with whether it is lines of a ledger."""
        for text in self.found.text.split("\n\n") if self.found else ():
            is_ledger = text.startswith(_LEDGER)
            lines = text.split("\n")
            if is_ledger:
                yield True, "\n".join(line.removeprefix(_LEDGER) for line in lines)
            else:
                yield False, " ".join(lines)

    @property
    def cases(self) -> list[tuple[str, Source]]:
        """Where it is found in this ledger, each case with its line."""
        page = self.page
        everything: list[Problem | Check | Unexplained] = [
            *page.exceptions.problems,
            *page.checks,
            *page.unexplained,
        ]
        return [
            (page.say(each.message), each.source)
            for each in everything
            if each.code == page.asked.code
        ]
