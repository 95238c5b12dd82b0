"""Create packets, answers and submissions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import let, protect, protect_case_child
from casemgr.migrations import run_sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "element_proof",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("exhibit_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("witness_id", sa.Uuid(), nullable=True),
        sa.Column("gap_accepted", sa.Boolean(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "charge_id"],
            ["casemgr.charge.tenant_id", "casemgr.charge.case_id", "casemgr.charge.id"],
            name=op.f("fk_element_proof_tenant_id_case_id_charge_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "exhibit_id"],
            ["casemgr.exhibit.tenant_id", "casemgr.exhibit.case_id", "casemgr.exhibit.id"],
            name=op.f("fk_element_proof_tenant_id_case_id_exhibit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "report_id"],
            ["casemgr.report.tenant_id", "casemgr.report.case_id", "casemgr.report.id"],
            name=op.f("fk_element_proof_tenant_id_case_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "witness_id"],
            [
                "casemgr.case_subject.tenant_id",
                "casemgr.case_subject.case_id",
                "casemgr.case_subject.id",
            ],
            name=op.f("fk_element_proof_tenant_id_case_id_witness_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_element_proof_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_element_proof")),
        schema="casemgr",
    )
    op.create_index(
        "ix_element_proof_charge",
        "element_proof",
        ["tenant_id", "charge_id"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "packet",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("built_by", sa.Uuid(), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen", postgresql.JSONB(), nullable=False),
        sa.Column("bates_prefix", sa.Text(), nullable=False),
        sa.Column("bates_first", sa.Integer(), nullable=True),
        sa.Column("bates_last", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("manifest", postgresql.JSONB(), nullable=False),
        sa.Column("pdf_sha256", sa.Text(), nullable=True),
        sa.Column("zip_sha256", sa.Text(), nullable=True),
        sa.Column("zip_size", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_packet_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_packet")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "id", name=op.f("uq_packet_tenant_id_case_id_id")
        ),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "number", name=op.f("uq_packet_tenant_id_case_id_number")
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_packet_case", "packet", ["tenant_id", "case_id"], unique=False, schema="casemgr"
    )

    op.create_table(
        "packet_answer",
        sa.Column("packet_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "packet_id"],
            ["casemgr.packet.tenant_id", "casemgr.packet.case_id", "casemgr.packet.id"],
            name=op.f("fk_packet_answer_tenant_id_case_id_packet_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_packet_answer")),
        sa.UniqueConstraint(
            "tenant_id", "packet_id", name=op.f("uq_packet_answer_tenant_id_packet_id")
        ),
        schema="casemgr",
    )

    op.create_table(
        "submission",
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("packet_id", sa.Uuid(), nullable=False),
        sa.Column("packet_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.Column("pdf_sha256", sa.Text(), nullable=False),
        sa.Column("zip_sha256", sa.Text(), nullable=False),
        sa.Column("zip_size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("bates", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assigned_to"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_submission_tenant_id_assigned_to"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "tenant_id",
            "sender_id",
            "packet_id",
            name=op.f("uq_submission_tenant_id_sender_id_packet_id"),
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_submission_received",
        "submission",
        ["tenant_id", "received_at", "id"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_submission_state", "submission", ["tenant_id", "state"], unique=False, schema="casemgr"
    )
    protect_case_child("element_proof")
    protect_case_child("packet", grants="SELECT, INSERT, UPDATE")
    protect_case_child("packet_answer", grants="SELECT, UPDATE")
    protect("submission", grants="SELECT, UPDATE")
    let("courier", "packet")
    let("courier", "packet_answer", "INSERT")
    let("courier", "submission", "INSERT")
    let("courier", "submission")
    run_sql("0011_exchange.sql", role="casemgr_courier")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS guard.deliver(text, uuid, uuid, jsonb)")
    op.execute("DROP FUNCTION IF EXISTS guard.answer(uuid, uuid, uuid, jsonb)")
    op.execute("DROP FUNCTION IF EXISTS guard.leave_job(int, uuid, text, jsonb, uuid)")
    op.execute("DROP FUNCTION IF EXISTS guard.service_account(int)")
    op.drop_table("submission", schema="casemgr")
    op.drop_table("packet_answer", schema="casemgr")
    op.drop_table("packet", schema="casemgr")
    op.drop_table("element_proof", schema="casemgr")
