"""Every table of the package is read: each file, each column, and what its rows refer to."""

from __future__ import annotations

import ast
import csv
import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.text import plain
from beancount_relance.policy.apparent_kind import parts_of
from beancount_relance.values.clues.counted_numbers import folded
from beancount_relance.values.numbers.known_numbers import unaccented

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "beancount_relance"
TABLES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.csv"))
LAW = "law/data/"
OWED = "values/data/owed_words.csv"
PROVENANCE = {"checked", "source", "sources", "confidence", "plugin"}
"""The columns for those who keep a table: where a fact is from, and when it was looked up."""


@functools.cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    with (PACKAGE / table).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def values(table: str, column: str) -> set[str]:
    """The values of a column; several in a cell are separated by spaces."""
    return {value for row in rows(table) for value in row[column].split()}


@functools.cache
def names_in(module: Path) -> frozenset[str]:
    """The strings that a module contains, and the fields of its classes."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return frozenset(found)


def modules() -> Iterator[Path]:
    yield from PACKAGE.rglob("*.py")


@functools.cache
def words() -> frozenset[str]:
    """The words of the code, of the page and of the templates."""
    page = ROOT / "fava_extension" / "fava_relance"
    paths = [*modules(), *PACKAGE.rglob("*.j2"), *page.rglob("*.py"), *page.rglob("*.html")]
    return frozenset(re.findall(r"\w+", "\n".join(path.read_text("utf-8") for path in paths)))


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_read_and_every_column_of_it(table: str) -> None:
    path = PACKAGE / table
    if path.parent.name == "help":  # its name is that of a language
        assert path.stem in LANGUAGES
        readers = [PACKAGE / "cli" / "help_texts.py"]
    else:
        readers = [module for module in modules() if path.name in names_in(module)]
    assert readers, "no module reads it"
    packages = {PACKAGE / module.relative_to(PACKAGE).parts[0] for module in readers}
    read = frozenset().union(
        *(names_in(each) for folder in packages for each in folder.rglob("*.py"))
    )
    assert {*rows(table)[0]} - PROVENANCE - read == set()


@pytest.mark.parametrize("table", TABLES)
def test_no_row_stands_twice_and_no_column_is_empty(table: str) -> None:
    assert len({tuple(row.values()) for row in rows(table)}) == len(rows(table))
    filled = {name for row in rows(table) for name, value in row.items() if value}
    assert {*rows(table)[0]} - PROVENANCE - filled == set()


SAME = (
    (f"{LAW}rates.csv", "series", f"{LAW}rate_series.csv", "series"),
    (f"{LAW}regime_words.csv", "regime", f"{LAW}regimes.csv", "regime"),
    (f"{LAW}recovery_words.csv", "note", f"{LAW}recovery_notes.csv", "note"),
    ("policy/data/country_words.csv", "country", "policy/data/countries.csv", "country"),
)
"""Columns with the same values: a row of either table without one in the other is dead."""

KNOWN = (
    (f"{LAW}regimes.csv", "series", f"{LAW}rate_series.csv", "series"),
    (f"{LAW}recovery_time_limits.csv", "routes", f"{LAW}recovery_options.csv", "route"),
    (f"{LAW}recovery_notes.csv", "routes", f"{LAW}recovery_options.csv", "route"),
    (f"{LAW}territories.csv", "country", f"{LAW}recovery_options.csv", "debtors"),
    ("language/regional_words.csv", "country", "language/regions.csv", "country"),
)
"""Columns whose values are among those of another."""


@pytest.mark.parametrize(("table", "column", "other", "named"), SAME)
def test_two_tables_are_about_the_same(table: str, column: str, other: str, named: str) -> None:
    assert values(table, column) == values(other, named)


@pytest.mark.parametrize(("table", "column", "other", "named"), KNOWN)
def test_a_table_refers_to_rows_of_another(table: str, column: str, other: str, named: str) -> None:
    assert values(table, column) <= values(other, named)


def test_every_rate_series_is_one_of_a_law() -> None:
    legal = {row["series"] for row in rows(f"{LAW}rate_series.csv") if row["legal_in"]}
    assert (
        values(f"{LAW}rate_series.csv", "series") == values(f"{LAW}regimes.csv", "series") | legal
    )


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (f"{LAW}regime_words.csv", "phrase"),
        ("policy/data/country_words.csv", "phrase"),
        (f"{LAW}duties.csv", "duty"),
        (f"{LAW}recovery_notes.csv", "topic"),
        (f"{LAW}recovery_time_limits.csv", "step"),
        (f"{LAW}time_limits.csv", "limit"),
        (f"{LAW}rights.csv", "right"),
        ("ledger/data/account_words.csv", "role"),
        ("ledger/data/charts.csv", "role"),
        ("policy/data/due_key_words.csv", "kind"),
        ("policy/data/kind_words.csv", "kind"),
        ("policy/data/kind_words.csv", "where"),
        ("policy/data/name_words.csv", "kind"),
        ("policy/data/stages.csv", "channel"),
        ("survey/data/metadata_words.csv", "kind"),
        ("values/data/french_words.csv", "use"),
        ("values/data/words_before_numbers.csv", "kind"),
    ],
)
def test_what_rows_are_for_is_named_in_the_code(table: str, column: str) -> None:
    names = {part for value in values(table, column) for part in value.split("-")}
    assert names - words() == set()


OF_LEDGERS = (
    "ledger/data/closing_words.csv",
    "ledger/data/account_words.csv",
    "policy/data/behalf_words.csv",
    "policy/data/due_key_words.csv",
    "policy/data/kind_words.csv",
    "survey/data/country_signs.csv",
    "survey/data/metadata_words.csv",
)
"""Tables of words that people write, in more languages than we answer in."""


@pytest.mark.parametrize("table", [each for each in TABLES if "language" in rows(each)[0]])
def test_rows_are_in_a_language_of_the_texts(table: str) -> None:
    if table not in OF_LEDGERS:
        assert values(table, "language") <= {*LANGUAGES, "*"}


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("language/regional_words.csv", ("language", "country", "word")),
        ("language/regions.csv", ("language", "country")),
        ("language/subunits.csv", ("currency", "language")),
        (f"{LAW}rates.csv", ("series", "from")),
        (f"{LAW}recovery_words.csv", ("note", "language")),
        (f"{LAW}regime_words.csv", ("regime", "language", "phrase")),
        (f"{LAW}traders.csv", ("word",)),
        ("ledger/data/ignored_links.csv", ("pattern",)),
        ("policy/data/country_words.csv", ("country", "language", "phrase")),
        ("policy/data/kind_words.csv", ("kind", "language", "where", "words")),
        ("policy/data/legal_forms.csv", ("form",)),
        ("policy/data/name_words.csv", ("word", "kind")),
        ("policy/data/stages.csv", ("procedure", "stage")),
        ("values/data/french_words.csv", ("use", "english")),
    ],
)
def test_no_row_hides_another(table: str, key: tuple[str, ...]) -> None:
    keys = [tuple(row[column] for column in key) for row in rows(table)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("table", "column", "separator", "as_compared"),
    [
        ("policy/data/due_key_words.csv", "words", " ", plain),
        ("policy/data/kind_words.csv", "words", ", ", parts_of),
        ("survey/data/country_signs.csv", "words", " ", plain),
        ("survey/data/metadata_words.csv", "words", " ", plain),
        ("values/data/counted_words.csv", "words", " ", folded),
        ("values/data/entry_words.csv", "words", " ", folded),
        ("values/data/filler_words.csv", "words", " ", folded),
        ("values/data/number_words.csv", "words", " ", folded),
        ("values/data/terms_words.csv", "phrases", "; ", unaccented),
        ("values/data/words_before_numbers.csv", "words", " ", folded),
    ],
)
def test_no_word_of_a_row_is_another_as_texts_are_compared(
    table: str, column: str, separator: str, as_compared: Callable[[str], object]
) -> None:
    for row in rows(table):
        found = [str(as_compared(word)) for word in row[column].split(separator)]
        assert sorted(set(found)) == sorted(found), row


def test_no_phrase_for_what_is_owed_has_another_in_it() -> None:
    for kind in ("balance", "outlay"):
        phrases = [f" {folded(row['words'])} " for row in rows(OWED) if row["kind"] == kind]
        assert [one for one in phrases for other in phrases if one != other and other in one] == []
