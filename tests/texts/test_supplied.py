"""What an invoice is for is said without its number, which stands next to it."""

from __future__ import annotations

import pytest

from beancount_relance.texts.supplied import what_was_supplied


@pytest.mark.parametrize(
    ("narration", "number", "said"),
    [
        ("Facture 2026-002 - carte en ligne", "2026-002", "Carte en ligne"),
        ("Invoice INV-7: wall lights", "INV-7", "Wall lights"),
        ("Facture n° F2026-014", "F2026-014", ""),
        ("Facture N°\N{NO-BREAK SPACE}F2026-014 Enseigne", "F2026-014", "Enseigne"),
        ("Wall lights (invoice INV-7)", "INV-7", "Wall lights"),
        ("Enseigne lumineuse, facture F2026-014", "f2026-014", "Enseigne lumineuse"),
        ("Pose, F-1, deuxième phase", "F-1", "Pose, deuxième phase"),
        ("Trois suspensions", "F2026-014", "Trois suspensions"),
        ("Travaux 12/2026", "2", "Travaux 12/2026"),
        ("Order 20260021", "2026002", "Order 20260021"),
        ("La facturation de juin", "F1", "La facturation de juin"),
        ("", "F1", ""),
        ("Lampes", "", "Lampes"),
        ("a (b F(1 c", "F(1", "A (b, c"),
    ],
)
def test_what_was_supplied(narration: str, number: str, said: str) -> None:
    found = what_was_supplied(narration, number)
    assert found.casefold() == said.casefold()
