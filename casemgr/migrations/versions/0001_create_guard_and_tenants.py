"""Create the guard, the tenants and their series."""

import sqlalchemy as sa
from alembic import op

from casemgr.database.policies import protect
from casemgr.migrations import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql("0001_guard.sql", role="casemgr_keeper")
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "tenant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("slug", name=op.f("uq_tenant_slug")),
        schema="casemgr",
    )

    op.create_table(
        "exchange_link",
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["casemgr.tenant.id"], name=op.f("fk_exchange_link_recipient_id")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["casemgr.tenant.id"], name=op.f("fk_exchange_link_sender_id")
        ),
        sa.PrimaryKeyConstraint("sender_id", "recipient_id", name=op.f("pk_exchange_link")),
        schema="casemgr",
    )

    op.create_table(
        "number_series",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_number_series")),
        schema="casemgr",
    )

    op.create_table(
        "form_key",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "key", name=op.f("pk_form_key")),
        schema="casemgr",
    )
    op.execute(
        "CREATE FUNCTION casemgr.refuse_change() RETURNS trigger LANGUAGE plpgsql"
        " SET search_path = '' AS $$ BEGIN RAISE EXCEPTION"
        " 'this row of % is part of the record and cannot be changed', TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute("GRANT SELECT ON casemgr.tenant TO casemgr_app, casemgr_courier")
    op.execute("GRANT SELECT ON casemgr.exchange_link TO casemgr_courier")
    protect("number_series", grants="SELECT, INSERT, UPDATE")
    protect("form_key", grants="SELECT, INSERT, UPDATE")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_table("form_key", schema="casemgr")
    op.drop_table("number_series", schema="casemgr")
    op.drop_table("exchange_link", schema="casemgr")
    op.drop_table("tenant", schema="casemgr")
    op.execute("DROP FUNCTION casemgr.refuse_change()")
    for name in ("purpose", "reach", "offices", "clearances", "account", "tenant", "context"):
        op.execute(f"DROP FUNCTION guard.{name}()")
    op.execute("DROP FUNCTION guard.is_signed(text, text)")
    op.execute("DROP TABLE guard.key")
