"""What the survey finds in a ledger without settings, and what it proposes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from beancount_relance.policy.apparent_kind import kind_of
from beancount_relance.report.loading import load_ledger
from beancount_relance.survey.number_patterns import pattern_of
from beancount_relance.survey.survey import Survey, survey
from tests.support.command import EXAMPLE, relance

OPENS = """
2026-01-01 open Assets:Clients:Martin
2026-01-01 open Assets:Clients:Oriot
2026-01-01 open Assets:Bank
2026-01-01 open Income:Sales
"""


def surveyed(tmp_path: Path, text: str) -> Survey:
    path = tmp_path / "books.beancount"
    path.write_text(text, encoding="utf-8")
    ledger = load_ledger(path)
    assert not ledger.problems
    return survey(ledger, ledger.report())


def settings(found: Survey, key: str) -> list[str]:
    """The values that are proposed for a setting."""
    return [line.partition(f'"{key}" ')[2] for line in found.lines if f' "{key}" ' in line]


def said(found: Survey) -> str:
    return "\n".join(str(finding.message) for finding in found.findings)


def sold(narration: str, meta: str = "", customer: str = "Martin", date: str = "2026-02-02") -> str:
    return (
        f'{date} * "{customer}" "{narration}"\n{meta}'
        f"  Assets:Clients:{customer}  100.00 EUR\n  Income:Sales\n"
    )


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["Facture 2026-002 - logo", "Facture 2026-003 - site"], r"\b20[0-9]{2}-[0-9]{3,}\b"),
        (["Facture F2026-002", "Facture F2026-003"], "F[0-9]+-[0-9]+"),
        (["FA-2023/014, enseigne", "FA-2023/015"], "FA-[0-9]+/[0-9]+"),
        (["Invoice 142", "Invoice 143"], "(?<=Invoice )[0-9]+"),
        (["Facture n° 7 du 2 mai", "Facture n° 8"], "(?<=Facture n° )[0-9]+"),
        (["Invoice #12: web", "Invoice #13: mail"], r"(?<=Invoice \#)[0-9]+"),
        (["Factuur 2026/7", "Factuur 2026/8"], "(?<=Factuur )[0-9]+/[0-9]+"),
        (["142 Hosting", "143 Hosting"], r"^[0-9]+\b"),
        (["20260031 Website", "20260032 Mail"], r"^[0-9]+\b"),
        (["RE 2026 031 Montage", "RE 2026 032 Abbau"], r"\b20[0-9]{2} [0-9]{3,}\b"),
        (["FV 31/02/2026 hosting", "FV 32/03/2026 hosting"], "(?<=FV )[0-9]+/[0-9]+/[0-9]+"),
        (["Notes d’honoraires N°101", "Notes d’honoraires N°102"], "(?<=N°)[0-9]+"),
        (["Lavori, Nº12", "Lavori, Nº13"], "(?<=Nº)[0-9]+"),
        (["Chèque N° 101", "Chèque N° 102"], None),
        (["Dossier n° 101", "Dossier n° 102"], None),
        (["(201602ab) invoice", "(201603cd) invoice"], r"(?<=^\()[\w/.-]*[0-9][\w/.-]*(?=\))"),
        (["(2025) fees", "(2026) fees"], None),
        (["(1/3) part", "(2/3) part"], None),
        (["(paid) lamps", "(sent) lamps"], None),
        (["Invoice 12/03/2026", "Invoice 14/04/2026"], None),
        (["20260312 Website", "20260414 Website"], None),
        (["Hosting March 2026", "Hosting April 2026"], None),
        (["Work of 2026-03-01", "Work of 2026-04-01"], None),
        (["20 hours", "35 hours"], r"^[0-9]+\b"),
        (["3 lamps", "4 lamps"], None),
        (["Lamps", "Shades"], None),
        (["Rebate 10%", "Rebate 20%"], None),
        (["Room 12", "Room 14"], None),
        (["Loyer 02/2026", "Loyer 03/2026"], None),
        (["Hours 02/26", "Hours 03/26"], None),
        (["Cours du 12/03", "Cours du 14/03"], None),
        (["Devis D041 accepté", "Devis D044 accepté"], None),
        (["Facture 02/2026", "Facture 03/2026"], r"\b[0-9]{2,}/[0-9]{4,}\b"),
        (["Lamps 14/2026", "Shades 15/2026"], r"\b[0-9]{2,}/[0-9]{4,}\b"),
        (["202602-041 fees", "202603-042 fees"], r"\b[0-9]{6,}-[0-9]{3,}\b"),
        (["[0041] lamps", "[0044] lamps"], r"(?<=^\[)[\w/.-]*[0-9][\w/.-]*(?=\])"),
        (["Lamps (0041)", "Shades (0044)"], r"(?<=\()[\w/.-]*[0-9][\w/.-]*(?=\)$)"),
        (["Lamps (240)", "Lamps (120)"], None),
        (["Lamps #0041", "Lamps #0044"], r"(?<=\#)[0-9]+"),
        (["Sprint #1", "Sprint #2"], None),
        (["Invoice No.0041 for fees", "Invoice No.0044"], r"(?<=Invoice No\.)[0-9]+"),
        (["发票 000041", "发票 000042"], "(?<=发票 )[0-9]+"),
        ([f"FV {n}/0{n - 1}/2026 usługa" for n in (3, 4, 5)], "(?<=FV )[0-9]+/[0-9]+/[0-9]+"),
        ([f"Facture {n}/0{n - 1}/2026" for n in (3, 5, 4)], None),
        ([], None),
    ],
)
def test_what_numbers_look_like(texts: list[str], pattern: str | None) -> None:
    assert pattern_of(texts) == pattern


@pytest.mark.parametrize(
    ("before", "since", "pattern"),
    [
        ("Facture F2026-0{}", "Facture FA26/001{}", "FA[0-9]+/[0-9]+|F[0-9]+-[0-9]+"),
        ("INV-00{} lamps", "Invoice 100{}", r"(?<=Invoice )[0-9]+|INV-[0-9]+"),
        ("INV-00{} lamps", "Order C004{}", None),
        ("INV-00{} lamps", "Rent {}/2026", None),
        ("INV-00{} lamps", "ACME-00{} lamps", None),
    ],
)
def test_a_form_that_has_changed(before: str, since: str, pattern: str | None) -> None:
    """Half of the texts have another form; that of a larger part goes with one that is akin."""
    old = [before.format(number) for number in (11, 12, 13)]
    new = [since.format(number) for number in (4, 5, 6)]
    assert pattern_of(old + new) == pattern
    more = [before.format(number) for number in (14, 15)]
    assert pattern_of(more + old + new) == (pattern or "INV-[0-9]+")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Mme Anne Lefèvre", "consumer"),
        ("Hannah Reyes", "consumer"),
        ("Petra Weber", "consumer"),
        ("Mairie de Lodève", "public"),
        ("Leith City Council", "public"),
        ("Stadt Bernau", "public"),
        ("Garage Pons", None),
        ("Paul Martin SARL", None),
        ("Martin & Fils", None),
        ("Restaurant Le Phare", None),
        ("Université Paris-Saclay", "public"),
        ("City Garage Ltd", None),
        ("Brightwater LLC", None),
        ("Martin", None),
    ],
)
def test_who_looks_like_what(name: str, kind: str | None) -> None:
    assert kind_of((name,)) == kind


def test_due_keys_are_added_to_those_that_are_read(tmp_path: Path) -> None:
    ledger = (
        OPENS + sold("One", "  due_date: 2026-06-01\n") + sold("Two", "  scadenza: 2026-07-01\n")
    )
    found = surveyed(tmp_path, ledger)
    assert settings(found, "due-keys") == [
        '"due" "due_at" "due-date" "due_date" "echeance" "scadenza"'
    ]
    dates = {item.invoice.narration: item.invoice.due for item in found.books.report.open_items}
    assert {name: str(due) for name, due in dates.items()} == {
        "One": "2026-06-01",
        "Two": "2026-07-01",
    }


@pytest.mark.parametrize("meta", ["delivered: 2026-02-20", "until: 2026-03-31", "seen: 2026-02-02"])
def test_other_dates_are_no_due_dates(tmp_path: Path, meta: str) -> None:
    assert settings(surveyed(tmp_path, OPENS + sold("One", f"  {meta}\n")), "due-keys") == []


def test_terms_under_another_key(tmp_path: Path) -> None:
    found = surveyed(tmp_path, OPENS + sold("One", '  reglement: "45 jours fin de mois"\n'))
    assert settings(found, "terms-keys") == ['"terms" "conditions" "reglement"']
    (item,) = found.books.report.open_items
    assert str(item.invoice.due) == "2026-03-31"  # 2 February and 45 days, end of the month


def test_terms_in_words_that_are_not_known_are_told(tmp_path: Path) -> None:
    found = surveyed(tmp_path, OPENS + sold("One", '  zahlungsziel: "60 Werktage"\n'))
    assert "“60 Werktage” is not understood" in said(found)


@pytest.mark.parametrize("key", ["import-id", "txn_id", "bank-id", "stripe-id", "record-uuid"])
def test_identifiers_of_programs_are_no_numbers(tmp_path: Path, key: str) -> None:
    both = [f'  {key}: "A-100{n}"\n' for n in (1, 2)]
    found = surveyed(tmp_path, OPENS + sold("One", both[0]) + sold("Two", both[1]))
    assert settings(found, "reference-keys") == []


def test_numbers_in_metadata_that_payments_share(tmp_path: Path) -> None:
    paid = (
        '2026-03-01 * "Martin" "Transfer"\n  vorgang: "R-7"\n'
        "  Assets:Bank  100.00 EUR\n  Assets:Clients:Martin\n"
    )
    ledger = OPENS + sold("One", '  vorgang: "R-7"\n') + sold("Two", '  vorgang: "R-8"\n') + paid
    found = surveyed(tmp_path, ledger)
    (keys,) = settings(found, "reference-keys")
    assert keys.endswith('"applies-to" "vorgang"')
    assert found.after.numbered == 2


@pytest.mark.parametrize(
    "key",
    ["belegnr", "code", "docnum", "boekstuknr", "facture-id", "bilag", "laskunro"],
)
def test_numbers_under_keys_that_say_so(tmp_path: Path, key: str) -> None:
    both = [f'  {key}: "2026-00{n}"\n  program_id: "77{n}"\n' for n in (1, 2)]
    found = surveyed(tmp_path, OPENS + sold("One", both[0]) + sold("Two", both[1]))
    (keys,) = settings(found, "reference-keys")
    assert keys.endswith(f'"applies-to" "{key}"')  # and not the identifier of the program


OUTSTANDING = """
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Outstanding:Acme
2026-01-01 open Assets:Outstanding:Birch
2026-01-01 open Assets:Outstanding:Caldera
2026-01-01 open Income:Sales
2026-02-02 * "Acme" "Sign" ^S-1
  Assets:Outstanding:Acme   100.00 EUR
  Income:Sales
2026-03-02 * "Acme" "Transfer" ^S-1
  Assets:Bank               100.00 EUR
  Assets:Outstanding:Acme
"""
OWED = """
2026-03-03 * "Birch" "Sign" ^S-2
  Assets:Outstanding:Birch  200.00 EUR
  Income:Sales
"""
SAVED = """
2026-03-04 * "Saved"
  Assets:Outstanding:Caldera  50.00 EUR
  Assets:Bank
"""


@pytest.mark.parametrize(
    ("more", "proposed"),
    [
        ("", ["Assets:Outstanding:Acme"]),
        (OWED, ["Assets:Outstanding"]),
        (OWED + SAVED, ["Assets:Outstanding:Acme", "Assets:Outstanding:Birch"]),
    ],
)
def test_the_parent_of_customers_who_have_paid_or_owe(
    tmp_path: Path, more: str, proposed: list[str]
) -> None:
    assert settings(surveyed(tmp_path, OUTSTANDING + more), "receivables") == proposed


def test_a_setting_that_is_there_is_not_repeated(tmp_path: Path) -> None:
    own = '2026-01-01 custom "relance" "due-keys" "due"\n'
    found = surveyed(tmp_path, OPENS + own + sold("One", "  vencimiento: 2026-06-01\n"))
    assert settings(found, "due-keys") == []
    assert '“due-keys” "due" "vencimiento"' in said(found)


def test_plugins_that_come_after_ours(tmp_path: Path) -> None:
    lines = 'plugin "beancount_relance"\nplugin "beancount.plugins.auto_accounts"\n'
    found = surveyed(tmp_path, lines + OPENS)
    assert (
        "beancount.plugins.auto_accounts comes after the plugin line, but runs before it"
        in said(found)
    )
    assert 'plugin "beancount_relance"' not in found.lines


def test_a_payment_service_is_no_customer(tmp_path: Path) -> None:
    ledger = """
2026-01-01 open Assets:Stripe
2026-01-01 open Assets:Bank
2026-01-01 open Income:Sales
2026-01-01 open Expenses:Fees
2026-01-02 * "Shop" "Order 71"
  Assets:Stripe  20.00 EUR
  Income:Sales
2026-01-03 * "Shop" "Order 72"
  Assets:Stripe  30.00 EUR
  Income:Sales
2026-01-09 * "Stripe" "Payout"
  Assets:Bank    49.00 EUR
  Expenses:Fees   1.00 EUR
  Assets:Stripe
"""
    found = surveyed(tmp_path, ledger)
    assert settings(found, "receivables") == []
    assert "no account looks receivable" in said(found)


@pytest.mark.parametrize(
    ("account", "income", "header", "is_proposed"),
    [
        ("Assets:Ausstehend:Kunz", "Income:Sales", '"Kunz" "Invoice for work"', True),
        ("Assets:Ausstehend", "Income:Sales", '"Kunz" "Rechnung 1001"', True),
        ("Assets:Rossi", "Income:Sales", '"Rossi" "Lavori" ^FT-9', True),
        ("Assets:Ausstehend", "Income:Sales", '"Kunz" "Lesson 4 of 10"', False),
        ("Assets:Savings", "Income:Sales", '"Bank" "Bonus" ^b-1', False),
        ("Assets:Broker", "Income:Interest", '"Broker" "Quarter" ^q-1', False),
        ("Assets:Holding", "Income:Dividends", '"Holding" "Dividend" ^div-1', False),
    ],
)
def test_an_account_on_which_nothing_was_paid_yet(
    tmp_path: Path, account: str, income: str, header: str, *, is_proposed: bool
) -> None:
    ledger = f"""
2026-01-01 open {account}
2026-01-01 open {income}
2026-02-02 * {header}
  {account}  100.00 EUR
  {income}
"""
    found = surveyed(tmp_path, ledger)
    assert settings(found, "receivables") == ([account] if is_proposed else [])
    assert ("nothing was paid yet" in said(found)) is is_proposed


def test_the_example_lacks_nothing() -> None:
    done = relance("init", EXAMPLE, "--language", "en")
    assert done.returncode == 0, done.stderr
    assert "28 customers have an account below it" in done.stdout
    assert "133 invoices, 133 with a number: 119 in links" in done.stdout
    assert "Nothing to add." in done.stdout


@pytest.mark.parametrize("text", ["", "2020-01-01 open Assets:Bank\n"])
def test_a_ledger_with_nothing_in_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(text, encoding="utf-8")
    done = relance("init", path)
    assert done.returncode == 0
    assert "no account looks receivable" in done.stdout
    assert "Traceback" not in done.stderr
    data = json.loads(relance("init", path, "--format", "json").stdout)
    assert data["propose"] == []


@pytest.mark.parametrize(
    "narrowed", ['receivables" Assets:Clients', 'exclude" Assets:Customer-Work']
)
def test_narrowing_ends_the_hints_about_other_accounts(tmp_path: Path, narrowed: str) -> None:
    text = """\
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Clients
2026-01-01 open Assets:Clients:Martin
2026-01-01 open Assets:Customer-Work
2026-01-01 open Assets:Creances:TVA
2026-01-01 open Assets:Work
2026-01-01 open Income:Sales
2026-02-01 * "Lea" "Sign 12"
  Assets:Work  100 EUR
  Income:Sales
2026-03-01 * "Lea" "Sign 12"
  Assets:Bank  100 EUR
  Assets:Work
"""
    path = tmp_path / "books.beancount"
    path.write_text(text, encoding="utf-8")
    before = relance("init", path).stdout
    assert "left out because of “TVA”" in before
    assert "Assets:Work: its name does not say so" in before
    path.write_text(f'{text}2026-01-01 custom "relance" "{narrowed}\n', encoding="utf-8")
    after = relance("init", path).stdout
    assert "left out" not in after
    assert "does not say so" not in after


def test_payees_that_are_stated_are_extended_by_hand(tmp_path: Path) -> None:
    text = """\
2026-01-01 open Assets:Receivable
  shared: TRUE
2026-01-01 open Assets:Bank
2026-01-01 open Income:Sales
2026-01-01 custom "relance-customer" "Northgate Housing Trust"
  payees: "NGATE"
2026-02-01 * "Northgate Housing Trust" "Survey" ^I1
  Assets:Receivable  100 GBP
  Income:Sales
2026-02-10 * "Northgate Housing Trust" "Survey" ^I2
  Assets:Receivable  200 GBP
  Income:Sales
2026-03-01 * "NORTHGATE HT" "BACS"
  Assets:Bank  100 GBP
  Assets:Receivable
"""
    found = surveyed(tmp_path, text)
    assert found.by_hand == ["; books.beancount:5", '  payees: "NGATE; NORTHGATE HT"']
    assert not any("payees" in line for line in found.lines)


def test_two_ledgers_in_one_folder_each_get_their_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        path = tmp_path / f"{name}.beancount"
        path.write_text(OPENS + sold("Invoice 142"), encoding="utf-8")
        done = relance("init", path, "--write")
        assert done.returncode == 0, done.stderr
    assert 'include "relance.beancount"' in (tmp_path / "one.beancount").read_text("utf-8")
    assert 'include "two-relance.beancount"' in (tmp_path / "two.beancount").read_text("utf-8")


INCOME = {
    "Clients": "Ventes",
    "Kundenforderungen": "Umsatzerlöse",
    "Clienti": "Ricavi",
    "Receivable": "Sales",
}


def books_in(sales: str, accounts: str, vat: str = "", title: str = "") -> str:
    """Books in euros, with an invoice of 1,000 and the VAT that is given."""
    return f"""
option "title" "{title or "Our books"}"
option "operating_currency" "EUR"
2026-01-01 open Assets:{sales}:Martin
2026-01-01 open Income:{INCOME[sales]}
2026-01-01 open Liabilities:{accounts}
{invoice_of(sales, accounts, vat)}"""


def invoice_of(sales: str, accounts: str, vat: str, currency: str = "EUR") -> str:
    tax = f"  Liabilities:{accounts}  -{vat}0.00 {currency}\n" if vat else ""
    return f"""
2026-02-02 * "Martin" "Montage"
  Assets:{sales}:Martin
  Income:{INCOME[sales]}  -1000.00 {currency}
{tax}"""


MOSTLY_17 = books_in("Clients", "TVA", "20") + 2 * invoice_of("Clients", "TVA", "17")
MOSTLY_EUROS = "".join(
    (
        books_in("Clients", "TVA", "20").replace('option "operating_currency" "EUR"', ""),
        invoice_of("Clients", "TVA", "20"),
        invoice_of("Clients", "TVA", "20", "GBP"),
    )
)


@pytest.mark.parametrize(
    ("text", "country", "lead"),
    [
        (books_in("Clients", "TVA", "20"), "FR", ""),
        (books_in("Clients", "TVA", "21"), "BE", ""),
        (books_in("Clients", "TVA", "17"), "LU", ""),
        (books_in("Clients", "TVA"), "FR", "; "),  # without VAT, they may be a Belgian's
        (books_in("Clients", "TVA", title="Lumen SARL"), "FR", ""),
        (books_in("Clients", "TVA", "21", title="Lumen SARL"), "FR", "; "),  # signs of both
        (books_in("Kundenforderungen", "Umsatzsteuer", "19"), "DE", ""),
        (books_in("Kundenforderungen", "Umsatzsteuer", "20"), "AT", ""),
        (books_in("Kundenforderungen", "Umsatzsteuer"), "DE", "; "),
        (books_in("Clienti", "IVA"), "IT", ""),  # nobody else with the euro speaks Italian
        (books_in("Receivable", "VAT", "17"), "LU", "; "),  # the rate alone
        (MOSTLY_17, "LU", ""),
        (MOSTLY_EUROS, "FR", ""),
    ],
)
def test_a_country_is_certain_only_if_it_is_told_from_its_neighbours(
    tmp_path: Path, text: str, country: str, lead: str
) -> None:
    found = surveyed(tmp_path, text)
    assert f'  {lead}country: "{country}"' in found.lines
    assert f'{lead}2026-01-01 custom "relance" "holidays" "{country}"' in found.lines
    assert ("which is not certain" in said(found)) is bool(lead)


def test_a_country_that_the_ledger_states_is_asked_no_more(tmp_path: Path) -> None:
    stated = '2026-01-01 custom "relance" "creditor"\n  country: "LU"\n'
    found = surveyed(tmp_path, books_in("Clients", "TVA", "20") + stated)
    assert settings(found, "holidays") == ['"LU"']
    assert not any("country" in line for line in found.lines)
    assert not any(line.startswith("; ") and "holidays" in line for line in found.lines)


def test_the_language_is_the_one_that_the_ledger_states(tmp_path: Path) -> None:
    found = surveyed(tmp_path, OPENS + sold("Logo") + '2026-01-01 custom "relance" "language" "fr"')
    assert "language: French" in said(found)


@pytest.mark.parametrize("letter", ["K", "Y", "D"])
def test_single_letters_say_no_language(tmp_path: Path, letter: str) -> None:
    opened = "".join(f"2026-01-01 open Assets:AR:{letter}{n}\n" for n in range(6))
    text = f"{opened}2026-01-01 open Income:Sales\n" + sold("Work").replace(
        "Assets:Clients:Martin", f"Assets:AR:{letter}0"
    )
    assert surveyed(tmp_path, text).books.language == "en"


def test_an_account_that_beancount_refuses_stops_nothing(tmp_path: Path) -> None:
    text = """
2026-01-01 open Assets:לקוחות:Kranz
2026-01-01 open Income:Sales

2026-02-02 * "Kranz" "Work" ^INV-701
  Assets:לקוחות:Kranz  250.00 EUR
  Income:Sales
"""
    (tmp_path / "books.beancount").write_text(text, encoding="utf-8")
    done = relance("init", tmp_path / "books.beancount")
    assert "Invalid account name" in done.stderr
    assert '"receivables" Assets:לקוחות:Kranz' in done.stdout


def test_names_that_beancount_refuses_stop_nothing(tmp_path: Path) -> None:
    """Beancount loads names in scripts without capitals, with an error for each line."""
    path = tmp_path / "books.beancount"
    path.write_text(
        """
2024-01-01 open Income:Sales
2024-01-01 open Assets:売掛金:Zz
2024-01-01 open Assets:売上債権:Kato
2026-03-01 * "Kato" "w" ^N1
  Assets:売上債権:Kato  10 JPY
  Income:Sales
""",
        encoding="utf-8",
    )
    ledger = load_ledger(path)
    found = survey(ledger, ledger.report())
    assert '2024-01-01 custom "relance" "terms" "30 days"' in found.lines


FRENCH = """
option "name_assets" "Actif"
option "name_income" "Produits"
2026-01-01 open Actif:411000
2026-01-01 open Actif:Banque
2026-01-01 open Produits:Ventes
2026-02-02 * "Mme Anne Lefèvre" "Facture FA-001"
  Actif:411000  100.00 EUR
  Produits:Ventes
2026-03-02 * "Garage Pons" "Facture FA-002"
  Actif:411000  200.00 EUR
  Produits:Ventes
"""


def test_french_books_with_french_roots_get_french_words(tmp_path: Path) -> None:
    found = surveyed(tmp_path, FRENCH)
    assert settings(found, "langue") == ['"fr"']
    assert settings(found, "modèle-de-numéro") == ['"FA-[0-9]+"']
    assert '  categorie: "particulier"' in found.lines
    assert not [line for line in found.lines if '"relance-customer"' in line]
    assert found.after.numbered == 2


def test_who_writes_english_words_already_gets_english_ones(tmp_path: Path) -> None:
    found = surveyed(tmp_path, FRENCH + '2026-01-01 custom "relance" "language" "fr"\n')
    assert settings(found, "reference-pattern") == ['"FA-[0-9]+"']
    assert settings(found, "langue") == settings(found, "language") == []


def test_who_writes_french_words_already_gets_french_ones(tmp_path: Path) -> None:
    ledger = OPENS + '2026-01-01 custom "relance" "langue" "français"\n' + sold("Invoice F-12")
    found = surveyed(tmp_path, ledger)
    assert settings(found, "conditions") == ['"30 jours"']
    assert settings(found, "langue") == []


def shared(*invoices: str) -> str:
    """An account that several customers share, with invoices: payee and metadata."""
    opens = "2026-01-01 open Assets:Receivable\n2026-01-01 open Income:Sales\n"
    return opens + "".join(
        f'2026-02-0{place} * {payee} "Work"\n  {meta}\n'
        "  Assets:Receivable  100.00 EUR\n  Income:Sales\n"
        for place, (payee, meta) in enumerate((text.split("|") for text in invoices), start=1)
    )


@pytest.mark.parametrize(
    ("ledger", "line"),
    [
        (
            shared('|kunden-nr: "101"', '|kunden-nr: "102"', '|kunden-nr: "101"'),
            '"customer" "client" "kunden-nr"',
        ),
        (
            shared('"Acme Ltd"|buyer: "Acme"', '"Mr X"|buyer: "Acme"'),
            '"customer" "client" "buyer"',
        ),
        (  # one name on each invoice; a payment has the bank's
            shared('"Acme Ltd"|who: "Acme"', '"Zed"|who: "Zed"')
            + '2026-03-01 * "FPS 1"  "x"\n  who: "Zed"\n  Assets:Receivable  -1.00 EUR\n'
            "  Income:Sales\n",
            '"customer" "client" "who"',
        ),
    ],
)
def test_a_key_that_surely_names_customers_is_proposed(
    tmp_path: Path, ledger: str, line: str
) -> None:
    (proposed,) = [each for each in surveyed(tmp_path, ledger).lines if "customer-keys" in each]
    assert proposed == f'2026-01-01 custom "relance" "customer-keys" {line}'


def test_a_key_that_may_name_customers_is_proposed_as_a_comment(tmp_path: Path) -> None:
    ledger = shared('|about: "Ann Lee"', '|about: "Bo Ray"', '|about: "Ann Lee"')
    found = surveyed(tmp_path, ledger)
    (proposed,) = [each for each in found.lines if "customer-keys" in each]
    assert proposed == '; 2026-01-01 custom "relance" "customer-keys" "customer" "client" "about"'
    assert "may name the customers" in said(found)


@pytest.mark.parametrize(
    "ledger",
    [
        shared('|about: "photos"', '|about: "travel"', '|about: "photos"'),
        shared('|about: "Ann Lee"', '|about: "Bo Ray"', '|about: "Cy Fox"'),
        shared('"Zed"|about: "Ann Lee"', '"Acme"|about: "Bo Ray"', '"Zed"|about: "Ann Lee"'),
        shared('"Zed"|customer-ref: "A1"', '"Zed"|customer-ref: "A2"', '"Acme"|customer-ref: "A1"'),
    ],
    ids=["a word of a kind", "another one each time", "payees", "the customer's numbers"],
)
def test_other_keys_name_no_customers(tmp_path: Path, ledger: str) -> None:
    found = surveyed(tmp_path, ledger)
    assert not [each for each in found.lines if "customer-keys" in each]
    assert "may name" not in said(found)


def test_init_speaks_the_language_of_the_books(tmp_path: Path) -> None:
    path = tmp_path / "livre.beancount"
    path.write_text(FRENCH, encoding="utf-8")
    assert "Langue et pays" in relance("init", path).stdout
    assert "Language and country" in relance("init", path, "--language", "en").stdout


TAX = """
2026-01-01 open Assets:Receivable:{name}
2026-01-01 open Income:Adjustments
2026-01-31 * "{name}" "repayment" ^X-4
  Assets:Receivable:{name}  310.00 EUR
  Income:Adjustments
"""
BESIDE_OTHERS = """
2026-01-01 open Assets:Receivable:Kite
2026-01-01 open Assets:Receivable:Advance-Auto
2026-01-01 open Assets:Receivable:Salary
2026-01-01 open Income:Sales
2026-01-01 open Income:Salary
2026-02-01 * "Kite" "February" ^INV-133
  Assets:Receivable:Kite  120.00 EUR
  Income:Sales
2026-02-01 * "Advance Auto Ltd" "February" ^INV-131
  Assets:Receivable:Advance-Auto  100.00 EUR
  Income:Sales
2026-01-31 * "Employer" "January pay"
  Assets:Receivable:Salary  2500.00 EUR
  Income:Salary
"""


@pytest.mark.parametrize("name", ["VAT", "HMRC", "Insurance", "Finanzamt", "URSSAF", "Loans"])
def test_no_account_of_the_state_or_the_like_is_proposed_beside_a_customers(
    tmp_path: Path, name: str
) -> None:
    lines = surveyed(tmp_path, BESIDE_OTHERS + TAX.format(name=name)).lines
    proposed = [line for line in lines if "receivables" in line]
    assert [line.rpartition(" ")[2] for line in proposed] == ["Assets:Receivable"]


@pytest.mark.parametrize("service", ["Stripe", "Mollie"])
def test_where_a_customers_payment_goes_is_not_proposed(tmp_path: Path, service: str) -> None:
    text = f"""
2026-01-01 open Assets:Clients:Vail
2026-01-01 open Assets:{service}
2026-01-01 open Assets:Bank
2026-01-01 open Income:Sales
2026-02-03 * "Vail" "Site" ^V-1
  Assets:Clients:Vail  1000.00 EUR
  Income:Sales
2026-02-05 * "{service}" "Card and 3 %" ^V-1
  Assets:{service}      1030.00 EUR
  Income:Sales           -30.00 EUR
  Assets:Clients:Vail  -1000.00 EUR
2026-02-09 * "{service}" "Payout"
  Assets:Bank          1030.00 EUR
  Assets:{service}
"""
    assert not any("receivables" in line for line in surveyed(tmp_path, text).lines)
