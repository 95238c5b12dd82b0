"""Mark lists of licences whose day nobody told: it binds no other list."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.add_column(
        "registry_import",
        sa.Column("day_is_guessed", sa.Boolean(), nullable=False, server_default="false"),
        schema="casemgr",
    )
    op.alter_column("registry_import", "day_is_guessed", server_default=None, schema="casemgr")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_column("registry_import", "day_is_guessed", schema="casemgr")
