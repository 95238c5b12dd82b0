"""Create reports of investigation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import forbid_change, protect_case_child
from casemgr.migrations import run_sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "report",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("report_type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("disclosure", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("serialised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("serialised_by", sa.Uuid(), nullable=True),
        sa.Column("content_sha256", sa.Text(), nullable=True),
        sa.Column("pdf_sha256", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_report_tenant_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "corrects_id"],
            ["casemgr.report.tenant_id", "casemgr.report.case_id", "casemgr.report.id"],
            name=op.f("fk_report_tenant_id_case_id_corrects_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_report_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "id", name=op.f("uq_report_tenant_id_case_id_id")
        ),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "number", name=op.f("uq_report_tenant_id_case_id_number")
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_report_case",
        "report",
        ["tenant_id", "case_id", "created_at"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_report_state", "report", ["tenant_id", "state"], unique=False, schema="casemgr"
    )

    op.create_table(
        "report_mention",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "report_id"],
            ["casemgr.report.tenant_id", "casemgr.report.case_id", "casemgr.report.id"],
            name=op.f("fk_report_mention_tenant_id_case_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "party_id"],
            ["casemgr.party.tenant_id", "casemgr.party.id"],
            name=op.f("fk_report_mention_tenant_id_party_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report_mention")),
        sa.UniqueConstraint(
            "tenant_id",
            "report_id",
            "party_id",
            name=op.f("uq_report_mention_tenant_id_report_id_party_id"),
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_report_mention_party",
        "report_mention",
        ["tenant_id", "party_id"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "report_comment",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_report_comment_tenant_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "report_id"],
            ["casemgr.report.tenant_id", "casemgr.report.case_id", "casemgr.report.id"],
            name=op.f("fk_report_comment_tenant_id_case_id_report_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report_comment")),
        schema="casemgr",
    )
    op.create_index(
        "ix_report_comment_report",
        "report_comment",
        ["tenant_id", "report_id", "written_at"],
        unique=False,
        schema="casemgr",
    )
    protect_case_child("report", compartments=True)
    protect_case_child("report_mention", compartments=True)
    protect_case_child("report_comment", grants="SELECT, INSERT", compartments=True)
    forbid_change("report", when="OLD.serialised_at IS NOT NULL")
    forbid_change("report_comment")
    for table in ("report_mention", "report_comment"):
        _hide_with_its_report(table)
    run_sql("0009_report_mention.sql", role="casemgr_owner")
    op.execute("RESET ROLE")


def _hide_with_its_report(table: str) -> None:
    """Let a row be seen by those alone who see its report, which can be restricted later on."""
    op.execute(
        f"CREATE POLICY with_its_report ON casemgr.{table} AS RESTRICTIVE TO casemgr_app"
        f" USING (EXISTS (SELECT FROM casemgr.report r WHERE r.tenant_id = {table}.tenant_id"
        f" AND r.id = {table}.report_id))"
    )


def downgrade() -> None:
    op.drop_table("report_comment", schema="casemgr")
    op.drop_table("report_mention", schema="casemgr")
    op.drop_table("report", schema="casemgr")
    op.execute("DROP FUNCTION casemgr.refuse_if_serialised()")
