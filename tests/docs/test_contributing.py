"""docs/contributing-how-to.md: each section is followed step by step in a copy of the project."""

from __future__ import annotations

import compileall
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

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
RELANCE = ("-c", "from beancount_relance.cli import main; main()")


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
        self.folder = folder
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=NOT_COPIED)
            else:
                shutil.copy2(ROOT / name, folder / name)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        text = self.read(name)
        assert text.count(old) == 1, (name, old)
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")

    def insert(self, name: str, before: str, text: str) -> None:
        """Insert lines before a line that stands exactly once in a file, indented as that line."""
        depth = len(before) - len(before.lstrip())
        self.replace(name, f"\n{before}", f"\n{indent(text, ' ' * depth)}{before}")

    def books(self, section: str) -> Path:
        """Write the ledger of a section into the copy, and return its path."""
        path = self.folder / "books.beancount"
        path.write_text(block(section, "beancount"), encoding="utf-8")
        return path

    def append(self, name: str, text: str) -> None:
        with (self.folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    def python(self, *arguments: str | Path, status: int = 0, **environment: str) -> str:
        """What Python prints when it runs the copy; it must leave with ``status``."""
        path = os.pathsep.join(map(str, (self.folder, self.folder / "fava_extension")))
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, *map(str, arguments)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def pytest(self, *arguments: str, status: int = 0, **environment: str) -> str:
        return self.python(
            "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, status=status, **environment
        )


@pytest.fixture(scope="module")
def compiled() -> None:
    """Compile the package once; each copy would have to otherwise."""
    for package in COPIED[:2]:
        compileall.compile_dir(ROOT / package, quiet=1)


@pytest.fixture
def copy(tmp_path: Path, compiled: None) -> Copy:  # noqa: ARG001
    return Copy(tmp_path / "project")


PAGE = """
import sys
from fava.application import create_app
client = create_app(sys.argv[2:], load=True, poll_watcher=True).test_client()
page = "/beancount/extension/Relance/" + sys.argv[1]
print(client.get(page, headers={"Accept-Language": "fr"}).text)
"""
CATALOGUE = "beancount_relance/language/locale/fr.po"
LAW = "beancount_relance/law/data/"
LANGUAGE = "beancount_relance/language/"


def test_add_a_language(copy: Copy) -> None:
    text = section("Add a language")
    row, words = blocks(text, "csv")
    copy.append(f"{LANGUAGE}languages.csv", row)
    copy.append(f"{LAW}regime_words.csv", words)
    (copy.folder / LANGUAGE / "locale" / "it.po").write_text(block(text, "po"), encoding="utf-8")
    templates = copy.folder / "beancount_relance" / "texts" / "templates" / "it"
    templates.mkdir()
    (templates / "reminder.j2").write_text(block(text, "jinja"), encoding="utf-8")

    books = copy.folder / "books.beancount"
    books.write_text(block(text, "beancount"), encoding="utf-8")
    letter = copy.python(*RELANCE, "letter", books)
    assert "Sollecito – fattura F1" in letter
    assert "Al 1º giugno 2026 non ci risulta pervenuto il pagamento di 1.200,00" in letter
    copy.pytest("tests/language/added_language.py")

    (command,) = re.findall(r"`pytest (tests/project/test_catalogue.py \S+)` lists", text)
    listed = copy.pytest(*command.split(), "-k", "every_message or same_templates", status=1)
    assert "test_every_message_is_translated[it]" in listed
    assert "test_all_languages_have_the_same_templates" in listed
    assert "test_every_message_is_translated[fr]" not in listed


def test_add_a_regime(copy: Copy) -> None:
    text = section("Add a regime")
    row, words = blocks(text, "csv")
    copy.replace(f"{LAW}regimes.csv", "\neu-business,", f"\n{row}eu-business,")
    copy.append(f"{LAW}regime_words.csv", words)
    (command,) = re.findall(r"`pytest (tests/law -k words)`", text)
    copy.pytest(*command.split())

    books = copy.folder / "books.beancount"
    books.write_text(block(text, "beancount"), encoding="utf-8")
    explained = copy.python(*RELANCE, "explain", books, "F1", "--format", "json")
    assert '"regime": "pt-business"' in explained
    assert "Decreto-Lei 62/2013, articles 4" in explained
    with books.open("a", encoding="utf-8") as file:
        file.write(
            '2026-05-17 note Assets:Clients:Sousa "sent" ^F1\n  relance: "reminder"\n'
            '2026-05-25 note Assets:Clients:Sousa "called" ^F1\n  relance: "call"\n'
        )
    cited = "(articles 4 and 7 of the Portuguese Decree-Law 62/2013)"
    assert cited in copy.python(*RELANCE, "letter", books)


def test_add_a_channel(copy: Copy) -> None:
    text = section("Add a channel")
    package = "beancount_relance/"
    end = "    )\n}\n" + '"""The channels by name'
    row = indent(block(text, "python").rstrip() + ",\n", " " * 8)
    copy.replace(f"{package}policy/channels.py", end, row + end)
    copy.append(f"{package}language/locale/fr.po", "\n" + block(text, "po"))
    words = f"{package}texts/templates/en/_email.j2"
    (old,) = re.findall(
        r"^\{% block closing %\}.*?^\{% endblock %\}\n", copy.read(words), re.DOTALL | re.MULTILINE
    )
    copy.replace(words, old, block(text, "jinja"))

    (command,) = re.findall(r"^    UPDATE_DOCS=1 pytest (\S+)$", text, re.MULTILINE)
    copy.pytest(command, UPDATE_DOCS="1")
    assert '\n| `"whatsapp"` | `"whatsapp"` | `phone` | a message to copy |' in copy.read(
        "docs/reference.md"
    )
    copy.pytest(command, "tests/project/test_catalogue.py")

    books = copy.folder / "books.beancount"
    books.write_text(block(text, "beancount"), encoding="utf-8")
    assert "first reminder (WhatsApp)" in copy.python(*RELANCE, "actions", books)
    letter = copy.python(*RELANCE, "letter", books)
    assert "To: 02 61 91 10 88" in letter
    assert "\nThank you\n" in letter


def test_add_a_kind_of_note(copy: Copy) -> None:
    text = section("Add a kind of note")
    end = "    )\n}\n" + '"""All kinds'
    kind = indent(block(text, "python").rstrip() + ",\n", " " * 8)
    copy.replace("beancount_relance/history/note_kinds.py", end, kind + end)
    copy.append("beancount_relance/language/locale/fr.po", "\n" + block(text, "po"))

    (command,) = re.findall(r"^    UPDATE_DOCS=1 pytest (\S+)$", text, re.MULTILINE)
    copy.pytest(command, UPDATE_DOCS="1")
    assert "\n| `mediation` | a mediator talks to both sides;" in copy.read("docs/reference.md")
    copy.pytest(command, "tests/project/test_catalogue.py", "tests/history/added_note_kind.py")

    books = copy.folder / "books.beancount"
    books.write_text(block(text, "beancount"), encoding="utf-8")
    explained = copy.python(*RELANCE, "explain", books, "F1")
    assert "waits until 2026-07-15: in mediation" in explained


def test_add_a_stage(copy: Copy) -> None:
    text = section("Add a stage")
    package = "beancount_relance/"
    copy.insert(f"{package}policy/data/stages.csv", "standard,firm-letter,", block(text, "csv"))
    copy.insert(f"{package}policy/procedures.py", '    "firm-letter": msg("', block(text, "python"))
    copy.append(CATALOGUE, "\n" + block(text, "po"))
    for language, words in zip(("en", "fr"), blocks(text, "jinja"), strict=True):
        name = f"{package}texts/templates/{language}/second-reminder.j2"
        (copy.folder / name).write_text(words, encoding="utf-8")

    books = copy.books(text)
    assert "second reminder (e-mail)" in copy.python(*RELANCE, "actions", books)
    assert "Is anything wrong?" in copy.python(*RELANCE, "letter", books)
    (command,) = re.findall(r"`pytest (tests/texts/test_templates.py \S+)` checks", text)
    copy.pytest(*command.split(), "-k", "second or every_message or same_templates")


def test_add_a_setting(copy: Copy) -> None:
    text = section("Add a setting")
    field, reader = blocks(text, "python")
    policy = "beancount_relance/policy/"
    copy.insert(f"{policy}settings.py", "    bean_check: str =", field)
    copy.insert(f"{policy}setting_directives.py", '    "part-payments": lambda', reader)
    texts = copy.folder / "beancount_relance" / "texts" / "thanks.py"
    old = "days=RECENT_DAYS"
    assert texts.read_text(encoding="utf-8").count(old) == 2
    changed = texts.read_text(encoding="utf-8").replace(old, "days=report.settings.thanks_days")
    texts.write_text(changed, encoding="utf-8")

    (command,) = re.findall(r"`pytest (tests/policy/test_settings.py)` checks", text)
    reference = "test_the_reference_and_the_docstring_list_every_setting"
    assert reference in copy.pytest(command, status=1)
    copy.insert("docs/reference.md", "| `bean-check` |", block(text, "markdown"))
    copy.insert(
        f"{policy}setting_directives.py",
        '    2024-01-01 custom "relance" "bean-check"',
        '2024-01-01 custom "relance" "thanks-days" 30\n',
    )
    copy.pytest(command)

    books = copy.books(text)
    thanks = (*RELANCE, "letter", books, "--text", "thanks")
    assert "F1" in copy.python(*thanks)
    copy.replace("books.beancount", '"thanks-days" 120', '"thanks-days" "many"')
    assert "thanks-days" in copy.python(*RELANCE, "check", books, "--format", "json", status=2)


def test_add_an_export(copy: Copy) -> None:
    text = section("Add an export")
    copy.insert(
        "beancount_relance/exports/item_data.py",
        '        "account": invoice.account,',
        block(text, "python"),
    )
    books = copy.books(text)
    assert '"seller": "Paul"' in copy.python(*RELANCE, "open", books, "--format", "json")
    head, row = copy.python(*RELANCE, "open", books, "--format", "csv").splitlines()
    assert dict(zip(head.split(","), row.split(","), strict=False))["seller"] == "Paul"


def test_add_a_view_to_the_page(copy: Copy) -> None:
    text = section("Add a view to the page")
    module, row = blocks(text, "python")
    page = "fava_extension/fava_relance/"
    (copy.folder / page / "views" / "largest.py").write_text(module, encoding="utf-8")
    (copy.folder / page / "templates" / "_largest.html").write_text(
        block(text, "html"), encoding="utf-8"
    )
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
    books = copy.books(text)
    shown = copy.python("-c", PAGE, "?view=largest", books)
    assert 'aria-current="page">Les plus gros</a>' in shown
    shown = shown.partition('id="relance-largest"')[2]
    assert 0 < shown.index("F2</a>") < shown.index("F1</a>")


def test_add_a_legal_check(copy: Copy) -> None:
    text = section("Add a legal check")
    name, code = block(text, "text"), block(text, "python")
    copy.insert("beancount_relance/policy/settings.py", '    "receivables",', name)
    module = "beancount_relance/claims/legal_checks.py"
    end = "\n\n\ndef _expiry("
    copy.replace(module, end, "\n" + indent(code, " " * 4).rstrip() + end)
    copy.append(CATALOGUE, "\n" + block(text, "po"))

    command = "tests/claims/test_legal_checks.py", "tests/project/test_catalogue.py"
    assert f"`pytest {' '.join(command)}` checks" in text
    assert "test_the_reference_lists_every_check" in copy.pytest(*command, status=1)
    copy.insert("docs/reference.md", "| [`limitation`](", block(text, "markdown"))
    copy.pytest(*command, "-k", "reference or translated or typography")

    books = copy.books(text)
    said = "F1: no law is known, so only the principal is claimed"
    assert said in copy.python(*RELANCE, "open", books)
    with books.open("a", encoding="utf-8") as file:
        file.write('2026-01-01 custom "relance" "checks" "limitation" "terms"\n')
    assert said not in copy.python(*RELANCE, "open", books)


def test_add_a_template_variable(copy: Copy) -> None:
    text = section("Add a template variable")
    field, value = block(text, "python"), block(text, "text")
    module = "beancount_relance/texts/items.py"
    copy.insert(module, "    supplied: str", field)
    copy.insert(module, "        supplied=what_was_supplied(", value)
    (command,) = re.findall(r"^    UPDATE_DOCS=1 pytest (.+)$", text, re.MULTILINE)
    copy.pytest(*command.split(), UPDATE_DOCS="1")
    assert "\n| `items[].weeks_late` | whole number | " in copy.read("docs/templates.md")
    books = copy.folder / "books.beancount"
    books.write_text("", encoding="utf-8")
    assert "items[].weeks_late" in copy.python(*RELANCE, "letter", books, "--list")


def test_add_a_detail_of_the_creditor(copy: Copy) -> None:
    text = section("Add a detail of the creditor")
    field, reader = blocks(text, "python")
    module = "beancount_relance/policy/creditor.py"
    copy.insert(module, "    window: str | None =", field)
    copy.insert(module, '    "window": lambda', reader)
    copy.append("beancount_relance/texts/templates/en/_sender.j2", block(text, "jinja"))
    assert "\nAPE 43.21A\n" in copy.python(*RELANCE, "letter", copy.books(text))


def test_add_a_word_for_accounts(copy: Copy) -> None:
    text = section("Add a word for accounts")
    words = "beancount_relance/ledger/data/account_words.csv"
    copy.append("tests/ledger/account_names.txt", "\n" + block(text, "text"))
    (command,) = re.findall(r"`pytest (tests/ledger)` reads", text)
    names = ("-k", "Fiachoiri")
    copy.pytest(command, *names, status=1)
    copy.append(words, block(text, "csv"))
    copy.pytest(command, *names)


def test_add_a_key_to_a_note(copy: Copy) -> None:
    text = section("Add a key to a note")
    takes, field = blocks(text, "text")
    kinds = "beancount_relance/history/note_kinds.py"
    end = "    )\n}\n" + '"""All metadata keys'
    copy.replace(
        "beancount_relance/history/note_keys.py",
        end,
        indent(block(text, "python").rstrip() + ",\n", " " * 8) + end,
    )
    meaning = 'but a look at the case now and then",\n'
    copy.replace(kinds, meaning, meaning + indent(takes, " " * 4))
    module = "beancount_relance/history/note_details.py"
    last = "    agent: str | None = None\n"
    copy.replace(module, last, last + indent(field, " " * 4))
    copy.append(CATALOGUE, "\n" + block(text, "po"))

    (command,) = re.findall(r"^    UPDATE_DOCS=1 pytest (\S+)$", text, re.MULTILINE)
    copy.pytest(command, UPDATE_DOCS="1")
    assert "now and then | `case:` |" in copy.read("docs/reference.md")
    copy.pytest(command, "tests/project/test_catalogue.py")

    books = copy.books(text)
    (option,) = re.findall(r'(--case) "21-26-001234"$', text, re.MULTILINE)
    copy.python(*RELANCE, "record", books, "F1", "filed", option, "21-26-001234")
    assert '\n  relance: "filed"\n  case: "21-26-001234"\n' in books.read_text(encoding="utf-8")
    assert option in copy.python(*RELANCE, "record", "--help")
    copy.python(*RELANCE, "record", books, "F1", "hold", "--case", "1", status=3)
    copy.append("books.beancount", '2026-01-01 custom "fava-extension" "fava_relance"\n')
    shown = copy.python("-c", PAGE, "", books)
    assert 'id="relance-record-case"' in shown
    assert "affaire (facultatif)" in shown


def test_update_a_rate(copy: Copy) -> None:
    text = section("Update a rate")
    books = copy.books(text)
    rates, series = (f"beancount_relance/law/data/{name}.csv" for name in ("rates", "rate_series"))
    explain = (*RELANCE, "explain", books, "F1")
    assert "10.27%" not in copy.python(*explain, status=2)  # 2: a rate is missing

    row, until = block(text, "csv"), block(text, "text").rstrip()
    name = row.partition(",")[0]
    last = [line for line in copy.read(rates).splitlines() if line.startswith(f"{name},")][-1]
    copy.replace(rates, f"\n{last}\n", f"\n{last}\n{row}")
    (before,) = re.findall(rf"^{name},\S+,,\d{{4}}-\d\d-\d\d", copy.read(series), re.MULTILINE)
    copy.replace(series, before, until)

    assert "from 2027-01-01 to 2027-01-31: 31 days at 10.27%" in copy.python(*explain)
