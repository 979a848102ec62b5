"""The result of a call, in a real browser: one form writes what belongs together."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Books
from tests.browser.test_record import form, shown, visit
from tests.support.served_page import Visit, reload, show

__all__ = ["visit"]  # the fixture

CALLED = "Boulangerie Martin SARL"


def undo(page: Page, books: Books) -> None:
    """Take back by one click what was written; the file is then what it was."""
    page.locator(".recorded [data-undo]").click()
    expect(page.locator("details.action")).to_have_count(12)
    assert books.added() == ""


def test_who_was_not_reached_is_called_again_tomorrow(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, CALLED, "contact")
    expect(dialog.locator("h3")).to_contain_text("Call result")
    dialog.get_by_label("Message left on the answering machine").check()
    for hidden in ("result", "until", "amount"):
        expect(dialog.locator(f"[data-field={hidden}]")).to_be_hidden()
    expect(dialog.locator("[name=callback]")).to_have_value("2026-07-01")
    dialog.locator("[type=submit]").click()
    expect(page.locator("details.action")).to_have_count(11)
    assert books.added() == (
        '\n2026-06-30 note Assets:Clients:Boulangerie-Martin "Message laissé sur le répondeur" '
        '^F2026-040 ^F2026-043\n  relance: "contact"\n  callback: 2026-07-01\n'
    )
    undo(page, books)


def test_a_call_and_a_promise_are_two_notes_and_one_undo(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, CALLED, "contact")
    dialog.get_by_label("Promise to pay").check()
    dialog.locator("[data-field=until] .chips button").first.click()  # Friday
    expect(dialog.locator("[name=until]")).to_have_value("2026-07-03")
    dialog.locator("[name=amount]").fill("500")
    dialog.locator("textarea").fill("Mme Martin")
    expect(dialog.locator("pre")).to_contain_text("amount: 500.00 EUR")
    expect(dialog.locator("pre")).to_contain_text("Mme Martin")  # the last that was typed
    note = shown(dialog)
    dialog.locator("[type=submit]").click()
    expect(page.locator(".recorded")).to_contain_text("Promise to pay · Boulangerie Martin")
    assert books.added().strip() == note
    assert '"Mme Martin" ^F2026-040 ^F2026-043\n  relance: "call"' in note
    assert 'relance: "promise"\n  until: 2026-07-03\n  amount: 500.00 EUR' in note
    undo(page, books)


def test_a_call_that_ends_in_a_dispute(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, CALLED, "contact")
    dialog.get_by_label("Dispute").check()
    expect(dialog.locator("[data-field=until]")).to_be_hidden()
    dialog.locator("[name=amount]").fill("120")
    dialog.locator("textarea").fill("Un néon manque")
    dialog.locator("[type=submit]").click()
    expect(page.locator(".recorded")).to_contain_text("Dispute · Boulangerie Martin")
    assert '"Un néon manque" ^F2026-040 ^F2026-043\n  relance: "dispute"' in books.added()
    assert books.added().count("note ") == 2
    undo(page, books)


def test_who_asks_to_be_called_again_is_no_call_done(visit: Visit, books: Books) -> None:
    page = visit(locale="fr-FR")
    dialog = form(page, CALLED, "contact")
    dialog.locator("textarea").fill("Rappelle après la clôture")
    chips = dialog.locator("[data-field=callback] .chips button")
    expect(chips).to_have_count(3)
    chips.last.click()
    expect(dialog.locator("pre")).to_contain_text("callback: 2026-07-07")
    dialog.locator("[type=submit]").click()
    expect(page.locator("details.action")).to_have_count(11)
    assert books.added().count("note ") == 1
    assert 'relance: "call"' not in books.added()
    show(page, "?view=waiting")
    row = page.locator("details", has_text="F2026-040")
    expect(row).to_contain_text("à rappeler")
    expect(row).to_contain_text("06/07/2026")


def test_a_wrong_day_is_told_at_its_field_and_nothing_is_lost(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, CALLED, "contact")
    dialog.get_by_label("Promise to pay").check()
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-of=until]")).to_have_text("Give the last day")
    dialog.locator("[name=until]").fill("2026-06-01")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-of=until]")).to_contain_text("before the date of the note")
    reload(page)
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_label("Promise to pay")).to_be_checked()
    expect(dialog.locator("[name=until]")).to_have_value("2026-06-01")
    assert books.added() == ""
