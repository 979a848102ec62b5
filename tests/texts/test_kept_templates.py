"""Compiled templates are kept in a folder of the user's, and are what Jinja2 makes of them."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from beancount_relance.texts.rendering.kept_templates import KeptTemplates, cache_folder

TEXT = "{% macro said(word) %}<{{ word }}>{% endmacro %}{{ said(word) }}"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    cache_folder.cache_clear()
    yield tmp_path / "cache" / "beancount-relance"
    cache_folder.cache_clear()


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "a.j2").write_text(TEXT, encoding="utf-8")
    return folder


def environment(templates: Path, words: object = None) -> Environment:
    """As another process has it: nothing is known from before."""
    kept = KeptTemplates(templates, words)
    return Environment(loader=FileSystemLoader(templates), bytecode_cache=kept, autoescape=True)


def rendered(templates: Path, words: object = None) -> str:
    return environment(templates, words).get_template("a.j2").render(word="b")


def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled from now on."""
    names: list[str] = []
    compile_ = Environment.compile

    def counted(self: Environment, source: str, name: str, *args: object, **how: bool) -> object:
        names.append(name)
        return compile_(self, source, name, *args, **how)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", counted)
    return names


def test_a_template_is_compiled_once(
    templates: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = compiled(monkeypatch)
    assert rendered(templates) == "<b>"
    assert names == ["a.j2"]
    assert len(list(cache.glob("*.cache"))) == 1
    assert rendered(templates) == "<b>"
    assert names == ["a.j2"]


def test_a_changed_template_is_compiled_again(templates: Path, cache: Path) -> None:
    assert rendered(templates) == "<b>"
    (templates / "a.j2").write_text("changed {{ word }}", encoding="utf-8")
    assert rendered(templates) == "changed b"
    assert rendered(templates) == "changed b"
    assert len(list(cache.glob("*.cache"))) == 1


def test_other_words_are_compiled_again(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = compiled(monkeypatch)
    rendered(templates, {"favour": "favor"})
    rendered(templates, {"favour": "favour"})
    assert names == ["a.j2", "a.j2"]


def test_another_jinja_compiles_again(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered(templates)
    names = compiled(monkeypatch)
    monkeypatch.setattr(
        "beancount_relance.texts.rendering.kept_templates._compiler", lambda: "another"
    )
    assert rendered(templates) == "<b>"
    assert names == ["a.j2"]


def test_templates_of_other_folders_are_not_kept(
    templates: Path, tmp_path: Path, cache: Path
) -> None:
    kept = KeptTemplates(tmp_path / "others", "en")
    own = Environment(loader=FileSystemLoader(templates), bytecode_cache=kept, autoescape=True)
    assert own.get_template("a.j2").render(word="b") == "<b>"
    assert not cache.exists() or not list(cache.iterdir())


@pytest.mark.parametrize("damage", [b"", b"nothing of use", b"\0"])
def test_a_damaged_file_is_written_again(
    templates: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    rendered(templates)
    (kept,) = cache.glob("*.cache")
    kept.write_bytes(damage)
    assert rendered(templates) == "<b>"
    names = compiled(monkeypatch)
    assert rendered(templates) == "<b>"
    assert names == []


def test_a_file_cut_short_is_written_again(templates: Path, cache: Path) -> None:
    rendered(templates)
    (kept,) = cache.glob("*.cache")
    kept.write_bytes(kept.read_bytes()[:-20])
    assert rendered(templates) == "<b>"


def test_nothing_is_kept_where_others_may_write(templates: Path, cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert rendered(templates) == "<b>"
    assert not list(cache.iterdir())


def test_it_works_where_nothing_can_be_written(templates: Path, cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("a file, where the folder would be", encoding="utf-8")
    assert rendered(templates) == "<b>"


def test_nothing_is_written_where_python_writes_no_bytecode(
    templates: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(templates) == "<b>"
    assert not cache.exists()


def test_nor_into_a_folder_that_exists(
    templates: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.mkdir(mode=0o700, parents=True)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(templates) == "<b>"
    assert not list(cache.iterdir())


def test_the_folder_is_for_its_owner_alone(templates: Path, cache: Path) -> None:
    rendered(templates)
    assert cache.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("is_kept", [True, False])
def test_one_process_reads_a_file_once(
    templates: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, *, is_kept: bool
) -> None:
    if is_kept:  # by another process
        rendered(templates)
    shared = KeptTemplates(templates, None)
    for _ in range(2):
        names = compiled(monkeypatch)
        own = Environment(
            loader=FileSystemLoader(templates), bytecode_cache=shared, autoescape=True
        )
        assert own.get_template("a.j2").render(word="b") == "<b>"
        for file in cache.glob("*.cache"):
            file.unlink()
    assert names == []


def test_a_relative_folder_is_not_used(
    templates: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    assert rendered(templates) == "<b>"
    assert not (tmp_path / "here").exists()


def test_a_mistake_has_its_line(templates: Path) -> None:
    (templates / "a.j2").write_text("\n\n{{ 1 / zero }}", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError) as caught:
            environment(templates).get_template("a.j2").render(zero=0)
        last = traceback.extract_tb(caught.value.__traceback__)[-1]
        assert (last.filename, last.lineno) == (str(templates / "a.j2"), 3)
