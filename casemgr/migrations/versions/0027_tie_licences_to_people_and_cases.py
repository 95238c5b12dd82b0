"""Tie licences to the people behind them and to the investigations that they concern."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from casemgr.database.policies import let, protect_case_child, protect_with_clearance
from casemgr.migrations import run_sql

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "licence_person",
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        *_common(),
        sa.Column("row_version", sa.Integer(), nullable=False),
        _key("licence_person", "licence_id", "licence"),
        _key("licence_person", "party_id", "party"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_licence_person")),
        sa.UniqueConstraint(
            "tenant_id",
            "licence_id",
            "party_id",
            "role",
            name=op.f("uq_licence_person_tenant_id_licence_id_party_id_role"),
        ),
        schema="casemgr",
    )
    op.create_table(
        "case_licence",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("compartments", sa.ARRAY(sa.Text()), nullable=False),
        *_common(),
        _key("case_licence", "case_id", "case"),
        _key("case_licence", "licence_id", "licence"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_licence")),
        sa.UniqueConstraint(
            "tenant_id",
            "case_id",
            "licence_id",
            name=op.f("uq_case_licence_tenant_id_case_id_licence_id"),
        ),
        schema="casemgr",
    )
    _index("licence_person", "party_id", "ix_licence_person_party")
    _index("case_licence", "licence_id", "ix_case_licence_licence")
    protect_with_clearance("licence_person")
    protect_case_child("case_licence", grants="SELECT, INSERT, DELETE", compartments=True)
    for table in ("case", "case_subject", "case_licence", "licence_person"):
        let("courier", table)
    run_sql("0027_investigations.sql", role="casemgr_courier")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP FUNCTION guard.investigations_elsewhere(uuid, uuid[])")
    for table in ("case_licence", "licence_person"):
        op.drop_table(table, schema="casemgr")
    op.execute('DROP POLICY courier_select ON casemgr."case"')
    op.execute("DROP POLICY courier_select ON casemgr.case_subject")
    op.execute('REVOKE SELECT ON casemgr."case", casemgr.case_subject FROM casemgr_courier')


def _common() -> list[sa.Column[Any]]:
    return [
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
    ]


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"casemgr.{target}.tenant_id", f"casemgr.{target}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
    )


def _index(table: str, column: str, name: str) -> None:
    op.create_index(name, table, ["tenant_id", column], unique=False, schema="casemgr")
