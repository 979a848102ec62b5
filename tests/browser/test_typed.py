"""What somebody typed: it is what goes out, and nothing takes it away."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from fava.application import create_app
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PAGE, Books
from tests.browser.test_record import form, record
from tests.support.command import EXAMPLE
from tests.support.served_page import Visit, reload, serving

SENTENCE = "MY OWN SENTENCE HERE."


@pytest.fixture
def visit(browser: Browser, books: Books) -> Iterator[Visit]:
    visit = Visit(browser, books.address)
    yield visit
    visit.close()
    # The browser itself reports an answer such as 409, and a server that does not answer.
    known = ("(CONFLICT)", "(UNAUTHORIZED)", "ERR_FAILED", "ERR_CONNECTION")
    assert [text for text in visit.complaints if not any(k in text for k in known)] == []


def opened(page: Page, name: str) -> Locator:
    row = page.locator("details.action", has_text=name)
    row.locator("h4").click()
    return row


def changed(page: Page, name: str) -> Locator:
    """The row of an action, with another subject and a sentence more in its text."""
    row = opened(page, name)
    if row.locator("[data-picture]").count():  # a letter is shown as it is printed
        row.get_by_role("button", name="Edit the text").click()
    row.locator("input.subject").fill("MY SUBJECT")
    body = row.locator("textarea")
    body.fill(body.input_value().replace("\n\n", f"\n\n{SENTENCE}\n\n", 1))
    expect(row.locator(".changed")).to_be_visible()
    return row


def saved(page: Page, button: Locator, folder: Path) -> Path:
    with page.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_the_draft_and_the_letter_have_what_was_typed(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    row = changed(page, "Zonnelicht BV")
    path = saved(page, row.locator("a.primary"), tmp_path)
    assert path.name == "2026-06-30_Zonnelicht_reminder.eml"
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Subject"] == "MY SUBJECT"
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert SENTENCE in plain.get_content()
    row = changed(page, "Restaurant La Cale SARL")
    path = saved(page, row.locator("a.primary"), tmp_path)
    assert SENTENCE in PdfReader(path).pages[0].extract_text()


def test_the_original_can_be_had_again(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    row = changed(page, "Zonnelicht BV")
    row.locator("[data-reset]").click()
    expect(row.locator(".changed")).to_be_hidden()
    expect(row.locator("textarea")).not_to_have_value(re.compile(SENTENCE))
    assert SENTENCE.encode() not in saved(page, row.locator("a.primary"), tmp_path).read_bytes()


def test_a_server_that_is_stopped_leaves_the_text(visit: Visit) -> None:
    page = visit()
    row = changed(page, "Zonnelicht BV")
    page.route("**/download_edited*", lambda route: route.abort())
    row.locator("a.primary").click()
    expect(row.get_by_role("alert")).to_have_text("Fava does not answer. Your text is still here.")
    expect(row.locator("textarea")).to_have_value(re.compile(SENTENCE))


def test_a_fava_that_is_read_only_says_that_it_cannot(browser: Browser) -> None:
    with serving(create_app([EXAMPLE], load=True, read_only=True, poll_watcher=True)) as server:
        visit = Visit(browser, server.address + PAGE)
        row = changed(visit(), "Zonnelicht BV")
        row.locator("a.primary").click()
        expect(row.get_by_role("alert")).to_contain_text("Fava is read-only")
        visit.close()


def test_a_text_outlives_the_record_of_another_row(visit: Visit, books: Books) -> None:
    page = visit()
    row = changed(page, "Zonnelicht BV")
    record(page, form(page, "Loft Immobilier SAS", "contact"), "Rappelle demain")
    assert "Rappelle demain" in books.added()
    expect(row).to_have_attribute("open", "")
    expect(row.locator("textarea")).to_have_value(re.compile(SENTENCE))
    expect(row.locator("input.subject")).to_have_value("MY SUBJECT")


def test_a_text_outlives_a_tab_and_a_reload(visit: Visit) -> None:
    page = visit()
    row = changed(page, "Zonnelicht BV")
    page.locator("nav.views").get_by_role("link", name="Waiting").click()
    expect(page.locator("nav.views a[aria-current]")).to_contain_text("Waiting")
    page.go_back()
    expect(row.locator("textarea")).to_have_value(re.compile(SENTENCE))
    expect(row).to_have_attribute("open", "")
    reload(page)
    expect(row.locator("textarea")).to_have_value(re.compile(SENTENCE))
    expect(row.locator(".changed")).to_be_visible()


def test_a_text_is_forgotten_when_its_action_is_done(visit: Visit, books: Books) -> None:
    page = visit()
    row = changed(page, "Zonnelicht BV")
    expect(row.locator(".will")).to_be_visible()  # before that, “Done” opens the form
    row.locator(".record [data-kind=done]").click()
    expect(page.locator(".recorded")).to_be_visible()
    page.locator(".recorded [data-undo]").click()
    expect(row).to_be_visible()
    expect(row.locator("textarea")).not_to_have_value(re.compile(SENTENCE))
    assert books.added() == ""


def test_a_form_outlives_a_reload_while_the_ledger_changes(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, "Loft Immobilier SAS", "contact")
    dialog.locator("textarea").fill("Long compte rendu")
    dialog.locator("[name=date]").fill("2026-06-29")
    books.journal.write_bytes(books.before + b"; a colleague\n")
    # As Fava does it when the ledger has changed: with “auto-reload”, or when it is asked to.
    page.locator("header .reload-page").evaluate("button => button.click()")
    expect(dialog.locator("h3")).to_contain_text("Loft Immobilier SAS")
    expect(dialog.locator("textarea")).to_have_value("Long compte rendu")
    reload(page)
    expect(dialog.locator("textarea")).to_have_value("Long compte rendu")
    expect(dialog.locator("[name=date]")).to_have_value("2026-06-29")
    dialog.locator("[type=submit]").click()
    expect(page.locator(".recorded")).to_be_visible()
    assert "Long compte rendu" in books.journal.read_text(encoding="utf-8")
    reload(page)
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_plan_outlives_escape(visit: Visit) -> None:
    page = visit()
    dialog = form(page, "Loft Immobilier SAS", "plan")
    dates, amounts = dialog.locator("[data-part=date]"), dialog.locator("[data-part=amount]")
    dates.nth(0).fill("2026-07-15")
    amounts.nth(0).fill("2000")
    dialog.locator("[data-add]").click()
    dates.nth(3).fill("2026-10-15")
    page.keyboard.press("Escape")
    asking = dialog.locator(".leaving")
    expect(asking).to_contain_text("You have typed something that is not recorded yet.")
    expect(asking.get_by_role("button", name="Go on writing")).to_be_focused()
    page.keyboard.press("Enter")
    expect(asking).to_be_hidden()
    page.keyboard.press("Escape")
    asking.get_by_role("button", name="Keep it for later").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    row = page.locator("details.action", has_text="Loft Immobilier SAS")
    row.locator(".record [data-kind=plan]").click()
    expect(amounts.nth(0)).to_have_value("2000")
    expect(dates.nth(3)).to_have_value("2026-10-15")
    dialog.locator("[data-cancel]").click()
    asking.get_by_role("button", name="Discard it").click()
    row.locator(".record [data-kind=plan]").click()
    expect(amounts.nth(0)).to_have_value("")
    page.keyboard.press("Escape")  # nothing was typed
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_an_undo_that_is_impossible_says_what_to_remove(visit: Visit, books: Books) -> None:
    page = visit()
    record(page, form(page, "Loft Immobilier SAS", "contact"), "Rappelle demain")
    content = books.journal.read_bytes().replace(b"Rappelle demain", b"Rappelle lundi")
    books.journal.write_bytes(content)
    page.locator(".recorded [data-undo]").click()
    line = page.locator(".recorded.failed")
    first = content.count(b"\n") - 1
    expect(line).to_contain_text(f"remove lines {first} to {first + 1} of relances.beancount")
    assert books.journal.read_bytes() == content
    line.get_by_role("link", name="Show it in the editor").click()
    expect(page.locator(".cm-activeLine")).to_contain_text("Rappelle lundi")


TWO_PLANS = """
option "title" "Atelier Lumen SARL"
option "operating_currency" "EUR"
2026-01-01 custom "fava-extension" "fava_relance"
2026-01-01 custom "relance" "as-of" 2026-06-29
2026-01-01 custom "relance" "language" "en"
2026-01-01 custom "relance" "creditor"
  name: "Lumen"
  country: "FR"
2026-01-01 open Income:Sales
2026-01-01 open Assets:Clients:Martin
  email: "martin@martin.example"
2026-05-01 * "Martin" "Sign" ^F1
  Assets:Clients:Martin  900.00 EUR
  Income:Sales
2026-05-02 * "Martin" "Lamp" ^F2
  Assets:Clients:Martin  600.00 EUR
  Income:Sales
2026-06-02 note Assets:Clients:Martin "Plan" ^F1
  relance: "plan"
  plan: "2026-06-30 450.00 EUR, 2026-07-31 450.00 EUR"
2026-06-03 note Assets:Clients:Martin "Plan" ^F2
  relance: "plan"
  plan: "2026-06-30 300.00 EUR, 2026-07-31 300.00 EUR"
"""


def test_two_plans_of_a_customer_have_one_text(browser: Browser, tmp_path: Path) -> None:
    ledger = tmp_path / "two.beancount"
    ledger.write_text(TWO_PLANS, encoding="utf-8")
    with serving(create_app([ledger], load=True, poll_watcher=True)) as server:
        visit = Visit(browser, server.address + PAGE)
        page = visit()
        row = page.locator("details.action", has_text="Martin")
        expect(row).to_have_count(1)
        row.locator("h4").click()
        row.get_by_role("button", name="Edit the text").click()
        expect(row.locator("textarea.body")).to_have_value(re.compile(r"450\.00(.|\n)*300\.00"))
        row.locator("textarea.body").fill("Both, as agreed.")
        page.reload()
        expect(row.locator("textarea.body")).to_have_value("Both, as agreed.")
