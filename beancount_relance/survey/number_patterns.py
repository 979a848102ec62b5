r"""The form of the invoice numbers in texts, as a regular expression.

A number is recognised by its shape. If it has digits only, it is recognised by the word before it
or by its place at the start:

    Facture 2026-003 - enseigne      20[0-9]{2}-[0-9]{3,}
    FA-2023/014, enseigne            FA-[0-9]+/[0-9]+
    Invoice 142                      (?<=Invoice )[0-9]+
    Fees for March, N°142            (?<=N°)[0-9]+
    (201602ab) invoice               (?<=^\()[\w/.-]*[0-9][\w/.-]*(?=\))
    142 Hosting                      ^[0-9]+
    FV 31/02/2026, hosting           (?<=FV )[0-9]+/[0-9]+/[0-9]+
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from beancount_relance.policy.apparent_kind import parts_of
from beancount_relance.survey.metadata_words import words
from beancount_relance.values.numbers.known_numbers import unaccented
from beancount_relance.values.numbers.text_runs import MATTER_WORDS, OTHER_NUMBERS

_TOKEN = re.compile(
    r"(?<![\w/.-])(?:#|[Nn][°º]|[Nn][or]\.)?(?P<token>(?:19|20)\d\d \d{2,}\b(?![/.-])|\w[\w/.-]*)"
)
_DIGITS = re.compile(r"([0-9]+)")
_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.](?:\d\d){1,2}")
_COMPACT_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_PLAIN_NUMBER = re.compile(r"[0-9]+|[0-9]+[.,][0-9]+")
_LONGEST = 24
_MOST_LETTERS = 6
_LETTERS = re.compile(r"[^\W\d_]*")
_LEAST = 3
"""How many texts have a second form of numbers at least."""
_BEFORE = re.compile(r"(?P<word>[^\W\d_]+|n°|№|#)[ .:]*(?:(?:n°|no\.?|nr\.?|#) *)?$", re.IGNORECASE)
_SIGN = re.compile(
    r"(?P<word>[^\W\d_]*)[ .:]*(?P<sign>\b(?:n[°º]|no\.|nr\.) *|[№#] *)$", re.IGNORECASE
)
_CODE = re.compile(r"(?P<opening>[(\[])(?P<code>[\w/.-]{2,24})[)\]]\s")
_LAST_CODE = re.compile(r"\((?P<code>[\w/.-]{3,24})\)$")
_NO_CODE = re.compile(r"[^0-9]*|[0-9]+/[0-9]+|(?:19|20)[0-9]{2}(?:[-.][0-9]+)*")
_OF_SEVERAL = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
_MOST_INSTALMENTS = 12
_PERIOD = re.compile(r"([0-9]{1,2})/((?:20)?[0-9]{2})")
_SHORT = 2


class _Token(Struct, frozen=True):
    """A word with digits, the text before it, and whether it comes first."""

    text: str
    before: str
    first: bool

    @property
    def shape(self) -> str:
        """The word with each run of digits replaced by ``0``."""
        return _DIGITS.sub("0", self.text)


def pattern_of(texts: Sequence[str]) -> str | None:
    """A regular expression for the invoice numbers in most of the texts, or ``None``.

    The number must differ from text to text: a year, for example, is not an invoice number. The
    code in brackets before the text is one that hledger has a place for. If the form has changed,
    or there are several series, the expression has those forms that a word for an invoice
    announces, or that begin with the same letter.

    Args:
        texts: the texts, in order of date.
    """
    return _code_before(texts) or _by_shape(texts) or _code_behind(texts)


def _code_before(texts: Sequence[str]) -> str | None:
    """A regular expression for the codes in brackets before most of the texts."""
    for opening, closing in ("()", "[]"):
        found = [m for text in texts if (m := _CODE.match(text)) and m["opening"] == opening]
        if _are_codes([match["code"] for match in found], len(texts)):
            return rf"(?<=^\{opening})[\w/.-]*[0-9][\w/.-]*(?=\{closing})"
    return None


def _code_behind(texts: Sequence[str]) -> str | None:
    """A regular expression for the codes in brackets behind most of the texts.

    Figures without letters might be quantities: as numbers they become larger from text to text.
    """
    codes = [match["code"] for text in texts if (match := _LAST_CODE.search(text))]
    figures = [int(code) for code in codes if code.isdecimal()]
    if not _are_codes(codes, len(texts)) or any(a >= b for a, b in pairwise(figures)):
        return None
    return r"(?<=\()[\w/.-]*[0-9][\w/.-]*(?=\)$)"


def _are_codes(codes: Sequence[str], total: int) -> bool:
    """Whether codes that are no month or year stand in most of the texts, each another one."""
    codes = [code for code in codes if _NO_CODE.fullmatch(code) is None]
    return 2 * len(codes) > total and _are_different(codes)


def _by_shape(texts: Sequence[str]) -> str | None:
    """A regular expression for the shapes of numbers that most of the texts have."""
    tokens = [_tokens(text) for text in texts]
    found = dict(_usual_shape(tokens))
    letters = {shape[:1] for shape in found if shape[:1].isalpha()}
    rest = [each for each in tokens if found.keys().isdisjoint(token.shape for token in each)]
    series = [(shape, having) for shape, having in _shapes(rest) if len(having) >= _LEAST]
    for shape, having in sorted(series, key=lambda pair: not _are_told(pair[1])):
        is_akin = _are_told(having) or shape[0] in letters
        pattern = _pattern(shape, having) if is_akin else None
        if pattern is not None:
            found[shape] = pattern
            letters.update(shape[0] if shape[0].isalpha() else "")
    having_any = [each for each in tokens if not found.keys().isdisjoint(t.shape for t in each)]
    if 2 * len(having_any) <= len(texts):
        return None
    return "|".join(sorted(found.values(), key=lambda pattern: -len(pattern)))


def _usual_shape(tokens: Sequence[Sequence[_Token]]) -> Iterator[tuple[str, str]]:
    """Yield the shape that most of the texts have, with its regular expression, if there is one."""
    for shape, having in _shapes(tokens):
        if 2 * len(having) <= len(tokens):
            return
        pattern = _pattern(shape, having)
        if pattern is not None:
            yield shape, pattern
            return


def _shapes(tokens: Sequence[Sequence[_Token]]) -> Sequence[tuple[str, Sequence[_Token]]]:
    """Return the shapes whose numbers are different ones, the most frequent and longest first."""
    having: dict[str, list[_Token]] = {}
    for found in tokens:
        for shape, token in {token.shape: token for token in reversed(found)}.items():
            having.setdefault(shape, []).append(token)
    different = [
        (shape, theirs)
        for shape, theirs in having.items()
        if _are_different([token.text for token in theirs])
    ]
    return sorted(
        different, key=lambda pair: (-len(pair[1]), -len(pair[0]), not _are_told(pair[1]), pair[0])
    )


def _are_told(tokens: Iterable[_Token]) -> bool:
    """Whether all numbers follow a word for an invoice, or begin with one: ``FA-014``."""
    return all(
        _document_word(token.before) is not None
        or not words("document").isdisjoint(parts_of(_prefix(token.text)))
        for token in tokens
    )


def _are_different(numbers: Sequence[str]) -> bool:
    """Whether nearly all numbers are different ones."""
    return 10 * len(set(numbers)) >= 9 * len(numbers)


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        token = match["token"].rstrip("/.-_")
        before = text[: match.start("token")]
        if not any(c.isdigit() for c in token) or len(token) > _LONGEST:
            continue
        if _is_day(token) and _document_word(before) is None:
            continue
        if text[match.end() : match.end() + 2].strip() in ("%", "€", "$", "£"):
            continue
        found.append(_Token(token, before, match.start("token") == 0))
    return found


def _is_day(token: str) -> bool:
    """Whether digits may be a day: ``12/03/2026``, ``20260312``."""
    return _COMPACT_DAY.fullmatch(token) is not None or _DATE.fullmatch(token) is not None


def _is_real_day(token: _Token) -> bool:
    """Whether digits are a day of the calendar, with the month in the middle or in front."""
    if _DATE.fullmatch(token.text) is None:
        return False
    written = _DIGITS.findall(token.text)
    groups = [int(digits) for digits in written]
    year, *rest = groups if len(written[0]) > _SHORT else groups[::-1]
    return min(rest) in range(1, 13) and max(rest) <= monthrange(year or 2000, min(rest))[1]


def _is_instalment(token: _Token) -> bool:
    """Whether digits say which part of several something is: ``2/3``."""
    match = _OF_SEVERAL.fullmatch(token.text)
    return match is not None and int(match[1]) <= int(match[2]) <= _MOST_INSTALMENTS


def _is_period(token: _Token) -> bool:
    """Whether digits after a word that means no invoice may be a month or a day: ``Rent 02/2026``.

    At the start of a text they are a number, as many count them within a year.
    """
    match = _PERIOD.fullmatch(token.text)
    if match is None or token.first or _document_word(token.before) is not None:
        return False
    first, second = int(match[1]), int(match[2])
    return first in range(1, 13) or (second in range(1, 13) and first in range(1, 32))


def _is_of_another_paper(token: _Token) -> bool:
    """Whether the word before digits says that they are an order's, a quotation's, a site's."""
    match = _BEFORE.search(token.before)
    return match is not None and unaccented(match["word"]) in OTHER_NUMBERS | MATTER_WORDS


def _prefix(text: str) -> str:
    """The letters that a text begins with, if it does."""
    letters = _LETTERS.match(text)
    return letters.group() if letters else ""


def _pattern(shape: str, tokens: Sequence[_Token]) -> str | None:
    """A regular expression for a shape; ``None`` if it would match other numbers, too."""
    prefix = _prefix(shape)
    others = (_is_real_day, _is_instalment, _is_period, _is_of_another_paper)
    no_numbers = (all(map(known, tokens)) for known in others)
    counted = _count_up(tokens)
    if len(prefix) > _MOST_LETTERS or (any(no_numbers) and not counted):
        return None
    if prefix:
        return "".join(_literal(part) for part in re.split("(0)", shape) if part)
    runs = [[len(run) for run in _DIGITS.findall(token.text)] for token in tokens]
    shortest = [min(column) for column in zip(*runs, strict=True)]
    alone = len(shortest) == 1
    firsts = (token.text if alone else _DIGITS.findall(token.text)[0] for token in tokens)
    years = all(map(_YEAR.fullmatch, firsts))
    days = any(_is_day(token.text) for token in tokens)
    if not alone and not days and (not years or max(shortest[1:]) > _SHORT):
        body = _digits_and_separators(shape, shortest, years=years)
        return rf"\b{body}\b"
    context = _context(tokens)
    body = "".join(_literal(part) for part in re.split("(0)", shape) if part)
    if context is not None:
        return f"(?<={context}){body}"
    plain = all(_PLAIN_NUMBER.fullmatch(token.text) for token in tokens)
    if all(token.first for token in tokens) and plain and not years and min(shortest) > 1:
        return f"^{body}\\b"
    return None


def _count_up(tokens: Sequence[_Token]) -> bool:
    """Whether numbers that may be days count from one text to the next: ``FV 3/02/2026``.

    A word for an invoice is before each, and each is one more than the last, or the first one of
    another month.
    """
    if any(_document_word(token.before) is None for token in tokens):
        return False
    numbers = [tuple(map(int, _DIGITS.findall(token.text))) for token in tokens]
    return len(numbers) >= _LEAST and all(
        this[0] == last[0] + 1 or (this[0] == 1 and this[1:] != last[1:])
        for last, this in pairwise(numbers)
    )


def _literal(part: str) -> str:
    return "[0-9]+" if part == "0" else re.sub(r"\\([ /-])", r"\1", re.escape(part))


def _digits_and_separators(shape: str, shortest: Sequence[int], *, years: bool) -> str:
    """Groups of digits with separators, each at least as long as the shortest one found.

    With ``years`` the first group is a year.
    """
    groups = iter(enumerate(shortest))
    body = ""
    for part in re.split("(0)", shape):
        if part == "0":
            place, least = next(groups)
            body += "20[0-9]{2}" if years and place == 0 else f"[0-9]{{{least},}}"
        elif part:
            body += _literal(part)
    return body


def _document_word(before: str) -> str | None:
    """The word for an invoice at the end of a text, with what follows it, if there is one.

    A sign such as ``N°`` is enough, unless a word before it says that it is another number.
    """
    match = _BEFORE.search(before)
    if match is None:
        return "#" if before.endswith("#") else None
    told = match["word"] in ("#", "№") or not words("document").isdisjoint(parts_of(match["word"]))
    if told:
        return match.group()
    sign = _SIGN.search(before)
    if sign is None or unaccented(sign["word"]) in OTHER_NUMBERS | MATTER_WORDS:
        return None
    return sign["sign"]


def _context(tokens: Iterable[_Token]) -> str | None:
    """A regular expression for the text before the numbers: a word for an invoice.

    ``None`` if most numbers have no such word. The word may have several spellings.
    """
    ends, total = Counter[str](), 0
    for token in tokens:
        total += 1
        word = _document_word(token.before)
        few = word == "#" != token.before and len(token.text) <= _SHORT  # ``Sprint #2``
        if word is not None and not few:
            ends[word] += 1
    if 2 * sum(ends.values()) <= total:
        return None
    return "|".join(re.escape(end).replace("\\ ", " ") for end in sorted(ends))
