"""Which actions of a list are shown, and in which order, as the URL says.

?who=Yann&stage=firm-letter&least=500&sort=amount
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Message, msg

SORTS: Mapping[str, Message] = {
    "amount": msg("largest amount first"),
    "late": msg("oldest due date first"),
    "name": msg("by name"),
}
"""The orders of actions apart from that of the list, with their labels."""

_KEYS = ("who", "stage", "least", "sort")


class Sifting(Struct, frozen=True):
    """What a URL asks for; an empty text asks for nothing.

    Attributes:
        who: only what this person is to do.
        stage: only this stage.
        least: the least amount, as it was typed.
        sort: one of :data:`SORTS`.
    """

    who: str = ""
    stage: str = ""
    least: str = ""
    sort: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Sifting:
        """Read the arguments of a request."""
        sort = args.get("sort", "")
        return cls(
            args.get("who", "").strip(),
            args.get("stage", "").strip(),
            args.get("least", "").strip(),
            sort if sort in SORTS else "",
        )

    @property
    def asked(self) -> Mapping[str, str]:
        """The arguments that are not empty, for links to other pages of the list."""
        return {key: value for key in _KEYS if (value := getattr(self, key))}

    def __call__(self, actions: Sequence[Action]) -> Sequence[Action]:
        """The actions to show, in order."""
        least = self._least
        found = [
            action
            for action in actions
            if self.who in ("", action.who)
            and self.stage in ("", action.stage.name)
            and (least is None or any(n >= least for n in action.claimed.values()))
        ]
        order: Mapping[str, Callable[[Action], object]] = {
            "amount": lambda action: -max(action.claimed.values(), default=Decimal()),
            "late": lambda action: action.first_due,
            "name": lambda action: action.customer.title.casefold(),
        }
        return sorted(found, key=order[self.sort]) if self.sort else found  # type: ignore[arg-type]

    @property
    def _least(self) -> Decimal | None:
        try:
            least = Decimal(self.least.replace(",", ".").replace("\u202f", "").replace(" ", ""))
        except InvalidOperation:
            return None
        return least if least.is_finite() else None
