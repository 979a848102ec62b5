"""A page left open over midnight, in a real browser."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fava.application import create_app
from playwright.sync_api import Browser, expect

import beancount_relance.clock
import beancount_relance.plugin
from tests.fava.test_page import HEAD, INVOICES
from tests.support.served_page import Visit, reload, serving

COME_BACK = "window.dispatchEvent(new Event('focus'))"


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Set the day in June; the third at first, when one of two invoices is late."""

    def on(number: int) -> None:
        for module in (beancount_relance.clock, beancount_relance.plugin):
            monkeypatch.setattr(module, "today", lambda: datetime.date(2026, 6, number))

    on(3)
    return on


@pytest.fixture
def visit(browser: Browser, day: object, tmp_path: Path) -> Iterator[Visit]:
    assert day
    path = tmp_path / "main.beancount"
    strict = '2026-01-01 custom "relance" "bean-check" "strict"\n'
    path.write_text(HEAD + strict + INVOICES, encoding="utf-8")
    with serving(create_app([path], load=True, poll_watcher=True)) as server:
        visit = Visit(browser, f"{server.address}/test/extension/Relance/")
        yield visit
        visit.close()
    assert visit.complaints == []


def test_who_comes_back_the_next_day_sees_it(visit: Visit, day: Callable[[int], None]) -> None:
    page = visit()
    expect(page.locator("details.action")).to_have_count(1)
    page.evaluate("window.same = true")
    page.evaluate(COME_BACK)
    page.wait_for_timeout(300)
    assert page.evaluate("window.same")  # nothing was loaded: it is the same day
    day(20)
    page.evaluate(COME_BACK)
    expect(page.locator("details.action")).to_have_count(2)
    expect(page.locator(".relance h2")).to_have_text("As of 20 June 2026")
    expect(page.locator("aside a", has_text="Errors")).to_contain_text("2")  # of the plugin


def test_a_form_that_is_half_filled_stays(visit: Visit, day: Callable[[int], None]) -> None:
    page = visit()
    action = page.locator("details.action")
    action.locator("h4").click()
    action.locator(".record [data-kind=hold]").click()
    reason = page.locator("dialog[open] textarea")
    expect(reason).not_to_have_value("")  # what is proposed has come
    reason.fill("Gérant absent")
    day(20)
    page.evaluate(COME_BACK)
    expect(page.locator(".new-day")).to_be_attached()
    expect(page.locator(".new-day")).to_have_attribute("role", "status")
    page.wait_for_function("!document.querySelector('.new-day').hidden")
    expect(reason).to_have_value("Gérant absent")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keep it for later").click()
    expect(page.locator("details.action")).to_have_count(2)
    page.locator("details[open] .record [data-kind=hold]").click()  # the row is open again
    expect(reason).to_have_value("Gérant absent")


def test_a_form_is_kept_for_a_row_that_has_gone_on_to_its_next_stage(
    visit: Visit, day: Callable[[int], None], tmp_path: Path
) -> None:
    page = visit()
    row = page.locator("details.action", has_text="Martin")
    row.locator("h4").click()
    stage = row.locator(".record").get_attribute("data-stage")
    row.locator(".record [data-kind=hold]").click()
    reason = page.locator("dialog[open] textarea")
    expect(reason).not_to_have_value("")  # what is proposed has come
    reason.fill("Gérant absent")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keep it for later").click()
    with (tmp_path / "main.beancount").open("a", encoding="utf-8") as books:
        note = f'2026-06-03 note Assets:Clients:Martin "Sent" ^F1\n  relance: "{stage}"\n'
        books.write(note)  # a colleague did it
    day(20)
    reload(page)
    expect(row.locator(".record")).not_to_have_attribute("data-stage", stage or "")
    row.evaluate("row => { row.open = true; }")
    row.locator(".record [data-kind=hold]").click()
    expect(reason).to_have_value("Gérant absent")


def test_a_text_that_was_changed_stays(visit: Visit, day: Callable[[int], None]) -> None:
    page = visit()
    page.locator("details.action h4").click()
    page.get_by_role("button", name="Edit the text").click()  # it is shown as it is received
    text = page.locator("details.action textarea")
    text.fill("Bonjour")
    day(20)
    page.evaluate(COME_BACK)
    expect(page.locator(".new-day")).to_be_visible()
    expect(text).to_have_value("Bonjour")
    page.get_by_role("button", name="Show today").click()
    expect(page.locator("details.action")).to_have_count(2)
