"""Create statutes and courts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "statute_section",
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("title", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("subsections", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("citation", name=op.f("pk_statute_section")),
        schema="casemgr",
    )
    op.create_index(
        "ix_statute_section_number",
        "statute_section",
        ["title", "section"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "court",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court")),
        schema="casemgr",
    )
    for table in ("statute_section", "court"):
        op.execute(f"GRANT SELECT ON casemgr.{table} TO casemgr_app")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_table("court", schema="casemgr")
    op.drop_table("statute_section", schema="casemgr")
