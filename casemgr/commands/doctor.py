"""casemgr doctor: is this installation sound?"""

import shutil
from collections.abc import Callable

import click
import psycopg

from casemgr import offer_rules
from casemgr.commands import with_database
from casemgr.database.floors import check_server
from casemgr.database.installation import addresses, connect_directly, pending_migrations
from casemgr.errors import CaseMgrError
from casemgr.tenants.loader import check_packs
from config.settings import Settings


@click.command()
@with_database
def doctor(settings: Settings) -> None:
    """Look at everything that the installation needs, and say what is wrong with it."""
    checks: dict[str, Callable[[Settings], str]] = {
        "database": _database,
        "schema": _schema,
        "job queue": _queue,
        "packs": _packs,
        "space": _space,
    }
    faults = [name for name, check in checks.items() if not _passes(name, check, settings)]
    raise SystemExit(1 if faults else 0)


def _passes(name: str, check: Callable[[Settings], str], settings: Settings) -> bool:
    try:
        click.echo(f"ok    {name}: {check(settings)}")
    except (CaseMgrError, psycopg.Error) as error:
        click.echo(f"FAULT {name}: {error}", err=True)
        return False
    return True


def _database(settings: Settings) -> str:
    with connect_directly(addresses(settings).app) as connection:
        check_server(connection)
        version = connection.info.parameter_status("server_version")
    return f"PostgreSQL {version}, signed in as a role that row security binds"


def _schema(settings: Settings) -> str:
    waiting = pending_migrations(addresses(settings).administrator)
    if waiting:
        raise CaseMgrError(f"{len(waiting)} migrations are waiting. Run: casemgr db migrate")
    return "at its newest version"


def _queue(settings: Settings) -> str:
    with connect_directly(addresses(settings).operator) as connection:
        depth = connection.execute("SELECT * FROM guard.queue_depth()").fetchall()
    return ", ".join(f"{jobs} {state}" for state, jobs in depth) or "empty"


def _packs(settings: Settings) -> str:
    offer_rules()
    problems = check_packs(settings.packs)
    if problems:
        raise CaseMgrError(f"{len(problems)} problems. Run: casemgr tenants check")
    return "sound"


def _space(settings: Settings) -> str:
    free = shutil.disk_usage(settings.home).free // 2**30
    if free < 1:
        raise CaseMgrError("less than 1 GiB is free where the files are kept. Make room.")
    return f"{free} GiB free"
