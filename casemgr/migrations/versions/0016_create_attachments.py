"""Create files attached to records."""

import sqlalchemy as sa
from alembic import op

from casemgr.database.policies import forbid_change, protect_case_child

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "attachment",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("sha512", sa.Text(), nullable=False),
        sa.Column("warnings", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_attachment_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attachment")),
        schema="casemgr",
    )
    for name, column in (("ix_attachment_record", "record_id"), ("ix_attachment_case", "case_id")):
        op.create_index(name, "attachment", ["tenant_id", column], unique=False, schema="casemgr")
    protect_case_child("attachment", grants="SELECT, INSERT", compartments=True)
    forbid_change("attachment")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_table("attachment", schema="casemgr")
