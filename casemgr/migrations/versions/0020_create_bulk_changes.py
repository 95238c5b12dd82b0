"""Create changes to many cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import protect_case_child, protect_own

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "bulk_change",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("entries", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "job_id"],
            ["casemgr.job.tenant_id", "casemgr.job.id"],
            name=op.f("fk_bulk_change_tenant_id_job_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bulk_change")),
        schema="casemgr",
    )
    op.create_index(
        "ix_bulk_change_author",
        "bulk_change",
        ["tenant_id", "created_by", "created_at"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "bulk_row",
        sa.Column("bulk_change_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=True),
        sa.Column("life_version", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bulk_change_id"],
            ["casemgr.bulk_change.tenant_id", "casemgr.bulk_change.id"],
            name=op.f("fk_bulk_row_tenant_id_bulk_change_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_bulk_row_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bulk_row")),
        sa.UniqueConstraint(
            "tenant_id",
            "bulk_change_id",
            "case_id",
            name=op.f("uq_bulk_row_tenant_id_bulk_change_id_case_id"),
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_bulk_row_outcome",
        "bulk_row",
        ["tenant_id", "bulk_change_id", "outcome", "position"],
        unique=False,
        schema="casemgr",
    )
    protect_own("bulk_change")
    protect_case_child("bulk_row", grants="SELECT, INSERT, UPDATE")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_table("bulk_row", schema="casemgr")
    op.drop_table("bulk_change", schema="casemgr")
