"""Lay out the documentation for ``mkdocs build``, in ``build/pages``.

    python -m tests.project.site && mkdocs build --strict

The pages are those of ``docs/``; each code has a page of its own. Links to files outside
``docs/`` are links to nothing on a site, so their text is kept without the link.
"""

from __future__ import annotations

import functools
import re
import shutil
from pathlib import Path

from beancount_relance.language.codes import explanations
from beancount_relance.language.languages import ENGLISH, LANGUAGES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = ROOT / "build" / "pages"
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_TITLES = {"en": "Checks, problems and questions", "fr": "Contrôles, anomalies et questions"}


def main() -> None:
    """Write all pages."""
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(DOCS, PAGES)
    for code in LANGUAGES:
        suffix = "" if code == ENGLISH else f".{code}"
        readme = (ROOT / f"README{suffix}.md").read_text(encoding="utf-8")
        readme = readme.replace("](docs/", "](").replace("](README.md)", "](index.md)")
        readme = readme.replace(f"](README.{code}.md)", f"](index.{code}.md)")
        readme = re.sub(r"\]\(README\.(\w\w)\.md\)", r"](index.\1.md)", readme)
        (PAGES / f"index{suffix}.md").write_text(readme, encoding="utf-8")
        _write_codes(code, suffix)
    for page in PAGES.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        text = _LINK.sub(functools.partial(_kept, page), text)
        page.write_text(text, encoding="utf-8")


def _write_codes(language: str, suffix: str) -> None:
    """Write the list of codes and a page for each."""
    folder = PAGES / f"codes{suffix}"
    folder.mkdir()
    lines = [f"# {_TITLES[language]}", ""]
    for code, each in explanations(language).items():
        text = f"# {each.title}\n\n`{code}`\n\n{each.text}\n"
        (folder / f"{code}.md").write_text(text, encoding="utf-8")
        lines.append(f"- [`{code}`](codes{suffix}/{code}.md): {each.title}")
    (PAGES / f"codes{suffix}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _kept(page: Path, link: re.Match[str]) -> str:
    """A link as the site has it: to a page, a picture or an address, or else its text alone."""
    target = link["target"]
    if "://" in target or target.startswith(("#", "mailto:")):
        return link[0]
    name, _, part = target.partition("#")
    explained = re.search(r"language/explanations/(\w\w)\.md$", name)
    if explained:
        suffix = "" if explained[1] == ENGLISH else f".{explained[1]}"
        top = "../" * (len(page.relative_to(PAGES).parts) - 1)
        return f"[{link['text']}]({top}codes{suffix}{f'/{part}' if part else ''}.md)"
    return link[0] if (page.parent / name).is_file() else link["text"]


if __name__ == "__main__":
    main()
