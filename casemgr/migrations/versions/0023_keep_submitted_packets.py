"""Let nobody change what a submitted packet says, where it went and what it was made of."""

from alembic import op

from casemgr.database.policies import forbid_change

revision = "0023"
down_revision = "0022"

# What may still change once it has left: where it stands in its own life.
_RECORD = (
    "to_jsonb(OLD) - ARRAY['state', 'row_version']"
    " IS DISTINCT FROM to_jsonb(NEW) - ARRAY['state', 'row_version']"
)


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    forbid_change(
        "packet", when=f"OLD.submitted_at IS NOT NULL AND ({_RECORD})", operations="UPDATE"
    )
    forbid_change("packet", when="OLD.submitted_at IS NOT NULL", operations="DELETE")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP TRIGGER never_delete ON casemgr.packet")
    op.execute("DROP TRIGGER never_update ON casemgr.packet")
