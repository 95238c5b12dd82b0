"""Create the versions of agency packs and the changes that are being drafted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import forbid_change, let, protect
from casemgr.migrations import run_sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.add_column("tenant", sa.Column("pack_digest", sa.Text(), nullable=True), schema="casemgr")
    op.create_table(
        "pack_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipients", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("senders", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("files", postgresql.JSONB(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.Uuid(), nullable=True),
        sa.Column("applied_by_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("plan", postgresql.JSONB(), nullable=False),
        sa.Column("rolls_back", sa.Integer(), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_pack_version")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_pack_version_tenant_id_number")),
        schema="casemgr",
    )
    op.create_table(
        "change_set",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("files", postgresql.JSONB(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("applied_as", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_change_set_tenant_id_author_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_change_set")),
        schema="casemgr",
    )
    op.create_index(
        "ix_change_set_state",
        "change_set",
        ["tenant_id", "state", "changed_at"],
        unique=False,
        schema="casemgr",
    )
    protect("pack_version", grants="SELECT, INSERT")
    forbid_change("pack_version")
    protect("change_set", grants="SELECT, INSERT, UPDATE")
    forbid_change("change_set", when="OLD.state <> 'draft'", operations="UPDATE")
    let("courier", "pack_version")
    op.execute("GRANT SELECT ON casemgr.tenant TO casemgr_keeper")
    op.execute("GRANT UPDATE (pack_digest, name, kind) ON casemgr.tenant TO casemgr_courier")
    op.execute("GRANT INSERT, DELETE ON casemgr.exchange_link TO casemgr_courier")
    run_sql("0015_person.sql", role="casemgr_keeper")
    run_sql("0015_pack.sql", role="casemgr_courier")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP FUNCTION guard.use_pack(int)")
    op.execute("DROP FUNCTION guard.person(), guard.person_of_session(bytea)")
    op.execute("DROP FUNCTION guard.describe(int, uuid)")
    run_sql("0002_person.sql", role="casemgr_keeper")
    op.execute("SET ROLE casemgr_keeper")
    for name in ("describe(int, uuid)", "person()", "person_of_session(bytea)"):
        op.execute(f"ALTER FUNCTION guard.{name} SET search_path = pg_catalog, pg_temp")
    op.execute("RESET ROLE")
    op.execute("REVOKE SELECT ON casemgr.tenant FROM casemgr_keeper")
    op.execute("REVOKE UPDATE (pack_digest, name, kind) ON casemgr.tenant FROM casemgr_courier")
    op.execute("REVOKE INSERT, DELETE ON casemgr.exchange_link FROM casemgr_courier")
    op.drop_table("change_set", schema="casemgr")
    op.drop_table("pack_version", schema="casemgr")
    op.drop_column("tenant", "pack_digest", schema="casemgr")
