"""The page as a list to work through: what is new, sorted, printed, decided, agreed."""

from __future__ import annotations

import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Books
from tests.browser.test_record import form, record, shown, visit
from tests.support.served_page import Visit, reload, show

__all__ = ["visit"]  # the fixture


def test_what_is_new_is_one_line_that_opens(visit: Visit) -> None:
    page = visit()
    news = page.locator(".news-since")
    expect(news.locator("summary")).to_have_text("Since 2026-06-29: 4 new actions")
    expect(news.locator("li").first).to_be_hidden()
    news.locator("summary").click()
    expect(news.locator("li")).to_have_count(4)
    expect(news.locator("li").first).to_contain_text("Traiteur Gaudin SAS: visit to the customer")


def test_sort_and_filter_are_in_the_address(visit: Visit) -> None:
    page = visit()
    page.get_by_text("Sort and filter").click()
    page.locator("[name=sort]").select_option("amount")
    expect(page).to_have_url(re.compile("sort=amount"))
    expect(page.locator("details.action h4").first).to_have_text("Traiteur Gaudin SAS")
    page.locator("[name=least]").fill("2000")
    page.keyboard.press("Enter")
    expect(page.locator("details.action")).to_have_count(7)
    expect(page.locator(".sift")).to_contain_text("5 actions hidden")
    expect(page).to_have_url(re.compile("least=2000"))
    page.get_by_role("link", name="by channel").click()
    expect(page.locator("h4.group").first).to_contain_text("€6,619.22")
    reload(page)  # a shared link shows the same
    expect(page.locator("details.action")).to_have_count(7)
    page.locator("[name=stage]").select_option("firm-letter")
    expect(page.locator("details.action")).to_have_count(2)
    page.get_by_role("link", name="show all").click()
    expect(page.locator("details.action")).to_have_count(12)


def test_a_filter_that_hides_everything_says_so(visit: Visit) -> None:
    page = visit("?least=99999")
    expect(page.locator(".relance .kind")).to_contain_text("12 actions are hidden")
    expect(page.get_by_role("link", name="show all")).to_be_visible()


def test_a_letter_is_shown_as_it_is_printed(visit: Visit) -> None:
    page = visit()
    row = page.locator("details.action", has_text="Restaurant La Cale SARL")
    row.locator("h4").click()
    picture = row.locator(".printed img")
    expect(picture).to_have_count(1)
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 100
    expect(row.locator("textarea")).to_be_hidden()
    row.get_by_role("button", name="Edit the text").click()
    expect(row.locator("textarea")).to_be_focused()
    row.locator("textarea").fill("Autre texte")
    with page.expect_response(lambda answer: "pages_edited" in answer.url) as answer:
        row.get_by_role("button", name="As it is printed").click()
    assert answer.value.ok
    expect(picture).to_have_count(1)
    reload(page)  # what was changed stays a text to edit
    expect(row.locator("textarea")).to_have_value("Autre texte")


def test_a_decision_shows_the_ways_and_records_one(visit: Visit, books: Books) -> None:
    page = visit()
    row = page.locator("details.action", has_text="Loft Immobilier SAS")
    row.locator("h4").click()
    expect(row.locator(".routes")).to_contain_text("€6,060.93 at stake")
    expect(row.locator(".routes tbody tr").first).to_contain_text("order for payment")
    row.locator(".routes [data-kind=handover]").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=agent]").fill("Étude Roche")
    record(page, dialog)
    assert 'relance: "handover"' in books.added()


def test_the_papers_of_a_customer(visit: Visit) -> None:
    page = visit("?customer=Loft-Immobilier")
    with page.expect_download() as paper:
        page.get_by_role("link", name="Statement of account (PDF)").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    with page.expect_download() as case:
        page.get_by_role("link", name="Case file for a court (.zip)").click()
    with zipfile.ZipFile(case.value.path()) as archive:
        assert len(archive.namelist()) > 3
    page.get_by_role("link", name="Payments", exact=True).last.click()
    expect(page.locator(".timeline tr")).to_have_count(3)
    expect(page.locator(".timeline .invoice.dot")).to_have_count(0)


def test_an_invoice_has_its_letter(visit: Visit) -> None:
    page = visit("?invoice=F2026-044")
    row = page.locator("details.action")
    row.locator("summary").click()
    expect(row.locator("textarea")).to_have_value(re.compile("F2026-044"))


def test_an_upcoming_row_is_acted_on(visit: Visit, books: Books) -> None:
    page = visit("?view=upcoming")
    row = page.locator("details.action").first
    row.locator("h4").click()
    row.locator(".record [data-kind=hold]").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[data-field=until] .chips button").first.click()
    expect(dialog.locator("pre")).to_contain_text("until: 2026-07-03")
    record(page, dialog, "Appelle avant")
    assert 'relance: "hold"\n  until: 2026-07-03' in books.added()


def test_a_letter_is_received_for_all_its_invoices(visit: Visit, books: Books) -> None:
    page = visit()
    record(page, form(page, "La Cave des Anges SARL", "done"))
    show(page, "?view=waiting")
    rows = page.locator("details", has_text="La Cave des Anges SARL")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("registered letter of 2026-06-30 under way")
    rows.first.locator("summary").click()
    rows.first.locator("[data-kind=received]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator(".invoices input:checked")).to_have_count(2)
    record(page, dialog)
    assert "^F2026-032 ^F2026-033" in books.added().split('relance: "formal-notice"')[1]
    expect(page.locator("details", has_text="La Cave des Anges SARL")).to_have_count(0)


def test_equal_payments_add_up_to_the_cent(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, "Restaurant La Cale SARL", "plan")
    expect(dialog.locator("textarea")).not_to_have_value(re.compile(r"\b0\b"))
    dialog.locator("[data-plan=count]").fill("7")
    dialog.locator("[data-plan=from]").fill("2026-07-31")
    dialog.locator("[data-spread]").click()
    rows = dialog.locator(".instalments li")
    expect(rows).to_have_count(7)
    expect(dialog.locator(".sum")).to_have_text("€1,944.00 of €1,944.00 open")
    note = shown(dialog)
    assert "2026-07-31 277.72 EUR, 2026-08-31 277.72 EUR, 2026-09-30 277.72 EUR" in note
    assert "2027-01-31 277.71 EUR" in note
    record(page, dialog)
    assert books.added().strip() == note


@pytest.mark.parametrize(
    ("count", "first", "said"),
    [("0", "2026-07-31", "from 1 to 60"), ("3", "", "day of the first payment")],
)
def test_what_cannot_be_filled_in_is_told(visit: Visit, count: str, first: str, said: str) -> None:
    dialog = form(visit(), "Restaurant La Cale SARL", "plan")
    dialog.locator("[data-plan=count]").fill(count)
    dialog.locator("[data-plan=from]").fill(first)
    dialog.locator("[data-spread]").click()
    expect(dialog.locator("[data-of=plan]")).to_contain_text(said)


def test_the_buttons_are_at_the_bottom_of_a_telephone(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 780})
    row = page.locator("details.action", has_text="Boulangerie Martin SARL")
    row.locator("h4").click()
    expect(row.locator(".toolbar")).to_be_in_viewport()
    box = row.locator(".toolbar").bounding_box()
    assert box is not None
    assert round(box["y"] + box["height"]) == 780
    button = row.locator(".toolbar .primary").bounding_box()
    assert button is not None
    assert button["height"] >= 44


def test_expected_payments_open_to_their_invoices(visit: Visit) -> None:
    page = visit()
    weeks = page.locator(".expected-cash .weeks").first.locator("details")
    expect(weeks).to_have_count(5)
    weeks.first.locator("summary").click()
    expect(weeks.first.locator("li a").first).to_have_attribute("href", re.compile("invoice="))
    show(page, "?view=figures")
    expect(page.locator(".expected-cash .weeks").first.locator("details")).to_have_count(8)
    expect(page.locator(".expected-cash p").last).to_contain_text("came in")
