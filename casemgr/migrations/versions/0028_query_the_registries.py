"""Query the registries: functions that find, words that occur, queries that are kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import let, protect, protect_own
from casemgr.migrations import run_sql

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "registry_word",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "size", sa.SmallInteger(), sa.Computed("length(word)", persisted=True), nullable=False
        ),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_registry_word")),
        sa.UniqueConstraint("tenant_id", "word", name=op.f("uq_registry_word_tenant_id_word")),
        schema="casemgr",
    )
    op.create_index(
        "ix_registry_word_size", "registry_word", ["tenant_id", "size", "word"], schema="casemgr"
    )
    op.create_table(
        "saved_query",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_saved_query")),
        sa.UniqueConstraint(
            "tenant_id",
            "created_by",
            "name",
            name=op.f("uq_saved_query_tenant_id_created_by_name"),
        ),
        schema="casemgr",
    )
    op.add_column(
        "pack_version",
        sa.Column("look_ups", postgresql.JSONB(), nullable=False, server_default="{}"),
        schema="casemgr",
    )
    op.alter_column("pack_version", "look_ups", server_default=None, schema="casemgr")
    protect("registry_word", grants="SELECT, INSERT")
    protect_own("saved_query", grants="SELECT, INSERT, UPDATE, DELETE")
    let("courier", "registry_word")
    run_sql("0028_words.sql", role="casemgr_owner")
    run_sql("0028_registry.sql", role="casemgr_courier")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute("DROP FUNCTION guard.look_across(text, jsonb, uuid)")
    op.execute("DROP FUNCTION guard.count_licences(jsonb, int)")
    op.execute("DROP FUNCTION guard.list_licences(jsonb, uuid, int)")
    op.execute("DROP FUNCTION guard.registry_whole(jsonb)")
    op.execute("DROP FUNCTION guard.find_spellings(text, int)")
    op.execute("DROP FUNCTION guard.find_licences(jsonb, text, boolean, uuid, int)")
    op.execute("DROP FUNCTION guard.registry_conditions(jsonb, text)")
    op.execute("DROP FUNCTION guard.registry_condition(text, text)")
    for name in ("remember_words_of_one", "remember_words"):
        op.execute(f"DROP TRIGGER {name} ON casemgr.licence")
        op.execute(f"DROP FUNCTION casemgr.{name}()")
    op.drop_column("pack_version", "look_ups", schema="casemgr")
    op.drop_table("saved_query", schema="casemgr")
    op.drop_table("registry_word", schema="casemgr")
