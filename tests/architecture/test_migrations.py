"""Migrations are numbered without gaps, run both ways, and build exactly what the models say."""

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from casemgr.database import installation
from casemgr.database.installation import MIGRATIONS, addresses
from casemgr.tables import METADATA
from config.settings import Settings


def test_migrations_are_numbered_without_gaps():
    numbers = sorted(path.name[:4] for path in Path(MIGRATIONS, "versions").glob("[0-9]*.py"))

    assert numbers == [f"{place:04}" for place in range(1, len(numbers) + 1)]


def test_the_database_is_exactly_what_the_models_say(settings):
    engine = create_engine(addresses(settings).administrator)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "version_table_schema": "casemgr",
                "include_name": lambda name, kind, parents: kind != "schema" or name == "casemgr",
            },
        )
        found = compare_metadata(context, METADATA)
    engine.dispose()

    assert [one for one in found if "scratch" not in str(one)] == []


def test_migrations_go_back_to_nothing_and_up_again(server):
    where = Settings(home=server.home)
    address = re.sub(r"/casemgr\?", "/both_ways?", addresses(where).administrator)
    installation._create_database(address)
    with installation.connect_directly(address) as connection:
        installation.create_schemas(connection)

    installation.upgrade(address)
    installation.downgrade(address, "base")
    installation.upgrade(address)

    assert installation.pending_migrations(address) == []
