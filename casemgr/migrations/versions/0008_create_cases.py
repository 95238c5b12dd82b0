"""Create investigations and what hangs on them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import forbid_change, let, protect_case, protect_case_child
from casemgr.migrations import run_sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "case",
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("case_type", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("case_agent_id", sa.Uuid(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("predication", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_agent_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_case_tenant_id_case_agent_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_case_tenant_id_number")),
        schema="casemgr",
    )
    op.create_index(
        "ix_case_agent", "case", ["tenant_id", "case_agent_id"], unique=False, schema="casemgr"
    )
    op.create_index(
        "ix_case_opened", "case", ["tenant_id", "opened_on", "id"], unique=False, schema="casemgr"
    )
    op.create_index(
        "ix_case_review", "case", ["tenant_id", "review_due_on"], unique=False, schema="casemgr"
    )
    op.create_index(
        "ix_case_state", "case", ["tenant_id", "state", "opened_on"], unique=False, schema="casemgr"
    )

    op.create_table(
        "case_member",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_case_member_tenant_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_case_member_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_member")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "account_id",
            "role",
            name=op.f("uq_case_member_tenant_id_case_id_account_id_role"),
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_case_member_account",
        "case_member",
        ["tenant_id", "account_id"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "case_subject",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_case_subject_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "party_id"],
            ["casemgr.party.tenant_id", "casemgr.party.id"],
            name=op.f("fk_case_subject_tenant_id_party_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_subject")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "id", name=op.f("uq_case_subject_tenant_id_case_id_id")
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_case_subject_case",
        "case_subject",
        ["tenant_id", "case_id", "position"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_case_subject_party",
        "case_subject",
        ["tenant_id", "party_id"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "charge",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("counts", sa.Integer(), nullable=False),
        sa.Column("offence_from", sa.Date(), nullable=False),
        sa.Column("offence_until", sa.Date(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("limitation_on", sa.Date(), nullable=True),
        sa.Column("limitation_source", sa.Text(), nullable=False),
        sa.Column("penalty", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "subject_id"],
            [
                "casemgr.case_subject.tenant_id",
                "casemgr.case_subject.case_id",
                "casemgr.case_subject.id",
            ],
            name=op.f("fk_charge_tenant_id_case_id_subject_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_charge_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_charge")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "id", name=op.f("uq_charge_tenant_id_case_id_id")
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_charge_case",
        "charge",
        ["tenant_id", "case_id", "position"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "case_note",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "author_id"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_case_note_tenant_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_case_note_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_note")),
        sa.UniqueConstraint(
            "tenant_id", "case_id", "id", name=op.f("uq_case_note_tenant_id_case_id_id")
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_case_note_case",
        "case_note",
        ["tenant_id", "case_id", "created_at"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "note_revision",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id", "note_id"],
            ["casemgr.case_note.tenant_id", "casemgr.case_note.case_id", "casemgr.case_note.id"],
            name=op.f("fk_note_revision_tenant_id_case_id_note_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_note_revision")),
        sa.UniqueConstraint(
            "tenant_id",
            "note_id",
            "position",
            name=op.f("uq_note_revision_tenant_id_note_id_position"),
        ),
        schema="casemgr",
    )

    op.create_table(
        "task",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assigned_to"],
            ["casemgr.account.tenant_id", "casemgr.account.id"],
            name=op.f("fk_task_tenant_id_assigned_to"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_task_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_task")),
        schema="casemgr",
    )
    op.create_index(
        "ix_task_assigned",
        "task",
        ["tenant_id", "assigned_to", "done_at", "due_on"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_task_case", "task", ["tenant_id", "case_id"], unique=False, schema="casemgr"
    )

    op.create_table(
        "timeline_entry",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("happened_at", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_timeline_entry_tenant_id_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_timeline_entry")),
        schema="casemgr",
    )
    op.create_index(
        "ix_timeline_entry_case",
        "timeline_entry",
        ["tenant_id", "case_id", "happened_on"],
        unique=False,
        schema="casemgr",
    )

    op.create_table(
        "case_link",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("other_case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_case_link_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "other_case_id"],
            ["casemgr.case.tenant_id", "casemgr.case.id"],
            name=op.f("fk_case_link_tenant_id_other_case_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_link")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "other_case_id",
            name=op.f("uq_case_link_tenant_id_case_id_other_case_id"),
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_case_link_other",
        "case_link",
        ["tenant_id", "other_case_id"],
        unique=False,
        schema="casemgr",
    )
    let("keeper", "case_member")
    run_sql("0008_my_cases.sql", role="casemgr_keeper")
    protect_case()
    for table in ("case_member", "charge", "task", "timeline_entry", "case_link"):
        protect_case_child(table)
    for table in ("case_subject", "case_note", "note_revision"):
        protect_case_child(table, compartments=True)
    forbid_change("note_revision")
    # These were made before cases were: their rows answer to their case from here on.
    protect_case_child("audit_event", grants="SELECT", compartments=True, case_optional=True)
    protect_case_child("job", grants="SELECT, INSERT, UPDATE", case_optional=True)
    protect_case_child(
        "workflow_instance", grants="SELECT, INSERT, UPDATE", compartments=True, case_optional=True
    )
    protect_case_child(
        "workflow_event", grants="SELECT, INSERT", compartments=True, case_optional=True
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    for table in ("audit_event", "job", "workflow_instance", "workflow_event"):
        for policy in ("need_to_know", "wall", "cleared"):
            op.execute(f"DROP POLICY IF EXISTS {policy} ON casemgr.{table}")
        op.execute(f"REVOKE ALL ON casemgr.{table} FROM casemgr_app")
    op.drop_table("case_link", schema="casemgr")
    op.drop_table("timeline_entry", schema="casemgr")
    op.drop_table("task", schema="casemgr")
    op.drop_table("note_revision", schema="casemgr")
    op.drop_table("case_note", schema="casemgr")
    op.drop_table("charge", schema="casemgr")
    op.drop_table("case_subject", schema="casemgr")
    op.drop_table("case_member", schema="casemgr")
    op.drop_table("case", schema="casemgr")
    op.execute("DROP FUNCTION guard.my_cases()")
