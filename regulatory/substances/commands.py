"""`casemgr registry substances`: fill the table of controlled substances."""

from pathlib import Path

import click

from casemgr.commands import with_database
from casemgr.database.installation import addresses
from config.settings import Settings
from regulatory.substances.services import (
    contradictions,
    import_as_administrator,
    names_of,
    read_list,
    read_street_names,
)
from regulatory.substances.spreadsheet import Difference, differences, read_spreadsheet

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
    if twice := contradictions(listed):
        click.echo(f"Listed more than once, and kept so: {', '.join(twice)}.")
    if lost := sorted(street.keys() - {name for one in listed for name in names_of(one)}):
        click.echo(f"No substance of the list is called: {', '.join(lost)}.")
    if compare:
        _tell(differences(listed, sheet), len(sheet))


def _tell(found: list[Difference], count: int) -> None:
    """Print each difference below the code and the name of its substance."""
    for one in found:
        click.echo(f"{one.code or 'None':5} {one.name}: {one.words}")
    told = f"{len(found):,} differences" if found else "nothing differs"
    click.echo(f"The spreadsheet has {count:,} substances; {told}.")
