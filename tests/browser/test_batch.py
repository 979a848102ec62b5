"""Several actions at once, in a real browser: one file, one preview, one write, one undo."""

from __future__ import annotations

import zipfile
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import Books
from tests.browser.test_typed import SENTENCE, changed, saved, visit
from tests.support.served_page import Visit

__all__ = ["visit"]  # the fixture


def test_all_mails_are_done_in_three_clicks(visit: Visit, books: Books, tmp_path: Path) -> None:
    page = visit()
    changed(page, "Zonnelicht BV")
    path = saved(page, page.locator("[data-batch=eml]"), tmp_path)  # one
    assert path.name == "2026-06-30_drafts.zip"
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert len(names) == 3
        text = archive.read("2026-06-30_Zonnelicht_reminder.eml").decode()
    assert SENTENCE in text
    expect(page.locator(".tick:checked")).to_have_count(3)
    expect(page.locator(".batch .selected")).to_have_text("3 selected")
    page.locator("[data-mark]").click()  # two
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("pre")).to_have_count(3)
    shown = [pre.text_content() for pre in dialog.locator("pre").all()]
    assert books.added() == ""
    dialog.locator("[data-record]").click()  # three
    line = page.locator(".recorded")
    expect(line).to_contain_text("3 notes recorded")
    assert books.added() == "".join(f"\n{note}\n" for note in shown)
    expect(page.locator("details.action")).to_have_count(9)
    line.locator("[data-undo]").click()
    expect(line).to_contain_text("3 notes removed.")
    assert books.journal.read_bytes() == books.before
    expect(page.locator("details.action")).to_have_count(12)


def test_all_letters_are_one_pdf(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    changed(page, "Restaurant La Cale SARL")
    path = saved(page, page.locator("[data-batch=pdf]"), tmp_path)
    assert path.name == "2026-06-30_letters.pdf"
    text = "".join(sheet.extract_text() for sheet in PdfReader(path).pages)
    assert SENTENCE in text
    assert text.count("La Cave des Anges") > 1


def test_rows_are_ticked_one_by_one(visit: Visit, books: Books) -> None:
    page = visit()
    page.get_by_role("checkbox", name="Select Zonnelicht BV").check()
    expect(page.locator("#action-zonnelicht")).not_to_have_attribute("open", "")
    page.get_by_role("checkbox", name="Select Loft Immobilier SAS").check()
    expect(page.locator(".batch .selected")).to_have_text("2 selected")
    page.locator("[data-mark]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("pre")).to_have_count(2)
    books.journal.write_bytes(books.before + b"; a colleague\n")
    dialog.locator("[data-record]").click()
    expect(dialog.get_by_role("alert")).to_contain_text("has changed in the meantime")
    assert books.journal.read_bytes() == books.before + b"; a colleague\n"
    dialog.locator("[data-cancel]").click()
    page.locator("[data-clear]").click()
    expect(page.locator(".batch")).to_be_hidden()


def test_a_text_that_is_in_no_file_is_named(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    page.get_by_role("checkbox", name="Select Zonnelicht BV").check()
    page.get_by_role("checkbox", name="Select La Cave des Anges SARL").check()
    path = saved(page, page.locator("[data-files=eml]"), tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["2026-06-30_Zonnelicht_reminder.eml"]
    said = page.locator(".batch .complaint")
    expect(said).to_contain_text("La Cave des Anges SARL: formal notice (registered letter)")
    page.locator("[data-clear]").click()
    expect(said).to_have_text("")


def test_a_past_day_has_no_tick_boxes(visit: Visit) -> None:
    page = visit("?time=2026-06-17")
    expect(page.locator("details.action").first).to_be_visible()
    expect(page.locator("[data-batch]")).to_have_count(0)


def test_calls_offer_no_drafts(visit: Visit) -> None:
    page = visit()
    page.get_by_role("checkbox", name="Select Loft Immobilier SAS").check()
    bar = page.locator(".batch")
    expect(bar.locator("[data-files=eml]")).to_be_hidden()
    expect(bar.locator("[data-files=pdf]")).to_be_visible()
    page.get_by_role("checkbox", name="Select Zonnelicht BV").check()
    expect(bar.locator("[data-files=eml]")).to_be_visible()
