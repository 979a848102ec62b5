"""Letters of every country: their paper, one page for one invoice, and letters of other scripts."""

from __future__ import annotations

import io
import shutil
import subprocess

import pytest
from pypdf import PdfReader

from beancount_relance.documents import glyphs, payment_code, pdf_letter
from beancount_relance.documents.batch import BatchWriter
from beancount_relance.documents.pdf_letter import Press
from beancount_relance.language.messages import language
from beancount_relance.texts.enclosures import Enclosures
from beancount_relance.texts.writer import Writer
from tests.documents.test_pdf_letter import books, pages, printed
from tests.support.examples import IS_NIGHTLY
from tests.support.ledgers import Copies, report
from tests.support.letters import letter_of
from tests.texts.test_templates import CONTACT, CREDITOR

COUNTRIES = ("FR", "BE", "CH", "LU", "GB", "IE", "US", "DE", "NL", "AT", "ES", "IT")
POPPLER = shutil.which("pdftotext")
KINDS = ("business", "consumer", "public")


def customer(country: str, kind: str) -> str:
    """A customer of a country, whose formal notice is due."""
    account, name = f"Assets:Clients:{country}-{kind.title()}", f"{country}-{kind}"
    sent = zip(("05", "06", "07"), ("reminder", "call", "firm-letter"), strict=True)
    return (
        f'2024-01-01 open {account}\n  name: "Alpha Ltd {name}"\n{CONTACT.strip(chr(10))}\n'
        f'  country: "{country}"\n  kind: "{kind}"\n'
        f'2026-03-02 * "Alpha" "Trois suspensions" ^F2026-{name}\n  due: 2026-04-01\n'
        f"  {account}  1200.00 EUR\n  Income:Ventes\n"
        + "".join(f'2026-04-{on} note {account} "x"\n  relance: "{stage}"\n' for on, stage in sent)
    )


@pytest.mark.parametrize(("words", "first"), [("fr", 0), ("en", 1)])
def test_one_invoice_is_one_page(words: str, first: int) -> None:
    kinds = {  # all of them at night; otherwise another one in each language
        country: KINDS if IS_NIGHTLY else (KINDS[(first + number) % len(KINDS)],)
        for number, country in enumerate(COUNTRIES)
    }
    text = CREDITOR + f'2024-01-01 custom "relance" "language" "{words}"\n'
    text += "2024-01-01 open Income:Ventes\n"
    text += "".join(customer(country, kind) for country in COUNTRIES for kind in kinds[country])
    found = report(text, "2026-05-15")
    writer = Writer(found, Copies())
    letters = [letter_of(writer, action) for action in found.actions]
    assert {letter.reminder.stage.name for letter in letters} == {"formal-notice"}
    content = Press(found.settings, language(words), found.as_of).print_batch(letters)
    assert b"/Suspects" not in content
    printed_pages = pages(content)
    longer = [page for page in printed_pages if "2 / 2" in page]
    index = sum("Claire Bodinier" not in page for page in printed_pages)
    assert all("Alpha Ltd GB-consumer" in page for page in longer)  # the protocol wants more
    assert len(longer) <= 1
    assert len(letters) == sum(map(len, kinds.values()))
    assert sum("1 / 2" not in page for page in printed_pages) == index + len(letters)


@pytest.mark.parametrize(("country", "size"), [("FR", (595, 842)), ("US", (612, 792))])
def test_the_paper_is_that_of_the_creditor(country: str, size: tuple[int, int]) -> None:
    creditor = CREDITOR.replace('country: "FR"', f'country: "{country}"')
    content = printed(books(creditor=creditor, words="en"))
    box = PdfReader(io.BytesIO(content)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


@pytest.mark.skipif(POPPLER is None, reason="poppler is not installed")
def test_poppler_reads_a_letter_without_a_complaint() -> None:
    assert POPPLER is not None
    command = [POPPLER, "-", "-"]
    done = subprocess.run(  # noqa: S603 - a fixed command
        command, input=printed(books()), capture_output=True, check=True
    )
    assert done.stderr == b""


def test_a_letter_that_no_font_has_is_named_and_never_a_box(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        pdf_letter, "missing_glyphs", lambda found, _: [each for each in found if each == "株"]
    )
    found = books(name="株 Lamp", stages=("reminder", "call"))
    batch = BatchWriter(found, Enclosures(found), "pdf", language("en"))
    batch.write(found.actions[0])
    outcome = batch.finish()
    assert "? Lamp" in pages(outcome.files[0].content)[0]
    assert any("no font has 株" in str(note) for note in outcome.notes)


def test_common_letters_need_no_other_font() -> None:
    assert glyphs.uncommon_characters("Zoë Ångström, Œuvre, Łódź – “a” € № Ω Ж ש ﬁ") == ()
    assert glyphs.uncommon_characters("Li 李 李 明") == ("李", "明")


def test_a_letter_without_an_address_is_refused() -> None:
    found = books(customer="", stages=("reminder", "call"))
    batch = BatchWriter(found, Enclosures(found), "pdf", language("en"))
    batch.write(found.actions[0])
    outcome = batch.finish()
    assert not outcome.files
    assert [str(failure) for failure in outcome.failures] == [
        "Alpha SARL has no postal address: add “address:”"
    ]


@pytest.mark.parametrize(("invoices", "said"), [(5, "F2026-000, F2026-001"), (40, "40 factures")])
def test_the_code_names_all_invoices_or_the_letter(
    invoices: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(payment_code, "sepa_code", lambda _, __, text, ___: asked.append(text))
    printed(books(invoices=invoices))
    (text,) = asked
    assert text.startswith(said)
    assert len(text) <= 140
    assert invoices == 40 or text.count("F2026") == invoices
