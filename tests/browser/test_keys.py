"""The keyboard and the box that finds, in a real browser."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import Books
from tests.browser.test_typed import visit
from tests.support.served_page import Visit

__all__ = ["visit"]  # the fixture


def _asked(url: str) -> str:
    """What is looked for, if the address is that of a search."""
    parts = urlsplit(url)
    return parse_qs(parts.query).get("q", [""])[0] if parts.path.endswith("/find") else ""


def found(page: Page, text: str) -> list[str]:
    page.keyboard.press("/")
    expect(page.locator("#relance-find")).to_be_focused()
    page.locator("#relance-find").fill("")
    with page.expect_response(lambda answer: _asked(answer.url) == text):
        page.keyboard.type(text)
    page.wait_for_load_state("networkidle")
    links = page.locator("#relance-found a")
    expect(links.first).to_be_visible()
    titles = links.all_text_contents()
    page.keyboard.press("Escape")
    return titles


def test_rows_are_worked_off_without_the_mouse(visit: Visit, books: Books) -> None:
    page = visit()
    rows = page.locator("details.action")
    page.keyboard.press("j")
    expect(rows.nth(0).locator("summary")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.nth(1).locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows.nth(1)).to_have_attribute("open", "")
    expect(rows.nth(1).locator(".will")).to_be_visible()
    page.keyboard.press("d")
    line = page.locator(".recorded")
    expect(line).to_contain_text("Loft Immobilier SAS")
    # The next one is open, with the focus in it.
    expect(page.locator("details.action[open] h4")).to_have_text("Traiteur Gaudin SAS")
    expect(page.locator("details.action[open] summary")).to_be_focused()
    assert books.added().count("note ") == 1
    page.keyboard.press("u")
    expect(line).to_contain_text("Removed from relances.beancount.")
    assert books.added() == ""
    page.keyboard.press("x")
    expect(page.locator(".batch .selected")).to_have_text("1 selected")
    page.keyboard.press("p")
    expect(page.locator("dialog[open] [name=until]")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator(".relance-keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".relance-keys")).to_be_hidden()


def test_what_is_typed_into_a_text_is_no_key(visit: Visit) -> None:
    page = visit()
    row = page.locator("details.action", has_text="Zonnelicht BV")
    row.locator("h4").click()
    row.get_by_role("button", name="Edit the text").click()
    body = row.locator("textarea")
    body.fill("")
    body.press_sequentially("jdxu/?")
    expect(body).to_have_value("jdxu/?")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_keys_of_fava_go_on_working(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("g")
    page.keyboard.press("j")  # go to the journal
    page.wait_for_url("**/journal/**")


def test_a_customer_is_found_in_five_keys(visit: Visit) -> None:
    page = visit()
    for key in ("/", "l", "o", "f", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".sheet h3")).to_have_text("Loft Immobilier SAS")
    assert page.title().startswith("Loft Immobilier SAS – ")


FOUND = {
    "hotel du": "SAS Hôtel du Passage",  # without the accent
    "F2026-040": "F2026-040",
    "f2026 040": "F2026-040",
    "0261911400": "Boulangerie Martin SARL",
    "02 61 91 14": "Boulangerie Martin SARL",
    "5880": "F2026-022",
    "5 880,00": "F2026-022",
    "Thierry Salaun": "Loft Immobilier SAS",
    "cafe des": "Café des Machines SARL",  # owes nothing
}


def test_what_one_has_at_hand_finds(visit: Visit) -> None:
    page = visit()
    for text, first in FOUND.items():
        assert found(page, text)[0].startswith(first), text
