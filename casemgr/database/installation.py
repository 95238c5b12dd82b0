"""An installation's database: its addresses, and bringing it to the newest schema."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import Connection, sql
from sqlalchemy import Engine, NullPool, create_engine, make_url

from casemgr.database import embedded
from casemgr.database.roles import LOGIN, create_roles, create_schemas
from config.settings import Settings

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


@dataclass(frozen=True)
class Addresses:
    """Where the installation's database is, for each of those who connect to it."""

    app: str
    operator: str
    administrator: str


def addresses(settings: Settings) -> Addresses:
    """Return the database's addresses; the embedded server must be running."""
    if settings.database_url:
        return Addresses(
            _with_driver(settings.database_url),
            _with_driver(settings.operator_url),
            _with_driver(settings.administrator_url),
        )
    server = embedded.EmbeddedServer(settings.home)
    app, operator = (server.url(role, _password(settings, role), "casemgr") for role in LOGIN)
    return Addresses(app, operator, server.url(dbname="casemgr"))


def migrate(settings: Settings) -> None:
    """Create what is missing and bring the schema to its newest version."""
    place = addresses(settings)
    if not settings.database_url:
        _create_database(place.administrator)
    passwords = {role: _password(settings, role) for role in LOGIN}
    if settings.database_url:
        given = (make_url(place.app), make_url(place.operator))
        passwords = {url.username or "": url.password or "" for url in given if url.password}
    prepare(place.administrator, passwords)
    upgrade(place.administrator)
    install_key(place.administrator, context_key(settings))


def prepare(administrator: str, passwords: dict[str, str]) -> None:
    """Create the roles and the schemas that the migrations build in."""
    with connect_directly(administrator) as connection:
        create_roles(connection, passwords)
        create_schemas(connection)


def upgrade(administrator: str, revision: str = "head") -> None:
    """Run the migrations up to a revision, in one transaction each."""
    engine = create_engine(administrator, poolclass=NullPool)
    _run(engine, command.upgrade, revision)


def downgrade(administrator: str, revision: str) -> None:
    """Run the migrations back to a revision."""
    engine = create_engine(administrator, poolclass=NullPool)
    _run(engine, command.downgrade, revision)


def pending_migrations(administrator: str) -> list[str]:
    """List the migrations that the database has not seen yet, oldest first."""
    script = ScriptDirectory(str(MIGRATIONS))
    with connect_directly(administrator) as connection:
        seen = connection.execute("SELECT version_num FROM casemgr.alembic_version").fetchone()
    every = [step.revision for step in script.walk_revisions()]
    return sorted(one for one in every if seen is None or one > seen[0])


def install_key(administrator: str, key: bytes) -> None:
    """Give the guard the key that signs contexts; keys of before stop being accepted."""
    inner, outer = (bytes(byte ^ pad for byte in key.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    digest = hashlib.sha256(key).digest()
    with connect_directly(administrator) as connection:
        connection.execute("SET ROLE casemgr_keeper")
        connection.execute("DELETE FROM guard.key WHERE digest <> %s", (digest,))
        connection.execute(
            "INSERT INTO guard.key (ipad, opad, digest) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (inner, outer, digest),
        )


def context_key(settings: Settings) -> bytes:
    """Return the key with which this installation signs contexts."""
    return settings.secret("context.key")


def _run(engine: Engine, action: object, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        action(config, revision)  # type: ignore[operator]


def _create_database(administrator: str) -> None:
    url = make_url(administrator)
    with connect_directly(url.set(database="postgres").render_as_string(False)) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (url.database,))
        if not known.fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {}").format(sql.Identifier(str(url.database)))
            )


def connect_directly(url: str) -> Connection:
    """Open a connection outside of the application's pool, each statement by itself."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _password(settings: Settings, role: str) -> str:
    return settings.secret(f"{role}.password").hex()


def _with_driver(url: str) -> str:
    if not url:
        return ""
    address = make_url(url)
    return address.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
