"""Filling the catalogue of statutes and courts of a new installation."""

from pathlib import Path

from casemgr.database.installation import connect_directly
from casemgr.statutes.services import import_as_administrator


def fill_empty(administrator: str, data: Path | None) -> str:
    """Import statutes and courts unless there are some; later releases are imported on purpose."""
    with connect_directly(administrator) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM casemgr.statute_section)").fetchone()
    if row == (False,):
        import_as_administrator(administrator, data)
    return ""
