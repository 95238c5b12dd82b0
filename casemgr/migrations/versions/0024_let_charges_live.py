"""Let every charge live by a workflow; those that are there begin as proposed, by version 1."""

import sqlalchemy as sa
from alembic import op

from casemgr.migrations import read_sql

revision = "0024"
down_revision = "0023"

VERSION_1 = read_sql("0024_charge.json")
DIGEST = "69fd800a8465bfef93129cece7ec843335262d896041005ab840dc06f92ade4d"
TOUCHED = ("charge", "published_workflow", "workflow_instance", "workflow_clock", "workflow_event")


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    state = sa.Column("state", sa.Text(), nullable=False, server_default="")
    op.add_column("charge", state, schema="casemgr")
    op.alter_column("charge", "state", server_default=None, schema="casemgr")
    for table in ("workflow_instance", "workflow_clock"):
        op.execute(f"GRANT DELETE ON casemgr.{table} TO casemgr_app")
    _force("NO FORCE")
    publish = sa.text(
        "INSERT INTO casemgr.published_workflow"
        " (tenant_id, id, name, version, digest, source, published_at)"
        " SELECT tenant_id, gen_random_uuid(), 'charge', 1, :digest, :source, now()"
        " FROM (SELECT DISTINCT tenant_id FROM casemgr.charge) c"
        " ON CONFLICT DO NOTHING"  # it stays on the way back: what was published is never deleted
    )
    op.get_bind().execute(publish, {"digest": DIGEST, "source": VERSION_1})
    op.execute("UPDATE casemgr.charge SET state = 'proposed'")
    op.execute(
        "INSERT INTO casemgr.workflow_instance (tenant_id, id, row_version, name, version,"
        " subject_type, subject_id, case_id, compartments, states, memory, entered_at)"
        " SELECT tenant_id, gen_random_uuid(), 1, 'charge', 1, 'charge', id, case_id, '{}',"
        " '{proposed}', '{}', created_at FROM casemgr.charge"
    )
    _force("FORCE")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    _force("NO FORCE")
    op.execute("ALTER TABLE casemgr.workflow_event DISABLE TRIGGER USER")
    op.execute(
        "DELETE FROM casemgr.workflow_event e USING casemgr.workflow_instance i"
        " WHERE i.tenant_id = e.tenant_id AND i.id = e.instance_id AND i.subject_type = 'charge'"
    )
    op.execute(
        "DELETE FROM casemgr.workflow_clock c USING casemgr.workflow_instance i"
        " WHERE i.tenant_id = c.tenant_id AND i.id = c.instance_id AND i.subject_type = 'charge'"
    )
    op.execute("ALTER TABLE casemgr.workflow_event ENABLE TRIGGER USER")
    op.execute("DELETE FROM casemgr.workflow_instance WHERE subject_type = 'charge'")
    _force("FORCE")
    for table in ("workflow_instance", "workflow_clock"):
        op.execute(f"REVOKE DELETE ON casemgr.{table} FROM casemgr_app")
    op.drop_column("charge", "state", schema="casemgr")
    op.execute("RESET ROLE")


def _force(how: str) -> None:
    """Let the owner reach the rows of every tenant in this transaction, or no longer."""
    for table in TOUCHED:
        op.execute(f"ALTER TABLE casemgr.{table} {how} ROW LEVEL SECURITY")
