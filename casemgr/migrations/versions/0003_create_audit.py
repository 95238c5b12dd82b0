"""Create the record of who did and saw what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import forbid_change, let
from casemgr.migrations import run_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "audit_event",
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("xid", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("object_label", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_event")),
        schema="casemgr",
    )
    op.create_index(
        "ix_audit_event_at",
        "audit_event",
        ["tenant_id", "sequence"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_audit_event_case",
        "audit_event",
        ["tenant_id", "case_id", "sequence"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_audit_event_object",
        "audit_event",
        ["tenant_id", "object_type", "object_id"],
        unique=False,
        schema="casemgr",
    )
    let("audit_writer", "audit_event", "INSERT")
    forbid_change("audit_event")
    op.execute(
        "CREATE TRIGGER never_truncate BEFORE TRUNCATE ON casemgr.audit_event"
        " EXECUTE FUNCTION casemgr.refuse_change()"
    )
    run_sql("0003_audit.sql", role="casemgr_audit_writer")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS guard.write_audit(uuid, jsonb)")
    op.drop_table("audit_event", schema="casemgr")
