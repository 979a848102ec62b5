"""E-mails in a real browser: shown, sent after a click on the list, answered, noted."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.fava.test_mail_api import Books, on_the_day
from tests.support.served_page import Visit, serving

__all__ = ["on_the_day"]  # the fixture


@pytest.fixture
def books(tmp_path: Path, on_the_day: None) -> Books:  # noqa: ARG001 - the clock comes first
    return Books(tmp_path)


@pytest.fixture
def visit(browser: Browser, books: Books) -> Iterator[Visit]:
    with serving(books.client.application) as server:
        visit = Visit(browser, f"{server.address}/beancount/extension/Relance/")
        yield visit
        visit.close()
    assert visit.complaints == []


def test_all_of_today_are_sent_and_an_answer_becomes_a_promise(visit: Visit, books: Books) -> None:
    page = visit()
    page.locator("[data-batch=eml]").evaluate("button => button.dataset.batch = ''")  # no download
    page.locator("[data-batch]").click()
    page.locator(".batch [data-mail=send]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator(".mails summary")).to_have_count(2)
    expect(dialog.locator(".mails")).to_contain_text("ap@c01.example")
    assert books.sent == []
    dialog.get_by_role("button", name="Send these e-mails").click()
    expect(dialog.locator(".said")).to_contain_text(["✓ ap@c01.example: sent", "✓ ap@c02.example"])
    assert len(books.sent) == 2
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("details.action")).to_have_count(0)

    reply = EmailMessage()
    reply["From"], reply["Subject"] = "ap@c01.example", "Re: invoice F01"
    reply["Message-ID"] = "<1@c01.example>"
    reply.set_content("We pay on Friday.")
    books.box.add(reply)
    page.get_by_role("button", name="Look for replies").click()
    row = page.locator(".came-back li")
    expect(row).to_contain_text("We pay on Friday.")
    row.get_by_role("button", name="Promise").click()
    form = page.locator("#relance-record[open]")
    expect(form.locator("textarea")).to_have_value("We pay on Friday.")
    assert 'relance: "replied"' in books.path.read_text()
    form.locator("[name=until]").fill("2026-06-26")
    form.locator("[type=submit]").click()
    expect(page.locator(".recorded").first).to_contain_text("C01")
    text = books.path.read_text()
    assert text.index('"replied"') < text.index('"promise"')


def test_one_is_stored_as_a_draft_with_the_text_of_its_box(visit: Visit, books: Books) -> None:
    page = visit()
    row = page.locator("details.action").first
    row.locator("h4").click()
    frame = row.frame_locator("iframe.received")
    expect(frame.locator("td", has_text="F01").first).to_be_visible()  # a table, as it is received
    row.get_by_role("button", name="Edit the text").click()
    row.locator("textarea.body").fill("My own words.")
    row.locator("[data-mail=drafts]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("details")).to_contain_text("To: ap@c01.example")
    frame = dialog.frame_locator("iframe.received")
    expect(frame.locator("body")).to_contain_text("My own words.")
    dialog.get_by_role("button", name="Store these drafts in the mailbox").click()
    expect(dialog.locator(".said")).to_contain_text("Stored")
    (draft,) = books.box.get_folder("Drafts")
    assert "My own words." in draft.as_string()
