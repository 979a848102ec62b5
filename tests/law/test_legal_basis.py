"""The French page of the legal basis: its facts by country are those of the tables.

``UPDATE_DOCS=1 pytest tests/law/test_legal_basis.py`` writes them anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core.amount import Amount

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import CountryName, language
from beancount_relance.law.recovery_options import TITLES
from beancount_relance.law.regimes import NOT_VERIFIED, Regime, regimes
from beancount_relance.law.tables import rows

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "legal-basis.fr.md"
START = "<!-- écrit par tests/law/test_legal_basis.py -->\n"
END = "<!-- jusqu’ici -->\n"
FRENCH = language("fr")

SERIES = {
    "ecb-mro": "taux de la BCE",
    "fr-legal-professional": "taux légal des créanciers professionnels",
    "de-base": "taux de base de la Bundesbank",
    "at-base": "taux de base autrichien",
    "boe-reference": "taux de référence de la Banque d’Angleterre",
    "se-reference": "taux de référence de la Riksbank",
    "dk-lending": "taux de prêt de la Nationalbank",
    "cz-repo": "taux repo de la ČNB",
    "pl-reference": "taux de référence de la NBP",
    "hu-base": "taux de base de la MNB",
    "ro-reference": "taux de référence de la BNR",
    "bg-legal": "taux légal bulgare",
}
KINDS = {"business": "professionnels", "public": "organismes publics", "consumer": "particuliers"}
CONFIDENCE = {
    "two sources": "deux sources",
    "one source": "une source",
    "not verified": "non vérifié",
    "agreed": "convenu",
}
SUPPLIES = {
    "": "délai de paiement maximal",
    "periodic": "délai maximal des factures périodiques",
    "transport": "délai maximal du transport",
    "health": "délai maximal des hôpitaux publics",
    "public-company": "délai maximal des entreprises publiques",
}


def number(text: object) -> str:
    return str(text).replace(".", ",")


def kinds(text: str) -> str:
    return ", ".join(KINDS[kind] for kind in text.split())


def checked(day: str) -> str:
    if not day:
        return "non vérifié"
    year, month, date = day.split("-")
    return f"vérifié le {date}/{month}/{year}"


def sources(row: Mapping[str, str]) -> str:
    return row["sources"].replace("; ", "\u202f; ") + "\u202f; " if row["sources"] else ""


def rate(regime: Regime) -> str:
    rule = regime.rate
    if rule.series is None:
        said = f"{number(rule.margin)} % l’an"
    elif rule.margin:
        said = f"{SERIES[rule.series]} + {number(rule.margin)}"
    else:
        said = SERIES[rule.series]
    for currency, series in regime.by_currency.items():
        if series != rule.series:
            said += f" ({SERIES[series]} pour une créance en {currency})"
    if rule.step is not None:
        said += ", arrondi au demi-point supérieur"
    if rule.series is not None:
        said += ", figé au premier jour de retard" if regime.frozen else ", semestre par semestre"
    if regime.compounds:
        said += ", intérêts capitalisés chaque année"
    if regime.surcharge is not None:
        points, months = regime.surcharge.points, regime.surcharge.months
        said += f", majoré de {points} points {months} mois après la signification du jugement"
    return said


def fee(regime: Regime) -> str:
    if regime.fee is None:
        return "pas d’indemnité"
    sums = [FRENCH.amount(Amount(each, regime.fee.currency)) for each in regime.fee.sums]
    if regime.fee.by_slices:
        return f"indemnité de {sums[0]} à {sums[-1]} selon le montant"
    return f"indemnité de {' ou '.join(sums)}{' selon le montant' if len(sums) > 1 else ''}"


def of_regime(regime: Regime) -> str:
    day = checked(regime.checked.isoformat())
    span = ""
    if regime.since is not None:
        span += f", factures depuis le {FRENCH.date(regime.since)}"
    if regime.until is not None:
        span += f", factures jusqu’au {FRENCH.date(regime.until)}"
    articles = regime.sources.in_language("fr")
    names = kinds(" ".join(regime.kinds))
    known = CONFIDENCE[regime.confidence]
    if regime.confidence != NOT_VERIFIED:
        known += f", {day}"
    return (
        f"- **{names}** (`{regime.name}`{span})\u00a0: {rate(regime)}\u202f; "
        f"{fee(regime)}. {articles} ({known})."
    )


def of_country(country: str) -> Iterator[str]:
    for regime in regimes().values():
        if country in regime.countries:
            yield of_regime(regime)
    for row in rows("limitation.csv"):
        if row["country"] == country:
            start = ", à compter du 1er janvier suivant" if row["start"] == "next-year" else ""
            years = row["enforced_years"]
            enforced = f"\u202f; {years} ans pour exécuter un jugement" if years else ""
            yield (
                f"- prescription, {kinds(row['kinds'])}\u00a0: {row['years']} ans{start}{enforced} "
                f"({sources(row)}{checked(row['checked'])})."
            )
    for row in rows("longest_terms.csv"):
        if row["country"] == country:
            yield (
                f"- {SUPPLIES[row['supply']]}, {kinds(row['kinds'])}\u00a0: {row['days']} jours "
                f"({sources(row)}{checked(row['checked'])})."
            )
    for row in rows("recovery_options.csv"):
        if country in row["debtors"].split() and not row["across"]:
            yield of_option(row)


def of_option(row: Mapping[str, str]) -> str:
    called = f" ({row['called']})" if row["called"] else ""
    cap = ""
    if row["cap"]:
        limit, currency = row["cap"].split()
        cap = f", jusqu’à {FRENCH.money(Decimal(limit), currency)}"
    title = FRENCH.render(TITLES[row["option"]])
    said = f"- {title}{called}, {kinds(row['kinds'])}{cap}"
    return f"{said} ({sources(row)}{checked(row['checked'])})."


def facts() -> Iterator[str]:
    table = (*rows("recovery_options.csv"), *rows("limitation.csv"))
    known = {each for regime in regimes().values() for each in regime.countries}
    known |= {row["country"] for row in table if row.get("country")}
    known |= {
        each
        for row in rows("recovery_options.csv")
        if not row["across"] and row["debtors"] != "*"
        for each in row["debtors"].split()
    }
    named = {each: FRENCH.render(CountryName(each)) for each in known}
    for country in sorted(named, key=lambda each: (each != "FR", named[each].replace("É", "E"))):
        yield f"### {named[country]}\n"
        yield from of_country(country)
        yield ""


def test_the_french_page_has_the_facts_of_the_tables() -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    _, _, tail = rest.partition(END)
    wanted = f"{head}{START}\n" + "\n".join(facts()) + f"\n{END}{tail}"
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(wanted, encoding="utf-8")
    assert wanted == PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "other"), [("legal-basis.md", "legal-basis.fr.md")])
def test_the_pages_name_each_other(page: str, other: str) -> None:
    assert f"]({other})" in (ROOT / "docs" / page).read_text(encoding="utf-8")[:400]
    assert f"]({page})" in (ROOT / "docs" / other).read_text(encoding="utf-8")[:400]
    assert "fr" in LANGUAGES
