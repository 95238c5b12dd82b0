"""Create the clocks that run while records are in certain states."""

import sqlalchemy as sa
from alembic import op

from casemgr.database.policies import let, protect_case_child
from casemgr.migrations import run_sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "workflow_clock",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "instance_id"],
            ["casemgr.workflow_instance.tenant_id", "casemgr.workflow_instance.id"],
            name=op.f("fk_workflow_clock_tenant_id_instance_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_workflow_clock")),
        sa.UniqueConstraint(
            "tenant_id",
            "instance_id",
            "name",
            name=op.f("uq_workflow_clock_tenant_id_instance_id_name"),
        ),
        schema="casemgr",
    )
    for name, columns in (
        ("case", ["tenant_id", "case_id"]),
        ("role", ["tenant_id", "role", "due_on"]),
        ("next", ["tenant_id", "next_at"]),
    ):
        op.create_index(f"ix_workflow_clock_{name}", "workflow_clock", columns, schema="casemgr")
    op.add_column("workflow_event", sa.Column("firing", sa.Text(), nullable=True), schema="casemgr")
    op.create_unique_constraint(
        op.f("uq_workflow_event_tenant_id_instance_id_firing"),
        "workflow_event",
        ["tenant_id", "instance_id", "firing"],
        schema="casemgr",
    )
    protect_case_child(
        "workflow_clock", grants="SELECT, INSERT, UPDATE", compartments=True, case_optional=True
    )
    let("courier", "workflow_clock")
    run_sql("0017_clocks.sql", role="casemgr_courier")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP FUNCTION guard.wake_clocks(timestamptz)")
    op.drop_constraint(
        op.f("uq_workflow_event_tenant_id_instance_id_firing"), "workflow_event", schema="casemgr"
    )
    op.drop_column("workflow_event", "firing", schema="casemgr")
    op.drop_table("workflow_clock", schema="casemgr")
