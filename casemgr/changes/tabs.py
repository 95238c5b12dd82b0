"""The parts of the pack's pages."""

from flask import url_for

PARTS = (
    ("Overview", "pack.index"),
    ("Workflows", "workflows.index"),
    ("Fields", "pack.fields"),
    ("Code lists", "pack.codes"),
    ("Roles", "pack.roles"),
    ("Numbers", "pack.numbers"),
    ("Packet", "pack.packet"),
    ("Fit", "tenants.fit"),
    ("Changes", "changes.index"),
)


def pack_tabs() -> list[tuple[str, str]]:
    """List the parts with their addresses."""
    return [(label, url_for(endpoint)) for label, endpoint in PARTS]
