"""The registry of channels, and the table of it in the reference.

``UPDATE_DOCS=1 pytest tests/policy/test_channels.py`` writes the table anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from beancount_relance.language.messages import language
from beancount_relance.policy.channels import (
    CHANNELS,
    MAIL,
    MESSAGE,
    PAPER,
    Channel,
    usual_channel,
)
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import LABELS, built_in_procedures
from beancount_relance.policy.stage_directives import parse_stages
from tests.support.ledgers import customs
from tests.support.written_tables import check_table

ROOT = Path(__file__).parents[2]
TEXT = {
    "mail": "an e-mail",
    "paper": "a letter",
    "sheet": "a sheet",
    "message": "a message to copy",
}


def table() -> Iterator[str]:
    yield "| channel | in French | needs | its text | contact | in writing | proof |"
    yield "|---|---|---|---|---|---|---|"
    for channel in CHANNELS.values():
        cells = (
            f'`"{channel.name}"`',
            f'`"{channel.french}"`',
            f"`{channel.address}`" if channel.address else "",
            TEXT[channel.medium],
            *("yes" if is_so else "" for is_so in (channel.is_contact, channel.in_writing)),
            "yes" if channel.is_proven else "",
        )
        yield f"| {' | '.join(cells)} |"


def test_the_reference_lists_every_channel() -> None:
    check_table("reference/ladder.md", "tests/policy/test_channels.py", table())


def test_every_name_is_that_of_one_channel() -> None:
    assert all(name == channel.name for name, channel in CHANNELS.items())
    names = {name for each in CHANNELS.values() for name in (each.name, each.french)}
    labels = {language("en").render(each.label) for each in CHANNELS.values()}
    assert len(labels) == len(CHANNELS)
    shared = [each for each in CHANNELS.values() if each.name == each.french]
    assert len(names) == 2 * len(CHANNELS) - len(shared)


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
def test_its_properties_agree(channel: Channel) -> None:
    assert channel.stages <= set(LABELS)
    if channel.in_writing or channel.is_proven:
        assert channel.is_contact
        assert not channel.is_sheet
    if channel.medium == MAIL:
        assert channel.address == "email"


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS)
@pytest.mark.parametrize("french", [False, True])
def test_the_ledger_takes_both_names(channel: Channel, *, french: bool) -> None:
    name = channel.french if french else channel.name
    directive = f'2024-01-01 custom "relance-stage" "standard" "call"\n  channel: "{name}"\n'
    procedures, problems = parse_stages(customs(directive))
    assert problems == []
    assert procedures["standard"].stage("call").channel == channel.name


def test_a_customer_is_reached_where_the_channel_goes() -> None:
    customer = Customer("Martin", email="compta@martin.example", phone="02 61 91 10 88")
    assert customer.address_for("email") == "compta@martin.example"
    assert customer.address_for("phone") == "02 61 91 10 88"
    assert customer.address_for("registered") is None
    assert customer.has_channel("email")
    assert not customer.has_channel("registered")


def test_a_channel_that_needs_no_address_reaches_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    portal = replace(CHANNELS["email"], name="portal", medium=MESSAGE, address=None)
    monkeypatch.setitem(CHANNELS, "portal", portal)
    assert Customer("Martin").has_channel("portal")
    assert Customer("Martin").address_for("portal") is None


def test_the_usual_channel_needs_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (usual_channel(MAIL).name, usual_channel(PAPER).name) == ("email", "letter")
    monkeypatch.setitem(CHANNELS, "letter", replace(CHANNELS["letter"], is_proven=True))
    with pytest.raises(LookupError):
        usual_channel(PAPER)


def test_no_other_module_lists_channels() -> None:
    """What differs between channels is a property of the row, not a list somewhere else."""
    name = "|".join(re.escape(name) for name in CHANNELS)
    pairs = re.compile(rf"""["']({name})["']\s*[,:]\s*(?=["']({name})["'])""")
    fields = {channel.address for channel in CHANNELS.values()}  # of customers and creditors
    folders = (ROOT / "beancount_relance", ROOT / "fava_extension")
    found = {
        path.name
        for folder in folders
        for suffix in ("py", "j2", "html", "js")
        for path in folder.rglob(f"*.{suffix}")
        for pair in pairs.findall(path.read_text(encoding="utf-8"))
        if not fields.issuperset(pair)
    }
    assert found == set()


def test_a_title_that_says_its_channel_has_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    english, standard = language("en"), built_in_procedures()["standard"]
    text = replace(CHANNELS["email"], name="text", label=LABELS["reminder"])
    monkeypatch.setitem(CHANNELS, "text", text)
    for name, channel, title in (
        ("reminder", "email", "first reminder (e-mail)"),
        ("reminder", "text", "first reminder"),
        ("call", "phone", "telephone call"),
        ("firm-letter", "letter", "firm letter"),
    ):
        assert english.render(standard.stage(name).title_by(channel)) == title
