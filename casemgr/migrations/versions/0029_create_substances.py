"""Create the controlled substances, which every tenant may read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "substance",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("narcotic", sa.Boolean(), nullable=False),
        sa.Column("other_names", sa.Text(), nullable=False),
        sa.Column("street_names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_substance")),
        schema="casemgr",
    )
    op.execute("GRANT SELECT ON casemgr.substance TO casemgr_app")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_table("substance", schema="casemgr")
