"""The database keeps tenants apart by itself, whatever SQL the application's role runs."""

import contextlib
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text

from casemgr.database.context import Actor, sign
from casemgr.database.installation import addresses, connect_directly, context_key
from casemgr.database.rows import transaction
from casemgr.extensions import db
from casemgr.tables import METADATA
from tests.security.catalog import EXEMPT
from tests.security.world import fill

TABLES = [table.name for table in METADATA.sorted_tables if table.name not in EXEMPT]
PUBLIC = {"tenant", "statute_section", "court", "substance"}


@pytest.fixture
def connection(settings):
    """A connection as the application's own role, as an attacker with SQL would have."""
    with connect_directly(addresses(settings).app) as connection:
        yield connection


@pytest.fixture
def as_tenant(connection, settings):
    def act(tenant_id):
        actor = Actor(tenant_id, reach="tenant")
        token = sign(context_key(settings), actor, connection.info.backend_pid)
        connection.execute("SELECT set_config('app.context', %s, false)", (token,))

    return act


@pytest.fixture
def tenants(app, filled_tenants):
    """Two tenants with people in them: the attacker's and the victim's."""
    return filled_tenants


def test_without_a_context_no_table_answers(connection, tenants):
    """An empty table has no row to ask the guard about; every other one refuses."""
    refused = set()
    for table in TABLES:
        try:
            assert connection.execute(f'SELECT * FROM casemgr."{table}"').fetchall() == []
        except psycopg.errors.InsufficientPrivilege:
            refused.add(table)

    assert {"account", "role_grant"} <= refused


def test_no_row_of_another_tenant_is_read_or_written(
    connection, as_tenant, tenants, settings, as_superuser
):
    mine, theirs = tenants
    with connect_directly(addresses(settings).administrator) as superuser:
        fill(superuser, theirs, "theirs")
    as_tenant(mine)

    for table in TABLES:
        whole = f'SELECT count(*) FROM casemgr."{table}" WHERE tenant_id = {theirs}'
        before = as_superuser(whole)
        assert connection.execute(whole).fetchone() == (0,), table
        for change in ("UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"):
            statement = change.format(f'casemgr."{table}"') + f" WHERE tenant_id = {theirs}"
            with contextlib.suppress(psycopg.errors.InsufficientPrivilege):
                assert connection.execute(statement).rowcount == 0, statement
        assert before == as_superuser(whole) != [(0,)], table


def test_a_row_cannot_be_planted_in_or_moved_to_another_tenant(connection, as_tenant, tenants):
    mine, theirs = tenants
    as_tenant(mine)

    for statement in (
        f"INSERT INTO casemgr.number_series VALUES ({theirs}, 'x', 1)",
        f"UPDATE casemgr.account SET tenant_id = {theirs}",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_a_reference_into_another_tenant_fails_like_one_to_nothing(connection, as_tenant, tenants):
    mine, theirs = tenants
    as_tenant(theirs)
    known = connection.execute("SELECT id FROM casemgr.account LIMIT 1").fetchone()[0]
    as_tenant(mine)
    told = []

    for account in (known, uuid.uuid4()):
        with pytest.raises(psycopg.errors.ForeignKeyViolation) as refused:
            connection.execute(
                "INSERT INTO casemgr.role_grant (tenant_id, id, account_id, role, granted_by,"
                " reason, granted_at) VALUES (%s, %s, %s, 'x', %s, 'x', now())",
                (mine, uuid.uuid4(), account, account),
            )
        told.append(str(refused.value).replace(str(account), "ID"))

    assert told[0] == told[1]


def _tampered(token, place, value):
    parts = token.split("|")
    parts[place] = value
    return "|".join(parts)


@pytest.mark.parametrize("place", range(10))
def test_a_context_that_was_tampered_with_is_refused(connection, settings, tenants, place):
    pid = connection.info.backend_pid
    token = sign(context_key(settings), Actor(tenants[0]), pid)

    connection.execute(
        "SELECT set_config('app.context', %s, false)", (_tampered(token, place, "2"),)
    )

    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.DataError)):
        connection.execute("SELECT * FROM casemgr.account")


@pytest.mark.parametrize(
    ("seconds", "backend"), [(-1, 0), (60, 1)], ids=["expired", "another connection's"]
)
def test_an_old_or_stolen_context_is_refused(connection, settings, tenants, seconds, backend):
    actor = Actor(tenants[0], seconds=seconds)
    token = sign(context_key(settings), actor, connection.info.backend_pid + backend)

    connection.execute("SELECT set_config('app.context', %s, false)", (token,))

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM casemgr.account")


@pytest.mark.parametrize("word", ["a|b", "a,b", "a b", "é"])
def test_a_word_that_could_forge_a_field_is_never_signed(word):
    with pytest.raises(ValueError, match="security context"):
        sign(b"key", Actor(1, clearances=(word,)), 1)


ATTACKS = [
    "SELECT * FROM guard.key",
    "SELECT guard.is_signed('x', 'y')",
    "SELECT guard.describe(1, gen_random_uuid())",
    "SELECT guard.service_account(1)",
    "SELECT guard.leave_job(1, gen_random_uuid(), 'x', '{}', NULL)",
    "SELECT * FROM guard.lease_job('x', 1)",
    "SELECT * FROM guard.queue_depth()",
    "SELECT * FROM casemgr.exchange_link",
    "SET ROLE casemgr_owner",
    "SET ROLE casemgr_keeper",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER TABLE casemgr.account DISABLE ROW LEVEL SECURITY",
    "DROP POLICY wall ON casemgr.account",
    "CREATE POLICY open ON casemgr.account USING (true)",
    "TRUNCATE casemgr.account",
    "COPY casemgr.account FROM '/etc/passwd'",
    "COPY casemgr.account TO PROGRAM 'cat'",
    "CREATE TABLE casemgr.mine (id int)",
    "CREATE FUNCTION casemgr.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION guard.tenant2() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TEMP TABLE t AS SELECT * FROM guard.key",
    "CREATE TEMP TABLE mine (id int)",
    "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET ROLE casemgr_courier",
    "SET ROLE casemgr_audit_writer",
    "INSERT INTO casemgr.audit_event (tenant_id, id) VALUES (1, gen_random_uuid())",
    "UPDATE casemgr.audit_event SET action = 'x'",
    "DELETE FROM casemgr.audit_event",
    "INSERT INTO casemgr.packet_answer (tenant_id, id) VALUES (1, gen_random_uuid())",
    "INSERT INTO casemgr.submission (tenant_id, id) VALUES (1, gen_random_uuid())",
    "INSERT INTO casemgr.tenant VALUES (99, 'x', 'x', 'x', now())",
    "UPDATE casemgr.statute_section SET text = 'x'",
    "DELETE FROM casemgr.substance",
    "SET session_replication_role = replica",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT * FROM pg_authid",
    "SET row_security = off; SELECT * FROM casemgr.account",
]


# A type of the attacker's own whose check runs wherever a function declares a variable of it.
TRAP = (
    "CREATE TEMP TABLE loot (stolen pg_catalog.text)",
    "GRANT ALL ON loot TO PUBLIC",
    """CREATE FUNCTION pg_temp.spring(pg_catalog.text) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO pg_temp.loot SELECT current_user || encode(ipad, 'hex') FROM guard.key;
      RETURN true; EXCEPTION WHEN insufficient_privilege THEN RETURN true; END $$""",
    "CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (pg_temp.spring(VALUE))",
)


def test_a_type_of_the_attackers_own_is_never_taken_for_that_of_the_guard(
    connection, as_tenant, tenants, as_superuser
):
    [(name,)] = as_superuser("SELECT current_database()")
    as_superuser(f'GRANT TEMPORARY ON DATABASE "{name}" TO casemgr_app')
    try:
        for statement in TRAP:
            connection.execute(statement)
        as_tenant(tenants[0])
        connection.execute("SELECT * FROM casemgr.account")
    finally:
        as_superuser(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM casemgr_app')

    assert connection.execute("SELECT * FROM pg_temp.loot").fetchall() == []


@pytest.mark.parametrize("statement", ATTACKS)
def test_the_application_role_cannot(connection, as_tenant, tenants, statement):
    as_tenant(tenants[0])

    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)):
        connection.execute(statement)


def test_a_hidden_duplicate_and_a_new_row_answer_alike(connection, as_tenant, tenants):
    mine, theirs = tenants
    as_tenant(theirs)
    connection.execute(f"INSERT INTO casemgr.number_series VALUES ({theirs}, 'oracle', 1)")
    as_tenant(mine)

    done = connection.execute(
        f"INSERT INTO casemgr.number_series VALUES ({mine}, 'oracle', 1) ON CONFLICT DO NOTHING"
    )

    assert done.rowcount == 1


def test_views_made_by_the_attacker_show_no_more(connection, as_tenant, tenants):
    mine, _ = tenants
    as_tenant(mine)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE VIEW casemgr.peek AS SELECT * FROM casemgr.account")


def test_threads_that_share_the_pool_never_meet_another_tenant(in_app, tenants):
    def look(number):
        tenant_id = tenants[number % 2]
        with in_app.app_context(), transaction(Actor(tenant_id, reach="tenant"), read_only=True):
            seen = db.session.execute(text("SELECT DISTINCT tenant_id FROM casemgr.account"))
            return {row[0] for row in seen} == {tenant_id}

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(look, range(2_000)))


def test_a_connection_goes_back_to_the_pool_without_its_context(in_app, tenants):
    with transaction(Actor(tenants[0]), read_only=True):
        db.session.execute(text("SELECT 1"))

    with db.engine.connect() as connection:
        left = connection.exec_driver_sql("SELECT current_setting('app.context', true)").scalar()

    assert left in {None, ""}


def test_a_context_ends_with_its_transaction(connection, settings, tenants):
    token = sign(context_key(settings), Actor(tenants[0]), connection.info.backend_pid)
    with connection.transaction():
        connection.execute("SELECT set_config('app.context', %s, true)", (token,))
        connection.execute("SELECT 1 FROM casemgr.account LIMIT 1")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT 1 FROM casemgr.account")


def test_what_the_wall_costs_is_paid_once_per_query(connection, as_tenant, tenants):
    as_tenant(tenants[0])

    plan = "\n".join(
        line for (line,) in connection.execute("EXPLAIN SELECT * FROM casemgr.account")
    )

    assert "InitPlan" in plan
