"""The registry of codes: one for each kind of problem, check and question that can be shown.

The texts that ``relance explain CODE`` prints are in ``explanations/<language>.md``, with a section
for each code; the site has a page for each. A new code is a row of :data:`Code` and a section in
each language.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, get_args

from msgspec import Struct

from beancount_relance.language.languages import ENGLISH

Code = Literal[
    # What cannot be read
    "beancount",
    "unknown-directive",
    "unknown-setting",
    "bad-setting",
    "bad-stage",
    "bad-rate",
    "bad-customer",
    "no-such-customer",
    "no-such-account",
    "no-accounts",
    "slow-pattern",
    "bad-invoice",
    "bad-note",
    "misspelt-key",
    "document-missing",
    "document-too-large",
    "plugin-configuration",
    # What the books contradict
    "entered-twice",
    "number-used-again",
    "written-off-although-paid",
    "whose-number",
    "invoice-of-another",
    "changed-bank-account",
    "no-legal-rate",
    "unknown-rate",
    "frozen-date",
    # Money that nothing explains
    "unexplained-debit",
    "other-currency",
    "misnamed-payment",
    "paid-after-write-off",
    "paid-charges",
    # Questions
    "unknown-customer",
    "unknown-payer",
    "several-payees",
    "unknown-due-date",
    "unreadable-value",
    "possible-payment",
    "stated-deduction",
    "marked-invoice",
    "left-out",
    "moved-out",
    "unrecognised",
    "divided-customer",
    "counted-in-units",
    "changed-presumption",
    # Legal checks
    "law",
    "customer-kind",
    "terms",
    "due-before-invoice",
    "contract-rate",
    "consumer-regime",
    "limitation",
    "receivables",
    "bank",
    "creditor-name",
    "refused-invoice",
    "customer-siren",
    "electronic-letter",
    "rights",
    "returned-mail",
    "contact-details",
    # What is due
    "action-due",
    # The set-up
    "plugin-missing",
    "page-off",
    "library-missing",
    "encoding",
    "data-errors",
    "stale-bank",
]
"""The code of a finding; it never changes its meaning, so that scripts can rely on it."""

ACTION_DUE: Final = "action-due"
"""The code of what is due today."""

CODES: tuple[Code, ...] = get_args(Code)
"""All codes, in the order of the documentation."""

_FOLDER = Path(__file__).parent / "explanations"
_SECTION = r"(?ms)^## (?P<title>[^\n]+) \{#(?P<code>[a-z-]+)\}\n(?P<text>.*?)(?=^## |\Z)"


class CodeText(Struct, frozen=True):
    """What a code means, in one language.

    Attributes:
        code: the code.
        title: what is the matter, as a short phrase.
        text: why it is told and what to do, in Markdown: paragraphs, and lines of a ledger that
            are indented by four spaces.
    """

    code: str
    title: str
    text: str


@functools.cache
def explanations(language: str) -> Mapping[str, CodeText]:
    """Return the explanations in a language, a key of ``LANGUAGES``, by code.

    A code that is not explained in the language is explained in English.
    """
    found = {} if language == ENGLISH else dict(explanations(ENGLISH))
    path = _FOLDER / f"{language}.md"
    if path.is_file():
        for each in re.finditer(_SECTION, path.read_text(encoding="utf-8")):
            found[each["code"]] = CodeText(each["code"], each["title"], each["text"].strip())
    return found
