"""A day with many actions, in a real browser: as much is sent as is seen, and no more."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import pytest
from fava.application import create_app
from playwright.sync_api import expect

from tests.benchmarks.books import AS_OF, debtors
from tests.support.examples import at_night
from tests.support.served_page import Visit, serving

ACTIONS = at_night(910, 2_500)
SHEETS = math.ceil(ACTIONS / 30)
HEAD = f"""option "title" "Many"
plugin "beancount_relance"
2022-01-01 custom "fava-extension" "fava_relance"
2022-01-01 custom "relance" "as-of" {AS_OF}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("many") / "main.beancount"
    path.write_text(HEAD + debtors(ACTIONS), encoding="utf-8")
    app = create_app([path], load=True, poll_watcher=True)
    # What is worked out once a load is no matter of the browser's, nor of its patience.
    assert app.test_client().get("/many/extension/Relance/?view=figures").status_code == 200
    with serving(app) as server:
        yield f"{server.address}/many/extension/Relance/"


def test_one_sheet_is_sent_and_the_others_are_a_click_or_a_key_away(visit: Visit) -> None:
    page = visit()
    expect(page.locator(".relance .state")).to_contain_text(f"{ACTIONS} actions due")
    rows = page.locator("details.action")
    expect(rows).to_have_count(30)
    expect(rows.first).to_be_in_viewport(ratio=1)
    first = rows.first.locator("h4").text_content()
    assert len(page.locator(".relance").inner_html()) < 400_000
    pager = page.locator("nav.pager")
    expect(pager).to_contain_text(f"1–30 of {ACTIONS}")
    assert pager.locator("a").count() < 10
    pager.get_by_role("link", name="2", exact=True).click()
    expect(pager).to_contain_text(f"31–60 of {ACTIONS}")
    expect(rows).to_have_count(30)
    assert rows.first.locator("h4").text_content() != first
    last = pager.get_by_role("link", name=str(SHEETS))
    last.focus()
    page.keyboard.press("Enter")
    expect(pager).to_contain_text(f"{ACTIONS - 9}–{ACTIONS} of {ACTIONS}")
    expect(rows).to_have_count(10)
    page.go_back()
    expect(pager).to_contain_text(f"31–60 of {ACTIONS}")


@pytest.mark.parametrize("view", ["upcoming", "waiting", "exceptions", "ageing", "figures"])
def test_no_view_sends_more_than_is_read(visit: Visit, view: str) -> None:
    page = visit(f"?view={view}")
    expect(page.locator(".views [aria-current]")).to_have_count(1)
    assert len(page.locator(".relance").inner_html()) < 400_000
    assert page.locator(".relance").locator("details, tr").count() <= 250


def test_a_row_opens_at_once(visit: Visit) -> None:
    page = visit(f"?sheet={SHEETS}")
    row = page.locator("details.action").last
    row.locator("h4").click()
    expect(row.locator("textarea")).to_have_value(re.compile("Facture"))
    expect(row.locator(".record button").first).to_be_visible()
