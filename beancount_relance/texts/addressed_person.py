"""Whom a letter greets by name: a person, and neither a department nor an estate.

addressed_person("M. Paul Abel, comptable")       # "M. Paul Abel"
addressed_person("Roe, Jane")                     # "Jane Roe"
addressed_person("Accounts Payable")              # ""
addressed_person("Estate of Mr John Hill")        # ""
"""

from __future__ import annotations

from beancount_relance.language.expressions import expression
from beancount_relance.language.text import office, one_line
from beancount_relance.policy.apparent_kind import given_names, parts_of
from beancount_relance.policy.names.name_spellings import has_legal_form

_DEPARTMENT = expression(
    r"account|billing|compta|department|dept|direction|finance|office|payable|purchas|service|team"
)
_ESTATE = expression(
    r"\b(?:estate|executors?|executrix|administrators?|trustees?|representatives|heirs|deceased"
    r"|the late|succession|indivision|hoirie|héritiers?|consorts|feue?|décédée?|famille"
    r"|erben|erbengemeinschaft|nachlass|familie|erven|herederos|eredi)\b"
)
_WHAT_FOLLOWS = expression(r"(?:,| - | – | \(| représentée? par | tutrice | tuteur ).*")
_SHORT_TITLE = expression(
    r"(?:M\.|MM\.|Maître|(?:Mr|Mrs|Ms|Miss|Mx|Mme|Mlle|Herrn?|Frau|Dhr|Mevr|Sig|Sr|Sra)\.?) "
)


def addressed_person(name: str) -> str:
    """Return the name of a person or office, without what follows it; empty if it names nobody."""
    name = one_line(name)
    if office(name):
        return name
    person = _WHAT_FOLLOWS.sub("", _given_name_first(name))
    return "" if _DEPARTMENT.search(person.lower()) or _ESTATE.search(name.lower()) else person


def _given_name_first(name: str) -> str:
    """Return a name such as “Roe, Jane” in its usual order, and any other one as it is."""
    family, comma, given = name.partition(", ")
    parts = parts_of(given)
    is_given = bool(comma and parts) and all(part in given_names() for part in parts)
    return f"{given} {family}" if is_given else name


def is_called_by_owner(name: str) -> bool:
    """Return whether a business is called by the name of its owner: ``M. Paul Roche, plombier``."""
    return bool(_SHORT_TITLE.match(one_line(name))) and not has_legal_form(name)
