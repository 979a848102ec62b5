"""The French words: complete, each with one meaning at its place, and listed in the reference."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest
from beancount.parser import parser

from beancount_relance.history.note_keys import NOTE_KEYS
from beancount_relance.history.note_kinds import NOTE_KINDS, english_kind
from beancount_relance.language.messages import language
from beancount_relance.language.text import plain
from beancount_relance.law.longest_terms import supplies
from beancount_relance.policy import settings
from beancount_relance.policy.bank_accounts import _READERS as BANK_READERS
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.creditor import _READERS as CREDITOR_READERS
from beancount_relance.policy.creditor import WINDOWS
from beancount_relance.policy.customer_directives import _READERS as CUSTOMER_READERS
from beancount_relance.policy.customers import CUSTOMER_KINDS
from beancount_relance.policy.mail_settings import ACCOUNT_KEYS
from beancount_relance.policy.pace import _READERS as PACE_READERS
from beancount_relance.policy.procedures import SELLER, built_in_procedures, stage_names
from beancount_relance.policy.recovery_costs import _READERS as COST_READERS
from beancount_relance.policy.recovery_costs import OPTIONS
from beancount_relance.policy.securities import SECURITY_READERS
from beancount_relance.policy.setting_directives import _DIRECTIVES, SETTINGS
from beancount_relance.policy.stage_directives import _READERS as STAGE_READERS
from beancount_relance.values.vocabulary import (
    CHOICE,
    DIRECTIVE,
    KEY,
    SETTING,
    english,
    french_words,
)
from tests.support.ledgers import accounts, report, sale
from tests.support.written_tables import check_table

NOTE = """
2026-06-01 note Assets:Clients:Martin "x" ^F1
  relance: {meta}
"""
RECORDS: dict[str, Collection[str]] = {
    "customer": {*CUSTOMER_READERS, "terms", "procedure", "regime"},
    "securities": SECURITY_READERS,
    "creditor": CREDITOR_READERS,
    "bank": BANK_READERS,
    "cost": COST_READERS,
    "mail": ACCOUNT_KEYS,
    "pace": PACE_READERS,
    "stage": {*STAGE_READERS, "template"},
}
CHOICES: dict[str, Collection[str]] = {
    "kinds": CUSTOMER_KINDS,
    "windows": WINDOWS,
    "allocation": settings.ALLOCATION_MODES,
    "ageing": settings.AGEING_DATES,
    "part-payments": settings.PART_PAYMENTS,
    "bean-check": settings.BEAN_CHECK_MODES,
    "roles": settings.ACCOUNT_ROLES,
    "checks": ("on", "off", *settings.CHECKS),
    "options": OPTIONS,
    "supplies": supplies(),
    "procedures": built_in_procedures(),
    "stages": stage_names(built_in_procedures()),
}


def test_every_setting_and_directive_has_a_french_name() -> None:
    assert french_words(SETTING).keys() == SETTINGS
    assert {"relance", *french_words(DIRECTIVE)} == set(_DIRECTIVES)


@pytest.mark.parametrize("name", RECORDS)
def test_every_key_has_a_french_name_of_its_own(name: str) -> None:
    french = [plain(french_words(KEY)[key]) for key in RECORDS[name]]
    assert len(set(french)) == len(french)
    for key in RECORDS[name]:
        assert english(plain(french_words(KEY)[key]), RECORDS[name], KEY) == key


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_has_a_french_name_of_its_own(name: str) -> None:
    for choice in CHOICES[name]:
        assert english(french_words(CHOICE)[choice].upper(), CHOICES[name], CHOICE) == choice


def test_no_word_is_there_in_vain() -> None:
    assert french_words(KEY).keys() == {key for keys in RECORDS.values() for key in keys}
    used = {choice for choices in CHOICES.values() for choice in choices} | {SELLER}
    assert french_words(CHOICE).keys() == used


def test_a_stage_and_a_kind_of_note_never_have_one_french_name() -> None:
    stages = stage_names(built_in_procedures())
    words = [french_words(CHOICE)[stage] for stage in stages]
    words += [kind.french for kind in NOTE_KINDS.values()]
    assert len(set(map(plain, words))) == len(words)
    for kind in NOTE_KINDS.values():
        assert english_kind(plain(kind.french).capitalize(), stages) == kind.name


def test_a_stage_of_the_ledger_s_own_stays_itself() -> None:
    assert english_kind("promesse", ["promesse", "rappel"]) == "promesse"
    assert english_kind("rappel", ["reminder", "rappel"]) == "rappel"


def test_beancount_can_read_every_key() -> None:
    words = [*french_words(KEY).values(), *(key.french for key in NOTE_KEYS.values())]
    text = '2026-01-01 custom "x"\n' + "".join(
        f'  {word}: "x"\n' for word in dict.fromkeys(map(plain, words))
    )
    entries, errors, _ = parser.parse_string(text)
    assert not errors
    assert entries[0].meta.keys() >= set(map(plain, words))


@pytest.mark.parametrize(
    ("meta", "english_text", "french_text"),
    [
        ('"suspention"', "expected “hold”, or another", "« suspension », ou une autre"),
        ('"zzz"', "one of courtesy, reminder,", "courtoisie, rappel, appel,"),
        ('"promise"', "a promise to pay needs “until”", "« jusqu-au »"),
        ('"litige"\n  amount: "x"', "amount: “x”", "amount : « x »"),
        ('"suspension"\n  until: 2026-01-01', "until: “2026-01-01”", "jusqu-au : « 01/01/2026 »"),
        ('"appel"\n  canal: "pigeon"', "email, phone, letter,", "courriel, téléphone, courrier,"),
    ],
)
def test_messages_name_words_as_the_reader_writes_them(
    meta: str, english_text: str, french_text: str
) -> None:
    found = report(accounts() + sale("2026-02-01", "F1", "10") + NOTE.format(meta=meta))
    (problem,) = found.problems
    for code, expected in {"en": english_text, "fr": french_text}.items():
        text = language(code).render(problem.message)
        assert expected in text.replace("\u00a0", " "), text


def _rows() -> Iterator[str]:
    yield "| | English | French |"
    yield "|---|---|---|"
    for what, words in (
        (
            "directive",
            [(f'"{name}"', f'"{word}"') for name, word in french_words(DIRECTIVE).items()],
        ),
        ("setting", [(f'"{name}"', f'"{word}"') for name, word in french_words(SETTING).items()]),
        ("key", [(f"{name}:", f"{plain(word)}:") for name, word in french_words(KEY).items()]),
        ("key of a note", [(f"{k.name}:", f"{plain(k.french)}:") for k in NOTE_KEYS.values()]),
        ("value", [(f'"{name}"', f'"{word}"') for name, word in french_words(CHOICE).items()]),
        ("kind of note", [(f'"{k.name}"', f'"{k.french}"') for k in NOTE_KINDS.values()]),
        ("channel", [(f'"{c.name}"', f'"{c.french}"') for c in CHANNELS.values()]),
    ):
        for name, word in words:
            if name != word:
                yield f"| {what} | `{name}` | `{word}` |"


def test_the_reference_has_both_columns() -> None:
    check_table("reference/words.md", "tests/values/test_vocabulary.py", _rows())


@pytest.mark.parametrize("name", ["fr", "français", "Francais", "French", " FRANÇAIS "])
def test_a_language_is_named_by_its_code_or_by_its_name(name: str) -> None:
    found = report(f'2024-01-01 custom "relance" "langue" "{name}"\n')
    assert not found.problems
    assert found.settings.language == "fr"


@pytest.mark.parametrize(
    ("key", "meant"),
    [("couriel", "courriel"), ("telehpone", "telephone"), ("catgorie", "categorie")],
)
def test_a_misspelt_french_key_of_a_customer_is_told(key: str, meant: str) -> None:
    found = report(f'2024-01-01 open Assets:Clients:Martin\n  {key}: "x"\n')
    (problem,) = found.problems
    assert meant in language("fr").render(problem.message).split("peut-être")[1]


@pytest.mark.parametrize("key", ["kategorie", "categoria", "nome", "noms", "colour", "lingua"])
def test_a_word_of_another_language_misspells_no_french_one(key: str) -> None:
    found = report(f'2024-01-01 open Assets:Clients:Martin\n  {key}: "x"\n')
    assert not found.problems


def test_a_misspelt_french_key_beside_the_right_one_is_of_another_program() -> None:
    right = '2024-01-01 open Assets:Clients:Martin\n  courriel: "a@martin.example"\n'
    assert not report(f'{right}  couriel: "x"\n').problems


@pytest.mark.parametrize(("key", "meant"), [("jusquau", "jusqu-au"), ("montnat", "montant")])
def test_a_misspelt_french_key_of_a_note_is_told(key: str, meant: str) -> None:
    note = NOTE.format(meta=f'"contact"\n  {key}: "x"')
    found = report(accounts() + sale("2026-02-01", "F1", "10") + note)
    said = [language("fr").render(problem.message) for problem in found.problems]
    assert any(meant in each.partition("peut-être")[2] for each in said)


def test_a_bad_value_of_a_setting_is_told_under_its_name_in_each_language() -> None:
    (problem,) = report('2024-01-01 custom "relance" "écart-minimal" "sept"\n').problems
    assert str(problem.message).startswith("min-gap:")
    assert language("fr").render(problem.message).startswith("écart-minimal\u00a0:")
