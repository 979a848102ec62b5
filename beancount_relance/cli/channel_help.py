"""Help about channels: the list at the end of a command's ``--help``."""

from __future__ import annotations

import click

from beancount_relance.cli.help_texts import language_of_help
from beancount_relance.documents.file_formats import forms_of
from beancount_relance.language.messages import Message, language, msg
from beancount_relance.policy.channels import CHANNELS, Channel


class CommandWithChannels(click.Command):
    """A command whose help lists the channels and the forms that their texts can take."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list after the options."""
        words = language(language_of_help(ctx))
        title = msg("Channels, and the forms (--as) of their texts")
        with formatter.section(words.render(title)):
            formatter.write_dl(
                [(name, words.render(_line(channel))) for name, channel in CHANNELS.items()]
            )
        super().format_epilog(ctx, formatter)


def _line(channel: Channel) -> Message:
    """What a channel is called, and the forms of its texts."""
    return msg("{label}: {value}", label=channel.label, value=", ".join(forms_of(channel)))
