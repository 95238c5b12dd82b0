"""The groups of the command line, one module each, and what every command begins with."""

import functools
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click
from flask import Flask

from casemgr.database import embedded
from casemgr.errors import CaseMgrError
from config.settings import Settings


def with_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command with the installation's database up, and its settings as first argument."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        settings = Settings.from_environment()
        try:
            with embedded.running(settings):
                return command(settings, *args, **kwargs)
        except CaseMgrError as error:
            raise click.ClickException(error.message) from error

    return run


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application, as first argument."""

    @with_database
    @functools.wraps(command)
    def run(settings: Settings, *args: Any, **kwargs: Any) -> Any:
        app = application(settings)
        with app.app_context():
            return command(app, *args, **kwargs)

    return run


def application(settings: Settings, *, check_packs: bool = True) -> Flask:
    """Build the application; its start-up refuses an unsound database or pack."""
    from casemgr import create_app

    return create_app(settings, check_packs=check_packs)


def groups() -> list[click.Command]:
    """Return every group of the command line."""
    names = ("audit", "demo", "doctor", "packet", "statutes", "tenants", "users")
    own = [getattr(import_module(f"{__name__}.{name}"), name) for name in names]
    substances = import_module("regulatory.substances.commands").substances
    licensing = click.Group("registry", [substances], help="What licensing staff look up.")
    return [*own, licensing]
