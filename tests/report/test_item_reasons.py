"""An invoice is explained with all who can be claimed from, and since or until when."""

from __future__ import annotations

import pytest

from beancount_relance.language.messages import language
from beancount_relance.report.item_reasons import reasons_in_full
from tests.support.ledgers import accounts, item, remark, report, sale

WORKS = accounts("Martin") + sale("2026-04-01", "F1", "900.00").replace(
    "\n", '\n  works-owner: "Habitat 49"\n', 1
)
NOTICE = remark("2026-06-02", "formal-notice", "F1")
OWNER = "works ordered by Habitat 49: a copy of the formal notice opens your claim against them"
USED = remark("2026-07-10", "exercised", "F1", right='"direct-action"')
GERMAN = '2020-01-01 custom "relance-customer" "Martin"\n  country: "DE"\n'


@pytest.mark.parametrize(
    ("books", "day", "said"),
    [
        (
            WORKS,
            "2026-05-20",
            OWNER,
        ),
        (
            WORKS + NOTICE,
            "2026-06-10",
            "claim directly from the owner of the works, Habitat 49, possible from 2026-07-02",
        ),
        (
            WORKS + NOTICE,
            "2026-07-06",
            "claim directly from the owner of the works, Habitat 49, possible since 2026-07-02",
        ),
        (WORKS + NOTICE + USED, "2026-07-20", None),
        (WORKS + GERMAN, "2026-05-20", None),
        (
            WORKS.replace("works-owner", "guarantee-until: 2026-09-30\n  guarantor"),
            "2026-06-10",
            "call on the guarantor, Habitat 49, until 2026-09-30 at the latest",
        ),
    ],
)
def test_who_else_can_be_claimed_from(books: str, day: str, said: str | None) -> None:
    found = report(books, day)
    words = language("en")
    texts = [words.render(each.message) for each in reasons_in_full(found, item(found, "F1"))]
    about = [text for text in texts if "Habitat 49" in text]
    assert (said in about) if said else not about
