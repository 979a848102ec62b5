"""The page's buttons for e-mails, in a browser, with Postfix and Dovecot behind them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from fava.application import create_app
from playwright.sync_api import Browser, Locator, Page, expect

from beancount_relance import clock
from tests.servers.test_smtp import until
from tests.support.mail_ledgers import DAY, account, mail_ledger
from tests.support.mail_servers import USER, PostOffice
from tests.support.served_page import Visit, serving

CUSTOMER, NOBODY = "ap@c20.example", "nobody@c22.example"
HEAD = 'option "title" "Mail"\n2020-01-01 custom "fava-extension" "fava_relance"\n'


@pytest.fixture
def books(tmp_path: Path, post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> Path:
    day = datetime.date.fromisoformat(DAY)
    for module in (clock, "fava_relance.mail_api", "fava_relance.page"):
        name = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{name}.today", lambda: day)
    monkeypatch.setenv("SSL_CERT_FILE", str(post.folder / "cert.pem"))
    setting = f'  smtp: "localhost:{post.smtp}"\n  imap: "localhost:{post.imap.port}"\n'
    path = mail_ledger(tmp_path, f"{setting}  pause: 0\n{account(tmp_path)}", (CUSTOMER, NOBODY))
    path.write_text(HEAD + path.read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Browser, books: Path) -> Iterator[Visit]:
    with serving(create_app([books], load=True, poll_watcher=True)) as server:
        visit = Visit(browser, f"{server.address}/mail/extension/Relance/")
        yield visit
        visit.close()
    assert visit.complaints == []


def confirmed(page: Page, customer: str, way: str, button: str) -> Locator:
    """The list of e-mails after what it says was confirmed."""
    row = page.locator("details.action", has_text=customer)
    row.locator("h4").click()
    row.locator(f"[data-mail={way}]").click()
    dialog = page.locator(".relance-mails[open]")
    invoice = customer.replace("C", "F")
    frame = dialog.frame_locator("iframe.received")
    expect(frame.locator("td", has_text=invoice).first).to_be_visible()
    dialog.get_by_role("button", name=button).click()
    return dialog


def test_a_draft_an_e_mail_and_what_came_back(visit: Visit, books: Path, post: PostOffice) -> None:
    page = visit(viewport={"width": 1920, "height": 1000})
    dialog = confirmed(page, "C0001", "drafts", "Store these drafts in the mailbox")
    expect(dialog.locator(".said")).to_contain_text(f"✓ Stored: {CUSTOMER}")
    drafts = post.folder / "homes" / USER / "Maildir" / ".Brouillons"
    found = [path.read_text() for path in drafts.glob("[nc]*/*") if path.is_file()]
    assert sum(f"To: {CUSTOMER}" in text for text in found) == 1
    dialog.get_by_role("button", name="Close").click()

    dialog = confirmed(page, "C0002", "send", "Send these e-mails")
    expect(dialog.locator(".said")).to_contain_text(f"✓ {NOBODY}: sent")
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("details.action")).to_have_count(1)
    assert 'message: "<relance.' in books.read_text(encoding="utf-8")

    until(lambda: any(NOBODY.encode() in each for each in post.delivered(USER)))
    page.get_by_role("button", name="Look for replies").click()
    row = page.locator(".came-back li", has_text="C0002")
    expect(row).to_contain_text(NOBODY)
    row.get_by_role("button", name="Record").click()
    expect(page.locator(".recorded").last).to_contain_text("C0002")
    expect(row).to_have_count(0)
    assert 'relance: "bounced"' in books.read_text(encoding="utf-8")
