"""A stage that went by another channel is told as if that were the channel of the stage.

One ledger says with each note by which channel the stage went; another has a ladder of which these
are the channels, and its notes say nothing. What letters and sheets tell of it is the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.policy.channels import CHANNELS, Channel
from beancount_relance.policy.procedures import built_in_procedures
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, remark, report, sale

BOOKS = (
    accounts("Martin")
    + '2020-01-01 custom "relance-customer" "Martin"\n  address: "2 rue B, 44000 Nantes"\n'
    + '  email: "m@martin.example"\n  phone: "02 61 91 00 00"\n'
    + sale("2026-05-04", "F1", "2000.00", due="2026-06-03")
    + sale("2026-05-05", "F2", "300.00", due="2026-06-04")
)
LADDER = [stage for stage in built_in_procedures()["standard"].stages if stage.after > 0]
DAYS = ("2026-06-08", "2026-06-15", "2026-06-25", "2026-07-06", "2026-07-21")

some_channels = st.lists(
    st.none() | st.sampled_from(list(CHANNELS.values())), min_size=1, max_size=len(DAYS)
)


def told(books: str, code: str) -> Sequence[object]:
    """What there is to send or to decide in the end, and what is known of each invoice."""
    found = report(f'2020-01-01 custom "relance" "language" "{code}"\n{books}', "2026-09-25")
    assert not found.problems
    assert found.actions
    return [
        *(Writer(found).write(action).body for action in found.actions),
        *((each.past, each.standing.reminded, each.sent) for each in found.decisions.values()),
    ]


@given(
    some_channels,
    st.sampled_from(["en", "fr"]),
    st.sampled_from(["channel", "canal"]),
    st.sampled_from([(), ("F1", "F2")]),
)
def test_a_note_with_a_channel_is_told_like_a_stage_of_that_channel(
    channels: list[Channel | None], code: str, key: str, links: tuple[str, ...]
) -> None:
    noted = laddered = BOOKS
    for stage, date, channel in zip(LADDER, DAYS, channels, strict=False):
        laddered += remark(date, stage.name, *links)
        is_ours = CHANNELS[stage.channel].is_sheet  # and is sent to nobody
        if channel is None or (is_ours and not channel.is_sheet):
            noted += remark(date, stage.name, *links)
            continue
        name = channel.french if key == "canal" else channel.name
        noted += remark(date, stage.name, *links, **{key: f'"{name}"'})
        laddered += f'2020-01-01 custom "relance-stage" "standard" "{stage.name}"\n'
        laddered += f'  channel: "{channel.name}"\n'
    assert told(noted, code) == told(laddered, code)
