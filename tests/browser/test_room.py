"""Room on screen and paper: nothing is cut or pushed off where there is room for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.browser.conftest import Books
from tests.browser.test_record import form, record, shown
from tests.browser.test_typed import visit
from tests.support.served_page import Visit, show

__all__ = ["visit"]  # the fixture
LONG = "Société Immobilière et Foncière du Grand Loft Atlantique et de ses Filiales Réunies SAS"
A4 = ViewportSize(width=718, height=1010)
"""A4 at 96 dots an inch, without the margins of Chromium."""
INSIDE = """selector => [...document.querySelectorAll(selector)].every(
    e => e.getBoundingClientRect().right <= document.documentElement.clientWidth)"""
"""Whether all that is selected is on the screen, once the page is laid out anew."""


def renamed(page: Page) -> None:
    """Give every customer a long name."""
    page.evaluate(
        "name => document.querySelectorAll('.who h4, .ageing td:first-child a')"
        ".forEach(e => { e.textContent = name; })",
        LONG,
    )


def test_second_lines_are_whole_where_there_is_room(visit: Visit) -> None:
    page = visit(viewport={"width": 1280, "height": 1000})
    lines = page.locator("details.action .brief")
    expect(lines).to_have_count(12)
    for line in lines.all():
        assert line.evaluate("e => e.scrollHeight <= e.clientHeight"), line.inner_text()


def test_a_long_name_pushes_no_amount_off_the_screen(visit: Visit) -> None:
    page = visit()
    renamed(page)
    for width in (390, 820, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(INSIDE, arg=".asked, .when")
    show(page, "?view=ageing")
    page.wait_for_selector(".ageing")
    renamed(page)
    for width in (820, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(INSIDE, arg=".ageing td.num")


def test_aged_receivables_fit_on_paper_with_one_total(visit: Visit) -> None:
    page = visit("?view=ageing", viewport=A4)
    page.emulate_media(media="print")
    assert page.evaluate(INSIDE, ".ageing :is(td, th)")
    for table in page.locator(".ageing").all():
        for cell in table.locator("thead th.num").all():
            expect(cell).to_be_visible()
        foot = table.locator("tfoot")
        assert foot.evaluate("e => getComputedStyle(e).display") == "table-row-group"  # once


def test_today_on_paper_is_a_call_list(visit: Visit) -> None:
    page = visit(viewport=A4)
    page.emulate_media(media="print")
    row = page.locator("details.action", has_text="Boulangerie Martin SARL")
    expect(row.locator(".on-paper")).to_contain_text("Sylvie Martin · 02 61 91 14 00 · first")
    expect(row.locator(".asked")).to_contain_text("€1,650.00")
    expect(row.locator(".line")).to_have_count(2)
    expect(page.locator(".sifter")).to_be_hidden()
    show(page, "?view=figures")
    expect(page.locator(".chart .amount").last).to_be_visible()
    expect(page.locator(".numbers table").first).to_be_visible()  # the figures in numbers


def test_two_tabs_write_one_note(visit: Visit, books: Books) -> None:
    first, second = visit(), visit()
    dialogs = [form(page, "Loft Immobilier SAS", "contact") for page in (first, second)]
    for dialog in dialogs:
        dialog.locator("textarea").fill("Spoke with her")
        expect(dialog.locator("pre")).to_contain_text("Spoke with her")
    record(first, dialogs[0])
    dialogs[1].locator("[type=submit]").click()
    expect(second.locator(".recorded, dialog[open] [role=alert]").first).not_to_be_empty()
    assert books.added().count("Spoke with her") == 1


def test_a_slow_server_is_asked_once(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, "Loft Immobilier SAS", "contact")
    dialog.locator("textarea").fill("Rappelle")
    expect(dialog.locator("pre")).to_contain_text("Rappelle")
    assert "Rappelle" in shown(dialog)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/record", hold)
    dialog.locator("[type=submit]").dblclick()
    expect(dialog.locator("[type=submit]")).to_have_attribute("aria-busy", "true")
    page.keyboard.press("Enter")
    assert len(held) == 1
    assert books.added() == ""
    held[0].continue_()
    expect(page.locator(".recorded")).to_be_visible()
    assert books.added().count("Rappelle") == 1


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_the_words_of_the_trade(visit: Visit, locale: str) -> None:
    page = visit("?view=exceptions", locale=locale)
    tabs, side, title = {
        "en-GB": (("Needs attention", "Aged receivables"), "Receivables", "As of 30 June 2026"),
        "fr-FR": (("À examiner", "Balance âgée"), "Créances", "État au 30 juin 2026"),
    }[locale]
    for tab in tabs:
        expect(page.locator("nav.views").get_by_role("link", name=tab)).to_be_visible()
    expect(page.locator("aside a.selected")).to_contain_text(side)
    expect(page.locator(".relance h2")).to_have_text(title)
    blocked = {"en-GB": "Blocked", "fr-FR": "Bloquées"}[locale]
    expect(page.locator("#relance-blocked")).to_have_text(blocked)
