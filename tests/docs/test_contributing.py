"""docs/contributing-how-to.md: each section is followed step by step in a copy of the project."""

from __future__ import annotations

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
COPIED = ("beancount_relance", "fava_extension", "docs", "tests", "pyproject.toml")
NOT_COPIED = shutil.ignore_patterns("__pycache__", "golden", "browser", "*.png")
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
    """A copy of the project to change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=NOT_COPIED)
            else:
                shutil.copy(ROOT / name, folder / name)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        text = self.read(name)
        assert text.count(old) == 1, (name, old)
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")

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


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "project")


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
    assert '"regime": "it-business"' in explained
    assert "D.Lgs. 231/2002, articles 4 and 5" in explained
    with books.open("a", encoding="utf-8") as file:
        file.write(
            '2026-05-17 note Assets:Clients:Rossi "sent" ^F1\n  relance: "reminder"\n'
            '2026-05-25 note Assets:Clients:Rossi "called" ^F1\n  relance: "call"\n'
        )
    cited = "(articles 4 to 6 of the Italian Legislative Decree 231/2002)"
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
