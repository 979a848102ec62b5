"""The file for a court: what is in it, where it comes from, and what never gets into it."""

from __future__ import annotations

import csv
import hashlib
import re
from decimal import Decimal
from pathlib import Path

import pytest

from beancount_relance.court.exhibits import exhibit_name
from tests.support.command import EXAMPLE, as_json, relance

BOOKS = """
option "documents" "papiers"
2026-01-01 custom "relance" "as-of" 2026-06-30
2026-01-01 custom "relance" "creditor"
  name: "Atelier Lumen SARL"
  address: "14 rue des Fondeurs, 44000 Nantes"
  country: "FR"
2026-01-01 open Assets:Clients:Martin EUR
  name: "Boulangerie Martin SARL"
  country: "FR"
2026-01-01 open Assets:Clients:Durand EUR
2026-01-01 open Assets:Banque EUR
2026-01-01 open Income:Ventes EUR
2026-03-02 * "Martin" "Enseigne lumineuse" ^F2026-014
  due: 2026-04-01
  document: "F2026-014.pdf"
  ; posée le 28 février
  Assets:Clients:Martin   1200.00 EUR
  Income:Ventes
2026-03-02 * "Durand" "Autre enseigne" ^F2026-015
  due: 2026-04-01
  Assets:Clients:Durand   700.00 EUR
  Income:Ventes
2026-03-05 note Assets:Clients:Durand "Ne regarde que Durand"
2026-04-16 * "Martin" "Acompte" ^F2026-014
  Assets:Banque   200.00 EUR
  Assets:Clients:Martin
2026-04-20 note Assets:Clients:Martin "Trouve la pose
très réussie; dit \\"merci\\"" ^F2026-014
2026-05-04 note Assets:Clients:Martin "Mise en demeure" ^F2026-014
  relance: "formal-notice"
2026-05-07 document Assets:Clients:Martin "papiers/avis : reçu.png" ^F2026-014
  relance: "received"
2026-05-08 note Assets:Clients:Martin "Sans lien"
"""


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    (folder / "papiers").mkdir(parents=True)
    (folder / "F2026-014.pdf").write_bytes(b"%PDF \x00 the invoice")
    (folder / "papiers" / "avis : reçu.png").write_bytes(b"the receipt")
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    path = folder / "books.beancount"
    path.write_text(BOOKS.lstrip("\n"), encoding="utf-8")
    return path


def read(folder: Path) -> dict[str, str]:
    """The texts of a file by their names; of the copies, what they are as text."""
    return {
        path.name: path.read_text(encoding="utf-8", errors="replace") for path in folder.iterdir()
    }


def file(books: Path, *more: str, whom: str = "Martin") -> dict[str, str]:
    out = books.parent.parent / "out"
    done = relance("file", books, whom, "--out", out, *more)
    assert done.returncode == 0, done.stderr
    return read(out)


def test_what_the_folder_has(books: Path) -> None:
    assert sorted(file(books)) == [
        "01_F2026-014.pdf",
        "02_avis-reçu.png",
        "SHA256SUMS",
        "chronology.txt",
        "enclosures.txt",
        "ledger.txt",
        "request.txt",
        "statement.csv",
        "statement.txt",
    ]


def test_the_claim_by_hand(books: Path) -> None:
    # 1,200 at 12.15 % for 2 to 16 April, 15 days: 5.99; 1,000 for 17 April to 30 June,
    # 75 days: 24.97; fee 40.
    file(books)
    with (books.parent.parent / "out" / "statement.csv").open(encoding="utf-8") as lines:
        rows = [
            (row["line"], row["date"], row["until"], row["days"], row["base"], row["amount"])
            for row in csv.DictReader(lines)
        ]
    assert rows == [
        ("invoice", "2026-03-02", "2026-04-01", "", "", "1200.00"),
        ("payment", "2026-04-16", "", "", "", "-200.00"),
        ("interest", "2026-04-02", "2026-04-16", "15", "1200.00", "5.99"),
        ("interest", "2026-04-17", "2026-06-30", "75", "1000.00", "24.97"),
        ("recovery-fee", "", "", "", "", "40.00"),
    ]


def test_the_request_in_the_order_of_the_form(books: Path) -> None:
    text = file(books)["request.txt"]
    heads = [line for line in text.splitlines() if line[:2] in {f"{n}." for n in range(1, 10)}]
    assert [head for head in heads if "–" not in head] == [
        "1. Creditor",
        "2. Debtor",
        "3. Court",
        "4. Claim",
        "5. What was supplied",
        "6. Steps taken",
        "7. Enclosures",
        "8. To fill in or add by hand",
    ]
    assert "Prepared from the books as of 2026-06-30. This is a working document, not legal" in text
    assert "Form: cerfa 12946 (commercial court)\n" in text
    assert "12948" not in text  # a SARL is a commercial company
    for line in (
        "Principal                    €1,000.00",
        "Late interest to 2026-06-30     €30.96",
        "Recovery fee                    €40.00",
        "Total                        €1,070.96",
        "[ ] Creditor: SIREN",
        "[ ] Debtor: SIREN",
        "[ ] Debtor: Address",
        "2026-05-04  formal notice: Mise en demeure (books.beancount:29)",
        "2026-05-07  formal notice received: avis : reçu.png (books.beancount:31)",
    ):
        assert f"{line}\n" in text


def test_charges_are_no_principal_and_were_not_supplied(books: Path) -> None:
    charged = """
2026-01-01 open Income:7631-Penalites-De-Retard
2026-05-09 * "Martin" "Pénalités de retard F2026-014" ^PEN-1 ^F2026-014
  Assets:Clients:Martin    25.00 EUR
  Income:7631-Penalites-De-Retard
"""
    with books.open("a", encoding="utf-8") as end:
        end.write(charged)
    found = file(books)
    text = found["request.txt"]
    demand = text.partition("4. Claim")[2].partition("Interest continues")[0]
    assert re.findall(r"^(\S.*?)  +€([\d,.]+)$", demand, re.MULTILINE) == [
        ("Principal", "1,000.00"),
        ("Charges already on the account", "25.00"),
        ("Late interest to 2026-06-30", "5.96"),  # PEN-1 asks for the rest of 30.96
        ("Recovery fee", "40.00"),
        ("Total", "1,070.96"),
    ]
    supplied = text.partition("5. What was supplied")[2].partition("6. Steps")[0]
    assert "F2026-014, invoiced on" in supplied
    assert "PEN-1" not in supplied
    assert (
        "F2026-014: €25.00 of interest and fee invoiced separately on 2026-05-09"
        in (found["chronology.txt"])
    )
    assert "received on 2026-05-09" not in found["chronology.txt"]
    assert "interest-invoiced,,,,,,-25.00" in found["statement.csv"].replace("F2026-014,1,", "")
    assert "interest-received" not in found["statement.csv"]
    assert re.search(r"^Charges +€25\.00$", found["statement.txt"], re.MULTILINE)
    letter = relance("letter", books, "Martin").stdout
    assert "Principal: €1,000.00\nCharges already on the account: €25.00\n" in letter


def test_the_list_of_enclosures_and_what_is_missing(books: Path) -> None:
    assert file(books)["enclosures.txt"].split("\n\n", 1)[1] == (
        "1. invoice F2026-014 – 01_F2026-014.pdf\n"
        "2. formal notice received of 2026-05-07 – 02_avis-reçu.png\n"
        "3. statement of the claim – statement.txt\n"
        "\n"
        "Missing\n"
        "-------\n"
        "[ ] formal notice of 2026-05-04\n"
        "[ ] accepted quotation or order with its terms\n"
        "[ ] delivery note or certificate of completion\n"
    )


def test_the_lines_of_the_ledger_as_they_stand_there(books: Path) -> None:
    extract = file(books)["ledger.txt"].split("\n\n", 1)[1]
    assert extract.strip("\n") == (
        "; books.beancount:13-18\n"
        '2026-03-02 * "Martin" "Enseigne lumineuse" ^F2026-014\n'
        "  due: 2026-04-01\n"
        '  document: "F2026-014.pdf"\n'
        "  ; posée le 28 février\n"
        "  Assets:Clients:Martin   1200.00 EUR\n"
        "  Income:Ventes\n"
        "\n"
        "; books.beancount:24-26\n"
        '2026-04-16 * "Martin" "Acompte" ^F2026-014\n'
        "  Assets:Banque   200.00 EUR\n"
        "  Assets:Clients:Martin\n"
        "\n"
        "; books.beancount:27-28\n"
        '2026-04-20 note Assets:Clients:Martin "Trouve la pose\n'
        'très réussie; dit \\"merci\\"" ^F2026-014\n'
        "\n"
        "; books.beancount:29-30\n"
        '2026-05-04 note Assets:Clients:Martin "Mise en demeure" ^F2026-014\n'
        '  relance: "formal-notice"\n'
        "\n"
        "; books.beancount:31-32\n"
        '2026-05-07 document Assets:Clients:Martin "papiers/avis : reçu.png" ^F2026-014\n'
        '  relance: "received"\n'
        "\n"
        "; books.beancount:33\n"
        '2026-05-08 note Assets:Clients:Martin "Sans lien"'
    )


def test_the_chronology_has_every_note_of_theirs_and_nobody_elses(books: Path) -> None:
    text = file(books)["chronology.txt"]
    dates = [line[:10] for line in text.splitlines() if line.startswith("2026-")]
    assert dates == [
        "2026-03-02",
        "2026-04-16",
        "2026-04-20",
        "2026-05-04",
        "2026-05-07",
        "2026-05-08",
    ]
    assert 'note: Trouve la pose très réussie; dit "merci" (books' in text
    assert "Durand" not in text


def test_checksums_are_those_of_all_other_files(books: Path) -> None:
    names = file(books)
    folder = books.parent.parent / "out"
    sums = {line[66:]: line[:64] for line in names.pop("SHA256SUMS").splitlines()}
    assert sums == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names
    }


def test_twice_is_once_and_what_was_changed_is_kept(books: Path) -> None:
    first = file(books)
    assert file(books) == first
    out = books.parent.parent / "out"
    (out / "request.txt").write_text("filled in by hand", encoding="utf-8")
    done = relance("file", books, "Martin", "--out", out)
    assert done.returncode == 3
    assert (
        "these files exist with different content, so nothing was written: request.txt"
        in done.stderr
    )
    assert read(out)["request.txt"] == "filled in by hand"
    assert file(books, "--force") == first


def test_a_file_of_somebody_else_in_the_folder_is_told(books: Path, tmp_path: Path) -> None:
    file(books)
    (tmp_path / "out" / "03_old.pdf").write_bytes(b"old")
    done = relance("file", books, "Martin", "--out", tmp_path / "out")
    assert "contains files that do not belong to the case: 03_old.pdf" in done.stderr


def test_in_french_with_french_typography(books: Path) -> None:
    text = file(books, "--language", "fr")["request.txt"]
    assert "Injonction de payer\u00a0: éléments de la requête" in text
    assert "Intérêts de retard au 30/06/2026\u0020" in text
    assert "[ ] Débiteur\u00a0: SIREN\n" in text


@pytest.mark.parametrize("path", ["../secret.pdf", "/etc/hostname", "lien.pdf"])
def test_nothing_from_outside_of_the_ledger(books: Path, tmp_path: Path, path: str) -> None:
    (books.parent / "lien.pdf").symlink_to(tmp_path / "secret.pdf")
    text = books.read_text(encoding="utf-8").replace("F2026-014.pdf", path)
    books.write_text(text, encoding="utf-8")
    done = relance("file", books, "Martin", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert f"{books}:13: document: “{path}” – expected a file" in done.stderr
    found = read(tmp_path / "out")
    assert "[ ] copy of invoice F2026-014\n" in found["enclosures.txt"]
    assert [name for name in found if name[0].isdigit()] == ["01_avis-reçu.png"]
    assert "secret\n" not in "".join(found.values())


def test_metadata_that_says_it_is_in_another_file_reads_none(books: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("top secret\n" * 90, encoding="utf-8")
    with books.open("a", encoding="utf-8") as lines:
        lines.write('2026-05-09 note Assets:Clients:Martin "Piège" ^F2026-014\n')
        lines.write(f'  filename: "{tmp_path / "secret.txt"}"\n')
    assert "top secret" not in file(books)["ledger.txt"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("F2026-014.pdf", "07_F2026-014.pdf"),
        ("../../etc/passwd", "07_etc-passwd"),
        ("a\u202efdp.exe", "07_a-fdp.exe"),
        ("avis\nde  réception ; rm.png", "07_avis-de-réception-rm.png"),
        (".htaccess", "07_htaccess"),
        ("...", "07_x"),
        ("CON", "07_CON"),
        ("facture.pdf ", "07_facture.pdf"),
        ("\N{ROCKET}", "07_x"),
        ("例" * 300 + ".pdf", "07_" + "例" * 40 + ".pdf"),
    ],
)
def test_names_are_safe(name: str, expected: str) -> None:
    assert exhibit_name(7, name) == expected


def with_details(books: Path, *lines: str) -> None:
    """Replace the details of Martin."""
    text = books.read_text(encoding="utf-8")
    old = '  name: "Boulangerie Martin SARL"\n  country: "FR"\n'
    assert old in text
    books.write_text(text.replace(old, "".join(f"  {line}\n" for line in lines)), encoding="utf-8")


def test_the_creditors_legal_form_is_in_the_name_unless_it_is_given(books: Path) -> None:
    request = file(books)["request.txt"]
    assert request.count("Legal form: SARL\n") == 2  # the debtor's too
    assert "[ ] Creditor: Legal form" not in request
    text = books.read_text(encoding="utf-8")
    given = '  name: "Atelier Lumen SARL"\n  legal-form: "SARL unipersonnelle"\n'
    books.write_text(text.replace('  name: "Atelier Lumen SARL"\n', given), encoding="utf-8")
    request = file(books, "--force")["request.txt"]
    assert "Legal form: SARL unipersonnelle\n" in request


def test_abroad_the_file_is_for_the_procedure_there(books: Path) -> None:
    with_details(books, 'name: "Laternen GmbH"', 'country: "DE"', 'registration: "HRB 4711"')
    request = file(books)["request.txt"]
    assert request.startswith("Order for payment: the facts of the request\n")
    assert "Procedure: order for payment (gerichtliches Mahnverfahren)\n" in request
    assert "Amtsgericht Wedding" in request
    assert "Also possible: European order for payment, form A\n" in request
    assert "Registration number (Handelsregisternummer): HRB 4711\n" in request
    assert "cerfa" not in request
    assert request.count("SIREN") == 2  # the creditor's, blank and to fill in


def test_a_british_file_asks_for_a_company_number(books: Path) -> None:
    with_details(books, 'name: "Marine Lamps Ltd"', 'country: "GB"')
    request = file(books)["request.txt"]
    assert request.startswith("Money claim: the facts of the request\n")
    assert "Form: N1\n" in request
    assert "letter before claim" in request
    assert "[ ] Debtor: Registration number (company number)\n" in request
    assert "[ ] Debtor: SIREN" not in request


def test_where_no_procedure_is_known_a_lawyer_is_asked(books: Path) -> None:
    with_details(books, 'name: "Lamps Inc"', 'country: "JP"')
    request = file(books)["request.txt"]
    assert request.startswith("Court action: the facts of the request\n")
    assert "No procedure is known for this debtor: ask a lawyer" in request
    assert "[ ] Debtor: Registration number\n" in request
    assert "cerfa" not in request


def test_in_the_united_states_the_court_of_the_county_or_a_lawyer_is_asked(books: Path) -> None:
    with_details(books, 'name: "Lamps Inc"', 'country: "US"')
    request = file(books)["request.txt"]
    assert "Procedure: court action (small claims court)\n" in request
    assert "ask the court of the debtor’s county, or a lawyer" in request
    assert "(not verified)" in request


def test_in_norway_the_invoice_is_a_title_after_a_notice(books: Path) -> None:
    with_details(books, 'name: "Lampe AS"', 'country: "NO"')
    request = file(books)["request.txt"]
    assert "Procedure: order for payment (utleggsbegjæring)\n" in request
    assert "a written notice with 14 days to pay" in request


def test_a_public_body_gets_a_statement_of_claim(books: Path) -> None:
    with_details(books, 'name: "Commune de Villedieu"', 'country: "FR"', 'kind: "public"')
    request = file(books)["request.txt"]
    assert request.startswith("Statement of claim to the public body: the facts of the request\n")
    assert "cerfa" not in request
    for needed in (
        "Public body: Service code and commitment number",
        "Addressee: Person who represents the buyer in the contract",
        "What was supplied: Day on which the dispute arose",
        "proof of sending and of receipt, with its date",
    ):
        assert f"[ ] {needed}\n" in request
    assert "if the debtor objects" not in request


def test_in_insolvency_proceedings_the_file_is_for_the_administrator(books: Path) -> None:
    with books.open("a", encoding="utf-8") as ledger:
        ledger.write(
            '2026-06-01 note Assets:Clients:Martin "Redressement"\n  relance: "insolvency"\n'
        )
    request = file(books)["request.txt"]
    assert request.startswith("Claim in the insolvency proceedings: the facts of the request\n")
    assert "An order for payment is not available: insolvency proceedings" in request
    assert "[ ] Administrator: Administrator named in the judgment\n" in request
    assert "[ ] Debtor: Proceedings, court and date of the judgment\n" in request
    assert "Last day to declare" not in request  # counted from the note, it might be too late


def test_a_declaration_has_what_the_note_on_the_proceedings_says(books: Path) -> None:
    with books.open("a", encoding="utf-8") as ledger:
        ledger.write(
            '2026-06-01 note Assets:Clients:Martin "Redressement"\n'
            '  relance: "insolvency"\n  opened: 2026-05-20\n  published: 2026-05-28\n'
            '  administrator: "Me Rivet, 2 place Royale, 44000 Nantes"\n'
        )
    request = file(books)["request.txt"]
    for line in (
        "Proceedings, court and date of the judgment: Redressement (judgment of 2026-05-20)",
        "Administrator named in the judgment: Me Rivet, 2 place Royale, 44000 Nantes",
        "Last day to lodge the claim: 2026-07-28",  # two months from the publication (R622-24)
    ):
        assert f"{line}\n" in request
    assert "[ ] Administrator" not in request
    assert "[ ] Debtor: Proceedings" not in request
    assert "F2026-014: insolvency" not in request  # that is why it is declared


@pytest.mark.parametrize("price", ["", "2026-05-20 price USD 0.9 EUR\n"])
def test_what_is_declared_in_dollars_is_converted_at_the_rate_of_the_judgment(
    books: Path, price: str
) -> None:
    with books.open("a", encoding="utf-8") as ledger:
        ledger.write(
            "2026-01-01 open Assets:Clients:Martin:USD\n2026-01-01 open Income:Export\n"
            '2026-05-04 * "Martin" "Lampes" ^F2026-020\n  due: 2026-06-30\n'
            "  Assets:Clients:Martin:USD  500.00 USD\n  Income:Export\n"
            '2026-06-01 note Assets:Clients:Martin "Redressement"\n'
            f'  relance: "insolvency"\n  opened: 2026-05-20\n{price}'
        )
    request = file(books)["request.txt"]
    assert "into euros at the exchange rate of the day of the opening judgment" in request
    assert ("\nUS$500.00 at €0.90 for US$1.00: €450.00\n" in request) == bool(price)
    assert ("[ ] Claim: Total after conversion\n" in request) == (not price)


def test_what_is_declared_is_older_than_the_opening_and_may_be_not_yet_due(books: Path) -> None:
    with books.open("a", encoding="utf-8") as ledger:
        ledger.write(
            '2026-06-01 note Assets:Clients:Martin "Redressement"\n  relance: "insolvency"\n'
            "  opened: 2026-05-20\n"
            '2026-05-10 * "Martin" "Entretien" ^F2026-030\n  due: 2026-07-31\n'
            "  Assets:Clients:Martin   300.00 EUR\n  Income:Ventes\n"
            '2026-05-25 * "Martin" "Réparation" ^F2026-031\n  due: 2026-06-10\n'
            "  Assets:Clients:Martin   80.00 EUR\n  Income:Ventes\n"
        )
    request = file(books)["request.txt"]
    # at 12.15 percent: 1,200 from 2 to 16 April, 5.99, and 1,000 from 17 April to 19 May, 10.98
    assert re.search(r"Principal +€1,300\.00\n", request)
    assert re.search(r"Late interest to 2026-05-19 +€16\.97\n", request)
    assert "Entretien (not yet due on 2026-05-20)" in request
    assert "F2026-031: invoiced after the proceedings were opened: it is owed in full" in request
    assert "Réparation" not in request


def test_a_claim_that_was_decided_is_not_filed_again(books: Path) -> None:
    with books.open("a", encoding="utf-8") as ledger:
        ledger.write(
            '2026-06-01 note Assets:Clients:Martin "Ordonnance" ^F2026-014\n  relance: "judgment"\n'
        )
    assert "F2026-014: there is a decision already" in file(books)["request.txt"]


def test_a_missing_formal_notice_is_told_by_invoice(books: Path) -> None:
    with books.open("a", encoding="utf-8") as ledger:
        ledger.write(
            '2026-03-10 * "Martin" "Lettres" ^F2026-016\n  due: 2026-04-10\n'
            "  Assets:Clients:Martin   300.00 EUR\n  Income:Ventes\n"
        )
    found = file(books)["enclosures.txt"]
    assert "[ ] formal notice: the ledger has none for F2026-016\n" in found
    assert "acknowledgement of receipt of the formal notice for" not in found


def test_a_consumer_owes_no_fee_and_has_a_court_of_their_own(books: Path) -> None:
    text = books.read_text(encoding="utf-8").replace(
        'name: "Boulangerie Martin SARL"', 'kind: "consumer"'
    )
    books.write_text(text, encoding="utf-8")
    request = file(books)["request.txt"]
    assert "Form: cerfa 12948 (judicial court)\n" in request
    assert "Form: cerfa 16040" not in request  # only for consumer credit and rents
    assert "12946" not in request
    assert "40.00" not in request


def test_after_an_insolvency_no_order_is_open_and_no_interest_runs_on(tmp_path: Path) -> None:
    done = relance("file", EXAMPLE, "Librairie-du-Quai", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    request = read(tmp_path)["request.txt"]
    assert "L’injonction de payer n’est pas possible\u00a0: procédure collective" in request
    assert "cerfa" not in request
    assert "continuent de courir" not in request


def test_what_is_disputed_is_apart_and_the_csv_adds_up_to_the_total(books: Path) -> None:
    # 900 undisputed: 1,100 less 200 at 12.15 %: 15 days on 1,100 give 5.49, 75 on 900 22.47.
    with books.open("a", encoding="utf-8") as lines:
        lines.write('2026-05-20 note Assets:Clients:Martin "Rayure" ^F2026-014\n')
        lines.write('  relance: "dispute"\n  amount: 100.00 EUR\n')
    found = file(books)
    rows = list(csv.DictReader(found["statement.csv"].splitlines()))
    assert [row["amount"] for row in rows if row["line"] == "disputed"] == ["-100.00"]
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal("967.96")
    assert ["Total", "€967.96"] in [line.split() for line in found["request.txt"].splitlines()]
    assert "Also in dispute: €100.00\n" in found["request.txt"]


def test_a_formula_in_the_csv_is_text(books: Path) -> None:
    text = books.read_text(encoding="utf-8").replace(
        '"Enseigne lumineuse" ^F2026-014\n', '"Enseigne" \n  invoice: "=1+1"\n'
    )
    books.write_text(text, encoding="utf-8")
    done = relance("file", books, "Martin", "--out", books.parent.parent / "out")
    rows = csv.DictReader(read(books.parent.parent / "out")["statement.csv"].splitlines())
    assert done.returncode in (0, 2)
    assert {row["invoice"] for row in rows} == {"'=1+1"}


def test_nothing_late_makes_no_file(books: Path, tmp_path: Path) -> None:
    done = relance("file", books, "Martin", "--as-of", "2026-03-20", "--out", tmp_path / "out")
    assert done.returncode == 0
    assert "nothing is overdue for Martin" in done.stderr
    assert not (tmp_path / "out").exists()


def test_for_programs(books: Path, tmp_path: Path) -> None:
    data = as_json("file", books, "F2026-014", "--out", tmp_path / "out")
    assert data["as_of"] == "2026-06-30"
    assert [Path(row["path"]).name for row in data["files"]][-1] == "SHA256SUMS"
    assert data["notes"] == data["problems"] == []


def test_the_example_company(tmp_path: Path) -> None:
    # 5,880 at 12.15 % for the 72 days of 20 April to 30 June: 140.93.
    done = relance("file", EXAMPLE, "Loft-Immobilier", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    found = read(tmp_path)
    assert [line.split()[0] for line in found["chronology.txt"].splitlines()[7:]] == [
        "20/03/2026",
        "22/04/2026",
        "29/04/2026",
        "11/05/2026",
        "21/05/2026",
        "26/05/2026",
        "02/06/2026",
        "12/06/2026",
    ]
    assert "\n; 2026.beancount:462-466\n" in found["ledger.txt"]
    assert "6\u202f060,93\u00a0€" in found["request.txt"]
    assert "SIREN\u00a0: 999\u00a0507\u00a0965\n" in found["request.txt"]
    assert "[ ] copie de la facture F2026-022\n" in found["enclosures.txt"]
    assert "[ ] mise en demeure du 21/05/2026\n" in found["enclosures.txt"]
    assert "F2025-054, échue le 25/10/2025, réglée le 27/10/2025" in found["statement.txt"]


def test_interest_that_came_in_is_told_and_deducted(books: Path) -> None:
    with books.open("a", encoding="utf-8") as ledger:
        ledger.write(
            "2026-01-01 open Income:7631-Penalites EUR\n"
            '2026-05-12 * "Martin" "Pénalités F2026-014"\n'
            "  Assets:Banque   45.00 EUR\n"
            "  Income:7631-Penalites\n"
        )
    texts = file(books, "--language", "en")
    # 15 days on 1 200 (5.99) and 75 on 1 000 (24.97), and 40; 45 came in; 1 025.96 is left
    statement = texts["statement.txt"].replace(" ", "")
    assert "Lateinterestto2026-06-30€30.96" in statement
    assert "interestandfeereceived-€45.00" in statement
    assert "Total€1,025.96" in statement
    rows = list(csv.DictReader(texts["statement.csv"].splitlines()))
    assert [row["amount"] for row in rows if row["line"].endswith("received")] == [
        "-5.00",
        "-40.00",
    ]
    assert "F2026-014: €45.00 of interest and fee received on 2026-05-12" in texts["chronology.txt"]
    assert "Pénalités F2026-014" in texts["ledger.txt"]


def test_the_delivery_of_a_letter_is_in_chronology_and_proofs(books: Path) -> None:
    text = books.read_text(encoding="utf-8").replace(
        '  relance: "formal-notice"\n',
        '  relance: "formal-notice"\n  registered: "1A 204 317 5540 2"\n  presented: 2026-05-06\n',
    )
    books.write_text(text, encoding="utf-8")
    found = file(books)
    sent = "formal notice (registered letter 1A 204 317 5540 2 and first presented on 2026-05-06)"
    assert f"2026-05-04  {sent}: Mise en demeure (books" in found["chronology.txt"]
    assert f"2026-05-04  {sent}: Mise en demeure (books" in found["request.txt"]
    assert f"[ ] {sent} of 2026-05-04\n" in found["enclosures.txt"]


OF_SEVERAL = """
2026-03-12 * "Martin" "Caisson" ^F2026-020
  due: 2026-04-11
  Assets:Clients:Martin   500.00 EUR
  Income:Ventes
2026-04-07 note Assets:Clients:Martin "Rappel" ^F2026-014
  relance: "reminder"
2026-05-04 note Assets:Clients:Martin "Mise en demeure" ^F2026-020
  relance: "formal-notice"
2026-05-20 note Assets:Clients:Martin "Dernier courrier" ^F2026-014 ^F2026-020
  relance: "firm-letter"
"""


def test_a_step_about_some_of_the_invoices_names_them(books: Path) -> None:
    """What was about all of the claim names none; two letters of a kind and day are one proof."""
    books.write_text(BOOKS.lstrip("\n") + OF_SEVERAL, encoding="utf-8")
    found = file(books)
    for name in ("request.txt", "chronology.txt"):
        assert "2026-04-07  F2026-014: first reminder: Rappel (books" in found[name]
        assert "2026-05-04  F2026-014: formal notice: Mise en demeure (books" in found[name]
        assert "2026-05-04  F2026-020: formal notice: Mise en demeure (books" in found[name]
        assert "2026-05-20  firm letter: Dernier courrier (books" in found[name]
    assert "[ ] first reminder of 2026-04-07 for F2026-014\n" in found["enclosures.txt"]
    assert "[ ] formal notice of 2026-05-04\n" in found["enclosures.txt"]
    assert "formal notice received of 2026-05-07 for F2026-014 – " in found["enclosures.txt"]


def test_a_step_before_an_instalment_was_due_names_those_that_were(books: Path) -> None:
    more = OF_SEVERAL.partition("2026-04-07")[0].replace(
        "  Assets:Clients:Martin   500.00 EUR\n",
        "  Assets:Clients:Martin   200.00 EUR\n"
        "  Assets:Clients:Martin   300.00 EUR\n    due: 2026-05-11\n",
    )
    note = '2026-04-20 note Assets:Clients:Martin "Rappel"\n  relance: "reminder"\n'
    books.write_text(BOOKS.lstrip("\n") + more + note, encoding="utf-8")
    line = "2026-04-20  F2026-014 and F2026-020 (1/2): first reminder: Rappel (books"
    assert line in file(books)["request.txt"]


TAKEN = """
2026-04-07 note Assets:Clients:Martin "Première relance (courriel) : a@b.example" ^F2026-014
  relance: "reminder"
2026-04-14 note Assets:Clients:Martin "Se plaint d'être harcelé" ^F2026-014
  relance: "hold"
  until: 2026-04-17
2026-04-20 note Assets:Clients:Martin "Promesse de règlement" ^F2026-014
  relance: "promise"
  until: 2026-04-20
2026-04-21 note Assets:Clients:Martin "Conteste" ^F2026-014
  relance: "dispute"
2026-04-22 note Assets:Clients:Martin "Litige clos" ^F2026-014
  relance: "resume"
2026-04-23 note Assets:Clients:Martin "On attend son retour" ^F2026-014
  relance: "hold"
2026-04-24 note Assets:Clients:Martin "Rien venu" ^F2026-014
  relance: "resume"
2026-06-01 note Assets:Clients:Martin "On ira au tribunal" ^F2026-014
  relance: "legal"
"""


def test_steps_are_those_towards_the_debtor_and_their_answers(books: Path) -> None:
    books.write_text(BOOKS.lstrip("\n") + TAKEN, encoding="utf-8")
    written = file(books, "-l", "fr")
    text = written["request.txt"].replace("\N{NO-BREAK SPACE}", " ")
    steps = text.partition("6. Démarches")[2].partition("7. Pièces")[0]
    told = [line.rpartition(" (")[0] for line in steps.splitlines()[2:] if line]
    assert told == [
        "07/04/2026  Première relance (courriel) : a@b.example",
        "20/04/2026  promesse de règlement, jusqu’au 20/04/2026",
        "21/04/2026  litige : Conteste",
        "22/04/2026  reprise : Litige clos",
        "04/05/2026  mise en demeure",
        "07/05/2026  mise en demeure reçue : avis : reçu.png",
    ]
    assert "harcelé" in written["chronology.txt"]  # which is for the lawyer
    assert "Intérêts de retard au 30/06/2026" in written["statement.txt"].replace("\xa0", " ")
    assert "Pénalités" not in written["statement.txt"]


@pytest.mark.parametrize(
    ("day", "filed", "expected"),
    [
        ("2026-08-31", "", ["2026-08-31 or earlier", "2026-09-01 or later"]),
        ("2026-09-10", "", ["2026-09-01 or later"]),
        ("2026-09-10", "2026-08-24", ["2026-08-31 or earlier", "2026-09-01 or later"]),
        ("2026-09-10", "2026-09-03", ["2026-09-01 or later"]),
    ],
)
def test_the_rules_are_those_of_orders_that_can_still_be_made(
    books: Path, day: str, filed: str, expected: list[str]
) -> None:
    """CPC 1411: an order dated before 1 September 2026 may be served within six months."""
    more = f'{filed} note Assets:Clients:Martin "Requête" ^F2026-014\n  relance: "filed"\n'
    text = BOOKS.lstrip("\n").replace('"as-of" 2026-06-30', f'"as-of" {day}')
    books.write_text(text + (more if filed else ""), encoding="utf-8")
    request = file(books)["request.txt"]
    found = re.findall(r"an order dated (\S+ or (?:earlier|later))", request)
    assert [*dict.fromkeys(found)] == expected


def test_a_customer_who_took_over_anothers_invoice_has_a_file(books: Path) -> None:
    with books.open("a", encoding="utf-8") as ledger:
        ledger.write(
            '2026-06-01 * "Durand" "Fusion de Martin et de Durand"\n'
            "  Assets:Clients:Durand  1000.00 EUR\n"
            "  Assets:Clients:Martin\n"
        )
    texts = file(books, whom="Durand")
    assert "2026-06-01  F2026-014: continued from Martin" in texts["chronology.txt"]
    assert "Fusion de Martin et de Durand" in texts["ledger.txt"]


def with_more(books: Path, more: str) -> dict[str, str]:
    """The file of the books with more entries."""
    with books.open("a", encoding="utf-8") as end:
        end.write(more)
    return file(books)


def test_the_formal_notice_of_a_ladder_may_have_another_name(books: Path) -> None:
    """It is the first stage whose delivery is proven, if none is called so."""
    text = books.read_text(encoding="utf-8").replace('"formal-notice"', '"last-letter"')
    text = text.replace('  name: "Boulangerie', '  procedure: "short"\n  name: "Boulangerie')
    books.write_text(text, encoding="utf-8")
    stages = (("reminder", "email"), ("last-letter", "registered"))
    found = with_more(
        books,
        "".join(
            f'2026-01-01 custom "relance-stage" "short" "{name}"\n  channel: "{channel}"\n'
            f'  after: {after}\n  template: "firm-letter"\n'
            for after, (name, channel) in enumerate(stages, 3)
        ),
    )
    assert "[ ] last-letter of 2026-05-04\n" in found["enclosures.txt"]
    assert "the ledger has none" not in found["enclosures.txt"]


def test_what_a_credit_covers_is_apart(books: Path) -> None:
    """A payment that names nothing is set against no invoice, but less is claimed for it."""
    found = with_more(
        books,
        '2026-01-01 custom "relance" "allocation" "explicit"\n'
        '2026-06-01 * "Martin" "Virement"\n'
        "  Assets:Banque   150.00 EUR\n  Assets:Clients:Martin\n",
    )
    assert re.search(
        r"^covered by the customer’s credit +-€150\.00$", found["statement.txt"], re.MULTILINE
    )
    assert re.search(r"^Principal +€850\.00$", found["statement.txt"], re.MULTILINE)
    rows = list(csv.DictReader(found["statement.csv"].splitlines()))
    assert [row["amount"] for row in rows if row["line"] == "covered"] == ["-150.00"]
    assert '2026-06-01 * "Martin" "Virement"\n' in found["ledger.txt"]


CARRIED_OVER = """
2026-01-02 open Equity:Opening-Balances
2026-01-02 * "Martin" "Bilan" ^A-1
  due: 2026-01-31
  Assets:Clients:Martin   100.00 EUR
  Equity:Opening-Balances
2026-01-02 * "Martin" "Bilan"
  due: 2026-01-31
  Assets:Clients:Martin   110.00 EUR
  Equity:Opening-Balances
"""


def test_what_was_carried_over_was_not_invoiced_that_day(books: Path) -> None:
    found = with_more(books, CARRIED_OVER)
    for text in found.values():
        assert not re.search(r"invoiced on 2026-01-02", text)
    assert "A-1: €100.00 carried over on 2026-01-02, due on 2026-01-31" in found["chronology.txt"]
    assert "invoice A-1, due on 2026-01-31: Bilan\n" in found["request.txt"]
    rows = csv.DictReader(found["statement.csv"].splitlines())
    dates = {row["invoice"]: row["date"] for row in rows if row["line"] == "invoice"}
    assert dates == {"2026-01-02": "", "A-1": "", "F2026-014": "2026-03-02"}


def test_papers_of_what_has_no_number(books: Path) -> None:
    (books.parent / "photo.png").write_bytes(b"a photo")
    found = with_more(
        books,
        CARRIED_OVER + '2026-03-10 * "Martin" "Pose"\n'
        "  Assets:Clients:Martin   300.00 EUR\n  Income:Ventes\n"
        '2026-05-12 note Assets:Clients:Martin "Photo"\n  document: "photo.png"\n'
        '2026-05-13 document Assets:Clients:Martin "photo.png"\n',
    )
    papers = found["enclosures.txt"].splitlines()
    assert "3. document of 2026-05-12 – 03_photo.png" in papers
    missing = [line for line in papers if line.startswith(("[ ] proof", "[ ] copy"))]
    assert missing == [
        "[ ] proof of the amount carried over on 2026-01-02",
        "[ ] copy of invoice A-1",
        "[ ] copy of the invoice of 2026-03-10",
    ]
    assert "2026-05-13  document: photo.png (books" in found["chronology.txt"]


@pytest.mark.parametrize("lapsed", [True, False])
def test_a_claim_that_may_have_lapsed_is_checked_first(books: Path, *, lapsed: bool) -> None:
    """In France five years, here from the day on which it was invoiced."""
    text = books.read_text(encoding="utf-8").replace("2026-01-01 open", "2020-01-01 open")
    text = text.replace('2026-03-02 * "Durand"', f'2021-06-{29 if lapsed else 30} * "Durand"')
    books.write_text(text, encoding="utf-8")
    request = file(books, whom="Durand")["request.txt"]
    assert ("F2026-015: as far as known, the limitation period ended on" in request) == lapsed


def test_what_was_promised_is_told_with_its_amount_and_day(books: Path) -> None:
    found = with_more(
        books,
        '2026-05-12 note Assets:Clients:Martin "Au téléphone" ^F2026-014\n'
        '  relance: "promise"\n  until: 2026-05-29\n  amount: 400.00 EUR\n',
    )
    told = "2026-05-12  promise to pay, €400.00 until 2026-05-29: Au téléphone"
    assert told in found["chronology.txt"]


def test_interest_that_ends_for_want_of_a_rate_is_told(books: Path) -> None:
    out = books.parent.parent / "out"
    done = relance("file", books, "Martin", "--as-of", "2027-09-01", "--out", out)
    assert done.returncode == 2
    told = "[ ] F2026-014: interest is not calculated from 2027-01-01 on, because the rate is "
    assert told + "unknown\n" in read(out)["request.txt"]


@pytest.mark.parametrize("title", ["gérante", None])
def test_who_signs_has_a_title_if_the_ledger_gives_one(books: Path, title: str | None) -> None:
    given = '  signatory: "Anne Roux"\n' + (f'  signatory-title: "{title}"\n' if title else "")
    text = books.read_text(encoding="utf-8")
    name = '  name: "Atelier Lumen SARL"\n'
    books.write_text(text.replace(name, name + given), encoding="utf-8")
    shown = f"Anne Roux, {title}" if title else "Anne Roux"
    assert f"Represented by: {shown}\n" in file(books)["request.txt"]
