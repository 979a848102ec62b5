"""The JSON of the command: every output is as its type says, and the documentation as the types."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from beancount_relance.cli.subcommands import SUBCOMMANDS
from beancount_relance.exports.json_outputs import OUTPUTS
from tests.docs.json_page import DOCS, KEYS, fields, meanings, pages, schemas
from tests.support.command import EXAMPLE, relance
from tests.support.json_schema import complaints_about

GOLDEN = Path(__file__).parents[1] / "golden"
LEDGERS = (
    "bad-data",
    "charge-of-a-bounced-cheque",
    "currencies-never-netted",
    "discount-taken",
    "dispute-of-a-part",
    "instalments",
    "interest-received",
    "interest-waived",
    "plan-missed",
    "unexplained-money",
)
COMMANDS = (
    ("actions",),
    ("ageing",),
    ("anonymise",),
    ("calendar",),
    ("check",),
    ("doctor",),
    ("exceptions",),
    ("explain",),
    ("explain", "bad-note"),
    ("forecast",),
    ("init",),
    ("items",),
    ("items", "--paid-late"),
    ("match",),
    ("record", "done", "--all", "--dry-run"),
    ("statements",),
    ("today",),
)
OF_SOMEBODY = (("entries", "--as", "interest"), ("letter",), ("recovery",))


def output(command: Sequence[str], *ledger: Path | str) -> Any:
    """What a command prints as JSON; it may find problems in the ledger."""
    done = relance(command[0], *ledger, *command[1:], "--format", "json")
    assert done.stdout.startswith("{"), (command, done.stderr)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ["example", *LEDGERS])
def test_every_output_is_as_its_type_says(name: str) -> None:
    """:func:`relance` itself compares what it prints with the schema, in all tests."""
    ledger = EXAMPLE if name == "example" else GOLDEN / name / "source.beancount"
    for command in COMMANDS:
        assert output(command, ledger)["version"] == 1
    customers = {row["customer"] for row in output(("items",), ledger)["items"]}
    for customer in sorted(customers)[:3]:
        for first, *more in OF_SOMEBODY:
            output((first, customer, *more), ledger)


def test_a_replay_and_a_comparison() -> None:
    """A week is enough, since each day is computed."""
    day = output(("items",), EXAMPLE)["as_of"]
    week_before = str(datetime.date.fromisoformat(day) - datetime.timedelta(days=7))
    assert output(("backtest", "--since", week_before), EXAMPLE)["last"] == day
    ledgers = [GOLDEN / name / "source.beancount" for name in LEDGERS[:2]]
    assert output(("diff", str(ledgers[1])), ledgers[0])["before"]


def test_outputs_of_what_was_written(tmp_path: Path) -> None:
    source = (GOLDEN / "instalments" / "source.beancount").read_text(encoding="utf-8")
    books = tmp_path / "books.beancount"
    books.write_text(source, encoding="utf-8")
    customer = output(("items",), books)["items"][0]["customer"]
    done = output(("record", customer, "contact", "--text", "Rang back"), books)
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(done), encoding="utf-8")
    assert output(("record", "--undo", str(receipt)), books)["status"] == "undone"
    assert books.read_text(encoding="utf-8") == source
    assert output(("today",), books, EXAMPLE)["ledgers"]
    files = output(("statements", "--as", "eml", "--out", str(tmp_path / "out")), books)
    assert "files" in files


def test_an_output_with_another_key_is_noticed() -> None:
    data = output(("match",), EXAMPLE)
    assert not complaints_about("match", data)
    assert complaints_about("match", {**data, "more": 1})
    assert complaints_about("match", {key: data[key] for key in ("version", "as_of")})
    assert complaints_about("match", {**data, "as_of": "30/06/2026"})


def test_every_command_has_a_type() -> None:
    assert set(OUTPUTS) == set(SUBCOMMANDS)


@pytest.mark.parametrize("name", [*schemas(), *pages()])
def test_schemas_and_pages_are_as_the_types_are(name: str) -> None:
    written = {**schemas(), **pages()}[name]
    assert (DOCS / name).read_text(encoding="utf-8") == written, (
        "run: python -m tests.docs.json_page"
    )


def test_no_meaning_is_left_over() -> None:
    types: dict[str, type] = {}

    def walk(hint: Any) -> None:
        if hasattr(hint, "__required_keys__"):
            types[hint.__name__] = hint
            for _, inner, _ in fields(hint):
                walk(inner)
        for inner in getattr(hint, "__args__", ()):
            walk(inner)

    for outputs in OUTPUTS.values():
        for each in outputs:
            walk(each)
    keys = {(name, key) for name, each in types.items() for key, _, _ in fields(each)}
    for owner, key in meanings("en"):
        if not owner:
            assert key == "version" or any(key == other for _, other in keys), key
        elif key:
            assert (owner, key) in keys
        else:
            assert owner in types
    assert KEYS.parent.joinpath("items.json").exists()
