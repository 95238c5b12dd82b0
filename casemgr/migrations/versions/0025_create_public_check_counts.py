"""Create the counts of public checks."""

import sqlalchemy as sa
from alembic import op

from casemgr.database.policies import protect

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "public_check_count",
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_public_check_count")),
        sa.UniqueConstraint(
            "tenant_id",
            "minute",
            "source",
            name=op.f("uq_public_check_count_tenant_id_minute_source"),
        ),
        schema="casemgr",
    )
    protect("public_check_count")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_table("public_check_count", schema="casemgr")
