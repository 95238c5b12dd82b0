"""Migrations are numbered without gaps, run both ways, and build exactly what the models say."""

import json
import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from casemgr import migrations
from casemgr.database import installation
from casemgr.database.installation import MIGRATIONS, addresses
from casemgr.tables import METADATA
from casemgr.tenants.source import read_text
from casemgr.workflows.loader import load_definition
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
    address = _new_database(server, "both_ways")

    installation.upgrade(address)
    installation.downgrade(address, "base")
    installation.upgrade(address)

    assert installation.pending_migrations(address) == []


def test_charges_that_were_there_begin_as_proposed_and_lose_their_lives_on_the_way_back(server):
    address = _new_database(server, "charges")
    installation.upgrade(address, "0023")
    with installation.connect_directly(address) as connection:
        connection.execute(A_CHARGE)
    for _ in range(2):
        installation.upgrade(address)
        with installation.connect_directly(address) as connection:
            assert connection.execute(LIVES).fetchall() == [("charge", 1, ["proposed"], "proposed")]
            connection.execute(AN_EVENT)
        installation.downgrade(address, "0023")
        with installation.connect_directly(address) as connection:
            left = "SELECT FROM casemgr.workflow_instance"
            assert connection.execute(left).fetchall() == []


def test_the_first_life_of_charges_is_the_one_that_the_core_has():
    core = Path("config/shared/workflows/charge_v1.yaml").read_text()
    written = load_definition(read_text(core, "charge_v1.yaml"))
    migrated = load_definition(json.loads(migrations.read_sql("0024_charge.json")))

    assert written.digest == migrated.digest
    assert written.digest in Path(MIGRATIONS, "versions/0024_let_charges_live.py").read_text()


A_CHARGE = """
SET session_replication_role = replica;
INSERT INTO casemgr.charge (tenant_id, id, case_id, subject_id, position, citation, heading, counts,
    offence_from, offence_until, venue, limitation_source, penalty, remarks, fields, row_version,
    created_at, created_by)
VALUES (1, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, '18 U.S.C. 1', 'Principals',
    1, '2026-01-01', '2026-01-01', 'mowd', '', '', '', '{}', 1, now(), gen_random_uuid());
INSERT INTO casemgr.tenant (id, slug, name, kind, created_at)
VALUES (1, 'here', 'Here', 'agency', now())
"""
AN_EVENT = """
INSERT INTO casemgr.workflow_event (tenant_id, id, instance_id, compartments, position, at,
    actor_id, actor_name, kind, step, label, before, after, reason, entries)
SELECT tenant_id, gen_random_uuid(), id, '{}', 1, now(), gen_random_uuid(), '', 'step', '', '',
    '{}', '{}', '', '{}' FROM casemgr.workflow_instance
"""
LIVES = """
SELECT i.name, i.version, i.states, c.state
FROM casemgr.workflow_instance i
JOIN casemgr.charge c ON (c.tenant_id, c.id) = (i.tenant_id, i.subject_id)
JOIN casemgr.published_workflow p
    ON (p.tenant_id, p.name, p.version) = (i.tenant_id, i.name, i.version)
"""


def _new_database(server, name):
    where = Settings(home=server.home)
    address = re.sub(r"/casemgr\?", f"/{name}?", addresses(where).administrator)
    installation._create_database(address)
    with installation.connect_directly(address) as connection:
        installation.create_schemas(connection)
    return address
