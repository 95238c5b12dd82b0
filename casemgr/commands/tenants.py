"""casemgr tenants: are the packs sound, who is set up."""

from pathlib import Path

import click
from flask import Flask

from casemgr import offer_rules
from casemgr.commands import with_app
from casemgr.commands.schemas import schema
from casemgr.tenants import packs, tenant_named
from casemgr.tenants.loader import check_packs
from config.settings import Settings


@click.group()
def tenants() -> None:
    """The agencies' packs."""


tenants.add_command(schema)


@tenants.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False))
def check(folder: str | None) -> None:
    """Check every pack with its fields, numbers and workflows; say how to mend each fault."""
    offer_rules()
    root = Path(folder) if folder else Settings.from_environment().packs
    problems = check_packs(root)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise SystemExit(1)
    click.echo("Every pack is sound.")


@tenants.command(name="list")
@with_app
def list_tenants(app: Flask) -> None:
    """List the tenants of this installation."""
    for pack in packs().values():
        state = "set up" if tenant_named(pack.slug) else "not set up"
        click.echo(f"{pack.slug:16} {pack.kind:12} {state:12} {pack.name}")
