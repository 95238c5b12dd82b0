"""Create absences and who approves meanwhile; let the history say for whom somebody approved."""

import sqlalchemy as sa
from alembic import op

from casemgr.database.policies import protect

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "delegation",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("delegate_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_delegation_tenant_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "delegate_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_delegation_tenant_id_delegate_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_delegation")),
        schema="casemgr",
    )
    for name in ("account", "delegate"):
        columns = ["tenant_id", f"{name}_id"]
        op.create_index(f"ix_delegation_{name}", "delegation", columns, schema="casemgr")
    op.add_column(
        "workflow_event", sa.Column("behalf_id", sa.Uuid(), nullable=True), schema="casemgr"
    )
    protect("delegation", grants="SELECT, INSERT, UPDATE")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_column("workflow_event", "behalf_id", schema="casemgr")
    op.drop_table("delegation", schema="casemgr")
