"""The action that a request of the page is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from beancount_relance.dunning.agenda import Action, ActionKey


def asked_action(
    actions: Iterable[Action], key: ActionKey, invoices: Collection[str] | None
) -> Action | None:
    """Return the action that is asked for, or ``None`` if it is no longer there.

    Args:
        actions: the actions that there are.
        key: the customer and the stage.
        invoices: the invoices that the page shows with it. They decide if there are several
            actions with the key, such as the declarations of claims in two proceedings.
    """
    found = [action for action in actions if action.key == key]
    if len(found) > 1:
        found = [action for action in found if set(action.invoices) == set(invoices or ())]
    return found[0] if found else None
