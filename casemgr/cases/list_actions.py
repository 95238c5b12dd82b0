"""What can be done with cases chosen in the list: features offer it, the list shows it."""

from dataclasses import dataclass

from flask_login import current_user

from casemgr.permissions import Permission


@dataclass(frozen=True)
class ListAction:
    """A page that takes the ticked cases as `case`, or the filters of the list as they are."""

    label: str
    endpoint: str
    permission: Permission


_offered: dict[str, ListAction] = {}


def offer_list_action(label: str, endpoint: str, permission: Permission) -> None:
    """Add something to be done with the chosen cases; `label` is a verb, such as Change."""
    _offered[endpoint] = ListAction(label, endpoint, permission)


def list_actions() -> list[ListAction]:
    """List what the person signed in may do with the cases of the list."""
    return [one for one in _offered.values() if one.permission in current_user.permissions]
