"""Metadata of invoices that letters print; the reference lists the keys.

``UPDATE_DOCS=1 pytest tests/policy/test_letter_keys.py`` writes the table anew.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from beancount_relance.language.messages import language
from beancount_relance.policy.letter_keys import PRINTED_KEYS
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import item, report
from tests.support.written_tables import check_table

LEDGER = """
2024-01-01 custom "relance" "creditor"
  country: "FR"
2024-01-01 open Assets:Clients:Ville
  kind: "public"
  language: "{language}"
2024-01-01 open Income:Sales
{setting}
2026-05-04 * "Ville" "Sign" ^F1
  {meta}
  Assets:Clients:Ville  100.00 EUR
  Income:Sales
"""


def table() -> Iterator[str]:
    """The lines of the reference's table."""
    yield "| key | also | in letters |"
    yield "|---|---|---|"
    for key in PRINTED_KEYS:
        label = f"{language('en').render(key.label)}, {language('fr').render(key.label)}"
        yield f"| `{key.name}` | {' '.join(f'`{name}`' for name in key.also)} | {label} |"


def test_the_reference_lists_every_key() -> None:
    check_table("reference/invoices.md", "tests/policy/test_letter_keys.py", table())


def test_every_spelling_is_that_of_one_key() -> None:
    names = [name for key in PRINTED_KEYS for name in (key.name, *key.also)]
    assert len(names) == len(set(names))


def printed(meta: str, words: str = "en", setting: str = "") -> list[str]:
    """The lines of a reminder between the number of the invoice and what it is for."""
    found = report(LEDGER.format(language=words, meta=meta, setting=setting), "2026-06-15")
    assert not found.problems
    body = Writer(found).write(found.actions[0]).body
    lines = body.splitlines()
    first = next(i for i, line in enumerate(lines) if "F1" in line and "4 " in line)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines[first + 1 :]][:3]


@pytest.mark.parametrize(
    ("meta", "words", "expected"),
    [
        ('order: "4711"', "en", "Order: 4711"),
        ('order: "4711"', "fr", "Commande : 4711"),
        ('purchase_order: "PO 7"', "en", "Purchase order: PO 7"),
        ("bon-de-commande: 815", "en", "Purchase order: 815"),
        ('engagement: "EJ-1"', "fr", "N° d’engagement : EJ-1"),
        ('chorus: "CPP-1"', "en", "Chorus Pro number: CPP-1"),
        ('livraison: "BL 882"', "en", "Delivery: BL 882"),
        ("delivery: 2026-05-02", "en", "Delivery: 2 May 2026"),
        ("delivery: 2026-05-01", "fr", "Livraison : 1er mai 2026"),
        ('contract: "C\\tx  7"', "en", "Contract: C x 7"),
        ('marche: "M 12"', "fr", "Marché : M 12"),
    ],
)
def test_a_letter_prints_it_below_the_number(meta: str, words: str, expected: str) -> None:
    assert printed(meta, words)[0] == expected


@pytest.mark.parametrize("meta", ["order: TRUE", 'order: ""', 'order: "F1"'])
def test_what_is_no_detail_is_not_printed(meta: str) -> None:
    assert printed(meta)[0] == "For: Sign"


def test_the_setting_chooses_the_keys_their_order_and_the_labels_of_others() -> None:
    meta = 'order: "4711"\n  contrat: "C7"\n  site: "Quai 3"'
    setting = '2024-01-01 custom "relance" "letter-keys" "site" "contract"\n'
    setting += '  site: "Building site"\n  site-fr: "Chantier"\n'
    assert printed(meta, "en", setting) == ["Building site: Quai 3", "Contract: C7", "For: Sign"]
    assert printed(meta, "fr", setting)[:2] == ["Chantier : Quai 3", "Contrat : C7"]
    off = '2024-01-01 custom "relance" "letter-keys" "off"\n'
    assert printed(meta, "en", off)[0] == "For: Sign"
    bare = '2024-01-01 custom "relance" "letter-keys" "work-site" "site"\n'
    assert printed(meta, "en", bare)[0] == "Site: Quai 3"


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        ('sites: "Chantier"', "“sites” is not known here; perhaps “site”"),
        ("site: 2026-01-01", "site: “2026-01-01” – expected a text in quotes"),
    ],
)
def test_a_label_that_cannot_be_read_is_told(meta: str, said: str) -> None:
    setting = f'2024-01-01 custom "relance" "letter-keys" "site"\n  {meta}\n'
    found = report(LEDGER.format(language="en", meta='site: "Q"', setting=setting), "2026-06-15")
    (problem,) = found.problems
    assert said in str(problem.message)
    assert item(found, "F1").is_open
