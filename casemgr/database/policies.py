"""Row security for a migration to put on a table: the wall, the clearance, the need to know."""

from alembic import op

from casemgr import need_to_know
from casemgr.need_to_know import Condition

SCHEMA = "casemgr"
_INSIDE_THE_TENANT = "true"
_OWN = "{t}.created_by = (SELECT guard.account())"
_CASE_IS_VISIBLE = (
    'EXISTS (SELECT FROM casemgr."case" c WHERE c.tenant_id = {t}.tenant_id AND c.id = {t}.case_id)'
)
_CASE_IS_VISIBLE_IF_ANY = f"({{t}}.case_id IS NULL OR {_CASE_IS_VISIBLE})"


def protect(table: str, *, grants: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """Put a tenant-owned table behind the wall; inside it all of the tenant may see the rows."""
    _wall(table, grants)
    _permit(table, _INSIDE_THE_TENANT)


def protect_own(table: str, *, grants: str = "SELECT, INSERT, UPDATE") -> None:
    """Put a table behind the wall; inside it a row is for the person alone who made it."""
    _wall(table, grants)
    _permit(table, _OWN)


def protect_case(table: str = "case") -> None:
    """Put the table of cases behind the wall, the clearances and the need to know."""
    _wall(table, "SELECT, INSERT, UPDATE")
    _clear(table)
    _permit(table, need_to_know.CASE.sql)


def protect_case_child(
    table: str,
    *,
    grants: str = "SELECT, INSERT, UPDATE, DELETE",
    compartments: bool = False,
    case_optional: bool = False,
) -> None:
    """Put a table whose rows carry case_id behind the wall and behind their case."""
    _wall(table, grants)
    if compartments:
        _clear(table)
    _permit(table, _CASE_IS_VISIBLE_IF_ANY if case_optional else _CASE_IS_VISIBLE)


def protect_with_clearance(table: str, *, grants: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """Put a table that belongs to no case behind the wall and its rows' compartments."""
    _wall(table, grants)
    _clear(table)
    _permit(table, _INSIDE_THE_TENANT)


def let(role: str, table: str, command: str = "SELECT") -> None:
    """Let the owner of an audited function reach the rows of every tenant for that command."""
    check = "WITH CHECK (true)" if command == "INSERT" else "USING (true)"
    op.execute(f"GRANT {command} ON {SCHEMA}.{table} TO casemgr_{role}")
    op.execute(
        f"CREATE POLICY {role}_{command.lower()} ON {SCHEMA}.{table}"
        f" FOR {command} TO casemgr_{role} {check}"
    )


def forbid_change(table: str, when: str = "true", operations: str = "UPDATE OR DELETE") -> None:
    """Make the database refuse changes of a row that is part of the record."""
    name = "never_" + operations.lower().replace(" ", "_")
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {operations} ON {SCHEMA}.{table}"
        f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION casemgr.refuse_change()"
    )


def _wall(table: str, grants: str) -> None:
    name = f'{SCHEMA}."{table}"'
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    _policy("wall", table, "AS RESTRICTIVE", need_to_know.WALL)
    op.execute(f"GRANT {grants} ON {name} TO casemgr_app")


def _clear(table: str) -> None:
    _policy("cleared", table, "AS RESTRICTIVE", need_to_know.CLEARED)


def _permit(table: str, rule: str) -> None:
    _policy("need_to_know", table, "AS PERMISSIVE", Condition(lambda subject, row: True, rule))


def _policy(name: str, table: str, kind: str, condition: Condition) -> None:
    rule = condition.sql.replace("{t}", f'"{table}"')
    op.execute(
        f'CREATE POLICY {name} ON {SCHEMA}."{table}" {kind} TO casemgr_app'
        f" USING ({rule}) WITH CHECK ({rule})"
    )
