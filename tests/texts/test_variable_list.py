"""``docs/templates.md`` lists every variable of the templates; it must not drift from the code.

``UPDATE_DOCS=1 pytest tests/texts/test_variable_list.py`` writes the tables anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner

from beancount_relance.cli import cli
from beancount_relance.language.messages import Message, language
from beancount_relance.texts.contexts import ReminderContext
from beancount_relance.texts.correspondence.account_statement import StatementContext
from beancount_relance.texts.correspondence.agreements import PlanContext, SettlementContext
from beancount_relance.texts.correspondence.thanks import ThanksContext
from beancount_relance.texts.rendering.template_loader import BUILT_IN_TEMPLATES
from beancount_relance.texts.variable_list import context_of, template_names, variables_of
from beancount_relance.texts.writer import Writer
from tests.support.command import EXAMPLE
from tests.support.ledgers import report
from tests.texts.test_correspondence import ACCOUNT, PAID, PLAN
from tests.texts.test_texts import example

DOCS = Path(__file__).parents[2] / "docs" / "templates.md"
CONTEXTS = (ReminderContext, StatementContext, ThanksContext, PlanContext, SettlementContext)
LONGEST = 60
RARE = """
2024-01-01 custom "relance" "creditor"
  name: "Atelier Lumen SARL"
  country: "FR"
  website: "www.atelier-lumen.example"
2024-01-01 custom "relance" "cost" "order-for-payment" 108.47 EUR
  recoverable: 33.47 EUR
2024-01-01 custom "relance" "cost" "agency"
  share: 15
2024-01-01 custom "relance-stage" "standard" "legal"
  label: "Décision"
  signatory: "Paul Vasseur"
  signatory-title: "Directeur"
  kind: "business public"
  language: "fr en"
2024-01-01 open Assets:Clients:Alpha
  country: "FR"
  language: "fr"
  late-rate: "BCE + 10"
  regime: "fr-business"
  limitation: "1 year"
  pay-day: 5
2024-01-01 open Assets:Clients:Beta
2024-01-01 open Income:Ventes
2026-03-02 * "Alpha" "Trois suspensions" ^F1
  due: 2026-04-01
  Assets:Clients:Alpha   1000.00 EUR
  Income:Ventes
2026-03-02 * "Beta" "Trois suspensions" ^F2
  due: 2026-04-01
  Assets:Clients:Beta   1000.00 EUR
  Income:Ventes
2026-04-20 note Assets:Clients:Alpha "Requête déposée" ^F1
  relance: "filed"
2026-06-10 note Assets:Clients:Beta "Redressement" ^F2
  relance: "insolvency"
2026-03-05 * "Alpha" "Une applique" ^F3
  due: 2026-04-01
  Assets:Clients:Alpha   500.00 EUR
  Income:Ventes
2026-05-05 note Assets:Clients:Alpha "Sans pénalités si payé le 20" ^F3
  relance: "waiver"
  until: 2026-05-20
"""
for _stage, _day in zip(
    ("reminder", "call", "firm-letter", "formal-notice", "visit"), (4, 11, 18, 25, 28), strict=True
):
    RARE += f'2026-04-{_day:02} note Assets:Clients:Alpha "fait" ^F3\n  relance: "{_stage}"\n'


def contexts() -> Iterator[tuple[type, list[Any]]]:
    """The contexts that examples are taken from."""
    found = example("2026-06-30")
    writer = Writer(found)
    actions = [*found.actions, *found.agenda.upcoming]
    rare = report(RARE)
    rarely = Writer(rare)
    yield (
        ReminderContext,
        [
            *(writer.context(action) for action in actions),
            *(rarely.context(action) for action in rare.actions),
        ],
    )
    for kind, text, books in (
        (StatementContext, "statement", ACCOUNT),
        (ThanksContext, "thanks", PAID),
        (PlanContext, "plan", PLAN),
    ):
        other = report(books)
        yield kind, [Writer(other).compose(text, other.customer("Alpha")).context]


def values(thing: Any, path: list[str]) -> Iterator[Any]:
    """What a variable has in a context, in each item of a list."""
    if not path:
        yield thing
        return
    name, rest = path[0], path[1:]
    value = getattr(thing, name.removesuffix("[]"), None)
    for each in value or () if name.endswith("[]") else (value,):
        yield from values(each, rest)


def shown(value: object) -> str:
    if isinstance(value, msgspec.Struct) and not isinstance(value, Message):
        return ""
    if value is None or type(value) is tuple:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = language("en").show(value)
    text = " ".join(text.split()).replace("|", "\\|")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def sections() -> Iterator[str]:
    for kind, found in contexts():
        yield f"### {kind.__name__}\n\n| variable | type | example |\n|---|---|---|"
        for variable in variables_of(kind):
            if kind is not ReminderContext and variable.name.startswith(("creditor.", "customer.")):
                continue  # they are above
            path = variable.name.split(".")
            examples = (shown(value) for each in found for value in values(each, path))
            example_ = next((text for text in examples if text), "")
            yield f"| `{variable.name}` | {variable.type} | {example_} |"
        yield ""


def test_the_documentation_lists_every_variable() -> None:
    text = DOCS.read_text(encoding="utf-8")
    start = "<!-- written by tests/texts/test_variable_list.py -->\n"
    head, _, _ = text.partition(start)
    wanted = f"{head}{start}\n" + "\n".join(sections())
    if os.environ.get("UPDATE_DOCS"):
        DOCS.write_text(wanted, encoding="utf-8")
    assert wanted == DOCS.read_text(encoding="utf-8")


def test_a_template_uses_nothing_that_is_not_listed() -> None:
    known = {
        tuple(variable.name.replace("[]", "").split("."))[:2]
        for kind in CONTEXTS
        for variable in variables_of(kind)
    }
    for path in BUILT_IN_TEMPLATES.glob("*/*.j2"):
        source = path.read_text(encoding="utf-8")
        source = re.sub(r'"[^"]*"|\{#.*?#\}', "", source, flags=re.DOTALL)
        named = set(re.findall(r"\b(creditor|stage|plan|customer)\.(\w+)", source))
        assert named <= known, path


def test_the_list_of_the_command(tmp_path: Path) -> None:
    own = tmp_path / "fr"
    own.mkdir()
    (own / "reminder.j2").write_text("Objet\nTexte\n", encoding="utf-8")
    assert template_names(tmp_path)["fr/reminder.j2"] == own / "reminder.j2"
    assert context_of("thanks") is ThanksContext
    assert context_of("reminder") is ReminderContext
    done = CliRunner().invoke(cli, ["letter", str(EXAMPLE), "--list"])
    assert done.exit_code == 0, done.output
    for words in ("fr/formal-notice.consumer.j2", "items[].number  (text)", "sums[].balance"):
        assert words in done.output
