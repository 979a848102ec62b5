"""Recording from the Fava page, in a real browser, on a copy of the example ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import Books
from tests.support.served_page import Visit, reload, show


@pytest.fixture
def visit(browser: Browser, books: Books) -> Iterator[Visit]:
    visit = Visit(browser, books.address)
    yield visit
    visit.close()
    # The browser itself reports an answer such as 409.
    assert [text for text in visit.complaints if "(CONFLICT)" not in text] == []


def form(page: Page, customer: str, kind: str) -> Locator:
    """The form for an action, opened and drafted."""
    action = page.locator("details.action", has_text=customer)
    action.locator("h4").click()
    # In an opened row, “Done” writes what is shown there; “change it” opens the form.
    # The buttons with a day (“Fri 3 Jul”) open the same form, with the day filled in.
    place = ".will [data-kind=change]" if kind == "done" else f".record [data-kind={kind}]"
    action.locator(f"{place}:not(.day)").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("h3")).to_contain_text(customer)
    return dialog


def record(page: Page, dialog: Locator, text: str | None = None) -> None:
    """Record what the form says, and wait for the page to say so."""
    if text is not None:
        dialog.locator("textarea").fill(text)
    dialog.locator("[type=submit]").click()
    expect(page.locator(".recorded")).to_be_visible()


def shown(dialog: Locator) -> str:
    return dialog.locator("pre").text_content() or ""


def test_done_is_written_as_shown_and_undone_to_the_byte(visit: Visit, books: Books) -> None:
    page = visit()
    expect(page.locator("details.action")).to_have_count(12)
    dialog = form(page, "La Cave des Anges SARL", "done")
    expect(dialog.locator(".place")).to_contain_text("Will be written to relances.beancount, line ")
    expect(dialog.locator("[type=submit]")).to_be_focused()
    note = shown(dialog)
    assert books.added() == ""
    record(page, dialog)
    assert (
        note
        == '2026-06-30 note Assets:Clients:Cave-des-Anges "Mise en demeure (lettre recommandée)" '
        '^F2026-032 ^F2026-033\n  relance: "formal-notice"\n'
        '  bank: "EUR FR7619906000440007804125390"'
    )
    assert books.added() == f"\n{note}\n"
    expect(page.locator("details.action")).to_have_count(11)
    expect(page.locator("details.action", has_text="La Cave des Anges")).to_have_count(0)
    bar = page.locator(".recorded")
    expect(bar).to_contain_text("Formal notice (registered letter) · La Cave des Anges SARL")
    expect(bar).to_contain_text("Recorded in relances.beancount, line ")
    reload(page)  # it is still known
    bar.get_by_role("button", name="Undo").click()
    expect(bar).to_contain_text("Removed from relances.beancount.")
    expect(bar.get_by_role("button", name="Undo")).to_be_hidden()
    expect(page.locator("details.action")).to_have_count(12)
    assert books.journal.read_bytes() == books.before
    bar.get_by_role("button", name="Close").click()
    reload(page)
    expect(page.locator("details.action")).to_have_count(12)
    expect(bar).to_be_hidden()


def undone(page: Page, books: Books) -> None:
    """Take back what was recorded last, so that the page and the ledger are as before."""
    page.locator(".recorded [data-undo]:visible").last.click()
    expect(page.locator(".recorded").last).to_contain_text("Removed from relances.beancount.")
    assert books.journal.read_bytes() == books.before


FORMS = {
    "promise": (
        {"until": "2026-07-10", "amount": "1 000,50"},
        (
            '"Promet 1\u202f000,50\xa0€ pour le 10/07/2026" ^F2026-022\n'
            '  relance: "promise"\n  until: 2026-07-10\n  amount: 1000.50 EUR\n'
        ),
    ),
    "dispute": (
        {"amount": "300", "text": 'Dit "non"'},
        '"Dit \\"non\\"" ^F2026-022\n  relance: "dispute"\n  amount: 300.00 EUR\n',
    ),
    "hold": (
        {"until": "2026-07-31", "text": "Gérant absent"},
        '"Gérant absent" ^F2026-022\n  relance: "hold"\n  until: 2026-07-31\n',
    ),
    "contact": (
        {"date": "2026-06-29", "text": "Rappelle demain\n</pre>"},
        '"Rappelle demain\\n</pre>" ^F2026-022\n  relance: "contact"\n',
    ),
    "acknowledged": ({}, '"Dette reconnue" ^F2026-022\n  relance: "acknowledged"\n'),
    "handover": (
        {"agent": "Étude Roche", "text": "Dossier transmis"},
        '"Dossier transmis" ^F2026-022\n  relance: "handover"\n  agent: "Étude Roche"\n',
    ),
    "insolvency": (
        {"until": "2026-08-30", "text": "Redressement"},
        '"Redressement" ^F2026-022\n  relance: "insolvency"\n  until: 2026-08-30\n',
    ),
    "waiver": (
        {"until": "2026-07-10", "text": "Bon client"},
        '"Bon client" ^F2026-022\n  relance: "waiver"\n  until: 2026-07-10\n',
    ),
}
"""What is filled into the form of each kind, and the note that is written."""
BEHIND_A_BUTTON = ("acknowledged", "handover", "insolvency", "waiver")


def test_each_form_writes_its_note_and_undo_removes_it(visit: Visit, books: Books) -> None:
    page = visit("?invoice=F2026-022")
    place = page.locator(".one-invoice > .sheet .record")
    for kind, (fill, written) in FORMS.items():
        button = place.locator(f"[data-kind={kind}]:not(.day)")
        if kind in BEHIND_A_BUTTON:
            expect(button).to_be_hidden()
            place.get_by_role("button", name="More").press("Enter")
            expect(place.locator(".others button").first).to_be_focused()
        button.click()
        dialog = page.locator("dialog[open]")
        expect(dialog.locator("h3")).to_contain_text("Loft Immobilier SAS")
        for name, value in fill.items():
            dialog.locator(f"[name={name}]").fill(value)
        record(page, dialog)
        expect(page.locator(".recorded [data-undo]:visible")).to_have_count(1)
        day = fill.get("date", "2026-06-30")
        assert books.added() == f"\n{day} note Assets:Clients:Loft-Immobilier {written}"
        undone(page, books)


def test_the_receipt_of_a_notice_is_recorded_by_its_day(visit: Visit, books: Books) -> None:
    page = visit()
    record(page, form(page, "La Cave des Anges SARL", "done"))  # the formal notice
    show(page, "?invoice=F2026-032")
    page.locator(".record [data-kind=received]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_label("Received on")).to_be_focused()
    record(page, dialog)
    expect(page.locator(".recorded")).to_contain_text("Formal notice received")
    assert 'relance: "received"' in books.added()
    expect(page.locator(".record [data-kind=hold]")).to_be_visible()
    expect(page.locator(".record [data-kind=received]")).to_have_count(0)


def test_what_makes_no_sense_has_no_button(visit: Visit) -> None:
    page = visit("?invoice=F2026-001")  # insolvent
    place = page.locator(".record")
    expect(place.locator("[data-kind=contact]")).to_be_visible()
    for kind in ("promise", "plan", "insolvency", "served"):
        expect(place.locator(f"[data-kind={kind}]")).to_have_count(int(kind == "served"))


def test_what_is_typed_while_a_text_is_proposed_takes_its_place(visit: Visit) -> None:
    page = visit("?view=waiting")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/record_draft", hold)
    row = page.locator("details", has_text="Galerie Estuaire")
    row.locator("summary").click()
    row.locator("[data-kind=resume]").click()
    reason = page.locator("dialog[open]").get_by_label("Reason")
    reason.focus()
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(reason).to_have_value("Reprise")
    page.keyboard.insert_text("Litige réglé")
    expect(reason).to_have_value("Litige réglé")


def test_what_waits_is_resumed(visit: Visit, books: Books) -> None:
    page = visit("?view=waiting")
    row = page.locator("details", has_text="Galerie Estuaire")
    row.locator("summary").click()
    row.locator("[data-kind=resume]").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Reason").fill("Litige réglé")
    record(page, dialog)
    assert books.added().endswith('"Litige réglé" ^F2026-042\n  relance: "resume"\n')


def test_a_plan_adds_up_before_it_is_written(visit: Visit, books: Books) -> None:
    page = visit(locale="fr-FR")
    dialog = form(page, "Loft Immobilier SAS", "plan")
    rows = dialog.locator(".instalments li")
    expect(rows).to_have_count(3)
    for row, day in enumerate(("2026-07-15", "2026-08-15")):
        rows.nth(row).locator("[data-part=date]").fill(day)
        rows.nth(row).locator("[data-part=amount]").fill("2000")
    expect(dialog.locator(".sum")).to_have_text("4\u202f000,00\xa0€ sur 5\u202f880,00\xa0€ dus")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-of=plan]")).to_have_text(
        "Corrigez les échéances, ou indiquez la somme convenue"
    )
    rows.nth(2).locator("[data-remove]").click()
    dialog.locator("[data-add]").click()
    expect(rows.nth(2).locator("[data-part=date]")).to_be_focused()
    page.keyboard.press("Tab")
    rows.nth(2).locator("[data-part=date]").fill("2026-09-15")
    rows.nth(2).locator("[data-part=amount]").fill("1880")
    expect(dialog.locator(".sum")).to_have_text("5\u202f880,00\xa0€ sur 5\u202f880,00\xa0€ dus")
    record(page, dialog)
    expect(page.locator(".recorded")).to_contain_text("Échéancier · Loft Immobilier SAS")
    plan = "2026-07-15 2000.00 EUR, 2026-08-15 2000.00 EUR, 2026-09-15 1880.00 EUR"
    assert books.added() == (
        '\n2026-06-30 note Assets:Clients:Loft-Immobilier "Échéancier en 3 versements" '
        f'^F2026-022\n  relance: "plan"\n  plan: "{plan}"\n'
    )


def test_some_of_several_invoices(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, "Boulangerie Martin SARL", "dispute")
    boxes = dialog.locator(".invoices input")
    expect(boxes).to_have_count(2)
    dialog.get_by_label("F2026-040").uncheck()
    expect(dialog.locator("pre")).not_to_contain_text("F2026-040")
    dialog.get_by_label("F2026-043").uncheck()
    expect(dialog.locator("[data-of=invoices]")).to_have_text("Name at least one invoice")
    dialog.get_by_label("F2026-043").check()
    expect(dialog.locator("[data-of=invoices]")).to_have_text("")
    record(page, dialog)
    assert re.search(r' \^F2026-043\n  relance: "dispute"\n$', books.added())


def test_a_field_that_is_wrong_says_so_and_keeps_what_was_typed(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, "Loft Immobilier SAS", "promise")
    until = dialog.locator("[name=until]")
    expect(until).to_be_focused()
    expect(dialog.locator("[data-of=until]")).to_have_text("")  # nobody has had the time
    dialog.locator("[name=amount]").fill("1,200")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-of=until]")).to_have_text("Give the last day")
    expect(dialog.locator("[data-of=amount]")).to_contain_text("without a thousands separator")
    expect(until).to_be_focused()
    expect(until).to_have_attribute("aria-invalid", "true")
    expect(dialog.locator("[name=amount]")).to_have_value("1,200")
    assert books.added() == ""


def test_a_double_click_records_once(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, "Loft Immobilier SAS", "contact")
    dialog.locator("textarea").fill("Rappelle")
    dialog.locator("[type=submit]").dblclick()
    expect(page.locator(".recorded")).to_be_visible()
    assert books.added().count("Rappelle") == 1


def test_what_stands_there_already_is_not_written(visit: Visit, books: Books) -> None:
    dialog = form(visit(), "Loft Immobilier SAS", "contact")
    dialog.locator("[name=date]").fill("2026-06-02")
    said = "Message laissé au directeur financier, rendez-vous pris pour le 12"
    dialog.locator("textarea").fill(said)
    expect(dialog.locator(".place")).to_contain_text("Already recorded in relances.beancount")
    expect(dialog.locator("[type=submit]")).to_be_disabled()
    assert books.added() == ""


def test_a_file_that_changed_meanwhile_is_drafted_for_again(visit: Visit, books: Books) -> None:
    page = visit()
    dialog = form(page, "Loft Immobilier SAS", "done")
    expect(dialog.locator("pre")).to_be_visible()
    theirs = books.before + b"; a colleague wrote this\n"
    books.journal.write_bytes(theirs)
    button = dialog.locator("[type=submit]")
    button.click()
    expect(dialog.get_by_role("alert")).to_contain_text("has changed in the meantime")
    assert books.journal.read_bytes() == theirs
    expect(button).to_have_text("Draft again")
    button.click()
    expect(button).to_have_text("Record")
    expect(dialog.get_by_role("alert")).to_have_count(0)
    assert books.journal.read_bytes() == theirs  # it is only shown
    button.click()
    expect(page.locator(".recorded")).to_be_visible()
    assert books.journal.read_bytes().startswith(theirs + b"\n2026-06-30 note ")
    # What a colleague writes after it, no undo takes away.
    after = b"; and this\n"
    books.journal.write_bytes(books.journal.read_bytes() + after)
    page.locator(".recorded [data-undo]").click()
    expect(page.locator(".recorded")).to_contain_text("Removed from relances.beancount.")
    assert books.journal.read_bytes() == theirs + after


def test_the_keyboard_is_enough(visit: Visit, books: Books) -> None:
    page = visit()
    action = page.locator("details.action", has_text="Loft Immobilier SAS")
    action.locator("summary").focus()
    page.keyboard.press("Enter")
    button = action.locator(".record [data-kind=hold]")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[name=until]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    dialog.locator("[name=until]").fill("2026-07-31")
    page.keyboard.press("Enter")  # before the draft was shown
    expect(page.locator(".recorded")).to_be_visible()
    assert "until: 2026-07-31" in books.added()


def test_a_past_day_has_a_hint(visit: Visit) -> None:
    page = visit("?time=2026-06-17")
    action = page.locator("details.action").first
    action.locator("h4").click()
    expect(action.locator(".record")).to_contain_text("Nothing can be recorded while a past day")
    expect(action.locator(".record button")).to_have_count(0)


def test_the_form_fits_its_window(visit: Visit) -> None:
    page = visit()
    dialog = form(page, "Loft Immobilier SAS", "plan")
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 780})
        page.wait_for_function("e => e.scrollWidth <= e.clientWidth", arg=dialog.element_handle())
        expect(dialog.locator("[type=submit]")).to_be_in_viewport(ratio=1)
    for label in dialog.locator("input:visible, textarea").all():
        named = "e => e.labels.length > 0 || e.hasAttribute('aria-label')"
        assert label.evaluate(named)
