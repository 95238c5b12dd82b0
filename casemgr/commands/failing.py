"""What a command says when it cannot do its work: one sentence, with how to mend it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import psycopg
from psycopg import errors
from sqlalchemy.exc import ArgumentError, DBAPIError

from casemgr.database.embedded import EmbeddedServer
from casemgr.database.installation import addresses, connect_directly
from casemgr.errors import CaseMgrError, Unavailable
from config.settings import SettingInvalid, Settings

SET_UP = "Set it up with: casemgr db migrate"
OUTDATED = (
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.InvalidSchemaName,
)
MIGRATE = "The database waits for migrations. Run: casemgr db migrate"
ADDRESSES = "DATABASE_URL, CASEMGR_ADMINISTRATOR_URL and CASEMGR_OPERATOR_URL"


class Commands(click.Group):
    """Commands that end in a sentence, whatever is in their way."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a fault of our own still ends in its trace."""
        with told():
            return super().invoke(ctx)


@contextmanager
def told() -> Iterator[None]:
    """Turn what stands in the way of a command into words and the exit code 1."""
    try:
        yield
    except Exception as error:
        words = words_for(error)
        if not words:
            raise
        raise click.ClickException(words) from error


def words_for(error: BaseException | None) -> str:
    """Say what is in the way; nothing where it is a fault of our own."""
    match error:
        case CaseMgrError():
            return error.message
        case SettingInvalid():
            return str(error)
        case DBAPIError():
            return words_for(error.orig)
        case psycopg.OperationalError():
            return _unreachable(error)
        case ArgumentError() | psycopg.ProgrammingError(sqlstate=None):
            return f"The address of the database cannot be read. Correct {ADDRESSES}."
        case psycopg.ProgrammingError() if isinstance(error, OUTDATED):
            return MIGRATE
        case OSError(filename=str(name), strerror=str(reason)):
            return f"{name}: {reason}."
    return ""


def _unreachable(error: psycopg.OperationalError) -> str:
    settings = Settings.from_environment()
    reason = str(error).split("failed: ")[-1].splitlines()[0].strip().removesuffix(".")
    if settings.database_url:
        return f"The database does not let us in: {reason}. Correct {ADDRESSES}, or start it."
    if "connection failed" in str(error):
        return f"The database in {settings.home} is not set up: {reason}. {SET_UP}"
    return f"The database broke off: {reason}. Look at it with: casemgr doctor"


def refuse_missing(settings: Settings) -> None:
    """Refuse a home in which nothing was ever set up, before anything is made there."""
    if not settings.database_url and not EmbeddedServer(settings.home).data.exists():
        raise Unavailable(
            f"Nothing is set up in {settings.home} yet. {SET_UP}, or start all: make run"
        )


def reach_database(settings: Settings) -> None:
    """Refuse a database that is not there, or does not let the application in."""
    connect_directly(addresses(settings).app).close()
