"""Which of several links of an invoice is its number, by what they say.

number_in_links(["order-4471", "INV-12"], "Work")               # "INV-12"
number_in_links(["D-77", "2026-014"], "Invoice 2026-014")       # "2026-014"
number_in_links(["job-7", "acme"], "Work")                      # None
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from beancount_relance.language.expressions import expression
from beancount_relance.values.numbers.known_numbers import runs_of, unaccented
from beancount_relance.values.numbers.text_runs import INVOICE_WORDS, MATTER_WORDS, OTHER_NUMBERS

_NO_NUMBER = expression(
    r"""(?x)
      20[0-9]{2}[-_/]?(?:[qt][1-4]|[hs][12]|(?:w|kw)?[0-9]{1,2})   # 2026-q1, 2026-03
    | 20[0-9]{2}-?[01][0-9]-?[0-3][0-9](?![0-9]).*                 # 20260310-a8f3
    | (?=[0-9a-f]*[0-9][a-f])[0-9a-f]{8,}(?:-[0-9a-f]{4,})*          # 9f8e7d6c5b4a
    | .*\.(?:pdf|jpe?g|png|docx?|odt|xml)                          # INV-12.pdf
    """
)
"""Periods, days, what an importer makes up, and files."""
_LONGEST_WORD = 40


def number_in_links(links: Sequence[str], narration: str) -> str | None:
    """Return the link that is the number of an invoice; ``None`` if that is not clear.

    It is the only one, or the only one that the narration names, maybe after a word such as
    “invoice”. Otherwise it has a figure, and neither begins with a word for something else, such as
    an order or a project, nor looks like a date or a file; of several such, it begins with a word
    for an invoice.
    """
    named = {
        link: before for link in links if (before := _word_before(link, narration)) is not None
    }
    announced = [link for link, before in named.items() if before in INVOICE_WORDS]
    numbers = list(filter(_may_be_number, links))
    called = [link for link in numbers if runs_of(link)[0] in INVOICE_WORDS]
    ways = (list(links), announced, list(named), numbers, called)
    return next((found[0] for found in ways if len(found) == 1), None)


def _word_before(link: str, narration: str) -> str | None:
    """Return the word before a link that a text quotes, or nothing if it begins with that."""
    text = unaccented(narration)
    found = re.search(rf"(?<![\w-]){re.escape(unaccented(link))}(?![\w-])", text)
    if found is None:
        return None
    before = text[max(0, found.start() - _LONGEST_WORD) : found.start()]
    return next(iter(re.findall(r"\w+", before)[-1:]), "")


def _may_be_number(link: str) -> bool:
    plain = unaccented(link)
    if not any(map(str.isdigit, plain)) or _NO_NUMBER.fullmatch(plain):
        return False
    return runs_of(link)[0] not in OTHER_NUMBERS | MATTER_WORDS
