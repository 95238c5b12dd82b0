"""Find people behind licences by sound and in near spellings; no word can be taken for a sound."""

import sqlalchemy as sa
from alembic import op

from casemgr.database.policies import let
from casemgr.migrations import run_sql

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    _mark_sounds("zq", "=")
    let("courier", "party")
    run_sql("0034_people.sql", role="casemgr_courier")
    op.execute(
        "CREATE INDEX ix_party_sounds ON casemgr.party"
        " USING gin (tenant_id, guard.sounds_of(sort_name))"
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.execute("DROP INDEX casemgr.ix_party_sounds")
    op.execute("DROP POLICY courier_select ON casemgr.party")
    op.execute("REVOKE SELECT ON casemgr.party FROM casemgr_courier")
    _mark_sounds("=", "zq")
    op.execute("SET ROLE casemgr_courier")
    for function in ("find_misspelled(text, int)", "find_heard(text, int)", "sounds_of(text)"):
        op.execute(f"DROP FUNCTION guard.{function}")  # `find_spellings` may stay
    op.execute("RESET ROLE")


def _mark_sounds(before: str, after: str) -> None:
    """Write another mark before every sound, and the index of words anew when all are there."""
    op.execute("ALTER TABLE casemgr.licence NO FORCE ROW LEVEL SECURITY")
    op.execute("DROP INDEX casemgr.ix_licence_words")
    written = sa.text("UPDATE casemgr.licence SET sounds = replace(sounds, :before, :after)")
    op.get_bind().execute(written, {"before": before, "after": after})
    op.execute("CREATE INDEX ix_licence_words ON casemgr.licence USING gin (words)")
    op.execute("ALTER TABLE casemgr.licence FORCE ROW LEVEL SECURITY")
