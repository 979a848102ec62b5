"""The package as others get it: what is in it, and that it works where nothing else is.

The wheel is made of the source distribution, as package indexes and distributions make it,
and installed into an environment that has what it requires and nothing more: links to
what this environment has of it, so that the tests need no network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PACKAGES = {"beancount_relance": "", "fava_relance": "fava_extension"}
BOOKS = """
plugin "beancount_relance"
2024-01-01 custom "fava-extension" "fava_relance"
2024-01-01 custom "relance" "as-of" 2026-06-30
2024-01-01 custom "relance" "creditor"
  name: "Atelier Lumen SARL"
  address: "14 rue des Fondeurs, 44000 Nantes"
2024-01-01 open Assets:Clients:Martin  EUR
  address: "3 place du Marché, 44000 Nantes"
2024-01-01 open Income:Sales  EUR
2026-05-14 * "Boulangerie Martin" "Sign" ^F1
  Assets:Clients:Martin  1200.00 EUR
  Income:Sales
"""
CLIENT = """
import datetime
from decimal import Decimal

from beancount import loader
from beancount_relance.report.report import build_report


def owed(path: str, as_of: datetime.date) -> dict[str, Decimal]:
    entries, _, options = loader.load_file(path)
    report = build_report(entries, options, as_of)
    return {item.invoice.reference: item.outstanding for item in report.open_items}
"""
WRONG = """
    for item in report.open_items:
        print(item.outstanding.no_such_thing, report.as_of + 1)
"""
PAGE = """
import re, sys
from fava.application import create_app
client = create_app([sys.argv[1]], load=True).test_client()
page = client.get("/beancount/extension/Relance/")
print(page.status_code, page.text)
paper = client.get(re.search('href="([^"]*form=pdf[^"]*)"', page.text)[1].replace("&amp;", "&"))
print(paper.status_code, paper.text)
"""


def build(source: Path, target: str, folder: Path) -> Path:
    """Make the ``sdist`` or the ``wheel`` of a source tree."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)  # noqa: S202 - it was built just now
    (source,) = folder.iterdir()
    return build(source, "wheel", tmp_path_factory.mktemp("wheel"))


def names(wheel: Path) -> set[str]:
    return {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}


def test_the_sdist_has_all_that_is_kept_in_git(sdist: Path) -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = [git, "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    kept = {name for name in done.stdout.splitlines() if (ROOT / name).exists()}
    with tarfile.open(sdist) as archive:
        held = {member.name.partition("/")[2] for member in archive if member.isfile()}
    assert held == kept | {"PKG-INFO"}


def test_the_wheel_has_both_packages_and_nothing_else(wheel: Path) -> None:
    wanted = {
        f"{package}/{path.relative_to(ROOT / parent / package).as_posix()}"
        for package, parent in PACKAGES.items()
        for path in (ROOT / parent / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    about = {name for name in names(wheel) if name.partition("/")[0].endswith(".dist-info")}
    assert names(wheel) - about == wanted
    assert {name.partition("/")[2] for name in about} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
    }


@pytest.mark.parametrize(
    "name",
    [
        "beancount_relance/py.typed",
        "beancount_relance/law/data/rates.csv",
        "beancount_relance/language/locale/fr.po",
        "beancount_relance/documents/letter.typ",
        "beancount_relance/texts/templates/fr/reminder.j2",
        "beancount_relance/texts/templates/en/reminder.j2",
        "fava_relance/Relance.js",
        "fava_relance/templates/Relance.html",
        "fava_relance/views/actions.py",
    ],
)
def test_the_wheel_has_what_is_no_python(name: str, wheel: Path) -> None:
    assert name in names(wheel)


class Installed:
    """The wheel in an environment with what it requires, with some extras, and nothing more.

    With ``core``, which has it already, it is linked from there.
    """

    def __init__(
        self, folder: Path, wheel: Path, *extras: str, core: Installed | None = None
    ) -> None:
        """Make it."""
        builder = venv.EnvBuilder(with_pip=False, symlinks=True)
        builder.create(folder)
        self.bin = folder / "bin"
        (self.site,) = (folder / "lib").glob("python*/site-packages")
        for needed in required(wheel, extras):
            link(needed, self.site)
        if core is not None:
            for path in core.site.iterdir():
                if not (self.site / path.name).exists():
                    (self.site / path.name).symlink_to(path)
            return
        pip = [sys.executable, "-m", "pip", "--python", str(self.bin / "python"), "install"]
        self.run(*pip, "--quiet", "--no-index", "--no-deps", str(wheel))

    def run(self, *command: str, status: int = 0) -> str:
        """What a command prints, on standard output and error; it must leave with ``status``."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(  # noqa: S603 - our own
            command,
            cwd=self.bin,  # nothing of this project is there to import
            env=env | {"PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    def python(self, *arguments: str, status: int = 0) -> str:
        """The same of its Python."""
        return self.run(str(self.bin / "python"), *arguments, status=status)

    def relance(self, *arguments: str, status: int = 0) -> str:
        """The same of the command ``relance``."""
        return self.run(str(self.bin / "relance"), *arguments, status=status)


def required(wheel: Path, extras: Iterable[str]) -> list[Distribution]:
    """The distributions that a wheel requires, and what they require in turn."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode("utf-8")
    header = metadata.partition("\n\n")[0].splitlines()
    stated = [line.partition(": ")[2] for line in header if line.startswith("Requires-Dist: ")]
    found: dict[str, Distribution] = {}
    waiting = list(applying(stated, extras))
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in found:
            found[name] = distribution(requirement.name)
            waiting += applying(found[name].requires or (), requirement.extras)
    return list(found.values())


def applying(stated: Iterable[str], extras: Iterable[str]) -> Iterator[Requirement]:
    """The requirements that hold here, with these extras."""
    for requirement in map(Requirement, stated):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def link(needed: Distribution, site: Path) -> None:
    """Link the files of a distribution into the folder ``site``.

    What an old pip installed lists the files of its source, and not where its metadata is.
    """
    assert needed.files is not None, needed.metadata["Name"]
    tops = {file.parts[0] for file in needed.files} - {"..", "__pycache__"}
    old = f"{needed.metadata['Name']}-{needed.version}*.egg-info"
    found = [Path(str(needed.locate_file(top))) for top in tops]
    found += Path(str(needed.locate_file(""))).glob(old)
    for path in found:
        if path.exists() and not (site / path.name).exists():
            (site / path.name).symlink_to(path)


@pytest.fixture(scope="module")
def core(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("core"), wheel)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("books") / "books.beancount"
    path.write_text(BOOKS, encoding="utf-8")
    return str(path)


def test_the_core_asks_for_no_more_than_it_requires(core: Installed) -> None:
    program = (
        "import importlib.util, sys;"
        "print([name for name in sys.argv[1:] if importlib.util.find_spec(name)])"
    )
    not_required = ("fava", "flask", "typst", "segno", "pytest", "tests")
    assert core.python("-c", program, *not_required, "click") == "['click']\n"
    pip = [sys.executable, "-m", "pip", "--python", str(core.bin / "python"), "check"]
    assert "No broken requirements found" in core.run(*pip)


def test_bean_check_without_fava(core: Installed, books: str) -> None:
    said = core.python("-m", "beancount.scripts.check", "--no-cache", books)
    assert "Martin: F1, €1,200.00 overdue since 2026-06-13 (17 days): first reminder" in said
    assert "rror" not in said


def test_the_command_without_fava(core: Installed, books: str) -> None:
    assert "first reminder" in core.relance("actions", books, "--language", "en")
    assert "première relance" in core.relance("actions", books, "--language", "fr")
    assert "books.beancount:11" in core.relance("explain", books, "F1")
    assert "1,200.00" in core.relance("letter", books, "F1", "--language", "en")


def test_pdf_without_typst_says_what_to_install(core: Installed, books: str) -> None:
    out = str(Path(books).parent)
    said = core.relance("letter", books, "F1", "--as", "pdf", "--out", out, status=3)
    assert "pip install 'beancount-relance[pdf]'" in said
    assert "Traceback" not in said


def test_the_page_without_fava_names_what_is_missing(core: Installed) -> None:
    assert "No module named 'fava'" in core.python("-c", "import fava_relance", status=1)


def test_the_page_without_typst(
    core: Installed, wheel: Path, books: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    served = Installed(tmp_path_factory.mktemp("fava"), wheel, "fava", core=core)
    said = served.python("-c", PAGE, books)
    assert "\n200 " in said  # after what the plugin warns of
    assert "F1" in said
    assert "pip install 'beancount-relance[pdf]'" in said.splitlines()[-1]


@pytest.mark.nightly  # mypy reads all of it; that py.typed is there is checked above
def test_the_types_are_seen_by_those_who_use_it(core: Installed, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "client.py").write_text(CLIENT, encoding="utf-8")
    wrong = CLIENT.replace("    return", f"{WRONG}    return")
    (tmp_path / "wrong.py").write_text(wrong, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--no-pretty"]
    interpreter = ["--python-executable", str(core.bin / "python")]
    said = core.run(*command, *interpreter, str(tmp_path), status=1)
    errors = [line.partition("wrong.py:")[2] for line in said.splitlines() if ": error: " in line]
    assert errors == [
        '14: error: "Decimal" has no attribute "no_such_thing"  [attr-defined]',
        '14: error: Unsupported operand types for + ("date" and "int")  [operator]',
    ]
