"""One PostgreSQL for the run, one database per worker, a clean copy of the application per test."""

import functools
import shutil
from collections.abc import Iterator

import hypothesis
import pytest

from casemgr import create_app
from casemgr.database.embedded import EmbeddedServer, temporary_server
from casemgr.database.installation import addresses, connect_directly
from casemgr.extensions import db
from casemgr.setup import set_up
from casemgr.tables import METADATA
from config.settings import Settings
from tests.security.world import CANARY_TENANT, plant_canaries

pytest_plugins = [
    "tests.plugins.required_data",
    "tests.plugins.canaries",
    "tests.makers.accounts",
    "tests.makers.cases",
    "tests.makers.evidence",
    "tests.makers.licences",
    "tests.makers.reports",
    "tests.makers.submissions",
    "tests.makers.packets",
    "tests.makers.workflows",
]

# What a property takes on a machine that does other things beside says nothing of the property.
SLOW = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("unhurried", deadline=None, suppress_health_check=SLOW)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """A PostgreSQL server that forgets everything at the end."""
    with temporary_server() as server:
        yield server


@pytest.fixture(scope="session")
def settings(server, pytestconfig) -> Settings:
    """The settings of an installation that has been brought up to date once."""
    settings = Settings(home=server.home, web_threads=4)
    set_up(settings, data=None)
    if _canaries(pytestconfig):
        with connect_directly(addresses(settings).administrator) as connection:
            plant_canaries(connection)
    return settings


@pytest.fixture(scope="session")
def app(settings, pytestconfig):
    """The web application, built once: a test that needs another one builds its own."""
    app = create_app(settings)
    app.config["TESTING"] = True
    if _canaries(pytestconfig):
        _canaries(pytestconfig).watch(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _clean(request) -> Iterator[None]:
    """Empty the tables that a test may have filled; tenants and public law stay."""
    yield
    if "settings" in request.fixturenames:
        where = request.getfixturevalue("settings")
        if _canaries(request.config):
            _canaries(request.config).search_files(where.files)
        empty(where)


KEPT = {"alembic_version", "tenant", "exchange_link"}
KEPT |= {"statute_section", "court", "substance"}


def empty(settings: Settings) -> None:
    """Delete every record, past the triggers that guard the record in service."""
    with connect_directly(addresses(settings).administrator) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(_deletions())
    shutil.rmtree(settings.files, ignore_errors=True)


def _canaries(config):
    return getattr(config, "canaries", None)


@functools.cache
def _deletions() -> str:
    people = "(SELECT id FROM casemgr.account WHERE kind = 'service')"
    kept = {"account": "kind = 'service'", "role_grant": f"account_id IN {people}"}
    kept["clearance"] = kept["role_grant"]
    first = "(SELECT max(applied_at) FROM casemgr.pack_version WHERE number = 1)"
    kept |= {"pack_version": "number = 1", "published_workflow": f"published_at <= {first}"}
    tables = [table.name for table in METADATA.sorted_tables if table.name not in KEPT]
    ordered = sorted(tables, key=lambda name: name == "account")
    back = (
        "UPDATE casemgr.tenant t SET pack_digest = v.digest, name = v.name, kind = v.kind"
        " FROM casemgr.pack_version v WHERE v.tenant_id = t.id AND v.number = 1"
        f" AND t.id <> {CANARY_TENANT}; "
    )
    return back + "; ".join(
        f'DELETE FROM casemgr."{name}" WHERE tenant_id <> {CANARY_TENANT}'
        f" AND NOT ({kept.get(name, 'false')})"
        for name in ordered
    )
