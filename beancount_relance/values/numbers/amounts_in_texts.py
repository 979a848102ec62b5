"""Find the dates, amounts, times, telephone and house numbers in a text."""

from __future__ import annotations

import re

_ON_A_DAY = (
    r"(?:[0-3]?[0-9]/[01]?[0-9]\b|[0-3]?[0-9](?:[.][01]?[0-9][.]|-[01]?[0-9]-)(?:20)?[0-9]{2}\b"
    r"|(?:19|20)[0-9]{2}[./-][01]?[0-9][./-][0-3]?[0-9]\b)"
)
"""A date, by which an amount may be followed: ``250 EUR 20/04``."""

_NO_NUMBER = rf"""(?x)
      \b(?:[0-2]?[0-9]|3[01])([./-])(?:[0-2]?[0-9]|3[01])\1(?:20)?[0-9]{{2}}\b  # 14/05/2026
    | \b(?:19|20)[0-9]{{2}}([./-])(?:0?[0-9]|1[0-2])\2(?:[0-2]?[0-9]|3[01])\b   # 2026-05-14
    | (?<![0-9][.,])\b(?:(?<![a-z][/_.-])[0-9]{{1,3}}(?:[ \u00a0\u202f][0-9]{{3}})+
      |[0-9]{{1,3}}(?:[.,'’]?[0-9]{{3}})*)[.,][0-9]{{2}}\b(?![.,/-]?[0-9])  # 1 200.00, F-2 400.00
    | \b[0-9]+(?=\s?(?:€|eur(?:os?)?\b|usd\b|chf\b|gbp\b|\$|£|%)(?:(?!\s?[0-9])|\s{_ON_A_DAY}))
    | (?:€|\beur|\busd|\bchf|\bgbp|\$|£)\s?(?!{_ON_A_DAY})[0-9]+\b
    | \b[0-2]?[0-9][:h][0-5][0-9]\b                                           # 10:42
    | (?<![0-9])0[1-9](?:[ .-]?[0-9]{{2}}){{4}}(?![0-9])                          # 01 55 10 42 10
    | \+[0-9][0-9 ./()-]{{7,}}[0-9]                                             # +33 1 55 10 42 10
    | \b[0-9]+(?=,?\s(?:rue|avenue|av|bd|boulevard|chemin|quai|street|road)\b)
    """
"""Dates, times and amounts, telephone numbers and house numbers; compiled when it is needed."""


def amounts_in(plain: str) -> list[tuple[int, int]]:
    """Return where dates, amounts, times and telephone numbers stand in a text in lower case."""
    return [match.span() for match in re.finditer(_NO_NUMBER, plain)]
