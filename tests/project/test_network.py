"""Claims 14 and 19 of docs/security.md, observed by the kernel: no process asks for a socket."""

from __future__ import annotations

import json
import platform
import signal
import sys
from pathlib import Path

import pytest

from tests.project.test_security import books
from tests.support.without_sockets import run_without_sockets

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="the filter is made of Linux's system calls",
)
if sys.platform == "linux":
    KILLED = -signal.SIGSYS
OWN = '2024-01-01 custom "relance" "templates" "own"\n'
ASKING = """
#let d = json(bytes(sys.inputs.data))
#let n = lower(d.letters.at(0).recipient.at(0)).replace(" ", "-")
"""


def _script(folder: Path, name: str, code: str) -> str:
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    return name


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('a.example', 80)",
        "import typst; typst.compile(b'#import \"@preview/cetz:0.3.4\"')",
    ],
)
def test_19_the_kernel_sees_whoever_asks_for_the_network(tmp_path: Path, code: str) -> None:
    """Otherwise the tests below would show nothing."""
    if "typst" in code:
        pytest.importorskip("typst")
    name = _script(tmp_path, "asking", code)
    assert run_without_sockets(name, folder=tmp_path).returncode == KILLED


RUNS = """
import contextlib, json, os, sys
from beancount_relance.cli import main
for folder, arguments in json.load(open("runs.json")):
    print("begins", folder, *arguments, file=sys.stderr, flush=True)
    os.chdir(folder)
    sys.argv = ["relance", *arguments]
    with contextlib.suppress(SystemExit):
        main()
"""


def _run_all(folder: Path, runs: list[tuple[Path, tuple[str, ...]]]) -> str:
    """Run commands one after the other without sockets, each in its folder; what they print."""
    (folder / "runs.json").write_text(json.dumps(runs, default=str), encoding="utf-8")
    done = run_without_sockets(_script(folder, "runs", RUNS), folder=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("begins ") == len(runs)
    return done.stderr


def test_19_no_command_asks_for_the_network(tmp_path: Path) -> None:
    ledger = str(books(tmp_path))
    commands = (
        ("actions", ledger),
        ("letter", ledger),
        ("letter", ledger, "--as", "eml", "--out", "out"),
        ("letter", ledger, "F1", "--as", "pdf", "--out", "out"),
        ("court-file", ledger, "Martin", "--out", "court"),
        ("record", ledger, "F1", "contact", "--text", "x"),
        ("calendar", ledger),
        ("init", ledger),
    )
    said = _run_all(tmp_path, [(tmp_path, arguments) for arguments in commands])
    assert "relance: " not in said
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert (tmp_path / "court").is_dir()
    assert '"x"' in (tmp_path / "main.beancount").read_text(encoding="utf-8")


def test_19_neither_does_the_page(tmp_path: Path) -> None:
    books(tmp_path)
    code = """
from pathlib import Path
from fava.application import create_app
client = create_app([Path("main.beancount").resolve()], load=True).test_client()
for view in ("", "?view=customer&customer=Martin", "download/F1.pdf"):
    assert client.get(f"/test/extension/Relance/{view}").status_code in (200, 404)
"""
    done = run_without_sockets(_script(tmp_path, "visit", code), folder=tmp_path)
    assert done.returncode == 0, done.stderr


def test_14_no_layout_asks_for_the_network(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    layouts = (
        '#import "@preview/cetz:0.3.4": *',
        ASKING + '#import "@preview/" + n + ":1.0.0"',
        ASKING + '#include "@local/" + n + ":1.0.0"',
        '#import "part.typ": *',
        '#dictionary(std).at("ev" + "al")("import \\"@preview/cetz:0.3.4\\"")',
        '#image("https://a.example/logo.png")',
        '#bibliography("https://a.example/x.bib")',
        '#link("https://a.example/")[Pay here]',
    )
    runs: list[tuple[Path, tuple[str, ...]]] = []
    for number, layout in enumerate(layouts):
        folder = tmp_path / str(number)
        own = folder / "own"
        own.mkdir(parents=True)
        (own / "letter.typ").write_text(layout, encoding="utf-8")
        (own / "part.typ").write_text('#import "@preview/cetz:0.3.4": *', encoding="utf-8")
        ledger = str(books(folder, OWN))
        runs.append((folder, ("letter", ledger, "F1", "--as", "pdf", "--out", "out")))
    assert "Traceback" not in _run_all(tmp_path, runs)
    printed = [bool(list((folder / "out").glob("*.pdf"))) for folder, _ in runs]
    assert printed == ["#link" in layout for layout in layouts]
