"""Look for names of temporary things last, and hide old traces of what was restricted later."""

from alembic import op

revision = "0012"
down_revision = "0011"

# A schema that is not named is searched first when it is the session's own temporary one: whoever
# runs SQL could put a type of their own in the place of "text", and so run in a function's rights.
SAFE, BEFORE = "pg_catalog, pg_temp", "''''"
_ALTER = """
    DO $$ DECLARE one regprocedure; BEGIN
      FOR one IN SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace IN ('guard'::regnamespace, 'casemgr'::regnamespace)
      LOOP EXECUTE format('ALTER FUNCTION %s SET search_path = PATH', one); END LOOP;
    END $$
"""


def upgrade() -> None:
    _search(SAFE)
    op.execute("SET ROLE casemgr_owner")
    op.execute(
        "CREATE POLICY with_its_life ON casemgr.workflow_event AS RESTRICTIVE TO casemgr_app"
        " USING (EXISTS (SELECT FROM casemgr.workflow_instance i"
        " WHERE i.tenant_id = workflow_event.tenant_id AND i.id = workflow_event.instance_id))"
    )
    op.execute(
        "CREATE POLICY with_its_report ON casemgr.audit_event AS RESTRICTIVE TO casemgr_app"
        " USING (object_type <> 'report' OR EXISTS (SELECT FROM casemgr.report r"
        " WHERE r.tenant_id = audit_event.tenant_id AND r.id = audit_event.object_id))"
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP POLICY with_its_report ON casemgr.audit_event")
    op.execute("DROP POLICY with_its_life ON casemgr.workflow_event")
    _search(BEFORE)


def _search(path: str) -> None:
    op.execute(_ALTER.replace("PATH", path))
