"""The tool that changes the code: what it changes, and that a test can notice it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.changes import changes


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return a < 1", ["return None", "return (a <= 1)", "return a < 2"]),
        ("return not a", ["return None", "return a"]),
        ("a += 1", ["a = 1", "a -= 1", "a += 2"]),
        ("f(a, b=True)", ["pass", "f(None, b=True)", "f(a)", "f(a, b=False)"]),
        ("if a: pass", ["if not (a): pass"]),
        ("for b in a: continue", ["for b in a: pass", "for b in a: break"]),
        ("a = [b for b in a if b]", ["True", "(not (b))"]),
        ("return a if a else 'b'", ["None", "(a if not a else 'b')", "a if a else 'XXbXX'"]),
    ],
)
def test_one_thing_of_a_line_is_changed(tmp_path: Path, line: str, expected: list[str]) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        f'class C:\n    """Say."""\n\n    def f(self, a):\n        """Say."""\n        {line}\n'
    )
    found = list(changes(path))
    assert [one.changed()[0] for one in found] == [line] * len(found)
    assert len(found) == len(expected)
    assert all(put in one.changed()[1] for one, put in zip(found, expected, strict=True))
    assert {(one.function, one.first_line, *one.lines) for one in found} == {("C.f", 4, 6)}
