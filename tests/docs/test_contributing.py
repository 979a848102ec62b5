"""docs/contributing-how-to.md: its sections are followed step by step in a copy of the project.

One copy takes all of them, so what one adds must not disturb another. Only a new language has a
copy of its own, because most of its messages and texts are missing.
"""

from __future__ import annotations

import compileall
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import indent

import pytest

from tests.docs.forked import Interpreter
from tests.support.command import COMMAND as RELANCE
from tests.support.command import relance

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "contributing-how-to.md").read_text(encoding="utf-8")
COPIED = (
    "beancount_relance",
    "fava_extension",
    "example-ledger",
    "docs",
    "tests",
    "pyproject.toml",
)
NOT_COPIED = shutil.ignore_patterns("golden", "browser", "*.png")
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def section(title: str) -> str:
    """The section of that title."""
    (found,) = (part for part in TEXT.split("\n## ")[1:] if part.partition("\n")[0] == title)
    return found


def block(text: str, language: str) -> str:
    """The one block of code in that language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return str(found)


def blocks(text: str, language: str) -> list[str]:
    """The blocks of code in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


class Copy:
    """A copy of the project to change, with what Python compiled of it."""

    def __init__(self, folder: Path) -> None:
        for package in COPIED[:2]:  # each copy would have to otherwise
            compileall.compile_dir(ROOT / package, quiet=1)
        self.folder = folder
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=NOT_COPIED)
            else:
                shutil.copy2(ROOT / name, folder / name)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        with (self.folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        text = self.read(name)
        assert text.count(old) == 1, (name, old)
        self.write(name, text.replace(old, new))

    def insert(self, name: str, before: str, text: str) -> None:
        """Insert lines before a line that stands exactly once in a file, indented as that line."""
        depth = len(before) - len(before.lstrip())
        self.replace(name, f"\n{before}", f"\n{indent(text, ' ' * depth)}{before}")

    def interpreter(self) -> Interpreter:
        """A Python that imports from this copy."""
        return Interpreter(self.folder, (self.folder, self.folder / "fava_extension"))

    def pytest(self, *arguments: str, status: int = 0, **environment: str) -> str:
        """What pytest prints in the copy; it must leave with ``status``."""
        with self.interpreter() as python:
            return run_pytest(python, *arguments, status=status, **environment)


def run_pytest(python: Interpreter, *arguments: str, status: int = 0, **environment: str) -> str:
    """What pytest prints there; it must leave with ``status``."""
    done, out, err = python.run([*PYTEST, *arguments], {**ALONE, **environment})
    assert done == status, out + err
    return out


PAGE = """
import sys
from fava.application import create_app
client = create_app(sys.argv[2:], load=True, poll_watcher=True).test_client()
page = "/beancount/extension/Relance/" + sys.argv[1]
print(client.get(page, headers={"Accept-Language": "fr"}).text)
"""
PACKAGE = "beancount_relance/"
CATALOGUE = f"{PACKAGE}language/locale/fr.po"
HELP = f"{PACKAGE}cli/help/fr.csv"
LAW = f"{PACKAGE}law/data/"
LANGUAGE = f"{PACKAGE}language/"
POLICY = f"{PACKAGE}policy/"
HISTORY = f"{PACKAGE}history/"
REFERENCE = "docs/reference/"


def add_a_regime(copy: Copy) -> None:
    text = section("Add a regime")
    row, words = blocks(text, "csv")
    (before,) = re.findall(r"^eu-business,[A-Z ]+,", copy.read(f"{LAW}regimes.csv"), re.MULTILINE)
    after = block(text, "text").strip()
    assert {*before.split()} - {*after.split()} == {"PT"}
    copy.replace(f"{LAW}regimes.csv", f"\n{before}", f"\n{row}{after}")
    copy.append(f"{LAW}regime_words.csv", words)


def add_a_channel(copy: Copy) -> None:
    text = section("Add a channel")
    end = "    )\n}\n" + '"""The channels by name'
    row = indent(block(text, "python").rstrip() + ",\n", " " * 8)
    copy.replace(f"{POLICY}channels.py", end, row + end)
    copy.append(CATALOGUE, "\n" + block(text, "po"))
    end = "\n\nUne *fiche* est pour vous."
    copy.replace(f"{REFERENCE}ladder.fr.md", end, "\n" + block(text, "markdown").rstrip() + end)
    words = f"{PACKAGE}texts/templates/en/_email.j2"
    (old,) = re.findall(
        r"^\{% block closing %\}.*?^\{% endblock %\}\n", copy.read(words), re.DOTALL | re.MULTILINE
    )
    copy.replace(words, old, block(text, "jinja"))


def add_a_kind_of_note(copy: Copy) -> None:
    text = section("Add a kind of note")
    end = "    )\n}\n" + '"""All kinds'
    kind = indent(block(text, "python").rstrip() + ",\n", " " * 8)
    copy.replace(f"{HISTORY}note_kinds.py", end, kind + end)
    for words in blocks(text, "po"):
        copy.append(CATALOGUE, "\n" + words)
    copy.append(HELP, block(text, "csv"))
    row = block(text, "markdown")
    copy.insert(f"{REFERENCE}notes.fr.md", "| `transmission` | `handover` |", row)


def add_a_key_to_a_note(copy: Copy) -> None:
    text = section("Add a key to a note")
    takes, field = blocks(text, "text")
    end = "    )\n}\n" + '"""All metadata keys'
    key, instead = blocks(text, "python")
    key = indent(key.rstrip() + ",\n", " " * 8)
    copy.replace(f"{HISTORY}note_keys.py", end, key + end)
    meaning = 'but a look at the case now and then",\n'
    copy.replace(f"{HISTORY}note_kinds.py", meaning, meaning + indent(takes, " " * 4))
    last = "    agent: str | None = None\n"
    copy.replace(f"{HISTORY}note_details.py", last, last + indent(field, " " * 4))
    copy.append(CATALOGUE, "\n" + block(text, "po"))
    copy.append(HELP, block(text, "csv"))
    copy.insert(f"{PACKAGE}exports/anonymous.py", '    "agent": "A. ', instead)
    row = block(text, "markdown")
    old = row.replace("`numero-rg:`", "").replace("|  |", "| |")
    copy.replace(f"{REFERENCE}notes.fr.md", old, row)


def add_a_stage(copy: Copy) -> None:
    text = section("Add a stage")
    copy.insert(f"{POLICY}data/stages.csv", "standard,firm-letter,", block(text, "csv"))
    copy.insert(f"{POLICY}procedures.py", '    "firm-letter": msg("', block(text, "python"))
    copy.append(CATALOGUE, "\n" + block(text, "po"))
    for language, words in zip(("en", "fr"), blocks(text, "jinja"), strict=True):
        copy.write(f"{PACKAGE}texts/templates/{language}/second-reminder.j2", words)
    row, french = blocks(text, "markdown")
    copy.insert(f"{REFERENCE}ladder.md", "| `firm-letter` | 20 |", row)
    copy.insert(f"{REFERENCE}ladder.fr.md", "| `lettre-ferme` | `firm-letter` | 20 |", french)
    word, taught = blocks(text, "text")
    copy.append(f"{PACKAGE}values/data/french_words.csv", word)
    step = '        ("firm-letter", 20, "letter"'
    copy.insert("tests/policy/test_settings.py", step, taught)


def add_a_setting(copy: Copy) -> None:
    field, reader = blocks(section("Add a setting"), "python")
    copy.insert(f"{POLICY}settings.py", "    bean_check: str =", field)
    copy.insert(f"{POLICY}setting_directives.py", '    "part-payments": lambda', reader)
    used = f"{PACKAGE}texts/correspondence/thanks.py"
    old = "days=RECENT_DAYS"
    assert copy.read(used).count(old) == 2
    copy.write(used, copy.read(used).replace(old, "days=report.settings.thanks_days"))


def describe_the_setting(copy: Copy) -> None:
    row = block(section("Add a setting"), "markdown")
    copy.insert(f"{REFERENCE}settings.md", "| `bean-check` |", row)
    copy.insert(
        f"{POLICY}setting_directives.py",
        '    2024-01-01 custom "relance" "bean-check"',
        '2024-01-01 custom "relance" "thanks-days" 30\n',
    )


def add_an_export(copy: Copy) -> None:
    text = section("Add an export")
    copy.insert(
        f"{PACKAGE}exports/item_data.py",
        '        "account": invoice.account,',
        block(text, "python"),
    )
    copy.insert(
        f"{PACKAGE}exports/json_types.py",
        "    limitation_basis: str | None\n    regime: str | None\n    interest_table",
        block(text, "text"),
    )
    copy.append("docs/schema/keys.csv", block(text, "csv"))


def add_a_subcommand(copy: Copy) -> None:
    text = section("Add a subcommand")
    row, data, type_of_row, type_of_output, module = blocks(text, "python")
    copy.insert(
        f"{PACKAGE}cli/subcommands.py",
        '        Subcommand(\n            "doctor"',
        row.rstrip() + ",\n",
    )
    copy.write(f"{PACKAGE}exports/seller_data.py", data)
    copy.append(f"{PACKAGE}exports/json_figures.py", "\n\n" + type_of_row)
    outputs = f"{PACKAGE}exports/json_outputs.py"
    copy.insert(outputs, "OUTPUTS: Mapping", type_of_output + "\n\n")
    copy.insert(outputs, '    "sent": (SentOutput,),', block(text, "text"))
    copy.write(f"{PACKAGE}cli/commands/sellers.py", module)
    meanings, french = blocks(text, "csv")
    copy.append("docs/schema/keys.csv", meanings)
    copy.append(HELP, french)
    copy.append(CATALOGUE, "\n" + block(text, "po"))
    line, row = blocks(text, "markdown")
    copy.insert("docs/commands.md", "    relance init LEDGER", line.lstrip())
    copy.insert("docs/commands.fr.md", "| `recouvrement` | `recovery` |", row)


def add_a_view_to_the_page(copy: Copy) -> None:
    text = section("Add a view to the page")
    module, row = blocks(text, "python")
    page = "fava_extension/fava_relance/"
    copy.write(f"{page}views/largest.py", module)
    copy.write(f"{page}templates/_largest.html", block(text, "html"))
    views = f"{page}views/__init__.py"
    copy.insert(
        views,
        "from fava_relance.views.waiting import",
        "from fava_relance.views.largest import Largest\n",
    )
    end = '}\n"""All views by their name'
    copy.replace(views, end, indent(row, " " * 4) + end)
    copy.append(CATALOGUE, "\n" + block(text, "po"))
    copy.replace(
        "tests/fava/test_page.py", '"ageing", "figures")', '"ageing", "figures", "largest")'
    )


def add_a_legal_check(copy: Copy) -> None:
    text = section("Add a legal check")
    copy.insert(f"{POLICY}settings.py", '    "receivables",', block(text, "text"))
    end = "\n\n\ndef _expiry("
    code = indent(block(text, "python"), " " * 4).rstrip()
    copy.replace(f"{PACKAGE}claims/legal_checks.py", end, "\n" + code + end)
    copy.append(CATALOGUE, "\n" + block(text, "po"))


def describe_the_check(copy: Copy) -> None:
    row = block(section("Add a legal check"), "markdown")
    copy.insert(f"{REFERENCE}checks.md", "| [`limitation`](", row)


def add_a_template_variable(copy: Copy) -> None:
    text = section("Add a template variable")
    module = f"{PACKAGE}texts/reminder_items.py"
    copy.insert(module, "    supplied: str", block(text, "python"))
    copy.insert(module, "        supplied=what_was_supplied(", block(text, "text"))


def add_a_detail_of_the_creditor(copy: Copy) -> None:
    text = section("Add a detail of the creditor")
    field, reader = blocks(text, "python")
    copy.insert(f"{POLICY}creditor.py", "    window: str | None =", field)
    copy.insert(f"{POLICY}creditor.py", '    "window": lambda', reader)
    copy.append(f"{PACKAGE}texts/templates/en/_sender.j2", block(text, "jinja"))


def name_an_account(copy: Copy) -> None:
    name = block(section("Add a word for accounts"), "text")
    copy.append("tests/ledger/account_names.txt", "\n" + name)


def add_a_word_for_accounts(copy: Copy) -> None:
    words = block(section("Add a word for accounts"), "csv")
    copy.append(f"{PACKAGE}ledger/data/account_words.csv", words)


def update_a_rate(copy: Copy) -> None:
    text = section("Update a rate")
    rates, series = (f"{LAW}{name}.csv" for name in ("rates", "rate_series"))
    row, until = block(text, "csv"), block(text, "text").rstrip()
    name = row.partition(",")[0]
    last = [line for line in copy.read(rates).splitlines() if line.startswith(f"{name},")][-1]
    copy.replace(rates, f"\n{last}\n", f"\n{last}\n{row}")
    (before,) = re.findall(rf"^{name},\S+,,\d{{4}}-\d\d-\d\d", copy.read(series), re.MULTILINE)
    copy.replace(series, before, until)


STEPS = (
    add_a_regime,
    add_a_channel,
    add_a_kind_of_note,
    add_a_key_to_a_note,
    add_a_stage,
    add_a_setting,
    add_an_export,
    add_a_subcommand,
    add_a_view_to_the_page,
    add_a_legal_check,
    add_a_template_variable,
    add_a_detail_of_the_creditor,
    name_an_account,
    update_a_rate,
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy in which every section was followed, but for the words that tests ask for."""
    made = Copy(tmp_path_factory.mktemp("all") / "project")
    for follow in STEPS:
        follow(made)
    return made


@pytest.fixture(scope="module")
def missing(copy: Copy) -> str:
    """What pytest says as long as words are missing."""
    return copy.pytest(*REFERENCES, *ACCOUNTS, "-k", f"{LISTED} or {VERDICT}", status=1)


@pytest.fixture(scope="module")
def written(copy: Copy, missing: str) -> Copy:
    """The copy with those words, and with the tables that tests write."""
    assert missing
    describe_the_setting(copy)
    describe_the_check(copy)
    add_a_word_for_accounts(copy)
    copy.pytest(*WRITTEN, UPDATE_DOCS="1")
    with copy.interpreter() as python:
        done, out, err = python.run(SCHEMAS, {})
        assert done == 0, out + err
    return copy


@pytest.fixture(scope="module")
def python(written: Copy) -> Iterator[Interpreter]:
    """A Python that runs the finished copy."""
    with written.interpreter() as running:
        yield running


def named(title: str, pattern: str) -> list[str]:
    """The arguments of the command for pytest that the section names."""
    (found,) = re.findall(pattern, section(title), re.MULTILINE)
    return str(found).split()


UPDATES = r"^    UPDATE_DOCS=1 pytest (.+)$"
CHANNELS = named("Add a channel", UPDATES)
KINDS = named("Add a kind of note", UPDATES)
VARIABLES = named("Add a template variable", UPDATES)
REGIMES = named("Add a regime", r"`pytest (tests/law -k words)` checks")
TEXTS = named("Add a stage", r"`pytest (tests/texts/test_templates.py) \S+` checks")
SETTINGS = named("Add a setting", r"`pytest (tests/policy/test_settings.py)` checks")
CHECKS = named("Add a legal check", r"`pytest (tests/claims/test_legal_checks.py) \S+` checks")
ACCOUNTS = named("Add a word for accounts", r"`pytest (tests/ledger)` reads")
FACTS = named("Add a regime", UPDATES)
NAMES = named("Add a subcommand", UPDATES)
OUTPUTS = named("Add a subcommand", r"`pytest (tests/exports/test_json_outputs.py)` and")
COMMANDS = named("Add a subcommand", r"and `pytest ([^`]+)` check")
SCHEMAS = named("Add a subcommand", r"`python (-m tests.docs.json_page)` writes")
TABLES = (*CHANNELS, *KINDS, *VARIABLES[:1], *FACTS, *NAMES)
WRITTEN = (*TABLES, "-k", "reference or documentation or facts_of_the_tables")
CATALOGUE_TEST = "tests/project/test_catalogue.py"
OF_ALL = ("tests/docs/test_reference.py", "tests/project/test_house.py")
REFERENCES = (*SETTINGS, *CHECKS)
LISTED = "test_the_reference_and_the_docstring_list_every_setting or test_the_reference_lists"
ACCOUNT = "Fiachoiri"
VERDICT = "test_every_name_has_its_verdict"


def test_tests_ask_for_the_words(missing: str) -> None:
    failed = re.findall(r"^FAILED \S+::(\w+)", missing, re.MULTILINE)
    assert set(failed) == {
        "test_the_reference_and_the_docstring_list_every_setting",
        "test_the_reference_lists_every_check",
        VERDICT,
    }
    assert ACCOUNT in missing


@pytest.mark.nightly  # what each section leads to is tried below
def test_the_tests_that_the_sections_name_pass(python: Interpreter) -> None:
    whole = (*CHANNELS, *KINDS, *SETTINGS, CATALOGUE_TEST, "tests/history/added_note_kind.py")
    run_pytest(python, *whole)
    some = (*REGIMES[:1], *CHECKS, *ACCOUNTS, *VARIABLES[:1], *TEXTS, *OF_ALL)
    words = f"words or {LISTED} or {VERDICT} or documentation or every_word or module_is_long"
    run_pytest(python, *some, "-k", f"{words} or second or same_templates or two_regimes")


class Session:
    """The command and the page of the finished copy, with the ledger of a section."""

    def __init__(self, copy: Copy, python: Interpreter, title: str) -> None:
        self.books = copy.folder / "books.beancount"
        self.books.write_text(block(section(title), "beancount"), encoding="utf-8")
        self._python = python

    def relance(self, name: str, *arguments: str, status: int = 0) -> str:
        """What ``relance NAME BOOKS ARGUMENTS`` prints."""
        done, out, err = self._python.run([*RELANCE, name, str(self.books), *arguments], {})
        assert done == status, out + err
        return out

    def page(self, query: str) -> str:
        """The page, in French."""
        return self._python.run(["-c", PAGE, query, str(self.books)], {})[1]

    def append(self, text: str) -> None:
        with self.books.open("a", encoding="utf-8") as file:
            file.write(text)


Opener = Callable[[str], Session]


@pytest.fixture
def session(written: Copy, python: Interpreter) -> Opener:
    return lambda title: Session(written, python, title)


def test_add_a_regime(session: Opener) -> None:
    books = session("Add a regime")
    explained = books.relance("explain", "F1", "--format", "json")
    assert '"regime": "pt-business"' in explained
    assert "Decreto-Lei 62/2013, articles 4" in explained
    books.append(
        '2026-05-17 note Assets:Clients:Sousa "sent" ^F1\n  relance: "reminder"\n'
        '2026-05-25 note Assets:Clients:Sousa "sent" ^F1\n  relance: "second-reminder"\n'
        '2026-06-05 note Assets:Clients:Sousa "called" ^F1\n  relance: "call"\n'
    )
    cited = "(articles 4 and 7 of the Portuguese Decree-Law 62/2013)"
    assert cited in books.relance("letter")


def test_add_a_channel(session: Opener, written: Copy) -> None:
    books = session("Add a channel")
    row = '\n| `"whatsapp"` | `"whatsapp"` | `phone` | a message to copy |'
    assert row in written.read(f"{REFERENCE}ladder.md")
    assert "first reminder (WhatsApp)" in books.relance("actions")
    letter = books.relance("letter")
    assert "To: 02 61 91 10 88" in letter
    assert "\nThank you\n" in letter


def test_add_a_kind_of_note(session: Opener, written: Copy) -> None:
    books = session("Add a kind of note")
    row = "\n| `mediation` | a mediator talks to both sides;"
    assert row in written.read(f"{REFERENCE}notes.md")
    assert "waits until 2026-07-15: in mediation" in books.relance("explain", "F1")
    assert "un médiateur est saisi" in books.relance("record", "--help", "-l", "fr")


def test_add_a_key_to_a_note(session: Opener, written: Copy) -> None:
    books = session("Add a key to a note")
    assert named("Add a key to a note", UPDATES) == KINDS
    assert "now and then | `case:` |" in written.read(f"{REFERENCE}notes.md")
    (option,) = re.findall(
        r'(--case) "21-26-001234"$', section("Add a key to a note"), re.MULTILINE
    )
    books.relance("record", "F1", "filed", option, "21-26-001234")
    recorded = books.books.read_text(encoding="utf-8")
    assert '\n  relance: "filed"\n  case: "21-26-001234"\n' in recorded
    assert option in books.relance("record", "--help")
    assert "Le numéro d’affaire" in books.relance("record", "--help", "-l", "fr")
    assert "21-26-001234" not in books.relance("anonymise")
    books.relance("record", "F1", "hold", "--case", "1", status=3)
    books.append('2026-01-01 custom "fava-extension" "fava_relance"\n')
    shown = books.page("")
    assert 'id="relance-record-case"' in shown
    assert "affaire (facultatif)" in shown


def test_add_a_stage(session: Opener) -> None:
    books = session("Add a stage")
    assert "second reminder (e-mail)" in books.relance("actions")
    assert "Is anything wrong?" in books.relance("letter")


def test_add_a_setting(session: Opener) -> None:
    books = session("Add a setting")
    assert "F1" in books.relance("letter", "--text", "thanks")
    text = books.books.read_text(encoding="utf-8")
    assert text.count('"thanks-days" 120') == 1
    wrong = text.replace('"thanks-days" 120', '"thanks-days" "many"')
    books.books.write_text(wrong, encoding="utf-8")
    assert "thanks-days" in books.relance("check", "--format", "json", status=2)


def test_add_an_export(session: Opener) -> None:
    books = session("Add an export")
    assert '"seller": "Paul"' in books.relance("open", "--format", "json")
    head, row = books.relance("open", "--format", "csv").splitlines()
    assert dict(zip(head.split(","), row.split(","), strict=False))["seller"] == "Paul"


def test_add_a_subcommand(session: Opener, written: Copy, python: Interpreter) -> None:
    books = session("Add a subcommand")
    data = json.loads(books.relance("sellers", "--format", "json"))
    assert data["sellers"] == [
        {"seller": None, "currency": "EUR", "outstanding": "300.00"},
        {"seller": "Paul", "currency": "EUR", "outstanding": "1200.00"},
    ]
    head, *rows = books.relance("sellers", "--format", "csv").splitlines()
    assert (head, len(rows)) == ("seller,currency,outstanding", 2)
    shown = books.relance("sellers", "--language", "fr")
    assert "Postes ouverts par vendeur au 30/06/2026" in shown
    assert "Ce qui est ouvert, par vendeur." in books.relance("vendeurs", "--help")
    assert "  | `sellers` | `vendeurs` |  |\n" in written.read("docs/commands.md")
    words = "every_text_is_there or first_line or fits_into or described or every_command or pages"
    run_pytest(python, *OUTPUTS, *COMMANDS, "-k", words)


def test_add_a_view_to_the_page(session: Opener) -> None:
    shown = session("Add a view to the page").page("?view=largest")
    assert 'aria-current="page">Les plus gros</a>' in shown
    shown = shown.partition('id="relance-largest"')[2]
    assert 0 < shown.index("F2</a>") < shown.index("F1</a>")


def test_add_a_legal_check(session: Opener) -> None:
    books = session("Add a legal check")
    said = "F1: no law is known, so only the principal is claimed"
    assert said in books.relance("open")
    books.append('2026-01-01 custom "relance" "checks" "limitation" "terms"\n')
    assert said not in books.relance("open")


def test_add_a_template_variable(session: Opener, written: Copy) -> None:
    assert "\n| `items[].weeks_late` | whole number | " in written.read("docs/templates.md")
    assert "items[].weeks_late" in session("Add a stage").relance("letter", "--list")


def test_add_a_detail_of_the_creditor(session: Opener) -> None:
    letter = session("Add a detail of the creditor").relance("letter")
    assert "\nAPE 43.21A\n" in letter


def test_update_a_rate(session: Opener) -> None:
    books = session("Update a rate")
    before = relance("explain", books.books, "F1")  # by the project as it is
    assert before.returncode == 2, before.stderr  # a rate is missing
    assert "10.27%" not in before.stdout
    said = "from 2027-01-01 to 2027-01-31: 31 days at 10.27%"
    assert said in books.relance("explain", "F1")


def test_add_a_language(tmp_path: Path) -> None:
    copy = Copy(tmp_path / "project")
    text = section("Add a language")
    row, words = blocks(text, "csv")
    copy.append(f"{LANGUAGE}languages.csv", row)
    copy.append(f"{LAW}regime_words.csv", words)
    copy.write(f"{LANGUAGE}locale/it.po", block(text, "po"))
    templates = copy.folder / "beancount_relance" / "texts" / "templates" / "it"
    templates.mkdir()
    copy.write(f"{PACKAGE}texts/templates/it/reminder.j2", block(text, "jinja"))

    with copy.interpreter() as python:
        letter = Session(copy, python, "Add a language").relance("letter")
    assert "Sollecito – fattura F1" in letter
    assert "Al 1º giugno 2026 non ci risulta pervenuto il pagamento di 1.200,00" in letter
    copy.pytest("tests/language/added_language.py")

    named_tests = named("Add a language", r"`pytest (tests/project/test_catalogue.py \S+)` lists")
    listed = copy.pytest(*named_tests, "-k", "every_message or same_templates", status=1)
    assert "test_every_message_is_translated[it]" in listed
    assert "test_all_languages_have_the_same_templates" in listed
    assert "test_every_message_is_translated[fr]" not in listed
