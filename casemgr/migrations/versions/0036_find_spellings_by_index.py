"""Find the words that are spelled nearly like one by how they begin and end."""

from alembic import op

from casemgr.migrations import run_sql

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.execute(
        "CREATE INDEX ix_registry_word_reversed ON casemgr.registry_word (tenant_id, reverse(word))"
    )
    op.execute("SET ROLE casemgr_courier")
    run_sql("0036_spellings.sql", role="casemgr_courier")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.execute("DROP INDEX casemgr.ix_registry_word_reversed")  # `find_spellings` may stay
    op.execute("RESET ROLE")
