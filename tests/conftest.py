"""One PostgreSQL for the run, one database per worker, a clean copy of the application per test."""

import functools
import shutil
from collections.abc import Iterator

import pytest

from casemgr import create_app
from casemgr.database.embedded import EmbeddedServer, temporary_server
from casemgr.database.installation import addresses, connect_directly
from casemgr.extensions import db
from casemgr.setup import set_up
from casemgr.tables import METADATA
from config.settings import Settings

pytest_plugins = ["tests.plugins.required_data", "tests.makers.accounts"]


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """A PostgreSQL server that forgets everything at the end."""
    with temporary_server() as server:
        yield server


@pytest.fixture(scope="session")
def settings(server) -> Settings:
    """The settings of an installation that has been brought up to date once."""
    settings = Settings(home=server.home, web_threads=4)
    set_up(settings)
    return settings


@pytest.fixture(scope="session")
def app(settings):
    """The web application, built once: a test that needs another one builds its own."""
    app = create_app(settings)
    app.config["TESTING"] = True
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _clean(request) -> Iterator[None]:
    """Empty the tables that a test may have filled; tenants and public law stay."""
    yield
    if "settings" in request.fixturenames:
        empty(request.getfixturevalue("settings"))


KEPT = {"alembic_version", "tenant", "exchange_link", "published_workflow"}
KEPT |= {"statute_section", "court"}


def empty(settings: Settings) -> None:
    """Delete every record, past the triggers that guard the record in service."""
    with connect_directly(addresses(settings).administrator) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(_deletions())
    shutil.rmtree(settings.files, ignore_errors=True)


@functools.cache
def _deletions() -> str:
    people = "(SELECT id FROM casemgr.account WHERE kind = 'service')"
    kept = {"account": "kind = 'service'", "role_grant": f"account_id IN {people}"}
    kept["clearance"] = kept["role_grant"]
    tables = [table.name for table in METADATA.sorted_tables if table.name not in KEPT]
    ordered = sorted(tables, key=lambda name: name == "account")
    return "; ".join(
        f'DELETE FROM casemgr."{name}" WHERE NOT ({kept.get(name, "false")})' for name in ordered
    )
