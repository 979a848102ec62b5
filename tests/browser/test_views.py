"""The views of the Fava page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from fava.application import create_app
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_page import VIEWS, unfold
from tests.support.examples import IS_NIGHTLY
from tests.support.served_page import Visit, serving

CHART = "?view=figures"


def go(page: Page, view: str) -> None:
    """Follow the link to a view."""
    page.locator("nav.views").get_by_role("link", name=view).click()
    expect(page.locator("nav.views a[aria-current]")).to_contain_text(view)


def mail(page: Page) -> dict[str, str]:
    """What the mail program would be given for the first e-mail that is open."""
    link = page.locator("details[open] a.mail").get_attribute("href") or ""
    found = {key: value[0] for key, value in parse_qs(urlsplit(link).query).items()}
    return {"to": urlsplit(link).path, **found}


def test_the_views_are_one_click_away_and_the_back_button_works(visit: Visit) -> None:
    page = visit()
    for view in ("Upcoming", "Waiting", "Needs attention", "Aged receivables", "Figures", "Today"):
        go(page, view)
    expect(page.locator("details.action")).to_have_count(12)
    page.go_back()
    expect(page.locator("nav.views a[aria-current]")).to_contain_text("Figures")
    assert page.url.endswith("?view=figures")
    page.go_back()
    expect(page.locator("nav.views a[aria-current]")).to_contain_text("Aged receivables")
    page.get_by_role("link", name="La Cave des Anges SARL").click()
    expect(page.locator(".relance .sheet h3")).to_have_text("La Cave des Anges SARL")
    page.locator("table.timeline a.invoice", has_text="F2026-032").first.click()
    expect(page.locator(".one-invoice h3")).to_contain_text("F2026-032")
    page.go_back()
    expect(page.locator(".relance .sheet h3")).to_have_text("La Cave des Anges SARL")
    page.go_forward()
    expect(page.locator(".one-invoice h3")).to_contain_text("F2026-032")


def test_an_address_can_be_shared(visit: Visit) -> None:
    page = visit("?by=channel")
    expect(page.locator("h4.group").first).to_contain_text("letter")
    page.get_by_role("link", name="by person").click()
    expect(page.locator("h4.group").nth(1)).to_contain_text("Claire")
    assert "by=who" in page.url
    again = visit(page.url[page.url.index("?") :])
    expect(again.locator("h4.group").nth(1)).to_contain_text("Claire")


def test_the_filters_stay_from_view_to_view(visit: Visit) -> None:
    page = visit("?view=ageing")
    page.locator("header input").first.fill("2026-05")
    page.keyboard.press("Enter")
    expect(page.locator(".relance h2")).to_have_text("As of 31 May 2026")
    expect(page.locator("nav.views a[aria-current]")).to_contain_text("Aged receivables")
    go(page, "Waiting")
    expect(page.locator(".relance h2")).to_have_text("As of 31 May 2026")


def test_a_mail_has_the_text_as_it_was_changed(visit: Visit) -> None:
    page = visit("#action-zonnelicht")
    action = page.locator("#action-zonnelicht")
    before = mail(page)
    assert before["to"] == "boekhouding@zonnelicht.example"
    assert before["body"].startswith("Dear Jonas Vermeulen,\r\n\r\nAccording")
    action.get_by_role("button", name="Edit the text").click()
    action.locator("input.subject").fill("Bonjour & merci")
    action.locator("textarea").fill("Première ligne\n100 % + 1 = ?")
    page.evaluate("window.addEventListener('click', event => event.preventDefault())")
    action.locator("a.mail").click()
    assert mail(page) == {
        "to": "boekhouding@zonnelicht.example",
        "subject": "Bonjour & merci",
        "body": "Première ligne\r\n100 % + 1 = ?",
    }


def test_a_text_too_long_for_a_link_is_copied_instead(visit: Visit) -> None:
    page = visit("#action-zonnelicht", permissions=["clipboard-read", "clipboard-write"])
    action = page.locator("#action-zonnelicht")
    action.get_by_role("button", name="Edit the text").click()
    action.locator("textarea").fill("Zeer lang. " * 300)
    page.evaluate("window.addEventListener('click', event => event.preventDefault())")
    action.locator("a.mail").click()
    expect(action.locator("a.mail")).to_have_text("Text copied: paste it into the mail")
    assert "body" not in mail(page)
    assert page.evaluate("navigator.clipboard.readText()") == "Zeer lang. " * 300


def test_a_call_dials_the_number(visit: Visit) -> None:
    action = unfold(visit(), "Boulangerie Martin")
    call = action.get_by_role("link", name="Call 02 61 91 14 00")
    expect(call).to_have_attribute("href", "tel:0261911400")


def test_the_line_of_the_chart_goes_through_its_points(visit: Visit) -> None:
    page = visit("?view=figures")
    chart = page.locator("figure.chart").first
    expect(chart.locator(".month")).to_have_count(12)
    height = chart.locator("svg").evaluate("e => e.getBoundingClientRect().height")
    top = chart.locator("svg").evaluate("e => e.getBoundingClientRect().top")
    runs = [line.get_attribute("points") or "" for line in chart.locator("polyline").all()]
    line = " ".join(runs).split()
    for point, drawn in zip(chart.locator(".point").all(), line, strict=True):
        bottom = point.evaluate("e => e.getBoundingClientRect().bottom")
        assert bottom == pytest.approx(top + float(drawn.split(",")[1]) * height / 100, abs=1.5)
    stacks = [
        stack.evaluate("e => [...e.children].reduce((sum, s) => sum + s.offsetHeight, 0)")
        for stack in chart.locator(".stack").all()
    ]
    assert max(stacks) == stacks[-1]  # June owes most
    assert stacks.count(0) == len(stacks) - len(line)  # nothing was owed in these months


def test_the_chart_shows_the_latest_months_on_a_telephone(visit: Visit) -> None:
    page = visit("?view=figures", viewport={"width": 400, "height": 900})
    chart = page.locator("figure.chart").first
    expect(chart.locator(".month").last).to_be_in_viewport(ratio=0.2)
    expect(chart.locator(".month").first).not_to_be_in_viewport()


def test_everything_can_be_reached_by_the_keyboard(visit: Visit) -> None:
    page = visit()
    page.locator("nav.views a").first.focus()
    for view in ("Upcoming", "Waiting"):
        page.keyboard.press("Tab")
        focused = page.locator("nav.views a:focus")
        expect(focused).to_contain_text(view)
        assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "dotted"
    page.keyboard.press("Enter")
    expect(page.locator("nav.views a[aria-current]")).to_contain_text("Waiting")


AUDITED = [*((query, "light") for query in VIEWS), (CHART, "dark"), ("", "dark")]


# A third of them for each change, and all at night.
@pytest.mark.parametrize(("query", "scheme"), AUDITED[:: 1 if IS_NIGHTLY else 3])
def test_axe_finds_nothing(visit: Visit, query: str, scheme: Literal["light", "dark"]) -> None:
    page = visit(query, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('.relance details').forEach(e => { e.open = true; })")
    page.wait_for_load_state("networkidle")  # letters and e-mails as they are received
    found = Axe().run(page, context=".relance", options={"resultTypes": ["violations"]})
    violations = [
        (each["id"], [node["html"][:200] for node in each["nodes"]][:3])
        for each in found.response["violations"]
    ]
    assert violations == []  # best practice included


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small ledger that Fava only shows, with nothing to do in it."""
    path: Path = tmp_path_factory.mktemp("books") / "main.beancount"
    path.write_text(
        'option "title" "Empty"\nplugin "beancount_relance"\n'
        '2024-01-01 custom "fava-extension" "fava_relance"\n'
        '2024-01-01 custom "relance" "as-of" 2026-06-30\n'
        "2024-01-01 open Assets:Bank\n",
        encoding="utf-8",
    )
    with serving(create_app([path], load=True, read_only=True, poll_watcher=True)) as server:
        yield f"{server.address}/empty/extension/Relance/"


def test_the_first_run_welcomes(browser: Browser, read_only: str) -> None:
    visit = Visit(browser, read_only)
    page = visit()
    expect(page.locator(".welcome")).to_contain_text("no receivable account was recognised")
    expect(page.locator("nav.views")).to_have_count(0)
    visit.close()
    assert visit.complaints == []
