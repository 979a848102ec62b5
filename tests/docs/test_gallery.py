"""docs/gallery.md and its pictures: in step with the texts, and small."""

from __future__ import annotations

import pytest

from tests.docs.gallery import DOCS, FOLDER, PAGES, Page, page_text, pictures, report_of

MOST_BYTES = 1_500_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_the_page_has_the_letters_as_they_are_written(page: Page) -> None:
    written = (DOCS / page.name).read_text(encoding="utf-8")
    assert written == page_text(page), "run: python -m tests.docs.gallery"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_there_is_a_picture_of_each_page_of_each_letter(page: Page) -> None:
    wanted = {name for name, _ in pictures(report_of(page.code))}
    assert wanted == {path.name for path in FOLDER.glob(f"{page.code}-*.png")}


def test_the_pictures_are_small() -> None:
    assert 0 < sum(path.stat().st_size for path in FOLDER.glob("*.png")) < MOST_BYTES
