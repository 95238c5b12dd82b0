"""Create people, their roles and clearances, their sign-ins."""

import sqlalchemy as sa
from alembic import op

from casemgr.database.policies import let, protect
from casemgr.migrations import run_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "account",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("tenant_id", "username", name=op.f("uq_account_tenant_id_username")),
        schema="casemgr",
    )

    op.create_table(
        "role_grant",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_role_grant_tenant_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_role_grant")),
        schema="casemgr",
    )
    op.create_index(
        "ix_role_grant_account",
        "role_grant",
        ["tenant_id", "account_id"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "clearance",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_clearance_tenant_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_clearance")),
        schema="casemgr",
    )
    op.create_index(
        "ix_clearance_account",
        "clearance",
        ["tenant_id", "account_id"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "sign_in_session",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("csrf_secret", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_sign_in_session_tenant_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint(
            "tenant_id", "digest", name=op.f("uq_sign_in_session_tenant_id_digest")
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_sign_in_session_digest", "sign_in_session", ["digest"], unique=False, schema="casemgr"
    )

    op.create_table(
        "sign_in_attempt",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sign_in_attempt")),
        schema="casemgr",
    )
    op.create_index(
        "ix_sign_in_attempt_recent",
        "sign_in_attempt",
        ["tenant_id", "username", "at"],
        unique=False,
        schema="casemgr",
    )
    protect("account", grants="SELECT, INSERT, UPDATE")
    protect("role_grant", grants="SELECT, INSERT, UPDATE")
    protect("clearance", grants="SELECT, INSERT, UPDATE")
    protect("sign_in_session", grants="SELECT, INSERT, UPDATE")
    protect("sign_in_attempt", grants="SELECT, INSERT")
    for table in ("account", "role_grant", "clearance", "sign_in_session"):
        let("keeper", table)
    let("audit_writer", "account")
    let("courier", "account")
    run_sql("0002_person.sql", role="casemgr_keeper")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS guard.person()")
    op.execute("DROP FUNCTION IF EXISTS guard.person_of_session(bytea)")
    op.execute("DROP FUNCTION IF EXISTS guard.describe(int, uuid)")
    op.drop_table("sign_in_attempt", schema="casemgr")
    op.drop_table("sign_in_session", schema="casemgr")
    op.drop_table("clearance", schema="casemgr")
    op.drop_table("role_grant", schema="casemgr")
    op.drop_table("account", schema="casemgr")
