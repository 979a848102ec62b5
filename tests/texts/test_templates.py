"""The reminder texts: what each must say, and what none may."""

from __future__ import annotations

import datetime
import itertools
import re
import textwrap
from pathlib import Path

import pytest
from beancount import loader

from beancount_relance.history.note_keys import NOTE_KEYS
from beancount_relance.language import messages
from beancount_relance.language.languages import LANGUAGES as REGISTRY
from beancount_relance.language.text import one_line, plain
from beancount_relance.policy.procedures import built_in_procedures
from beancount_relance.report.report import Report, build_report
from beancount_relance.texts.rendering.jinja import Templates
from beancount_relance.texts.writer import Reminder, ReminderError, Writer
from tests.support.ledgers import Copies

TEMPLATES = Path(__file__).parents[2] / "beancount_relance" / "texts" / "templates"
KINDS = ("business", "consumer", "public")
LANGUAGES = ("fr", "en")
DUE = datetime.date(2026, 4, 1)
IBAN = "FR76 1990 6000 4400 0780 4125 390"
NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
KEYS = "|".join(name for key in NOTE_KEYS.values() for name in (key.name, plain(key.french)))
CODE = re.compile(rf'(?:"[\w-]+"(?:, )?)+|"(?:AAAA-MM-JJ|YYYY-MM-DD) .*?"|\b(?:relance|{KEYS}):')

CREDITOR = """
2024-01-01 custom "relance" "creditor"
  name: "Atelier Lumen SARL"
  legal-form: "SARL"
  capital: "20 000 €"
  address: "14 rue des Fondeurs, 44000 Nantes"
  country: "FR"
  siren: "999412307"
  rcs: "Nantes 999 412 307"
  iban: "FR76 1990 6000 4400 0780 4125 390"
  bic: "CRMZFR2NXXX"
  email: "compta@atelier-lumen.example"
  phone: "02 61 91 40 12"
  signatory: "Claire Bodinier"
  signatory-title: "Gérante"
"""
INVOICE = """
2026-03-02 * "Client" "Trois suspensions émaillées" ^F2026-014
  due: 2026-04-01
  Assets:Clients:Alpha   1200.00 EUR
  Income:Ventes
"""
CONTACT = """
  email: "compta@alpha.example"
  phone: "02 61 91 14 00"
  address: "9 rue des Gabares, 44000 Nantes"
"""


def stages_of(kind: str) -> list[str]:
    procedure = {"business": "standard"}.get(kind, kind)
    return [stage.name for stage in built_in_procedures()[procedure].stages]


CASES = [
    (language, kind, stage)
    for language, kind in itertools.product(LANGUAGES, KINDS)
    for stage in stages_of(kind)
]


def report_of(text: str, as_of: datetime.date) -> Report:
    entries, errors, options = loader.load_string(textwrap.dedent(text))
    assert not errors
    report = build_report(entries, options, as_of)
    assert not report.problems, [str(problem.message) for problem in report.problems]
    return report


def write(  # noqa: PLR0913 - a ledger has as many parts
    stage: str,
    *,
    kind: str = "business",
    language: str = "fr",
    country: str | None = "FR",
    creditor: str = CREDITOR,
    invoices: str = INVOICE,
    customer: str = CONTACT,
    history: str = "",
    settings: str = "",
    links: str = "^F2026-014",
    copies: bool = False,
) -> Reminder:
    """The text of a stage to a customer, all the stages before it done on their day.

    ``copies`` tells whether the ledger has a copy of each invoice.
    """
    procedure = built_in_procedures()[{"business": "standard"}.get(kind, kind)]
    if kind != "business" and procedure.index(stage) is None:
        procedure = built_in_procedures()["standard"]
        customer += '  procedure: "standard"\n'
    index = procedure.index(stage)
    assert index is not None
    done = [
        f'{DUE + before.after * datetime.timedelta(1)} note Assets:Clients:Alpha "fait" {links}\n'
        f'  relance: "{before.name}"\n'
        for before in procedure.stages[:index]
    ]
    where = f'  country: "{country}"\n' if country else ""
    lines = [
        creditor,
        f'2024-01-01 custom "relance" "language" "{language}"',
        settings,
        f'2024-01-01 open Assets:Clients:Alpha\n  kind: "{kind}"\n  language: "{language}"',
        f"{where}{customer.strip(chr(10))}",
        f'2024-01-01 custom "relance" "law" "{country}"' if country else "",
        "2024-01-01 open Income:Ventes\n2024-01-01 open Assets:Banque\n",
        invoices,
        *done,
        history,
    ]
    after = procedure.stages[index].after
    as_of = DUE + datetime.timedelta(after + (2 if after < 0 else 4))
    report = report_of("\n".join(lines), as_of)
    actions = [action for action in report.actions if action.stage.name == stage]
    assert len(actions) == 1, [action.stage.name for action in report.actions]
    return Writer(report, Copies() if copies else None).write(actions[0])


def everything(reminder: Reminder) -> str:
    return f"{reminder.subject}\n{reminder.body}"


def assert_tidy(reminder: Reminder) -> None:
    """What no text may have, whatever the ledger lacks."""
    text = everything(reminder)
    assert reminder.subject
    assert "\n" not in reminder.subject
    assert not re.search(r"[ \u00a0]{2}", text), text
    assert "\n\n\n" not in text
    assert "None" not in text
    assert "{{" not in text
    assert "{%" not in text
    assert "()" not in text
    assert not re.search(r",\s*(,|\.|\n\n?$|:)", text), text
    assert not re.search(r"(?m)^[,;:.]|[ \t]$", text), text
    assert not re.search(r"(?m):\s*$\n\Z", text)
    if reminder.language == "fr":
        assert_french(text)
    else:
        assert "'" not in text
        assert '"' not in CODE.sub("", text)


def assert_french(text: str) -> None:
    """French typography; the ledger of these tests holds nothing that breaks it."""
    text = CODE.sub("", text).replace("20 000 €", "")  # as the ledger writes the capital
    assert "'" not in text
    assert '"' not in text
    assert not re.search(r" [;:!?»%€]", text), text
    assert not re.search(r"« ", text), text
    assert not re.search(r"n° ", text), text
    assert not re.search(rf"(?<=\w)[;!?](?!{NARROW})|[^{NARROW}\W][;!?]", text), text
    assert not re.search(rf"[^{NBSP}]:(?=\s)", text), text


@pytest.mark.parametrize(("language", "kind", "stage"), CASES)
def test_every_text_says_what_it_must(language: str, kind: str, stage: str) -> None:
    reminder = write(stage, language=language, kind=kind)
    text = everything(reminder)
    assert_tidy(reminder)
    assert "F2026-014" in reminder.subject
    assert ("2 mars 2026" if language == "fr" else "2 March 2026") in text
    assert ("1er avril 2026" if language == "fr" else "1 April 2026") in text
    assert "Trois suspensions émaillées" in text
    assert (f"1{NARROW}200,00{NBSP}€" if language == "fr" else "€1,200.00") in text
    if stage != "courtesy":
        late = re.search(r"dépassée de \d+\s+jours?|\d+ days? overdue", text)
        assert late, text
    if stage != "legal":  # for ourselves: nobody pays from it
        assert IBAN in text
        assert "CRMZFR2NXXX" in text
        assert re.search(r"(Référence à rappeler|Reference to quote)\s?: F2026-014", text)
        disregard = (
            "entre-temps",
            "déjà parti",
            "already paid",
            "already on its way",
        )
        assert any(words in text for words in disregard), text
    if reminder.channel in ("email", "letter", "registered"):
        assert "02 61 91 40 12" in text
        assert "compta@atelier-lumen.example" in text


@pytest.mark.parametrize(("language", "kind", "stage"), CASES)
def test_no_text_needs_more_than_the_invoice(language: str, kind: str, stage: str) -> None:
    reminder = write(
        stage, language=language, kind=kind, creditor="", customer='  email: "a@alpha.example"\n'
    )
    assert_tidy(reminder)
    assert "F2026-014" in reminder.body
    assert "IBAN" not in reminder.body
    assert "Alpha" in everything(reminder) or reminder.channel == "email"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stage", ["courtesy", "reminder", "call"])
def test_an_early_text_neither_threatens_nor_counts(language: str, kind: str, stage: str) -> None:
    for customer in (CONTACT, '  email: "a@alpha.example"\n', '  phone: "02 61 91 14 00"\n'):
        text = everything(write(stage, language=language, kind=kind, customer=customer)).lower()
        for word in ("mise en demeure", "formal notice", "pénalité", "intérêt", "moratoire"):
            assert word not in text
        for word in ("interest", "indemnité", "recovery", "article", "tribunal", "court "):
            assert word not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_courtesy_text_asks_for_nothing(language: str) -> None:
    text = everything(write("courtesy", language=language, customer='  email: "a@alpha.example"\n'))
    for word in ("retard", "rappel –", "overdue", "reminder", "à régler", "due:", "oubli"):
        assert word not in text.lower()
    assert ("bien reçue" if language == "fr" else "received it") in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", ["firm-letter", "formal-notice", "visit", "legal"])
def test_a_consumer_is_never_asked_for_more_than_the_principal(language: str, stage: str) -> None:
    text = everything(write(stage, language=language, kind="consumer"))
    for word in ("L441-10", "D441-5", "40,00", "€40.00", "indemnité", "recovery costs"):
        assert word not in text
    assert (f"1{NARROW}200,00" if language == "fr" else "€1,200.00") in text
    if stage == "firm-letter":
        assert "intérêt" not in text
        assert "interest" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_formal_notice_to_a_consumer_starts_the_interest(language: str) -> None:
    text = everything(write("formal-notice", language=language, kind="consumer"))
    assert "1231-6" in text
    assert "1344-1" in text
    start = "À compter de la réception de la présente" if language == "fr" else "From receipt of"
    assert start in text
    assert not re.search(r"pénalités|late-payment", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_interest_towards_a_consumer_runs_from_the_notice_received(language: str) -> None:
    received = '2026-05-06 note Assets:Clients:Alpha "AR" ^F2026-014\n  relance: "received"\n'
    reminder = write("legal", language=language, kind="consumer", history=received)
    assert_tidy(reminder)
    assert ("07/05/2026" if language == "fr" else "7 May 2026 to") in reminder.body
    assert "L441-10" not in reminder.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stage", ["firm-letter", "formal-notice"])
def test_a_deadline_counts_from_receipt(language: str, kind: str, stage: str) -> None:
    reminder = write(stage, language=language, kind=kind)
    days = 15 if stage == "formal-notice" and kind != "business" else 8
    of_what = {"firm-letter": ("la réception de ce courrier", " of this letter")}
    french, english = of_what.get(stage, ("sa réception", "."))
    if language == "fr":
        assert f"dans un délai de {days}{NBSP}jours à compter de {french}" in reminder.body
    else:
        assert f"within {days} days of receipt{english}" in reminder.body
    for setting, said in (("0", "dès réception"), ("1", f"délai de 1{NBSP}jour à")):
        custom = f'2024-01-01 custom "relance-stage" "{_procedure(kind)}" "{stage}"\n'
        custom += f"  deadline: {setting}\n"
        other = write(stage, language=language, kind=kind, settings=custom)
        assert_tidy(other)
        assert language == "en" or said in other.body


def _procedure(kind: str) -> str:
    return {"business": "standard"}.get(kind, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_has_the_parts_of_a_letter(kind: str) -> None:
    body = write("firm-letter", kind=kind, copies=True).body
    parts = (
        "Atelier Lumen SARL\nSARL au capital de 20 000 €",
        "14 rue des Fondeurs\n44000 Nantes",
        "RCS Nantes 999 412 307",
        "9 rue des Gabares\n44000 Nantes",
        "Nantes, le 25 avril 2026",
        f"Objet{NBSP}: ",
        "Madame, Monsieur,",
        "l’expression de nos salutations distinguées.",
        "Claire Bodinier\nGérante\nAtelier Lumen SARL",
        f"PJ{NBSP}: copie de la facture n°{NBSP}F2026-014",
    )
    positions = [body.index(part) for part in parts]
    assert positions == sorted(positions)
    assert "SIREN 999" not in body  # the register's number says it already


@pytest.mark.parametrize("kind", KINDS)
def test_a_formal_notice_says_so(kind: str) -> None:
    french = write("formal-notice", kind=kind)
    assert french.subject.startswith("MISE EN DEMEURE")
    assert "la présente vaut mise en demeure" in french.body
    assert "Lettre recommandée avec avis de réception" in french.body
    code = "L2192-13" if kind == "public" else "articles 1344 et 1344-1 du Code civil"
    assert code in french.body
    english = write("formal-notice", kind=kind, language="en")
    assert english.subject.startswith("FORMAL NOTICE")
    assert "This letter therefore gives you formal notice" in english.body
    assert "By registered post" in english.body


LAWS = {
    ("FR", "business"): ("L441-10 et D441-5", "L441-10 and D441-5"),
    ("FR", "public"): ("L2192-13", "L2192-13"),
    ("BE", "business"): ("loi belge du 2 août 2002", "Belgian Act of 2 August 2002"),
    ("BE", "public"): ("loi belge du 2 août 2002", "Belgian Act of 2 August 2002"),
    ("DE", "business"): ("article 288 du Code civil allemand", "section 288 of the German Civil"),
    ("IE", "public"): ("S.I. 580", "S.I. 580"),
    ("IT", "business"): ("décret législatif italien 231/2002", "Italian Legislative Decree 231"),
    ("PT", "public"): ("directive 2011/7/UE", "Directive 2011/7/EU"),
}


@pytest.mark.parametrize(("place", "words"), LAWS.items())
@pytest.mark.parametrize("stage", ["firm-letter", "formal-notice"])
def test_the_law_of_the_place_is_quoted(
    place: tuple[str, str], words: tuple[str, str], stage: str
) -> None:
    country, kind = place
    for language, word in zip(LANGUAGES, words, strict=True):
        reminder = write(stage, country=country, kind=kind, language=language)
        assert_tidy(reminder)
        assert word in reminder.body
        assert re.search(r"[47]0,00|€[47]0\.00", reminder.body)
        assert re.search(r"\d[,.]\d+\s?% ", reminder.body)  # the rate of the penalties
        if country in {"BE", "IE", "IT"}:
            for other in ("Code civil", "Civil Code", "L441", "injonction", "Commercial Code"):
                assert other not in reminder.body
        if stage == "formal-notice":
            assert re.search("continuent de courir|continues to run", reminder.body)


@pytest.mark.parametrize("stage", ["firm-letter", "formal-notice"])
def test_a_public_body_is_given_its_own_time_for_interest_and_fee(stage: str) -> None:
    for language, asked, later in (
        (
            "fr",
            f"régler le principal, soit 1\u202f200,00{NBSP}€, dans un délai de",
            "quarante-cinq",
        ),
        ("en", "the principal, €1,200.00, within", "within forty-five days of the payment of the"),
    ):
        body = write(stage, kind="public", language=language).body
        assert asked in body
        assert later in body
        assert body.index(asked) < body.index(later)
    elsewhere = write(stage, kind="public", language="en", country="DE").body
    assert "the principal, €" not in elsewhere
    assert "forty-five" not in elsewhere


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stage", ["firm-letter", "formal-notice", "legal"])
def test_where_no_law_is_known_only_the_principal_is_asked(
    language: str, kind: str, stage: str
) -> None:
    reminder = write(stage, country="US", kind=kind, language=language)
    assert_tidy(reminder)
    quoted = ("rticle", "Code ", "irective", "40,00", "€40", "énalités", "nterest", "moratoires")
    for word in quoted:
        assert word not in reminder.body, word
    assert not re.search(r"(Principal|intérêts)\s?:", reminder.body)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_stage_that_claims_nothing_more_shows_nothing_more(language: str, kind: str) -> None:
    for stage in ("firm-letter", "formal-notice"):
        custom = f'2024-01-01 custom "relance-stage" "{_procedure(kind)}" "{stage}"\n'
        custom += "  claims: FALSE\n"
        reminder = write(stage, kind=kind, language=language, settings=custom)
        assert_tidy(reminder)
        assert "40" not in reminder.body.replace("91 40 12", "").replace("4400", "").replace(
            "44000", ""
        )
        assert "L441-10" not in reminder.body


TWO = INVOICE + (
    '2026-03-03 * "Client" "Une applique" ^F2026-015\n  due: 2026-04-01\n'
    "  Assets:Clients:Alpha   1300.00 EUR\n  Income:Ventes\n"
)
DOLLARS = INVOICE + (
    '2026-03-03 * "Client" "Deux lampes" ^F2026-016\n  due: 2026-04-01\n'
    "  Assets:Clients:Alpha   1500.00 USD\n  Income:Ventes\n"
)


@pytest.mark.parametrize(("language", "kind", "stage"), CASES)
def test_several_invoices_and_currencies_are_in_the_plural(
    language: str, kind: str, stage: str
) -> None:
    both = write(stage, language=language, kind=kind, invoices=TWO, links="^F2026-014 ^F2026-015")
    assert_tidy(both)
    names = {"fr": "actures F2026-014 et F2026-015", "en": "nvoices F2026-014 and F2026-015"}
    assert names[language].replace("° ", "°" + NBSP) in both.subject
    if stage != "legal":
        assert "F2026-014, F2026-015" in both.body
    text = everything(both)
    singular = r"la facture suivante|cette facture|following invoice\b|this invoice|LA FACTURE\b"
    assert not re.search(singular, text)
    currencies = write(
        stage, language=language, kind=kind, invoices=DOLLARS, links="^F2026-014 ^F2026-016"
    )
    assert_tidy(currencies)
    assert re.search(r"\$US|US\$", currencies.body)


def test_fees_count_the_invoices() -> None:
    reminder = write("formal-notice", invoices=TWO, links="^F2026-014 ^F2026-015")
    assert f"(2{NBSP}× 40,00{NBSP}€){NBSP}: 80,00{NBSP}€" in reminder.body
    assert f"40,00{NBSP}€ par facture" in reminder.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", ["reminder", "call", "firm-letter", "formal-notice"])
def test_what_is_paid_or_disputed_is_left_out(language: str, stage: str) -> None:
    history = """
2026-03-20 * "Client" "Acompte F2026-014" ^F2026-014
  Assets:Banque  500.00 EUR
  Assets:Clients:Alpha
2026-03-25 note Assets:Clients:Alpha "Une suspension rayée" ^F2026-014
  relance: "dispute"
  amount: 100.00 EUR
"""
    reminder = write(stage, language=language, history=history)
    assert_tidy(reminder)
    paid, disputed, left = (
        ("réglé ou crédité\u00a0: 500,00", "demandée ici\u00a0: 100,00", "régler\u00a0: 600,00")
        if language == "fr"
        else ("to date: €500.00", "requested here: €100.00", "Balance due: €600.00")
    )
    for words in (paid, disputed, left):
        assert words in reminder.body
    said = "que vous contestez" if language == "fr" else "that you dispute"
    assert stage == "call" or said in reminder.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_credit_on_the_account_is_deducted(language: str) -> None:
    history = """
2026-03-20 * "Client" "Avoir"
  Income:Ventes  200.00 EUR
  Assets:Clients:Alpha
"""
    setting = '2024-01-01 custom "relance" "allocation" "explicit"\n'
    reminder = write("reminder", language=language, history=history, settings=setting)
    assert_tidy(reminder)
    said = "déduit\u00a0: 200,00" if language == "fr" else "deducted: €200.00"
    assert said in reminder.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_instalment_says_which_one_it_is(language: str) -> None:
    invoices = """
2026-03-02 * "Client" "En trois fois" ^F2026-014
  Assets:Clients:Alpha   400.00 EUR
    due: 2026-04-01
  Assets:Clients:Alpha   400.00 EUR
    due: 2026-06-01
  Assets:Clients:Alpha   400.00 EUR
    due: 2026-08-01
  Income:Ventes
"""
    reminder = write("reminder", language=language, invoices=invoices)
    both = write(
        "firm-letter", language=language, invoices=invoices.replace("2026-06-01", "2026-04-15")
    )
    assert_tidy(both)
    words = "des échéances suivantes" if language == "fr" else "the following instalments"
    assert words in both.body
    assert_tidy(reminder)
    said = "1re échéance sur 3" if language == "fr" else "instalment 1 of 3"
    assert said in reminder.subject
    assert said in reminder.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", ["firm-letter", "formal-notice"])
def test_the_history_speaks(language: str, stage: str) -> None:
    promise = """
2026-04-12 note Assets:Clients:Alpha "Promet un virement" ^F2026-014
  relance: "promise"
  until: 2026-04-17
  amount: 600.00 EUR
"""
    reminder = write(stage, language=language, history=promise)
    assert_tidy(reminder)
    said = (
        ("notre rappel du 4 avril 2026", "notre appel du 11 avril 2026", "Vous nous aviez annoncé")
        if language == "fr"
        else ("our reminder of 4 April 2026", "our telephone call of 11 April", "You told us")
    )
    for words in said:
        assert words in reminder.body
    assert re.search(r"pour le 17 avril 2026|by 17 April 2026", reminder.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missed_instalment_of_a_plan_is_told(language: str) -> None:
    plan = """
2026-04-12 note Assets:Clients:Alpha "En deux fois" ^F2026-014
  relance: "plan"
  plan: "2026-04-17 600.00 EUR, 2026-07-17 600.00 EUR"
"""
    reminder = write("firm-letter", language=language, history=plan)
    assert_tidy(reminder)
    assert re.search(r"L’échéancier convenu le 12|payment plan agreed on 12 April", reminder.body)
    assert re.search(r"600,00|€600\.00", reminder.body)


HOSTILE = INVOICE.replace("Trois suspensions émaillées", "{{ 7*7 }} {% raise %} <b>{# x #}")


@pytest.mark.parametrize(("language", "kind", "stage"), CASES)
def test_text_from_the_ledger_is_never_a_template(language: str, kind: str, stage: str) -> None:
    name = '  name: "{{ 7*7 }}\n  Bcc: all@example.org"\n  contact: "{{ stage }}\n  X"\n'
    reminder = write(stage, language=language, kind=kind, invoices=HOSTILE, customer=CONTACT + name)
    assert "{{ 7*7 }} {% raise %} <b>{# x #}" in reminder.body
    assert "49" not in reminder.subject
    assert "\n" not in reminder.subject
    assert not re.search(r"(?m)^ *Bcc", reminder.body)


def test_the_one_written_to_is_greeted_as_they_are_called() -> None:
    greetings = {
        "Mme Hélène Delaunay": "Bonjour Madame,",
        "M. Paul Vasseur": "Bonjour Monsieur,",
        "Dr Nora Benali": "Bonjour Docteur,",
        "Sylvie Martin": "Bonjour,",
        "M. et Mme Martin": "Bonjour,",
    }
    for name, greeting in greetings.items():
        customer = f'{CONTACT}  contact: "{name}"\n'
        assert write("reminder", customer=customer).body.startswith(greeting + "\n")
    for name, greeting in {"Emily Sawyer": "Dear Emily Sawyer,", "Accounts team": "Hello,"}.items():
        customer = f'{CONTACT}  contact: "{name}"\n'
        assert write("reminder", language="en", customer=customer).body.startswith(greeting + "\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_takes_the_form_of_its_channel(language: str) -> None:
    nobody = '  address: "9 rue des Gabares, 44000 Nantes"\n'
    setting = '2024-01-01 custom "relance-stage" "standard" "reminder"\n  channel: "letter"\n'
    letter = write("reminder", language=language, customer=nobody, settings=setting)
    assert_tidy(letter)
    assert "9 rue des Gabares\n44000 Nantes" in letter.body
    assert re.search("ce courrier|this letter", letter.body)
    setting = '2024-01-01 custom "relance-stage" "standard" "firm-letter"\n  channel: "email"\n'
    email = write("firm-letter", language=language, settings=setting)
    assert_tidy(email)
    assert "rue des Gabares" not in email.body
    assert re.search("ce message|this message", email.body)
    sheet = write("call", language=language, customer='  phone: "02 61 91 14 00"\n')
    said = {"en": "promise", "fr": "promesse"}[language]
    assert f'relance: "{said}"' in sheet.body
    message = write("call", language=language, customer='  email: "a@alpha.example"\n')
    assert "relance:" not in message.body
    assert re.search("rappeler au|call us on", message.body)


def test_one_block_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    own = '{% extends "builtin/fr/reminder.j2" %}\n{% block closing %}Bien à vous,{% endblock %}\n'
    (tmp_path / "fr" / "reminder.j2").write_text(own, encoding="utf-8")
    setting = f'2024-01-01 custom "relance" "templates" "{tmp_path}"\n'
    reminder = write("reminder", settings=setting)
    assert_tidy(reminder)
    assert "\n\nBien à vous,\n\nAtelier Lumen SARL\n" in reminder.body
    assert "cordialement" not in reminder.body
    public = write("reminder", kind="public", settings=setting)
    assert "Bien à vous," in public.body
    assert "service fait" in public.body


@pytest.mark.parametrize("base", ["reminder.j2", "builtin/reminder.j2", "builtin/fr/reminder.j2"])
@pytest.mark.parametrize("words", ["_words.j2", "fr/_words.j2", "builtin/fr/_words.j2"])
def test_a_template_names_others_with_or_without_their_language(
    tmp_path: Path, base: str, words: str
) -> None:
    own = (
        f'{{% extends "{base}" %}}\n{{% block closing %}}\n'
        f'{{% import "{words}" as own with context %}}{{{{ own.hello() }}}}\n'
        '{% include "note.j2" %} {% include "shared.j2" %}\n{% endblock %}\n'
    )
    own_template(tmp_path, "fr/firm-letter.j2", own)
    own_template(tmp_path, "fr/note.j2", "Fermé en août.")
    own_template(tmp_path, "en/note.j2", "Closed in August.")
    setting = own_template(tmp_path, "shared.j2", "SIREN 999 412 307")
    closing = "\nBonjour,\nFermé en août. SIREN 999 412 307\n"
    assert closing in write("firm-letter", settings=setting).body


def test_no_built_in_template_names_a_language_or_a_law() -> None:
    for path in TEMPLATES.glob("*/*.j2"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r'"(?!builtin/)\w+/[\w.-]+\.j2"', source), path


def test_all_languages_have_the_same_templates() -> None:
    english, *others = (
        {path.name for path in (TEMPLATES / language).glob("*.j2")} for language in REGISTRY
    )
    assert all(names == english for names in others)
    french = english
    for kind in KINDS:
        for stage in built_in_procedures()[_procedure(kind)].stages:
            assert f"{stage.template}.j2" in french


def test_no_template_is_left_in_english() -> None:
    """A text without words has a comment in its language."""
    english, *others = REGISTRY
    left = [
        f"{language}/{path.name}"
        for language in others
        for path in sorted((TEMPLATES / english).glob("*.j2"))
        if (twin := TEMPLATES / language / path.name).is_file()
        and twin.read_bytes() == path.read_bytes()
    ]
    assert not left, "\n".join(left)


def test_the_words_of_a_template_are_typeset() -> None:
    for path in TEMPLATES.glob("*/*.j2"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\{\{\s*stage\s*\}\}", source), path
        text = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", source, flags=re.DOTALL)
        text = CODE.sub("", re.sub(r"\{\{.*?\}\}", "x", text, flags=re.DOTALL))
        assert "'" not in text, path
        if path.parent.name == "fr":
            assert not re.search(r" [;:!?»€]|« |n° ", text), path
            assert not re.search(r"\d (?:\d{3}|€)", text), path


COSTS = """
2026-01-01 custom "relance" "cost" "order-for-payment" 108.47 EUR
  recoverable: 33.47 EUR
2026-01-01 custom "relance" "cost" "court" 2000.00 EUR
2026-01-01 custom "relance" "cost" "agency"
  share: 15
"""


def test_the_decision_sheet_weighs_the_costs() -> None:
    # 64 days late: 1200 × 12.15 % × 64 / 365 = 25.56; with the 40.00, 1265.56 are at stake
    english = write("legal", language="en", settings=COSTS).body
    assert (
        "Order for payment: €108.47 spent, of which €33.47 refunded if it succeeds; €1,190.56 of "
        "€1,265.56 would remain. Worth trying if the chance of success is above 8.4%."
    ) in english
    assert "assignation): €2,000.00 spent; that is more than is at stake." in english
    assert "Collection agency: €189.83 taken from what comes in; €1,075.73 of" in english
    assert "Nothing is lost if it fails." in english
    assert "Lawyer: cost not set." in english
    french = write("legal", settings=COSTS)
    assert f"À tenter au-delà de 8,4{NBSP}% de chances de succès." in french.body
    assert "la dépense dépasse l’enjeu." in french.body
    assert_tidy(french)


def own_template(folder: Path, name: str, source: str) -> str:
    """A template of the ledger's own, and the setting that names its folder."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return f'2024-01-01 custom "relance" "templates" "{folder}"\n'


MISTAKES = {
    "a name": ("Objet\n{{ custmer.title }}\n", 2, "'custmer' is undefined"),
    "an attribute": ("Objet\n\n{{ customer.nmae }}\n", 3, "no attribute 'nmae'"),
    "syntax": ("Objet\n{% if %}\n", 2, "Expected an expression"),
    "a filter": ("Objet\n{{ today | dat }}\n", 2, "No filter named 'dat'"),
    "a sum": ("Objet\n\n\n{{ 1 / 0 }}\n", 4, "division by zero"),
    "a type": ("Objet\n{{ customer.title | money }}\n", 2, "'str' object has no attribute"),
    "what is not there": ('{% extends "fr/nothing.j2" %}\n', 1, "fr/nothing.j2"),
    "in a block": (
        '{% extends "builtin/fr/reminder.j2" %}\n{% block closing %}\n{{ oops }}{% endblock %}\n',
        3,
        "'oops' is undefined",
    ),
    "what is forbidden": ("Objet\n{{ customer.__class__.__mro__ }}\n", 2, "__class__"),
    "what would change a list": ("Objet\n{{ [].append(1) }}\n", 2, "append"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_names_file_line_and_what_is_wrong(tmp_path: Path, case: str) -> None:
    source, line, cause = MISTAKES[case]
    setting = own_template(tmp_path, "fr/reminder.j2", source)
    with pytest.raises(ReminderError) as raised:
        write("reminder", settings=setting)
    message = str(raised.value)
    assert f"reminder.j2, line {line}: " in message
    assert cause in message
    assert write("call", settings=setting).subject  # the other texts still come out


def test_a_changed_template_is_read_again(tmp_path: Path) -> None:
    setting = own_template(tmp_path, "fr/reminder.j2", "Un\nDeux\n")
    assert write("reminder", settings=setting).body == "Deux\n"
    own_template(tmp_path, "fr/reminder.j2", "Un\nDeux et trois\n")
    assert write("reminder", settings=setting).body == "Deux et trois\n"


def test_a_template_has_no_way_out_of_its_sandbox(tmp_path: Path) -> None:
    ways = (
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ customer.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format(customer) }}",
        "{{ self.__init__ }}",
        "{% set _ = items.__iter__.__self__ %}{{ _ }}",
    )
    for way in ways:
        setting = own_template(tmp_path, "fr/reminder.j2", f"Objet\n{way}\n")
        with pytest.raises(ReminderError):
            write("reminder", settings=setting)
    for name in ("/etc/passwd", "../../../../etc/passwd"):
        setting = own_template(tmp_path, "fr/reminder.j2", f'Objet\n{{% include "{name}" %}}\n')
        with pytest.raises(ReminderError):
            write("reminder", settings=setting)


LONG = "Prestation " * 1000
STRANGE = {
    "long": (LONG, LONG.strip()),
    "right to left": ("\u202e0001 FACTURE", "0001 FACTURE"),
    "isolates": ("\u2066abc\u2069", "abc"),
    "hebrew": ("מנורה", "מנורה"),
    "emoji": ("Lampe 💡👩‍🔧", "Lampe 💡👩‍🔧"),
    "line breaks": ("a\nBcc: all@example.org\r\n\u2028b", "a Bcc: all@example.org b"),
    "controls": ("a\x1b[31mb\x00c", "a[31mbc"),
    "html": ("<script>x</script>&", "<script>x</script>&"),
}


@pytest.mark.parametrize("case", STRANGE)
def test_a_strange_narration_stays_on_its_line(case: str) -> None:
    narration, expected = STRANGE[case]
    assert one_line(narration) == expected
    if case != "controls":  # Beancount reads no such ledger
        invoice = INVOICE.replace("Trois suspensions émaillées", narration.replace("\r\n", "\n"))
        for stage in ("reminder", "formal-notice", "legal"):
            body = write(stage, invoices=invoice).body
            assert f"\nDésignation{NBSP}: {one_line(narration)}\n" in body


def test_an_address_keeps_its_lines_and_nothing_else() -> None:
    strange = "9 rue {{ 7*7 }}\n\n \n44000\tNantes"
    customer = CONTACT.replace("9 rue des Gabares, 44000 Nantes", strange)
    body = write("firm-letter", customer=customer).body
    assert "9 rue {{ 7*7 }}\n44000 Nantes\n" in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_invoices_fit_a_transfer_and_a_line(language: str) -> None:
    invoices = "".join(
        f'2026-03-{1 + number % 28:02} * "Client" "Prestation {number}" ^G{number:03}\n'
        f"  due: 2026-04-01\n  Assets:Clients:Alpha   {100 + number}.00 EUR\n  Income:Ventes\n"
        for number in range(40)
    )
    links = " ".join(f"^G{number:03}" for number in range(40))
    for stage in ("reminder", "firm-letter", "formal-notice"):
        body = write(stage, language=language, invoices=invoices, links=links, copies=True).body
        lines = body.splitlines()
        reference = next(line for line in lines if re.match("Référence|Reference", line))
        assert len(reference) < 140
        assert re.search("G000 et 39 autres factures|G000 and 39 other invoices", reference)
        enclosed = [line for line in lines if re.match("PJ|Enclosed", line)]
        assert all(len(line) < 80 for line in enclosed)
        assert len(enclosed) == (stage != "reminder")


BY_LAW = {
    # country, kind: what its notice says, and what only French law gives
    ("DE", "consumer"): "article 288 du Code civil allemand",
    ("CH", "consumer"): "article 104 du Code des obligations suisse",
    ("CH", "business"): "article 104 du Code des obligations suisse",
    ("NL", "business"): "articles 6:119a et 6:96 du Code civil néerlandais",
    ("GB", "business"): "loi britannique de 1998",
}


@pytest.mark.parametrize(("place", "words"), BY_LAW.items())
def test_a_notice_abroad_claims_what_its_law_gives(place: tuple[str, str], words: str) -> None:
    country, kind = place
    contact = f'{CONTACT}  name: "Alpha Ltd"\n'
    body = write("formal-notice", country=country, kind=kind, customer=contact).body
    assert words in body
    assert "Intérêts de retard, arrêtés au" in body
    for french in ("pénalités", "taux légal", "1344", "précédente mise en demeure", "injonction"):
        assert french not in body
    said = "sans qu’un rappel soit nécessaire" in body
    # DE and CH: the date must have been agreed; NL: only 40 of the fee are owed without any work
    assert said == (country == "GB")
    legal = write("legal", country=country, kind=kind, customer=contact).body
    assert "ne l’interrompt pas" not in legal
    assert "cerfa" not in legal
    assert re.search("^Action en (justice|paiement)|^Injonction de payer", legal, re.MULTILINE)


def test_a_contract_alone_gives_its_own_rate() -> None:
    body = write("formal-notice", country="US", customer=f"{CONTACT}  late-rate: 12\n").body
    assert "intérêts de retard au taux convenu." in body
    assert f"12,00{NBSP}% l’an" in body.replace(NARROW, NBSP)


PAID_BEFORE = """
2025-12-01 * "Client" "Lampe" ^F2025-090
  due: 2025-12-31
  Assets:Clients:Alpha   1000.00 EUR
  Income:Ventes
2026-01-30 * "Client" "Virement" ^F2025-090
  Assets:Banque   1000.00 EUR
  Assets:Clients:Alpha
"""


def test_what_was_paid_late_is_recalled_and_in_no_total() -> None:
    # 1000 × 12.15 % × 30 / 365 = 9.99 (1 to 30 January 2026), and 40.00: 49.99
    for stage in ("formal-notice", "visit", "legal"):
        body = write(stage, history=PAID_BEFORE).body
        assert "Pour mémoire, hors de la somme ci-dessus et sous réserve de nos droits" in body
        assert f"échue le 31 décembre 2025, réglée le 30 janvier 2026{NBSP}: 49,99{NBSP}€" in body
    notice = write("formal-notice", history=PAID_BEFORE).body
    # 34 days late on 5 May: 1200 × 12.15 % × 34 / 365 = 13.58; with 40.00, 1253.58
    assert f"Total à régler{NBSP}: 1{NARROW}253,58{NBSP}€" in notice
    for stage in ("reminder", "call", "firm-letter"):
        assert "F2025-090" not in write(stage, history=PAID_BEFORE).body


def test_the_text_of_a_stage_is_there_or_it_is_told_on_its_line(tmp_path: Path) -> None:
    (tmp_path / "own" / "fr" / "house").mkdir(parents=True)
    for name in ("soft.j2", "house/firm.j2", "late.consumer.j2"):
        (tmp_path / "own" / "fr" / name).write_text("Objet\nCorps", encoding="utf-8")
    path = tmp_path / "books.beancount"

    def complaints(
        template: str, setting: str = "", stage: str = "second"
    ) -> list[tuple[int, str]]:
        own = f'  template: "{template}"\n' if template else ""
        stage = f'custom "relance-stage" "standard" "{stage}"\n  after: 7\n{own}'
        path.write_text(f"2024-01-01 {stage}{setting}", encoding="utf-8")
        entries, errors, options = loader.load_file(str(path))
        assert not errors
        found = build_report(entries, options, DUE).problems
        return [(problem.source.line, str(problem.message)) for problem in found]

    folder = '2025-01-01 custom "relance" "templates" "own"\n'
    for name in ("reminder", "formal-notice", "formal-notice.public"):
        assert complaints(name) == complaints(name, folder) == []
    for name in ("soft", "house/firm", "late", "late.consumer"):
        assert complaints(name, folder) == []
        ((line, text),) = complaints(name)
        assert line == 1
        assert text.startswith(f"template: “{name}” – expected the name of an existing template")
        assert f"“en/{name}.j2” in the folder of the setting “templates”" in text
    assert len(complaints("x" * 5000)) == 1

    assert complaints("", folder, "soft") == []
    advice = (
        "add “template:” with the name of one, such as “reminder”, or write “en/soft.j2” in the "
        "folder of the setting “templates”"
    )
    assert complaints("", stage="soft") == [
        (1, f"the new stage “soft” has no text: {advice}"),
    ]
    with pytest.raises(ReminderError, match=r"there is no text en/soft\.j2: give the stage a"):
        Templates(None).render(messages.language("en"), ("soft.business.j2", "soft.j2"), {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_for_is_never_what_is_disputed(language: str) -> None:
    dispute = (
        '2026-04-03 note Assets:Clients:Alpha "Une suspension rayée" ^F2026-014\n'
        '  relance: "dispute"\n  amount: 400.00 EUR\n'
    )
    body = write("reminder", language=language, history=dispute).body
    french = f"nous régler ce que vous ne contestez pas, soit 800,00{NBSP}€, dans les prochains"
    english = "arrange payment of what you do not dispute, €800.00, in the next few days?"
    assert (french if language == "fr" else english) in body
    assert "son règlement" not in body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_formal_notice_promises_no_more_than_the_ladder_does(language: str, kind: str) -> None:
    """What follows it may be a visit, and a court only if somebody decides so."""
    body = write("formal-notice", language=language, kind=kind).body
    assert {"fr": "nous nous réservons de saisir", "en": "we may bring the matter before"}[
        language
    ] in body
    assert "sans nouveau rappel" not in body
    assert "without further" not in body
    reserved = {"fr": "Nous réservons tous nos droits", "en": "We reserve all our rights"}[language]
    assert (reserved in body) is (kind != "consumer")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", ["firm-letter", "formal-notice"])
def test_a_payment_that_crossed_gives_up_neither_interest_nor_fee(
    language: str, stage: str
) -> None:
    word = {"fr": "ne pas tenir compte", "en": "disregard"}[language]
    assert word not in write(stage, language=language).body
    assert word in write(stage, language=language, kind="consumer").body


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_private_person_is_not_asked_who_approves_the_payment(language: str) -> None:
    word = {"fr": "Qui valide", "en": "Who approves"}[language]
    assert word in write("call", language=language).body
    assert word not in write("call", language=language, kind="consumer").body


def test_each_entry_of_a_list_has_a_line_of_its_own() -> None:
    """Jinja2 drops the line break after a block; a line that ends in one needs an empty line."""
    for path in TEMPLATES.rglob("*.j2"):
        lines = [*path.read_text(encoding="utf-8").splitlines(), ""]
        run_together = [
            line
            for line, following in itertools.pairwise(lines)
            if line.startswith("–") and line.endswith("{% endif %}") and following.strip()
        ]
        assert not run_together, path
