"""`casemgr registry substances`: fill the table of controlled substances."""

from pathlib import Path

import click

from casemgr.commands import with_database
from casemgr.database.installation import addresses
from config.settings import Settings
from regulatory.substances.services import (
    import_as_administrator,
    names_of,
    read_list,
    read_street_names,
)
from regulatory.substances.spreadsheet import differences, read_spreadsheet

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def substances() -> None:
    """The controlled substances, which all tenants share."""


@substances.command("import")
@click.option("--compare", type=FILE, help="The same list as a spreadsheet.")
@click.option("--street-names", type=FILE, help="A table with the columns category and slang.")
@click.argument("file", type=FILE)
@with_database
def import_substances(
    settings: Settings, file: Path, compare: Path | None, street_names: Path | None
) -> None:
    """Import the official list from FILE, a PDF; it takes the place of the one before."""
    listed = read_list(file)
    sheet = read_spreadsheet(compare) if compare else []
    street = read_street_names(street_names) if street_names else {}
    import_as_administrator(addresses(settings).administrator, listed, street)
    click.echo(f"{len(listed):,} substances imported.")
    if lost := sorted(street.keys() - {name for one in listed for name in names_of(one)}):
        click.echo(f"No substance of the list is called: {', '.join(lost)}.")
    if compare:
        told = ", ".join(f"{count:,} {kind}" for kind, count in differences(listed, sheet).items())
        click.echo(f"The spreadsheet has {len(sheet):,}. Differing: {told}.")
