"""Lease one job at a time, whatever plan the database makes."""

from alembic import op

from casemgr.migrations import run_sql

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    run_sql("0030_lease.sql", role="casemgr_keeper")
    op.execute("RESET ROLE")


def downgrade() -> None:
    """Leave the function: it has the shape of the one before, and nothing needs its fault."""
