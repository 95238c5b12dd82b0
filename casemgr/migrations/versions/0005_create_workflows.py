"""Create where records stand and how they got there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import forbid_change, protect

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "published_workflow",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_published_workflow")),
        sa.UniqueConstraint(
            "tenant_id",
            "name",
            "version",
            name=op.f("uq_published_workflow_tenant_id_name_version"),
        ),
        schema="casemgr",
    )

    op.create_table(
        "workflow_instance",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("states", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("memory", postgresql.JSONB(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_workflow_instance")),
        sa.UniqueConstraint(
            "tenant_id",
            "subject_type",
            "subject_id",
            name=op.f("uq_workflow_instance_tenant_id_subject_type_subject_id"),
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_workflow_instance_case",
        "workflow_instance",
        ["tenant_id", "case_id"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "workflow_event",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("before", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("after", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entries", postgresql.JSONB(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "instance_id"],
            ["casemgr.workflow_instance.tenant_id", "casemgr.workflow_instance.id"],
            name=op.f("fk_workflow_event_tenant_id_instance_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_workflow_event")),
        sa.UniqueConstraint(
            "tenant_id",
            "instance_id",
            "position",
            name=op.f("uq_workflow_event_tenant_id_instance_id_position"),
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_workflow_event_case",
        "workflow_event",
        ["tenant_id", "case_id", "at"],
        unique=False,
        schema="casemgr",
    )
    protect("published_workflow", grants="SELECT, INSERT")
    forbid_change("published_workflow")
    forbid_change("workflow_event")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_table("workflow_event", schema="casemgr")
    op.drop_table("workflow_instance", schema="casemgr")
    op.drop_table("published_workflow", schema="casemgr")
