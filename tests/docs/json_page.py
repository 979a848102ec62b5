"""Makes the schemas of the JSON and the pages about it: ``python -m tests.docs.json_page``.

The types are those of ``beancount_relance.exports.json_outputs``, and what each key means is in
``docs/schema/keys.csv``, in each language. This writes a schema for each command, and the pages
``docs/json.md`` and ``docs/json.fr.md``. A test compares them with what is there.
"""

from __future__ import annotations

import csv
import functools
import json
import sys
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beancount_relance.exports.json_data import VERSION
from beancount_relance.exports.json_outputs import OUTPUTS
from beancount_relance.exports.json_types import IsoDate

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "schema"
KEYS = FOLDER / "keys.csv"
DRAFT = "https://json-schema.org/draft/2020-12/schema"

_TYPES: Mapping[Any, str] = {str: "string", int: "integer", bool: "boolean", type(None): "null"}
_PATTERNS = {"day": r"^\d{4}-\d{2}-\d{2}$", "decimal": r"^-?\d+(\.\d+)?$"}
_KINDS = {
    "en": ("text", "number", "yes or no", "date", "decimal", "list of {}", "{} by name", "or null"),
    "fr": (
        "texte",
        "nombre",
        "oui ou non",
        "date",
        "décimal",
        "liste : {}",
        "{} par nom",
        "ou null",
    ),
}
_HEADS = {"en": "| key | type | meaning |", "fr": "| clé | type | sens |"}
_OPTIONAL = {"en": "not always there", "fr": "pas toujours présent"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page about the JSON, and what it says before the tables."""

    code: str
    name: str
    head: str
    rows: str


PAGES = (
    Page(
        "en",
        "json.md",
        """# The JSON of the command

[En français](json.fr.md)

With `--format json` (`-o json`) every command prints one JSON object. Other programs may rely on
it: within a `version`, keys may be added, but none is removed or renamed, and none changes its
meaning. Each command has a [schema](schema/), which is generated from the program's own types.

Dates are ISO (`2026-06-30`). Amounts, days with decimals and percentages are strings, so that no
program rounds them; counts are numbers. Sentences are in the language of `--language`, and all
other words are the same in every language. `file` and `line` say where something is in the
ledger. A key that is *not always there* is left out if it does not apply.
""",
        "## The rows",
    ),
    Page(
        "fr",
        "json.fr.md",
        """# Le JSON de la commande

[In English](json.md)

Avec `--format json` (`-o json`), chaque commande produit un objet JSON sur lequel d’autres
programmes peuvent compter : pour un même numéro de `version`, des clés peuvent s’ajouter, mais
aucune ne disparaît, ne change de nom ni de sens. Chaque commande a son [schéma](schema/), tiré
des types mêmes du programme.

Les dates sont au format ISO (`2026-06-30`). Les montants, les jours à décimales et les
pourcentages sont des chaînes, pour qu’aucun programme ne les arrondisse ; les effectifs sont des
nombres. Les phrases sont dans la langue de `--language`, les autres mots sont les mêmes dans
toutes les langues. `file` et `line` disent où se trouve la chose dans le grand livre. Une clé
*pas toujours présente* est omise quand elle est sans objet.
""",
        "## Les lignes",
    ),
)


def main() -> None:
    """Write the schemas and the pages."""
    for name, text in {**schemas(), **pages()}.items():
        (DOCS / name).write_text(text, encoding="utf-8")


@functools.cache
def schemas() -> Mapping[str, str]:
    """The schema of each command, by the name of its file."""
    return {
        f"schema/{command}.json": json.dumps(schema_of(command), ensure_ascii=False, indent=2)
        + "\n"
        for command in OUTPUTS
    }


def schema_of(command: str, *, strict: bool = False) -> dict[str, Any]:
    """The schema of a command's output; a strict one allows no other keys than it names."""
    outputs = OUTPUTS[command]
    rows = {row.__name__: _object(row, strict=strict) for row in _rows(outputs)}
    whole = [_object(output, strict=strict) for output in outputs]
    for each in whole:
        meaning = meanings("en")["", "version"]
        each["properties"] = {
            "version": {"const": VERSION, "description": meaning},
            **each["properties"],
        }
        each["required"] = ["version", *each["required"]]
    top = whole[0] if len(whole) == 1 else {"anyOf": whole}
    return {"$schema": DRAFT, "title": f"relance {command}", **top, "$defs": rows}


@functools.cache
def pages() -> Mapping[str, str]:
    """The pages, by the name of the file."""
    return {page.name: "\n".join(_lines(page)) + "\n" for page in PAGES}


@functools.cache
def meanings(code: str) -> Mapping[tuple[str, str], str]:
    """What keys mean, by type and key; a key without a type means the same in all others.

    A type without a key gives the title of the type.
    """
    with KEYS.open(encoding="utf-8", newline="") as file:
        return {(row["type"], row["key"]): row[code] for row in csv.DictReader(file)}


def meaning_of(owner: type, key: str, code: str) -> str:
    """What a key of a type means."""
    found = meanings(code)
    meaning = found.get((owner.__name__, key)) or found.get(("", key))
    if meaning is None:
        sys.exit(f"docs/schema/keys.csv does not say what {key} of {owner.__name__} means")
    return meaning


def fields(owner: type) -> Iterator[tuple[str, Any, bool]]:
    """The keys of a type, with their types, and whether they are always there."""
    hints = typing.get_type_hints(owner, include_extras=True)
    required: frozenset[str] = owner.__required_keys__  # type: ignore[attr-defined]
    # Keys of base classes may come in any order: those that are always there come first.
    for key, hint in sorted(hints.items(), key=lambda pair: pair[0] not in required):
        yield key, hint, key in required


def _object(owner: type, *, strict: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "object",
        "properties": {
            key: {**_schema(hint), "description": meaning_of(owner, key, "en")}
            for key, hint, _ in fields(owner)
        },
        "required": [key for key, _, always in fields(owner) if always],
    }
    return {**found, "additionalProperties": False} if strict else found


def _schema(hint: Any) -> dict[str, Any]:
    if typing.is_typeddict(hint):
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if hint in _TYPES:
        return {"type": _TYPES[hint]}
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return {"type": "string", "pattern": _PATTERNS[hint.__metadata__[0]]}
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1])}
    return {"anyOf": [_schema(each) for each in arguments]}


def _rows(outputs: Iterable[type]) -> list[type]:
    """The types of the rows in outputs, in the order in which they are met."""
    found: dict[type, None] = {}

    def walk(hint: Any) -> None:
        if typing.is_typeddict(hint):
            if hint not in found:
                found[hint] = None
                for _, inner, _ in fields(hint):
                    walk(inner)
            return
        for inner in typing.get_args(hint):
            walk(inner)

    for output in outputs:
        for _, hint, _ in fields(output):
            walk(hint)
    return list(found)


def _lines(page: Page) -> Iterator[str]:
    yield page.head
    for command, outputs in OUTPUTS.items():
        yield f"## `relance {command}`\n"
        yield f"[{command}.json](schema/{command}.json)\n"
        for output in outputs:
            when = meanings(page.code).get((output.__name__, ""))
            if when is not None and len(outputs) > 1:
                yield f"{when}\n"
            yield from _table(output, page.code)
    yield f"{page.rows}\n"
    every = [output for outputs in OUTPUTS.values() for output in outputs]
    for row in sorted(_rows(every), key=lambda each: meanings(page.code)[each.__name__, ""]):
        yield f"### {meanings(page.code)[row.__name__, '']}\n"
        yield from _table(row, page.code)


def _table(owner: type, code: str) -> Iterator[str]:
    yield _HEADS[code]
    yield "|---|---|---|"
    for key, hint, always in fields(owner):
        kind = _kind(hint, code) + ("" if always else f", *{_OPTIONAL[code]}*")
        yield f"| `{key}` | {kind} | {meaning_of(owner, key, code)} |"
    yield ""


def _kind(hint: Any, code: str) -> str:
    text, number, truth, day, decimal, listed, named, or_null = _KINDS[code]
    if typing.is_typeddict(hint):
        title = meanings(code)[hint.__name__, ""]
        return f"[{title.lower()}](#{_anchor(title)})"
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return day if hint == IsoDate else decimal
    if origin is list:
        return listed.format(_kind(arguments[0], code))
    if origin is dict:
        return named.format(_kind(arguments[1], code))
    if origin in (types.UnionType, typing.Union):
        return f"{_kind(arguments[0], code)} {or_null}"
    return {str: text, int: number, bool: truth}[hint]


def _anchor(title: str) -> str:
    return title.lower().replace("’", "").replace(" ", "-")


if __name__ == "__main__":
    main()
