"""Filling the table of substances of a new installation from the folder of public data."""

from pathlib import Path

from casemgr.database.installation import connect_directly
from casemgr.errors import Invalid
from regulatory.substances.services import import_as_administrator, read_list, read_street_names
from regulatory.substances.spreadsheet import differences, read_spreadsheet

LIST, SHEET, STREET_NAMES = "c_cs_alpha.pdf", "c_cs_alpha.xlsx", "*_street_names.csv"


def fill_empty(administrator: str, data: Path | None) -> str:
    """Import the list that lies in the folder unless there are substances; tell what came of it."""
    path = next(data.glob(f"*/{LIST}"), None) if data else None
    if path is None or _is_filled(administrator):
        return ""
    try:
        return _fill(administrator, path)
    except Invalid as refusal:
        return f"The table of controlled substances stays empty. {refusal.message}"


def _fill(administrator: str, path: Path) -> str:
    listed = read_list(path)
    street = [read_street_names(names) for names in path.parent.glob(STREET_NAMES)]
    import_as_administrator(administrator, listed, *street[:1])
    told = f"{len(listed):,} controlled substances are imported from {path.name}."
    sheet = path.with_name(SHEET)
    if sheet.exists() and (found := differences(listed, read_spreadsheet(sheet))):
        told += f" {sheet.name} differs {len(found):,} times; import them again to see where."
    return told


def _is_filled(administrator: str) -> bool:
    with connect_directly(administrator) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM casemgr.substance)").fetchone()
    return row == (True,)
