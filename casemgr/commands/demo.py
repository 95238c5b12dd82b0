"""casemgr demo: invented people and two investigations to try the platform with."""

import logging
import tempfile
import time
from pathlib import Path

import click
from flask import Flask

from casemgr.commands import with_app
from casemgr.errors import CaseMgrError
from casemgr.tenants import packs
from config.settings import Settings


@click.group()
def demo() -> None:
    """The demonstration: load it, get a one-time code, or walk it through the web application."""


@demo.command()
@click.option("--unless-in-use", is_flag=True, help="Do nothing where real people work.")
@with_app
def load(app: Flask, unless_in_use: bool) -> None:
    """Load the invented people and their cases once, and print how to sign in."""
    from casemgr.demo.loading import load_demo, sign_ins
    from casemgr.demo.people import InUse

    try:
        acts, seconds = load_demo()
    except InUse as error:
        if not unless_in_use:
            raise
        click.echo(error.message)
        return
    if acts:
        click.echo(f"Told {acts} acts in {seconds:.1f} s.", err=True)
    click.echo("\n".join(sign_ins()))


@demo.command()
@click.argument("user")
@with_app
def code(app: Flask, user: str) -> None:
    """Print the one-time code with which USER can sign in now."""
    from casemgr.demo.loading import find_code

    digits, seconds = find_code(user)
    click.echo(digits)
    click.echo(f"Enter it within {seconds} seconds.", err=True)


@demo.command()
@click.option(
    "--copies",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for copies of the packets.",
)
def walk(copies: Path | None) -> None:
    """Walk both investigations to the prosecutor and back through the real web application.

    It runs beside everything else, in a folder of its own that is removed at the end; copies of
    the packets stay.
    """
    from casemgr.demo.walking.installation import temporary_installation
    from casemgr.demo.walking.walk import Walk

    folder = copies or Path(tempfile.mkdtemp(prefix="casemgr-packets-"))
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger().setLevel(logging.WARNING)
    begun = time.monotonic()
    try:
        with temporary_installation(Settings.from_environment()) as place:
            click.echo(f"Ready at {place.address} after {time.monotonic() - begun:.1f} s")
            for story in place.stories.values():
                if story.ending:
                    click.echo(f"\n{_name(place.app, story.tenant)}")
                    Walk(place, story, folder, click.echo).run()
    except CaseMgrError as error:
        raise click.ClickException(error.message) from error


def _name(app: Flask, slug: str) -> str:
    with app.app_context():
        return packs()[slug].name
