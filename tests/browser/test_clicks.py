"""The ten commonest tasks, measured in clicks and keys: no more than these."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Books
from tests.browser.test_typed import visit
from tests.support.served_page import Visit

__all__ = ["visit"]  # the fixture


class Hand:
    """Clicks and types, and counts both."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0
        self.keys = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def download(self, target: Locator) -> None:
        with self.page.expect_download():
            self.click(target)

    def type(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def open(self, name: str) -> Locator:
        """Open the row of a customer, if it is not open."""
        row = self.page.locator("details.action", has_text=name)
        if row.get_attribute("open") is None:
            self.click(row.locator("h4"))
        return row

    def done(self, row: Locator) -> None:
        """Mark a row as done; it shows what will be written."""
        expect(row.locator(".will")).to_be_visible()
        left = self.page.locator("details.action:not(.writing)").count()
        self.click(row.locator(".record [data-kind=done]"))
        expect(self.page.locator("details.action")).to_have_count(left - 1)


def quick(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name).and_(page.locator(".quick"))


def test_one_mail_takes_two(visit: Visit, books: Books) -> None:
    hand = Hand(visit())
    hand.download(quick(hand.page, "Zonnelicht BV"))
    hand.done(hand.page.locator("details.action", has_text="Zonnelicht BV"))
    assert "^F2026-044" in books.added()
    assert (hand.clicks, hand.keys) == (2, 0)


def test_one_letter_takes_two(visit: Visit, books: Books) -> None:
    hand = Hand(visit())
    hand.download(quick(hand.page, "Restaurant La Cale SARL"))
    hand.done(hand.page.locator("details.action", has_text="Restaurant La Cale SARL"))
    assert "firm-letter" in books.added()
    assert (hand.clicks, hand.keys) == (2, 0)


def test_all_mails_and_all_letters_take_three_each(visit: Visit, books: Books) -> None:
    hand = Hand(visit())
    page = hand.page
    for form, left in (("eml", 9), ("pdf", 6)):
        before = hand.clicks
        hand.download(page.locator(f"[data-batch={form}]"))
        hand.click(page.locator("[data-mark]"))
        hand.click(page.locator("dialog[open] [data-record]"))
        expect(page.locator("details.action")).to_have_count(left)
        assert hand.clicks - before == 3
    assert books.added().count("note ") == 6


def test_a_call_with_a_promise_takes_three(visit: Visit, books: Books) -> None:
    hand = Hand(visit())
    row = hand.open("Boulangerie Martin SARL")
    hand.click(row.locator("[data-until='2026-07-03']"))  # Friday
    expect(hand.page.locator("dialog[open] pre")).to_contain_text("until: 2026-07-03")
    hand.click(hand.page.locator("dialog[open] [type=submit]"))
    expect(hand.page.locator(".recorded")).to_be_visible()
    assert 'relance: "promise"\n  until: 2026-07-03' in books.added()
    assert (hand.clicks, hand.keys) == (3, 0)


def test_a_call_without_answer_takes_four(visit: Visit, books: Books) -> None:
    hand = Hand(visit())
    row = hand.open("Boulangerie Martin SARL")
    hand.click(row.locator(".record [data-kind=contact]:not(.day)"))
    hand.click(hand.page.locator("dialog[open]").get_by_label("No answer"))
    expect(hand.page.locator("dialog[open] pre")).to_contain_text("callback: 2026-07-01")
    hand.click(hand.page.locator("dialog[open] [type=submit]"))
    expect(hand.page.locator(".recorded")).to_be_visible()
    assert '"Pas de réponse" ^F2026-040' in books.added()
    assert (hand.clicks, hand.keys) == (4, 0)


def test_a_customer_takes_five_keys(visit: Visit) -> None:
    page = visit()
    page.wait_for_load_state("networkidle")  # its script listens to keys by then
    hand = Hand(page)
    hand.type("/", "l", "o", "f", "Enter")
    expect(hand.page.locator(".sheet h3")).to_have_text("Loft Immobilier SAS")
    assert (hand.clicks, hand.keys) == (0, 5)


def test_a_mistake_is_taken_back_by_one(visit: Visit, books: Books) -> None:
    page = visit()
    Hand(page).done(Hand(page).open("Loft Immobilier SAS"))
    hand = Hand(page)
    hand.click(page.locator(".recorded [data-undo]"))
    expect(page.locator("details.action")).to_have_count(12)
    assert books.added() == ""
    assert hand.clicks == 1


def test_the_day_of_twelve_takes_sixteen(visit: Visit, books: Books) -> None:
    hand = Hand(visit())
    page = hand.page
    for form, left in (("eml", 9), ("pdf", 6)):
        hand.download(page.locator(f"[data-batch={form}]"))
        hand.click(page.locator("[data-mark]"))
        hand.click(page.locator("dialog[open] [data-record]"))
        expect(page.locator("details.action")).to_have_count(left)
    row = hand.open(page.locator("details.action h4").first.inner_text())
    while page.locator("details.action").count():
        hand.done(row)
        row = page.locator("details.action[open]")  # the next one has opened itself
    expect(page.locator(".relance .kind")).to_contain_text("12 of 12 done")
    assert books.added().count("note ") == 12
    assert hand.clicks <= 16
    print(f"the day of twelve: {hand.clicks} clicks, {hand.keys} keys")
