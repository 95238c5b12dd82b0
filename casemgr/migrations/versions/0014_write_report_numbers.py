"""Keep the number of a report as its agency writes it, such as a serial of the case."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("report", sa.Column("serial", sa.Text(), nullable=True), schema="casemgr")


def downgrade() -> None:
    op.drop_column("report", "serial", schema="casemgr")
