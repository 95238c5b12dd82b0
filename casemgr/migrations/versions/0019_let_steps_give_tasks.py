"""Let tasks say which step gave them, after which other one they come and how long they take."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    no = sa.text("false")
    for column in (
        sa.Column("origin", sa.Text(), nullable=False, server_default=""),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.Column("in_business_days", sa.Boolean(), nullable=False, server_default=no),
    ):
        op.add_column("task", column, schema="casemgr")
    for name in ("origin", "in_business_days"):
        op.alter_column("task", name, server_default=None, schema="casemgr")
    op.create_foreign_key(
        op.f("fk_task_tenant_id_after_id"),
        "task",
        "task",
        ["tenant_id", "after_id"],
        ["tenant_id", "id"],
        source_schema="casemgr",
        referent_schema="casemgr",
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_constraint(op.f("fk_task_tenant_id_after_id"), "task", schema="casemgr")
    for name in ("in_business_days", "due_days", "after_id", "origin"):
        op.drop_column("task", name, schema="casemgr")
