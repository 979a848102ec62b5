"""The claims of docs/security.md, each by its number."""

from __future__ import annotations

import ast
import csv
import email
import email.policy
import io
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from beancount import loader
from click.testing import CliRunner
from fava.application import create_app

from beancount_relance import cli
from beancount_relance.documents.email_draft import email_draft, page
from beancount_relance.documents.layout_guard import RefusedLayoutError, check_layout
from beancount_relance.documents.page_blocks import lay_out
from beancount_relance.language.messages import Source
from beancount_relance.mailroom.incoming import read_incoming
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report
from beancount_relance.texts.writer import ReminderError, Writer
from beancount_relance.values.patterns import Pattern

ROOT = Path(__file__).parents[2]
HOSTILE = '<script>alert(1)</script>{{ 7*7 }}{0}\\#read(\\"x\\")'
BOOKS = """
option "title" "Test"
plugin "beancount_relance"
2024-01-01 custom "fava-extension" "fava_relance"
2024-01-01 custom "relance" "as-of" 2026-06-30
2024-01-01 custom "relance" "creditor"
  name: "Atelier
Bcc: all@evil.example"
  email: "compta@atelier.example"
  address: "1 rue du Four
75006 Paris"
2024-01-01 open Assets:Bank
2024-01-01 open Income:Sales
2024-01-01 open Assets:Clients:Martin
  name: "=HYPERLINK(1) %s
Bcc: all@evil.example"
  email: "compta@martin.example"
  address: "9 rue des Gabares, 44000 Nantes"
2026-05-20 * "Martin" "%s\x1b]0;title\x07\x1b[2J\u202e" ^F1
  Assets:Clients:Martin  1200.00 EUR
  Income:Sales
""".replace("%s", HOSTILE)


def books(folder: Path, more: str = "") -> Path:
    path = folder / "main.beancount"
    path.write_text(BOOKS + more, encoding="utf-8")
    return path


def report(folder: Path, more: str = "") -> Report:
    return LoadedLedger.of(*loader.load_file(str(books(folder, more)))).report()


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(cli.cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def text_of(folder: Path, template: str) -> str:
    """What a template of the ledger's own makes of the first reminder."""
    own = folder / "own" / "en"
    own.mkdir(parents=True, exist_ok=True)
    (own / "reminder.j2").write_text(template, encoding="utf-8")
    found = report(folder, '2024-01-01 custom "relance" "templates" "own"\n')
    assert not found.problems
    return Writer(found).write(found.actions[0]).body


SOURCES = sorted(
    path
    for folder in ("beancount_relance", "fava_extension")
    for path in (ROOT / folder).rglob("*.py")
)


def test_01_nothing_is_run() -> None:
    modules = {"pickle", "marshal", "shelve", "yaml", "subprocess", "dill"}
    core = ROOT / "beancount_relance"
    starting = {
        core / "comparison" / "run_git.py",  # tests/comparison tries to pass it an option
        core / "outbox" / "server_access.py",
        core / "outbox" / "transport.py",
    }
    for path in starting:
        assert "shell=" not in path.read_text(encoding="utf-8")
    for path in SOURCES:
        if path in starting:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec", "compile", "__import__"}, path
            if isinstance(node, ast.Import):
                assert modules.isdisjoint(name.name for name in node.names), path
            if isinstance(node, ast.ImportFrom):
                assert node.module not in modules, path


def test_02_a_text_is_no_template(tmp_path: Path) -> None:
    found = report(tmp_path)
    body = Writer(found).write(found.actions[0]).body
    assert "{{ 7*7 }}{0}" in body
    assert "49" not in body
    assert "{{ 7*7 }}{0}" in run("explain", books(tmp_path)) + body


def test_03_a_text_is_no_html(tmp_path: Path) -> None:
    client = create_app([books(tmp_path)], load=True, poll_watcher=True).test_client()
    answer = client.get("/test/extension/Relance/")
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    found = report(tmp_path)
    writer, action = Writer(found), found.actions[0]
    blocks = lay_out(writer.parts(action), writer.context(action), writer.language_of(action))
    shown = page(writer.write(action), blocks)
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_04_a_text_is_no_header(tmp_path: Path) -> None:
    found = report(tmp_path)
    writer, action = Writer(found), found.actions[0]
    blocks = lay_out(writer.parts(action), writer.context(action), writer.language_of(action))
    content = email_draft(writer.write(action), blocks, found.settings.creditor)
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == ["compta@martin.example"]
    assert [a.addr_spec for a in mail["From"].addresses] == ["compta@atelier.example"]


@pytest.mark.parametrize(
    "address", ["a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", "é@b.example", "a@b"]
)
def test_04_an_address_that_is_none_is_an_error_on_its_line(tmp_path: Path, address: str) -> None:
    found = report(
        tmp_path, f'2024-01-01 custom "relance-customer" "Martin"\n  email: "{address}"\n'
    )
    (problem,) = found.problems
    assert "one e-mail address" in str(problem.message)


def test_05_a_text_is_no_typst(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    pypdf = pytest.importorskip("pypdf")
    run("letter", books(tmp_path), "F1", "--as", "pdf", "--out", tmp_path / "out")
    (path,) = (tmp_path / "out").glob("*.pdf")
    assert "#read(" in pypdf.PdfReader(path).pages[0].extract_text()


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("csv-semicolon", ";")])
def test_06_a_text_is_no_formula(tmp_path: Path, form: str, delimiter: str) -> None:
    shown = run("open", books(tmp_path), "--format", form).removeprefix("\ufeff")
    table = list(csv.reader(io.StringIO(shown), delimiter=delimiter))
    cells = [cell for row in table for cell in row]
    assert any(cell.startswith("'=HYPERLINK(1)") for cell in cells)
    assert not any(re.match(r"[=+@\t\r]|-(?!\d)", cell) for cell in cells)


@pytest.mark.parametrize("command", ["open", "actions", "explain", "letter", "exceptions"])
def test_07_a_text_does_not_drive_the_terminal(tmp_path: Path, command: str) -> None:
    shown = run(command, books(tmp_path))
    assert "Bcc" in shown or command == "exceptions"
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


def test_08_a_text_becomes_no_directive(tmp_path: Path) -> None:
    path = books(tmp_path)
    text = 'x"\n2026-06-01 open Assets:Evil\n; \\'
    run("record", path, "F1", "contact", "--text", text)
    entries, errors, _ = loader.load_file(str(path))
    assert not any(getattr(entry, "account", "") == "Assets:Evil" for entry in entries)
    assert getattr(entries[-1], "comment", "") == text
    assert not any("Syntax" in error.message for error in errors)


def test_09_a_pattern_that_takes_for_ever_is_given_up() -> None:
    pattern = Pattern("(a|a)+$", Source("books", 1))
    assert pattern.find_all("a" * 50 + "!") == ()
    assert pattern.gave_up
    assert Pattern("F[0-9]+", Source("books", 1)).find_all("F1 and F22") == ("F1", "F22")
    assert Pattern("F1", Source("books", 1)).find_all(" " * 20_000 + "F1") == ()


@pytest.mark.parametrize("text", ["-", ".", "::", "/a", " (", "1 ", "F1 ", "#", "x@", " ."])
def test_09_our_own_patterns_take_time_in_proportion_to_a_text(text: str) -> None:
    """Ten times the text takes about ten times as long, not a hundred times."""

    def took(length: int) -> float:
        sold = BOOKS.replace(HOSTILE, text * (length // len(text)))
        begun = time.process_time()
        found = LoadedLedger.of(*loader.load_string(sold)).report()
        Writer(found).write(found.actions[0])
        return time.process_time() - begun

    took(10)
    assert took(40_000) < 25 * max(took(4_000), 0.05)


def test_09_an_option_of_fava_that_takes_for_ever_is_told(tmp_path: Path) -> None:
    account = f"Assets:Clients:{'A' * 60}b"
    path = books(
        tmp_path,
        '2026-01-01 custom "fava-option" "insert-entry" "Assets:Clients:(A|A)+$"\n'
        f"2024-01-01 open {account}\n"
        f'2026-05-21 * "Lamp" ^F2\n  {account}  10.00 EUR\n  Income:Sales\n',
    )
    assert "takes too long" in run("record", path, "F2", "contact", "--text", "x")


@pytest.mark.parametrize(
    "template",
    [
        "s\n{{ customer.__class__.__mro__ }}",
        "s\n{{ ''.__class__.__base__.__subclasses__() }}",
        "s\n{{ money.__globals__ }}",
        "s\n{{ self.__init__.__globals__ }}",
        "s\n{{ cycler.__init__.__globals__.os }}",
        "s\n{{ '{0.__class__}'.format(customer) }}",
        "s\n{{ customer.name.__class__.mro() }}",
    ],
)
def test_11_the_sandbox_holds(tmp_path: Path, template: str) -> None:
    try:
        body = text_of(tmp_path, template)
    except ReminderError:
        return
    assert "class" not in body
    assert "function" not in body


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "..\\secret.txt", "a/../../x"])
@pytest.mark.parametrize("how", ["{{% include '{0}' %}}", "{{% extends '{0}' %}}"])
def test_12_no_template_from_elsewhere(tmp_path: Path, how: str, name: str) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    with pytest.raises(ReminderError):
        text_of(tmp_path, "s\n" + how.format(name))


@pytest.mark.parametrize(
    ("link", "target", "template"),
    [
        ("own/leak.txt", "secret.txt", "s\n{% include 'leak.txt' %}"),
        ("own/d", "outside", "s\n{% include 'd/secret.txt' %}"),
        ("own/fr", "outside", "s\n{% include 'fr/secret.txt' %}"),
    ],
)
def test_12_no_template_through_a_link(
    tmp_path: Path, link: str, target: str, template: str
) -> None:
    (tmp_path / "outside").mkdir()
    for name in ("secret.txt", "outside/secret.txt"):
        (tmp_path / name).write_text("secret", encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / link).symlink_to(tmp_path / target)
    with pytest.raises(ReminderError, match="symbolic link out of the folder"):
        text_of(tmp_path, template)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", "a//b", ".hidden"])
def test_12_nor_as_the_template_of_a_stage(tmp_path: Path, name: str) -> None:
    found = report(
        tmp_path,
        f'2024-01-01 custom "relance-stage" "standard" "reminder"\n  template: "{name}"\n',
    )
    (problem,) = found.problems
    assert "inside its folder" in str(problem.message)


def test_13_a_range_is_bounded(tmp_path: Path) -> None:
    with pytest.raises(ReminderError, match="Range too big"):
        text_of(tmp_path, "s\n{% for i in range(10000000) %}x{% endfor %}")


def test_14_a_layout_reads_nothing_outside(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "letter.typ").write_text('#read("../secret.txt")', encoding="utf-8")
    path = books(tmp_path, '2024-01-01 custom "relance" "templates" "own"\n')
    run("letter", path, "F1", "--as", "pdf", "--out", tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.pdf"))


PACKAGE = "@preview/cetz:0.3.4"


@pytest.mark.parametrize(
    "layout",
    [
        f'#import "{PACKAGE}": *',
        f'#include "{PACKAGE}"',
        '#import "part.typ": *',
        '#import "/part.typ"',
        f'#let p = "{PACKAGE}"\n#import p: *',
        '#import "" + sys.inputs.data: *',
        '#import "x".replace("x", "y")',
        f'#eval("import \\"{PACKAGE}\\"")',
        '#dictionary(std).at("ev" + "al")("1")',
        '#import "\\u{40}preview/cetz:0.3.4"',
        '#{ import /**/ "part.typ" }',
    ],
)
def test_14_a_layout_asks_for_no_package(tmp_path: Path, layout: str) -> None:
    """It is refused before Typst, which would ask the network, has read it."""
    (tmp_path / "part.typ").write_text(f'#include "{PACKAGE}"', encoding="utf-8")
    path = tmp_path / "letter.typ"
    path.write_text(layout, encoding="utf-8")
    with pytest.raises(RefusedLayoutError):
        check_layout(path)


def test_14_a_layout_may_have_parts(tmp_path: Path) -> None:
    (tmp_path / "part.typ").write_text("#let title = [We include a copy]", encoding="utf-8")
    (tmp_path / "data.typ").write_text("Imported goods", encoding="utf-8")
    path = tmp_path / "letter.typ"
    path.write_text('#import "part.typ": title\n#include "/data.typ"\n#read("x")', encoding="utf-8")
    with pytest.raises(RefusedLayoutError, match=r"part\.typ, line 1"):
        check_layout(path)
    (tmp_path / "part.typ").write_text("#let title = [Enclosed]", encoding="utf-8")
    check_layout(path)


def test_14_a_layout_reads_nothing_through_a_link(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (own / "letter.typ").write_text('#read("leak.txt")', encoding="utf-8")
    (own / "leak.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(RefusedLayoutError, match="link out of the folder"):
        check_layout(own / "letter.typ")


def test_15_no_copy_from_outside_of_the_ledger(tmp_path: Path) -> None:
    inside = tmp_path / "books"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inside / ".git").mkdir()
    (inside / ".git" / "config").write_text("secret", encoding="utf-8")
    (inside / ".env").write_text("secret", encoding="utf-8")
    outside = ("../secret.txt", str(tmp_path / "secret.txt"), "link.txt", "/etc/hostname")
    for named in (*outside, ".git/config", ".env", "x" * 300):
        path = books(
            inside,
            f'2026-05-21 * "Martin" "Lamp" ^F2\n  document: "{named}"\n'
            "  Assets:Clients:Martin  10.00 EUR\n  Income:Sales\n",
        )
        out = tmp_path / "out"
        shown = run("letter", path, "F2", "--as", "eml", "--out", out, "--force")
        reasons = ("a file in the ledger’s folder", "is not hidden", "an existing file")
        assert any(reason in shown for reason in reasons)
        for mail in out.glob("*.eml"):
            assert b"c2VjcmV0" not in mail.read_bytes()
            assert b"attachment" not in mail.read_bytes()


def test_16_a_customer_s_name_is_no_path(tmp_path: Path) -> None:
    path = books(
        tmp_path,
        "2024-01-01 open Assets:Receivable\n"
        '2026-05-20 * "../../evil/x" "Sign" ^F9\n'
        "  Assets:Receivable  12.00 EUR\n  Income:Sales\n",
    )
    before = {file for file in tmp_path.rglob("*") if file.is_file()}
    out = tmp_path / "deep" / "out"
    run("letter", path, "F9", "--as", "text", "--out", out)
    written = {file for file in tmp_path.rglob("*") if file.is_file()} - before
    assert written
    assert all(file.parent == out for file in written)


def test_16_nothing_of_a_ledger_is_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "")
    books(tmp_path, '2024-01-01 custom "relance" "templates" "own"\n')
    (tmp_path / "own" / "en").mkdir(parents=True)
    own = '{% extends "builtin/en/reminder.j2" %}{% block closing %}ours alone{% endblock %}'
    (tmp_path / "own" / "en" / "reminder.j2").write_text(own, encoding="utf-8")
    # a process of its own, which has not compiled any template yet
    command = (sys.executable, "-m", "beancount_relance", "letter", tmp_path / "main.beancount")
    printed = subprocess.run(command, capture_output=True, check=True).stdout.decode()  # noqa: S603
    assert "ours alone" in printed
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} == {".cache"}
    for path in kept:
        for secret in (b"alert(1)", b"gabares", b"martin", b"ours alone", b"main.beancount"):
            assert secret not in path.read_bytes().lower()


def test_17_the_page_answers_to_get_alone(tmp_path: Path) -> None:
    path = books(tmp_path)
    before = path.read_bytes()
    client = create_app([path], load=True, poll_watcher=True).test_client()
    for method in (client.post, client.put, client.delete):
        assert method("/test/extension/Relance/", data="{}").status_code in {404, 405}
    assert path.read_bytes() == before


def test_19_nothing_goes_to_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    path = books(tmp_path)
    for command in ("open", "actions", "explain", "letter", "ageing"):
        run(command, path)
    run("letter", path, "--as", "eml", "--out", tmp_path / "out")
    for source in SOURCES:
        assert source.parent.name == "outbox" or not re.search(
            r"^(?:import|from) (?:socket|urllib\.request|http|smtplib|imaplib|requests|ssl)\b",
            source.read_text(encoding="utf-8"),
            re.MULTILINE,
        )


HOSTILE_MAIL = """
2024-01-01 custom "relance" "mail"
  command: "touch started"
  password-command: "touch started"
  imap: "mail.evil.example"
"""


@pytest.mark.parametrize("command", ["open", "actions", "letter", "check", "doctor"])
def test_19_no_other_command_starts_those_of_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run(command, books(tmp_path, HOSTILE_MAIL))
    client = create_app([tmp_path / "main.beancount"], load=True, poll_watcher=True).test_client()
    assert client.get("/test/extension/Relance/").status_code == 200
    assert not (tmp_path / "started").exists()


def test_20_the_password_is_in_no_message(tmp_path: Path) -> None:
    more = HOSTILE_MAIL.replace("touch started", "echo s3cret")
    shown = run("drafts", books(tmp_path, more.replace("mail.evil.example", "localhost:1")))
    assert "localhost:1 cannot be reached" in shown
    assert "s3cret" not in shown


def test_21_nothing_else_in_a_mailbox_is_changed(tmp_path: Path) -> None:
    """Of a mailbox with other e-mails, and of the ledger, only our draft is new."""
    for name in ("", ".Drafts", ".Sent"):
        for part in ("cur", "new", "tmp"):
            (tmp_path / "Mail" / name / part).mkdir(parents=True, exist_ok=True)
        text = f"Message-ID: <other{name}@x.example>\nSubject: Re: F1\n\n{'long ' * 200}\n"
        (tmp_path / "Mail" / name / "new" / "1").write_text(text)
    path = books(tmp_path, '2024-01-01 custom "relance" "mail"\n  maildir: "Mail"\n')

    def files() -> dict[Path, bytes]:
        return {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}

    before = files()
    run("drafts", path)
    run("sent", path)
    after = files()
    (draft_,) = after.keys() - before.keys()
    assert draft_.parent == tmp_path / "Mail" / ".Drafts" / "cur"
    assert {each: after[each] for each in before} == before
    long = read_incoming(b"From: a@x.example\n\n" + b"\n".join([b"words " * 100] * 9))
    assert len(long.text) == 300


@pytest.mark.parametrize("page", ["security.md", "security.fr.md"])
def test_every_claim_has_its_test(page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    claims = re.findall(r"^(\d+)\. ", text, re.MULTILINE)
    tested = set(re.findall(r"def test_(\d\d)_", Path(__file__).read_text("utf-8")))
    elsewhere = {"10", "18"}  # tests/bad/test_bad.py; the tests of the page's recording
    assert {f"{int(claim):02}" for claim in claims} == tested | elsewhere


@pytest.mark.parametrize("named", ["main.beancount", "books.pdf"])
def test_15_the_books_go_to_nobody(tmp_path: Path, named: str) -> None:
    (tmp_path / "books.pdf").symlink_to(tmp_path / "main.beancount")
    path = books(
        tmp_path,
        f'2026-05-21 * "Martin" "Lamp" ^F2\n  document: "{named}"\n'
        "  Assets:Clients:Martin  10.00 EUR\n  Income:Sales\n",
    )
    shown = run("letter", path, "F2", "--as", "eml", "--out", tmp_path / "out")
    assert "not a file of the ledger" in shown
    (draft_,) = (tmp_path / "out").glob("*.eml")
    mail = email.message_from_bytes(draft_.read_bytes(), policy=email.policy.default)
    assert not list(mail.iter_attachments())
