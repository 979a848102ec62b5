"""Makes the gallery of letters: ``python -m tests.docs.gallery``.

Each language has a small ledger in ``docs/gallery/``, whose customers have come to different
stages. This writes the pictures of its letters, and a page, ``docs/gallery.md`` or
``docs/gallery.fr.md``, with each picture and its text. A test compares the pages with what the
program writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beancount_relance.documents.letter import Letter
from beancount_relance.documents.pdf_letter import Press
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import language
from beancount_relance.policy.channels import CHANNELS, MAIL
from beancount_relance.report.loading import load_ledger
from beancount_relance.report.report import Report
from beancount_relance.texts.correspondence.correspondence import Correspondence
from beancount_relance.texts.enclosures import Enclosures
from beancount_relance.texts.writer import Writer
from tests.support.letters import letter_of

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "gallery"
DOTS = 78  # per inch: a page of text can be read, and is some 70 kB


@dataclass(frozen=True)
class Page:
    """What a page of the gallery says around its letters."""

    code: str
    name: str
    head: str
    text: str


PAGES = (
    Page(
        "en",
        "gallery.md",
        """# Letters to leaf through

These are letters that Relance writes, as they come out of the printer, for the ledger
[en.beancount](gallery/en.beancount): a British business on 30 June 2026.
[In French](gallery.fr.md).
Sheets are for yourself. [Templates](templates.md) explains how to change the words, and the
[reference](reference/documents.md#your-own-layout) how to change the layout.
""",
        "The text",
    ),
    Page(
        "fr",
        "gallery.fr.md",
        """# Des lettres à feuilleter

Voici les lettres que Relance écrit, telles qu’elles sortent de l’imprimante, pour le grand livre
[fr.beancount](gallery/fr.beancount) : une entreprise française au 30 juin 2026.
[En anglais](gallery.md).
Les fiches sont pour vous. [Modèles](templates.fr.md) explique comment changer les mots, et la
[référence](reference/documents.fr.md#votre-mise-en-page) comment changer la mise en page.
""",
        "Le texte",
    ),
)


@dataclass(frozen=True)
class Shown:
    """A letter of the gallery: the name of its pictures, its heading, and itself."""

    file: str
    title: str
    letter: Letter


def report_of(code: str) -> Report:
    """The report of the ledger in a language, on the day that the ledger sets."""
    return load_ledger(FOLDER / f"{code}.beancount").report()


def letters(report: Report) -> Iterator[Shown]:
    """The letters and sheets of a ledger: today's actions, and a statement of account."""
    writer = Writer(report, Enclosures(report))
    words = language(report.settings.language)
    by_mail = []
    for action in report.actions:
        if CHANNELS[action.channel].medium == MAIL:
            by_mail.append(action.customer)
        else:
            title = f"{words.render(action.title)}, {action.customer.title}"
            yield Shown(_file(words.code, action), title, letter_of(writer, action))
    for customer in (by_mail or [report.actions[0].customer])[:1]:
        text = writer.compose("statement", customer, "letter")
        title = f"{words.render(text.stage.title)}, {customer.title}"
        yield Shown(_file(words.code, text), title, letter_of(writer, text))


def _file(code: str, text: Action | Correspondence) -> str:
    return f"{code}-{text.stage.name}-{text.customer.id.lower()}"


def pictures(report: Report) -> Iterator[tuple[str, bytes]]:
    """The pictures of the letters, with their names: one for each page."""
    press = Press(report.settings, language(report.settings.language), report.as_of)
    for shown in letters(report):
        for number, content in enumerate(press.pictures(shown.letter, DOTS), 1):
            yield f"{shown.file}-{number}.png", content


def page_text(page: Page) -> str:
    """The page as Markdown."""
    parts = [page.head]
    for shown in letters(report_of(page.code)):
        reminder = shown.letter.reminder
        images = sorted(FOLDER.glob(f"{shown.file}-?.png"))
        parts.append(
            f"\n## {shown.title[:1].upper()}{shown.title[1:]}\n\n"
            + "".join(f"![{reminder.subject}](gallery/{image.name})\n" for image in images)
            + f"\n<details><summary>{page.text}</summary>\n\n"
            f"```text\n{reminder.body.strip()}\n```\n\n</details>\n"
        )
    return "".join(parts)


def write() -> None:
    """Write the pictures and the pages."""
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for page in PAGES:
        for name, content in pictures(report_of(page.code)):
            (FOLDER / name).write_bytes(content)
        (DOCS / page.name).write_text(page_text(page), encoding="utf-8")


if __name__ == "__main__":
    write()
