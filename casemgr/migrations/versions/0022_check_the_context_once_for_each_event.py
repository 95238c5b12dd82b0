"""Check the signed context once for each event of the audit."""

from alembic import op

from casemgr.migrations import run_sql

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    run_sql("0022_audit.sql", role="casemgr_audit_writer")
    op.execute("RESET ROLE")


def downgrade() -> None:
    run_sql("0003_audit.sql", role="casemgr_audit_writer")
    op.execute("SET ROLE casemgr_audit_writer")
    op.execute(
        "ALTER FUNCTION guard.write_audit(uuid, jsonb) SET search_path = pg_catalog, pg_temp"
    )
    op.execute("RESET ROLE")
