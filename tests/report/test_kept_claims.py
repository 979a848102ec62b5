"""What customers may owe still on accounts of assets whose names say nothing."""

from __future__ import annotations

from beancount.core.data import Transaction

from beancount_relance.report.checks.kept_claims import KeptClaims
from beancount_relance.report.report import build_report
from tests.support.ledgers import day, load

OPEN = "".join(
    f"2026-01-01 open {account}\n"
    for account in (
        *("Assets:Bank", "Assets:Clients:Pell", "Assets:Clients:Huber", "Equity:Capital"),
        *("Income:Sales", "Assets:Lawyer:Pell", "Assets:Files", "Assets:Pell", "Assets:Other"),
    )
)
OWN, FILES = "Assets:Lawyer:Pell", "Assets:Files"
PELL, HUBER, BANK = "Assets:Clients:Pell", "Assets:Clients:Huber", "Assets:Bank"


def entry(date: str, *legs: str, text: str = "Moved") -> str:
    return f'{date} * "{text}"\n' + "".join(f"  {leg}\n" for leg in legs)


def move(account: str, payer: str = PELL, date: str = "2026-05-02", text: str = "Moved") -> str:
    return entry(date, f"{account}  100 EUR", payer, text=text)


def owed(
    account: str,
    *entries: str,
    on: str = "2026-06-30",
    may_be_bank: bool = False,
    spent: bool = False,
    narrated: bool = True,
) -> bool:
    """Whether something may be owed on the account on a day; with ``spent`` what left it was."""
    found, options = load(OPEN + "".join(entries))
    accounts = build_report(found, options, day(on)).accounts
    kept = KeptClaims(account, accounts, may_be_bank=may_be_bank)
    for txn in found:
        if not isinstance(txn, Transaction):
            continue
        read = txn if narrated else txn._replace(narration=None)
        for posting in txn.postings:
            assert posting.units is not None
            assert posting.units.number is not None
            if posting.account == account and posting.units.number > 0:
                kept.add_debit(read, posting)
            elif posting.account == account:
                kept.add_credit(posting, is_spent=spent)
                spent = False
    return kept.may_be_owed(day(on))


def test_what_came_is_owed_at_once_on_the_customers_own_account_elsewhere_after_28_days() -> None:
    assert owed(OWN, move(OWN), on="2026-05-02")
    assert not owed(OWN, move(OWN), on="2026-05-01")
    assert not owed(FILES, move(FILES), on="2026-05-29")
    assert owed(FILES, move(FILES), on="2026-05-30")
    assert owed(FILES, move(FILES), on="2026-05-30", narrated=False)
    assert not owed(OWN, move(OWN, HUBER), on="2026-05-03")  # another customer's claim
    assert not owed("Assets:Pell", move("Assets:Pell"), on="2026-05-03")  # what Pell holds for us
    # who came first says whose it is
    first = move(OWN, HUBER, "2026-05-02")
    assert not owed(OWN, first, move(OWN, PELL, "2026-05-20"), on="2026-05-20")
    assert owed(OWN, move(OWN, PELL), move(OWN, HUBER, "2026-05-20"), on="2026-05-20")


def test_an_account_used_as_money_is_keeps_no_claim() -> None:
    capital = entry("2026-05-03", "{}  1 EUR", "Equity:Capital")
    part = entry("2026-05-02", "{}  15 EUR", f"{BANK}  85 EUR", PELL)
    cost = entry("2026-05-02", "{}  105 EUR", f"{BANK}  -5 EUR", PELL)
    lent = entry("2026-05-02", "{}  50 EUR", f"{PELL}  50 EUR", "Income:Sales")
    for account, is_own in ((FILES, False), (OWN, True)):
        moved = move(account)
        assert owed(account, moved)
        assert owed(account, move(account, text="Bank transfer")) == is_own
        assert owed(account, moved, capital.format(account)) == is_own
        assert not owed(account, capital.format(account).replace("05-03", "05-01"), moved)
        assert owed(account, part.format(account)) == is_own
        assert owed(account, cost.format(account))
        assert not owed(account, lent.format(account), moved)
        assert owed(account, moved, may_be_bank=True) == is_own


def test_what_left_is_owed_no_more() -> None:
    paid = entry("2026-05-10", f"{BANK}  60 EUR", FILES)
    rest = entry("2026-05-11", f"{BANK}  40 EUR", FILES)
    dollars = entry("2026-05-02", f"{FILES}  30 USD", PELL)
    assert owed(FILES, move(FILES), paid)
    assert not owed(FILES, move(FILES), paid, rest)
    assert owed(FILES, move(FILES), paid, rest, dollars)
    assert not owed(FILES, move(FILES), paid, spent=True)
    assert not owed(
        FILES, move(FILES), paid.replace("60", "10"), paid.replace("60", "5"), spent=True
    )
    assert not owed(OWN, move(OWN), paid.replace(FILES, OWN), rest.replace(FILES, OWN))
    late = move(FILES, HUBER, "2026-06-20")
    assert not owed(FILES, move(FILES), paid, rest, late)  # on its way since ten days
    more = entry("2026-05-03", f"{OWN}  100 EUR", "Equity:Capital")
    assert not owed(OWN, move(OWN), more, paid.replace(FILES, OWN), rest.replace(FILES, OWN))
