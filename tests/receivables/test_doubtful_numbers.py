"""Numbers that cannot be right are told on the line to correct, as long as something is open."""

from __future__ import annotations

from tests.support.ledgers import accounts, complaints, payment, report, sale

THREE = (
    '2026-05-01 * "Sales of the day" ^A1 ^A2\n'
    "  Assets:Clients:Martin  10.00 EUR\n"
    "  Assets:Clients:Gaudin  20.00 EUR\n"
    "  Income:Sales\n"
)


def told(text: str) -> list[str]:
    return [message for _, message in complaints(report(accounts("Martin", "Gaudin") + text))]


def test_a_number_of_last_year_is_told_while_it_is_open() -> None:
    text = sale("2025-05-01", "F1", "100.00") + payment("2025-05-20", "100.00", "F1")
    again = sale("2026-05-01", "F1", "70.00")
    (message,) = told(text + again)
    assert message.startswith("F1 is the number of the invoice of 2025-05-01 already")
    assert told(text + again + payment("2026-05-20", "70.00", "F1")) == []


def test_a_link_without_a_figure_and_a_second_part_within_the_year_are_no_mistakes() -> None:
    assert (
        told(sale("2025-05-01", "hosting", "10.00") + sale("2026-05-01", "hosting", "9.00")) == []
    )
    assert told(sale("2026-01-01", "F1", "10.00") + sale("2026-05-01", "F1", "9.00")) == []


def test_an_entry_of_two_customers_says_whose_number_is_whose() -> None:
    (message,) = told(THREE)
    assert message.startswith("this entry has ^A1 and ^A2 and Gaudin and Martin")
    named = THREE.replace("10.00 EUR", '10.00 EUR\n    invoice: "A1"').replace(
        "20.00 EUR", '20.00 EUR\n    invoice: "A2"'
    )
    assert told(named) == []
