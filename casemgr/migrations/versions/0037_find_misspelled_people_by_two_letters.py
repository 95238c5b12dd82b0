"""Find people behind licences in near spellings by two letters of their name before one."""

from alembic import op

from casemgr.migrations import run_sql

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_courier")
    run_sql("0037_misspelled.sql", role="casemgr_courier")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Let the function stay: it finds whom it found before."""
