"""The groups of the command line, one module each, and what every command begins with."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Flask

from casemgr.commands.failing import reach_database, refuse_missing, told
from casemgr.database import embedded
from casemgr.extensions import db
from casemgr.tenants import packs, tenant_named
from casemgr.tenants.models import Tenant
from config.settings import Settings


def with_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command with the installation's database up, and its settings as first argument."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with told():
            settings = Settings.from_environment()
            refuse_missing(settings)
            with embedded.running(settings):
                reach_database(settings)
                return command(settings, *args, **kwargs)

    return run


def with_new_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command that may be the first one of an installation, and sets its database up."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with told():
            settings = Settings.from_environment()
            with embedded.running(settings):
                return command(settings, *args, **kwargs)

    return run


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application, as first argument."""

    @with_database
    @functools.wraps(command)
    def run(settings: Settings, *args: Any, **kwargs: Any) -> Any:
        with inside(application(settings)) as app:
            return command(app, *args, **kwargs)

    return run


def application(settings: Settings, *, check_packs: bool = True) -> Flask:
    """Build the application; its start-up refuses an unsound database or pack."""
    from casemgr import create_app

    return create_app(settings, check_packs=check_packs)


@contextmanager
def inside(app: Flask) -> Iterator[Flask]:
    """Work inside the application, and leave no connection behind."""
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def get_tenant(slug: str) -> Tenant:
    """Return the tenant of that slug. Raises ClickException with the one that may be meant."""
    found = tenant_named(slug)
    if found is None:
        near = get_close_matches(slug.lower(), packs(), n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise click.ClickException(f"There is no tenant {slug}.{meant} See: casemgr tenants list")
    return found


class NewFile(click.Path):
    """A file to be written, in a folder that is there."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse a file whose folder is missing, before any work is done for it."""
        path = Path(str(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"The folder {path.parent} does not exist.", param, ctx)
        return path


def groups() -> list[click.Command]:
    """Return every group of the command line."""
    names = ("audit", "demo", "doctor", "packet", "statutes", "tenants", "users")
    own = [getattr(import_module(f"{__name__}.{name}"), name) for name in names]
    return [*own, import_module("regulatory.imports.commands").registry]
