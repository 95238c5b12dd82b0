"""`casemgr statutes`: fill the catalogue of statutes and courts, and look something up."""

from pathlib import Path

import click
from flask import Flask

from casemgr.commands import with_app, with_database
from casemgr.database.installation import addresses
from casemgr.statutes.queries import find_sections
from casemgr.statutes.services import import_as_administrator
from config.settings import Settings


@click.group()
def statutes() -> None:
    """The catalogue of statutes and courts, which all tenants share."""


@statutes.command("import")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@with_database
def import_statutes(settings: Settings, folder: Path | None) -> None:
    """Import FOLDER/us-code and FOLDER/courts; what is not there comes from the short lists."""
    changes = import_as_administrator(addresses(settings).administrator, folder or settings.data)
    click.echo(changes.words)


@statutes.command()
@click.argument("words", nargs=-1, required=True)
@with_app
def find(app: Flask, words: tuple[str, ...]) -> None:
    """Find statutes by number or by WORDS."""
    for provision in find_sections(" ".join(words)):
        click.echo(f"{provision.citation}  {provision.offense or provision.heading}")
