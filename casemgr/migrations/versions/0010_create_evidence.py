"""Create exhibits, custody and files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import forbid_change, protect_case_child

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "exhibit",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("acquired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acquired_by", sa.Uuid(), nullable=False),
        sa.Column("witness_id", sa.Uuid(), nullable=True),
        sa.Column("acquired_from_id", sa.Uuid(), nullable=True),
        sa.Column("acquired_where", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("disclosure", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "acquired_by"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_exhibit_tenant_id_acquired_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "acquired_from_id"],
            ["casemgr.party.tenant_id", "casemgr.party.id"],
            name=op.f("fk_exhibit_tenant_id_acquired_from_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_exhibit_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "witness_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_exhibit_tenant_id_witness_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_exhibit")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "id", name=op.f("uq_exhibit_tenant_id_case_id_id")
        ),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "number", name=op.f("uq_exhibit_tenant_id_case_id_number")
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_exhibit_case",
        "exhibit",
        ["tenant_id", "case_id", "position"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "custody_event",
        sa.Column("exhibit_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("released_by_name", sa.Text(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=True),
        sa.Column("receiver_name", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "exhibit_id"],
            ["casemgr.exhibit.tenant_id", "casemgr.exhibit.case_id", "casemgr.exhibit.id"],
            name=op.f("fk_custody_event_tenant_id_case_id_exhibit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "receiver_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_custody_event_tenant_id_receiver_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "released_by"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_custody_event_tenant_id_released_by"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_custody_event")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "id", name=op.f("uq_custody_event_tenant_id_case_id_id")
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "exhibit_id",
            "position",
            name=op.f("uq_custody_event_tenant_id_exhibit_id_position"),
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_custody_event_receiver",
        "custody_event",
        ["tenant_id", "receiver_id", "received_at"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "custody_receipt",
        sa.Column("custody_event_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.Uuid(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "custody_event_id"],
            [
                "casemgr.custody_event.tenant_id",
                "casemgr.custody_event.case_id",
                "casemgr.custody_event.id",
            ],
            name=op.f("fk_custody_receipt_tenant_id_case_id_custody_event_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_custody_receipt")),
        schema="casemgr",
    )
    op.create_index(
        "ix_custody_receipt_event",
        "custody_receipt",
        ["tenant_id", "custody_event_id"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "evidence_file",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("exhibit_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("sha512", sa.Text(), nullable=False),
        sa.Column("warnings", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "exhibit_id"],
            ["casemgr.exhibit.tenant_id", "casemgr.exhibit.case_id", "casemgr.exhibit.id"],
            name=op.f("fk_evidence_file_tenant_id_case_id_exhibit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_evidence_file_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_evidence_file")),
        schema="casemgr",
    )
    op.create_index(
        "ix_evidence_file_case",
        "evidence_file",
        ["tenant_id", "case_id"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_evidence_file_exhibit",
        "evidence_file",
        ["tenant_id", "exhibit_id"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_evidence_file_sha256",
        "evidence_file",
        ["tenant_id", "sha256"],
        unique=False,
        schema="casemgr",
    )
    protect_case_child("exhibit", grants="SELECT, INSERT, UPDATE", compartments=True)
    protect_case_child("custody_event", grants="SELECT, INSERT, UPDATE", compartments=True)
    protect_case_child("custody_receipt", grants="SELECT, INSERT", compartments=True)
    protect_case_child("evidence_file", grants="SELECT, INSERT", compartments=True)
    forbid_change("custody_event", when="OLD.received_at IS NOT NULL", operations="UPDATE")
    forbid_change("custody_event", operations="DELETE")
    forbid_change("custody_receipt")
    forbid_change("evidence_file")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_table("evidence_file", schema="casemgr")
    op.drop_table("custody_receipt", schema="casemgr")
    op.drop_table("custody_event", schema="casemgr")
    op.drop_table("exhibit", schema="casemgr")
