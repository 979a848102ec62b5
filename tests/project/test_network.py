"""Claims 14 and 19 of docs/security.md, observed by the kernel: no process asks for a socket."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    "arguments",
    [
        ("actions",),
        ("letter",),
        ("letter", "--as", "eml", "--out", "out"),
        ("letter", "--as", "pdf", "--out", "out"),
        ("court-file", "Martin", "--out", "out"),
        ("record", "F1", "contact", "--text", "x"),
        ("calendar",),
        ("init",),
    ],
)
def test_19_no_command_asks_for_the_network(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    command, *more = arguments
    ledger = books(tmp_path)
    done = run_without_sockets("beancount_relance", command, ledger, *more, folder=tmp_path)
    assert done.returncode == 0, done.stderr


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


@pytest.mark.parametrize(
    "layout",
    [
        '#import "@preview/cetz:0.3.4": *',
        ASKING + '#import "@preview/" + n + ":1.0.0"',
        ASKING + '#include "@local/" + n + ":1.0.0"',
        '#import "part.typ": *',
        '#dictionary(std).at("ev" + "al")("import \\"@preview/cetz:0.3.4\\"")',
        '#image("https://a.example/logo.png")',
        '#bibliography("https://a.example/x.bib")',
        '#link("https://a.example/")[Pay here]',
    ],
)
def test_14_no_layout_asks_for_the_network(tmp_path: Path, layout: str) -> None:
    pytest.importorskip("typst")
    own = tmp_path / "own"
    own.mkdir()
    (own / "letter.typ").write_text(layout, encoding="utf-8")
    (own / "part.typ").write_text('#import "@preview/cetz:0.3.4": *', encoding="utf-8")
    ledger = books(tmp_path, OWN)
    arguments = ("letter", ledger, "F1", "--as", "pdf", "--out", "out")
    done = run_without_sockets("beancount_relance", *arguments, folder=tmp_path)
    assert done.returncode >= 0, done.stderr
    assert "Traceback" not in done.stderr
    assert bool(list((tmp_path / "out").glob("*.pdf"))) == ("#link" in layout)
