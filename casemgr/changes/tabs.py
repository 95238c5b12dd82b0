"""The parts of the pack's pages."""

from flask import url_for
from flask_login import current_user

from casemgr.permissions import Permission

PARTS = (
    ("Overview", "pack.index"),
    ("Workflows", "workflows.index"),
    ("Fields", "pack.fields"),
    ("Code lists", "pack.codes"),
    ("Roles", "pack.roles"),
    ("Numbers", "pack.numbers"),
    ("Packet", "pack.packet"),
)
CHANGES: tuple[tuple[str, str], ...] = ()


def pack_tabs() -> list[tuple[str, str]]:
    """List the parts with their addresses; changes are for those who may make them."""
    may = Permission.PACK_CHANGE in current_user.permissions
    parts = [*PARTS, *(CHANGES if may else ())]
    return [(label, url_for(endpoint)) for label, endpoint in parts]
