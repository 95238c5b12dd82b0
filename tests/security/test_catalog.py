"""Every table, view, function and role is as the wall needs it; each lint can fail."""

import psycopg
import pytest

from casemgr.database.installation import addresses, connect_directly
from casemgr.tables import METADATA
from tests.security.catalog import BREACHES, EXEMPT, LINTS, SUBTLER


@pytest.fixture
def superuser(settings):
    with connect_directly(addresses(settings).administrator) as connection:
        yield connection


@pytest.mark.parametrize("rule", LINTS)
def test_the_database_keeps_the_rule(superuser, rule):
    assert superuser.execute(LINTS[rule]).fetchall() == []


@pytest.mark.parametrize(("rule", "breach"), [*BREACHES.items(), *SUBTLER])
def test_a_breach_of_the_rule_is_found(superuser, rule, breach):
    with superuser.transaction(force_rollback=True):
        superuser.execute(breach)

        assert superuser.execute(LINTS[rule]).fetchall() != []


def test_every_rule_has_its_breach():
    assert BREACHES.keys() == LINTS.keys()


def test_the_lints_look_at_every_table_of_the_platform(superuser):
    found = {
        name
        for (name,) in superuser.execute(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'casemgr' AND c.relkind = 'r'"
        )
    }

    known = {table.name for table in METADATA.sorted_tables}
    assert found - {"alembic_version"} == known
    assert set(EXEMPT) - {"alembic_version"} <= known
    assert len(EXEMPT) <= 12


def test_the_record_cannot_be_rewritten_even_by_its_owner(superuser):
    superuser.execute("SET ROLE casemgr_owner")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        superuser.execute("INSERT INTO casemgr.audit_event (tenant_id, id) VALUES (1, uuidv7())")


def test_the_audit_cannot_be_emptied_by_its_owner(superuser):
    superuser.execute("SET ROLE casemgr_owner")
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        superuser.execute("TRUNCATE casemgr.audit_event")
