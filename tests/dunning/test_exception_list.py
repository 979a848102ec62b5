"""What somebody must look at: what is blocked until somebody acts, and money that is not clear."""

from __future__ import annotations

import pytest

from tests.support.ledgers import accounts, payment, remark, report, sale

LATE = sale("2026-05-01", "F1", "100.00")
EXPLICIT = '2026-01-01 custom "relance" "allocation" "explicit"\n'
MINIMUM = '2026-01-01 custom "relance" "min-amount" 200 EUR\n'


@pytest.mark.parametrize(
    ("text", "blocked"),
    [
        pytest.param(LATE, [], id="chased"),
        pytest.param(sale("2026-06-20", "F1", "100.00"), [], id="not due yet"),
        pytest.param(LATE + remark("2026-06-10", "dispute", "F1"), ["F1"], id="disputed"),
        pytest.param(
            LATE + remark("2026-06-10", "promise", "F1", until="2026-07-20"), [], id="promised"
        ),
        pytest.param(LATE + remark("2026-06-10", "hold", "F1"), ["F1"], id="on hold"),
        pytest.param(
            LATE + remark("2026-06-10", "hold", "F1", until="2026-07-20"),
            ["F1"],
            id="on hold for some time",
        ),
        pytest.param(LATE + remark("2026-06-29", "formal-notice", "F1"), [], id="letter under way"),
        pytest.param(LATE + remark("2026-03-29", "legal", "F1"), ["F1"], id="all done"),
        pytest.param(MINIMUM + LATE, [], id="below the minimum"),
        pytest.param(
            EXPLICIT + LATE + payment("2026-06-01", "100.00"), [], id="covered by a credit"
        ),
    ],
)
def test_what_is_blocked_until_somebody_acts(text: str, blocked: list[str]) -> None:
    found = report(accounts() + text).exceptions
    assert [each.item.invoice.reference for each in found.blocked] == blocked


SETTLED = sale("2026-05-01", "F1", "100.00") + payment("2026-05-20", "100.00", "F1")
LENT = '2026-05-20 * "Martin" "Lent"\n  Assets:Clients:Martin  70.00 EUR\n  Assets:Bank\n'


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param(SETTLED, [], id="nothing"),
        pytest.param(SETTLED + payment("2026-06-01", "30.00"), ["credits"], id="a credit"),
        pytest.param(SETTLED + LENT, ["unidentified"], id="a debit that is no invoice"),
        pytest.param(
            LATE + payment("2026-06-01", "30.00"),
            ["presumed", "unclear"],
            id="paid in part, presumed",
        ),
        pytest.param(
            LATE + payment("2026-06-01", "10.00", "F1") + payment("2026-06-02", "30.00"),
            ["presumed", "unclear"],
            id="a part by number, a part presumed",
        ),
        pytest.param(LATE + payment("2026-06-01", "30.00", "F1"), [], id="paid in part by number"),
        pytest.param(
            SETTLED + remark("2026-06-01", "nonsense", "F1"), ["problems"], id="a problem"
        ),
    ],
)
def test_each_kind_counts(text: str, kinds: list[str]) -> None:
    found = report(accounts() + text).exceptions
    every = ("blocked", "credits", "unidentified", "presumed", "problems", "unclear")
    assert [each for each in every if getattr(found, each)] == kinds
    assert len(found) == len(kinds)
