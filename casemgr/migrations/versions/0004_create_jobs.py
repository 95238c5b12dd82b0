"""Create work that runs later."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import let
from casemgr.migrations import run_sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "job",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("singleton", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("result", postgresql.JSONB(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_job")),
        sa.UniqueConstraint("tenant_id", "singleton", name=op.f("uq_job_tenant_id_singleton")),
        schema="casemgr",
    )
    op.create_index("ix_job_case", "job", ["tenant_id", "case_id"], unique=False, schema="casemgr")
    op.create_index("ix_job_due", "job", ["state", "run_at"], unique=False, schema="casemgr")
    let("keeper", "job")
    let("keeper", "job", "UPDATE")
    let("courier", "job", "INSERT")
    run_sql("0004_queue.sql", role="casemgr_keeper")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS guard.lease_job(text, int)")
    op.execute("DROP FUNCTION IF EXISTS guard.renew_lease(int, uuid, text, int)")
    op.execute("DROP FUNCTION IF EXISTS guard.queue_depth()")
    op.drop_table("job", schema="casemgr")
