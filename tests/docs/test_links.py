"""The links of the documentation: each file is there, and so is each heading that a link names.

``make site`` checks the pages of the site as well; this needs nothing but the files.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# an old entry of the changelog may name what has moved since
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")} - {ROOT / "CHANGELOG.md"})
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|^ {4}[^\n]*|`[^`\n]*`", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchor(heading: str) -> str:
    """What GitHub and the site call a heading in an address, unless it says so itself."""
    if said := re.search(r"\{#([\w-]+)\}$", heading):
        return said[1]
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


@functools.cache
def anchors(page: Path) -> frozenset[str]:
    """The headings of a page, as addresses have them."""
    text = re.sub(
        r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    return frozenset(anchor(heading) for heading in HEADING.findall(text))


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, heading = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists() or (heading and heading not in anchors(path)):
            found.append(target)
    return found


@pytest.mark.parametrize(
    ("heading", "called"),
    [
        ('Settings: `custom "relance"`', "settings-custom-relance"),
        ("Which accounts are customers'", "which-accounts-are-customers"),
        ("L’échéance", "léchéance"),
        ("… post receipts", "-post-receipts"),
        ("An unknown setting {#unknown-setting}", "unknown-setting"),
    ],
)
def test_what_a_heading_is_called(heading: str, called: str) -> None:
    assert anchor(heading) == called


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page) == []
