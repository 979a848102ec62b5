"""Names the files of a checkout as those of the repository, so that no temporary folder shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.language.messages import Message, Problem, Source


class Places(Struct, frozen=True):
    """The folders that stand for others.

    Attributes:
        folders: the name of each temporary folder, with that of the folder it stands for.
    """

    folders: dict[str, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """Return a text in which the files have their own names."""
        for temporary, real in self.folders.items():
            text = text.replace(temporary, real)
        return text

    def message(self, message: Message) -> Message:
        """Return a message in which the files have their own names."""
        return replace(message, values=self._values(message.values))

    def problem(self, problem: Problem) -> Problem:
        """Return a problem at its own place."""
        source = Source(self.text(problem.source.file), problem.source.line)
        return replace(problem, message=self.message(problem.message), source=source)

    def _values(self, values: Mapping[str, object]) -> Mapping[str, object]:
        return {name: self._value(value) for name, value in values.items()}

    def _value(self, value: object) -> object:
        match value:
            case Message():
                return self.message(value)
            case str():
                return self.text(value)
            case Path():
                return Path(self.text(str(value)))
            case list() | tuple():
                return [self._value(each) for each in value]
            case _:
                return value
