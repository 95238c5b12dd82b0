"""Ask for licences by all ways to match at once, in an order that is always whole."""

from alembic import op

from casemgr.migrations import run_sql

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_courier")
    op.execute("DROP FUNCTION guard.find_licences(jsonb, text, boolean, uuid, int)")
    run_sql("0032_registry.sql", role="casemgr_courier")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET ROLE casemgr_courier")
    op.execute("DROP FUNCTION guard.find_licences(jsonb, uuid, bigint)")
    op.execute("DROP FUNCTION guard.find_in_order(int, jsonb, uuid, bigint)")
    run_sql("0031_registry.sql", role="casemgr_courier")
    function = "guard.find_licences(jsonb, text, boolean, uuid, int)"
    op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO casemgr_app")
    op.execute("RESET ROLE")
