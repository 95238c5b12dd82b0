"""The command line. Each command brings its own database and leaves it as it found it."""

import logging
import signal
import sys

import click
from flask import Flask

from casemgr.commands import groups, with_app, with_database, with_new_database
from casemgr.commands.failing import Commands
from casemgr.database import installation
from config.settings import Settings


@click.group(cls=Commands)
@click.version_option(package_name="casemgr")
def main() -> None:
    """Case management that many agencies share and none has to fork."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")


@main.command()
def run() -> None:
    """Start everything: database, web server and worker, until Ctrl-C."""
    from casemgr.supervisor import run_all

    sys.exit(run_all(Settings.from_environment()))


@main.command()
@with_database
def serve(settings: Settings) -> None:
    """Serve the web pages, until Ctrl-C."""
    from casemgr.web import serve_pages

    serve_pages(settings)


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now and end.")
@with_app
def worker(app: Flask, once: bool) -> None:
    """Do the jobs that wait, until Ctrl-C."""
    from casemgr.documents.storage import Store
    from casemgr.jobs.worker import Worker

    Store(app.config["SETTINGS"].files).sweep()
    hand = Worker(app)
    if once:
        click.echo(f"{hand.run_all()} jobs done")
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: hand.stopping.set())
    hand.run()


@main.group()
def db() -> None:
    """The database: bring it up to date, sign in to it."""


@db.command()
@with_new_database
def migrate(settings: Settings) -> None:
    """Create what is missing and bring the schema and the tenants up to date."""
    from casemgr.setup import set_up

    for words in set_up(settings, data=settings.data):
        click.echo(words, err=True)
    click.echo("The database is up to date.")


@db.command()
@with_database
def url(settings: Settings) -> None:
    """Print the address of the database for its administrator."""
    click.echo(installation.addresses(settings).administrator)


for group in groups():
    main.add_command(group)
