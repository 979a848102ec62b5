"""What a country changes: paper and window, and the names and days of the last stages."""

from __future__ import annotations

import itertools

import pytest

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.policy.countries import COUNTRY_PHRASES, country
from beancount_relance.policy.country_procedures import is_individual, local_procedure
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import Procedure, Stage
from tests.policy.test_settings import parsed

CODES = ("FR", "BE", "CH", "LU", "GB", "IE", "US", "DE", "NL", "AT", "ES", "IT")
COMPANY, TRADER = Customer("A", name="Alpha Ltd"), Customer("B", name="Jo Baker")
PERSON = Customer("C", kind="consumer")
OFFICE = Customer("D", kind="public")


def procedure(name: str, custom: str = "") -> Procedure:
    settings, problems = parsed(custom)
    assert not problems
    return settings.procedures[name]


OWN_WORDS = {"notice_sent": {"fr"}, "notice_given": {"fr"}, "court": {"fr"}}
"""The phrases for which a language has the same words for every country."""


def notice(place: str | None, customer: Customer, custom: str = "") -> Stage:
    name = {"business": "standard"}.get(customer.kind, customer.kind)
    return local_procedure(procedure(name, custom), customer, place).stage("formal-notice")


@pytest.mark.parametrize("code", CODES)
def test_each_country_has_its_row(code: str) -> None:
    row = country(code)
    assert row.code == code
    assert row.paper in ("a4", "us-letter")
    assert row.window in ("right", "left")
    assert row.address in ("postcode", "town", "state")
    assert row.bank in ("iban", "sort-code", "routing")
    for phrase in COUNTRY_PHRASES:
        said = row.phrase(phrase)
        assert said is None or set(said.texts) == set(LANGUAGES) - OWN_WORDS.get(phrase, set())


def test_a_country_without_a_row_changes_nothing() -> None:
    standard = procedure("standard")
    for place in (None, "FR", "PL"):
        assert local_procedure(standard, COMPANY, place).stages[-1] == standard.stages[-1]
    assert local_procedure(standard, COMPANY, "PL") is standard


@pytest.mark.parametrize(
    ("place", "customer", "days"),
    [
        ("FR", COMPANY, 8),
        ("FR", PERSON, 15),
        ("GB", COMPANY, 14),
        ("GB", TRADER, 30),
        ("GB", PERSON, 30),
        ("IE", TRADER, 14),
        ("DE", COMPANY, 10),
        ("DE", PERSON, 15),
        ("IT", COMPANY, 15),
    ],
)
def test_the_days_of_a_formal_notice(place: str, customer: Customer, days: int) -> None:
    assert notice(place, customer).deadline == days


def test_what_the_ledger_sets_stays() -> None:
    custom = '2024-01-01 custom "relance-stage" "standard" "formal-notice"\n  deadline: 7\n'
    assert notice("GB", TRADER, custom).deadline == 7
    custom = '2024-01-01 custom "relance-stage" "standard" "formal-notice"\n  label: "Last call"\n'
    assert str(notice("GB", COMPANY, custom).title) == "Last call"
    custom = '2024-01-01 custom "relance-stage" "standard" "visit"\n  after: 40\n'
    visited = local_procedure(procedure("standard", custom), COMPANY, "DE")
    assert visited.index("visit") is not None


def test_nobody_is_sued_before_the_days_are_over() -> None:
    for customer in (COMPANY, TRADER, PERSON):
        name = {"business": "standard"}.get(customer.kind, customer.kind)
        for place in CODES:
            stages = local_procedure(procedure(name), customer, place)
            before, after = stages.stage("formal-notice"), stages.stage("legal")
            assert before.deadline is not None
            assert after.after > before.after + before.deadline


@pytest.mark.parametrize("place", [*CODES, None])
@pytest.mark.parametrize("customer", [COMPANY, TRADER, PERSON, OFFICE])
def test_no_text_follows_within_the_days_that_the_last_one_gave(
    customer: Customer, place: str | None
) -> None:
    name = {"business": "standard"}.get(customer.kind, customer.kind)
    stages = local_procedure(procedure(name), customer, place).stages
    for stage, following in itertools.pairwise(stages):
        assert stage.after + (stage.deadline or 0) < following.after


def test_what_follows_waits_for_the_days_that_the_ledger_gives() -> None:
    custom = '2024-01-01 custom "relance-stage" "standard" "firm-letter"\n  deadline: 21\n'
    ladder = local_procedure(procedure("standard", custom), COMPANY, "FR")
    assert [(stage.name, stage.after) for stage in ladder.stages[-4:]] == [
        ("firm-letter", 20),
        ("formal-notice", 46),  # 21 days, and 5 for the post
        ("visit", 59),  # 8 days, and 5
        ("legal", 60),
    ]
    custom += '2024-01-01 custom "relance-stage" "standard" "formal-notice"\n  after: 30\n'
    ladder = local_procedure(procedure("standard", custom), COMPANY, "FR")
    assert [(stage.name, stage.after) for stage in ladder.stages[-4:]] == [
        ("firm-letter", 20),
        ("formal-notice", 30),
        ("visit", 46),
        ("legal", 60),
    ]


@pytest.mark.parametrize("backwards", [False, True])
def test_nobody_is_visited_or_sued_before_the_formal_notice(*, backwards: bool) -> None:
    moved = [("formal-notice", 50), ("visit", 20), ("legal", 40)]
    custom = "".join(
        f'2024-01-01 custom "relance-stage" "standard" "{name}"\n  after: {after}\n'
        for name, after in (reversed(moved) if backwards else moved)
    )
    ladder = procedure("standard", custom)
    for stages in (ladder.stages, local_procedure(ladder, COMPANY, "FR").stages):
        expected = [("formal-notice", 50), ("visit", 50), ("legal", 50)]
        assert [(stage.name, stage.after) for stage in stages[-3:]] == expected
    only = '2024-01-01 custom "relance-stage" "standard" "formal-notice"\n  after: 50\n'
    ladder = local_procedure(procedure("standard", only), COMPANY, "FR")
    assert [(stage.name, stage.after) for stage in ladder.stages[-3:]] == [
        ("formal-notice", 50),
        ("visit", 63),  # 8 days, and 5 for the post
        ("legal", 63),
    ]


def test_names_and_visits() -> None:
    assert str(notice("GB", COMPANY).title) == "letter before action"
    assert str(notice("FR", COMPANY).title) == "formal notice"
    standard = procedure("standard")
    assert local_procedure(standard, COMPANY, "GB").index("visit") is None
    assert local_procedure(standard, COMPANY, "FR").index("visit") is not None


def test_a_business_that_names_no_company_may_be_a_person() -> None:
    assert is_individual(TRADER)
    assert is_individual(PERSON)
    assert not is_individual(COMPANY)
    assert not is_individual(Customer("D", kind="public"))
