r"""Numbers: where the invoice numbers are, including those that no setting reads yet.

They may be in metadata, in tags or in narrations. A number in a narration is recognised by its
shape. If it has digits only, it is recognised by the word before it or by its place at the start:

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
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import regex
from msgspec import Struct

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.policy.apparent_kind import parts_of
from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books, Entry
from beancount_relance.survey.finding import Finding, setting
from beancount_relance.survey.metadata_words import words
from beancount_relance.survey.proposed_words import setting_line, setting_word
from beancount_relance.values.numbers.known_numbers import unaccented
from beancount_relance.values.numbers.text_runs import MATTER_WORDS, OTHER_NUMBERS

_TOKEN = re.compile(
    r"(?<![\w/.-])(?:#|[Nn][°º])?(?P<token>(?:19|20)\d\d \d{2,}\b(?![/.-])|\w[\w/.-]*)"
)
_DIGITS = re.compile(r"([0-9]+)")
_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.](?:\d\d){1,2}")
_COMPACT_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_PLAIN_NUMBER = re.compile(r"[0-9]+|[0-9]+[.,][0-9]+")
_LONGEST = 24
_MOST_LETTERS = 6
_BEFORE = re.compile(r"(?P<word>[^\W\d_]+|n°|№|#)[ .:]*(?:(?:n°|no\.?|nr\.?|#) *)?$", re.IGNORECASE)
_SIGN = re.compile(
    r"(?P<word>[^\W\d_]*)[ .:]*(?P<sign>\b(?:n[°º]|no\.|nr\.) *|№ *)$", re.IGNORECASE
)
_CODE = re.compile(r"\((?P<code>[\w/.-]{2,24})\)\s")
_NO_CODE = re.compile(r"[^0-9]*|[0-9]+/[0-9]+|(?:19|20)[0-9]{2}(?:[-.][0-9]+)*")
_OF_SEVERAL = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
_MOST_INSTALMENTS = 12
_SHORT = 2
_SHOWN = 3


class _Token(Struct, frozen=True):
    """A word with digits, the text before it, and whether it comes first."""

    text: str
    before: str
    first: bool

    @property
    def shape(self) -> str:
        """The word with each run of digits replaced by ``0``."""
        return _DIGITS.sub("0", self.text)


def find_numbers(books: Books) -> Iterator[Finding]:
    """Find how invoices are numbered, and the lines that give more of them a number."""
    yield _places(books)
    for key, values, message in _proposals(books):
        if key in books.added_settings:
            continue
        if key in books.settings:
            yield setting(books, key, values, message)
            continue
        line = setting_line(books, key, values)
        gained = _numbered(books.with_lines([line])) - _numbered(books)
        if gained <= 0:
            continue
        text = nmsg(
            "{found}; with the line “{key}” below {count} invoice gets its number",
            "{found}; with the line “{key}” below {count} invoices get their numbers",
            gained,
            found=message,
            key=setting_word(books, key),
        )
        yield Finding(text, (line,))
        books = books.with_lines([line])


def _numbered(books: Books) -> int:
    return sum(invoice.number is not None for invoice in books.invoices)


def _places(books: Books) -> Finding:
    """Where the numbers are that are read already."""
    keys = books.report.settings.reference_keys
    places: Counter[str] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    for invoice, each in books.invoiced:
        if invoice.number is None:
            continue
        key = next((key for key in keys if key in each.meta), None)
        place = f"{key}:" if key else "^" if each.txn.links else ""
        places[place] += 1
        examples[place].append(invoice.number)
    total, numbered = len(books.invoices), _numbered(books)
    if not numbered:
        none = nmsg(
            "{count} invoice, without a number", "{count} invoices, none with a number", total
        )
        return Finding(none)
    where = []
    for place, count in places.most_common():
        facts = {"count": count, "example": examples[place][-1]}
        if place == "^":
            where.append(msg("{count} in links, as ^{example}", **facts))
        elif place:
            where.append(msg("{count} in “{key}”, as {example}", key=place, **facts))
        else:
            where.append(msg("{count} in narrations, as {example}", **facts))
    text = nmsg(
        "{count} invoice, {numbered} with a number: {places}",
        "{count} invoices, {numbered} with a number: {places}",
        total,
        numbered=numbered,
        places=where,
    )
    return Finding(text)


def _proposals(books: Books) -> Iterator[tuple[str, str, Message]]:
    """Settings that may give invoices numbers, the most certain first: key, values, finding."""
    bare = [each for invoice, each in books.invoiced if invoice.number is None]
    for key, values in _number_keys(books, bare):
        known = " ".join(map(quoted, (*books.report.settings.reference_keys, key)))
        text = msg("“{key}:” holds numbers such as {examples}", key=key, examples=_some(values))
        yield "reference-keys", known, text
        bare = [each for each in bare if key not in each.meta]
    for texts, found in (
        ([" ".join(sorted(each.txn.tags)) for each in bare], msg("tags")),
        ([each.txn.narration or "" for each in bare], msg("narrations")),
    ):
        pattern = pattern_of(texts)
        if pattern is None:
            continue
        examples = [match.group() for text in texts if (match := regex.search(pattern, text))]
        text = msg(
            "{place} contain numbers such as {examples}", place=found, examples=_some(examples)
        )
        yield "reference-pattern", quoted(pattern), text


def _some(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))[-_SHOWN:]


def _number_keys(books: Books, bare: Sequence[Entry]) -> Iterator[tuple[str, list[str]]]:
    """Unknown metadata keys that hold invoice numbers, with their values.

    The key's name says so, or payments have the same values. The value must be different on each
    invoice.
    """
    settings = books.report.settings
    known = {*settings.reference_keys, *settings.due_keys, "terms", "customer", "procedure"}
    values: dict[str, list[str]] = defaultdict(list)
    for each in bare:
        for key, value in each.meta.items():
            if key not in known and isinstance(value, str | int | Decimal) and _is_number(value):
                values[key].append(str(value))
    paid: dict[str, set[str]] = defaultdict(set)
    for each in books.postings:
        if each.number < 0:
            for key in values.keys() & each.meta.keys():
                paid[key].add(str(each.meta[key]))
    for key, found in sorted(values.items(), key=_likely):
        named = _is_named_number(key)
        shared = any(value in paid[key] for value in found)
        if (named or shared) and len(set(found)) == len(found) and 2 * len(found) > len(bare):
            yield key, found


def _is_named_number(key: str) -> bool:
    """Whether a key says that it holds a number: ``invoice-id`` does, ``import-id`` does not."""
    parts = set(parts_of(key))
    told = parts - words("technical")
    if not told or told == parts:
        return not words("number").isdisjoint(parts)
    return not (words("number") | words("document")).isdisjoint(told)


def _likely(pair: tuple[str, Sequence[str]]) -> tuple[bool, int]:
    """How likely a key holds the invoice's number: an identifier of some program less so."""
    key, found = pair
    return not words("technical").isdisjoint(parts_of(key)), -len(found)


def _is_number(value: object) -> bool:
    text = str(value).strip()
    return any(c.isdigit() for c in text) and len(text) <= _LONGEST and " " not in text


def pattern_of(texts: Sequence[str]) -> str | None:
    """A regular expression for the invoice numbers in most of the texts, or ``None``.

    The number must differ from text to text: a year, for example, is not an invoice number. The
    code in brackets before the text is one that hledger has a place for.
    """
    codes = [match["code"] for text in texts if (match := _CODE.match(text))]
    codes = [code for code in codes if _NO_CODE.fullmatch(code) is None]
    if 2 * len(codes) > len(texts) and _are_different(codes):
        return r"(?<=^\()[\w/.-]*[0-9][\w/.-]*(?=\))"
    tokens = [_tokens(text) for text in texts]
    shapes = Counter(shape for found in tokens for shape in {token.shape for token in found})
    for shape, count in sorted(shapes.items(), key=lambda pair: (-pair[1], -len(pair[0]))):
        if 2 * count <= len(texts):
            return None
        theirs = [next((t for t in found if t.shape == shape), None) for found in tokens]
        having = [token for token in theirs if token is not None]
        if not _are_different([token.text for token in having]):
            continue
        pattern = _pattern(shape, having)
        if pattern is not None:
            return pattern
    return None


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


def _pattern(shape: str, tokens: Sequence[_Token]) -> str | None:
    """A regular expression for a shape; ``None`` if it would match other numbers, too."""
    letters = re.match(r"[^\W\d_]*", shape)
    prefix = letters.group() if letters else ""
    no_numbers = (all(map(known, tokens)) for known in (_is_real_day, _is_instalment))
    if len(prefix) > _MOST_LETTERS or any(no_numbers):
        return None
    if prefix:
        return "".join(_literal(part) for part in re.split("(0)", shape) if part)
    runs = [[len(run) for run in _DIGITS.findall(token.text)] for token in tokens]
    shortest = [min(column) for column in zip(*runs, strict=True)]
    alone = len(shortest) == 1
    years = all((_YEAR.fullmatch if alone else _YEAR.match)(token.text) for token in tokens)
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
        if (word := _document_word(token.before)) is not None:
            ends[word] += 1
    if 2 * sum(ends.values()) <= total:
        return None
    return "|".join(re.escape(end).replace("\\ ", " ") for end in sorted(ends))
