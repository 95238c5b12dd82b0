"""Give submissions the fields in which the office that received them writes its own notes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.add_column(
        "submission",
        # What arrives through the exchange has none yet.
        sa.Column("fields", postgresql.JSONB(), nullable=False, server_default="{}"),
        schema="casemgr",
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_column("submission", "fields", schema="casemgr")
