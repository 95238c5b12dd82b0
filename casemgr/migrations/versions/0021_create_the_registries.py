"""Create the registries: licences, their history, the imports that they are known from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import forbid_change, let, protect

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.create_table(
        "registry_import",
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("list_date", sa.Date(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("covered", postgresql.JSONB(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "job_id"],
            ["casemgr.job.tenant_id", "casemgr.job.id"],
            name=op.f("fk_registry_import_tenant_id_job_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_registry_import")),
        schema="casemgr",
    )
    op.create_index(
        "ix_registry_import_recent",
        "registry_import",
        ["tenant_id", "scheme", "created_at"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "uq_registry_import_running",
        "registry_import",
        ["tenant_id", "scheme"],
        unique=True,
        schema="casemgr",
        postgresql_where=sa.text("stage IN ('reading', 'applying')"),
    )
    op.create_table(
        "licence",
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("compact", sa.Text(collation="C"), nullable=False),
        sa.Column("sequence", sa.Text(collation="C"), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subtype", sa.Text(), nullable=False),
        sa.Column("schedules", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("trade_name", sa.Text(), nullable=False),
        sa.Column("additional", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("street2", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("zip", sa.Text(collation="C"), nullable=False),
        sa.Column("mail_street", sa.Text(), nullable=False),
        sa.Column("mail_city", sa.Text(), nullable=False),
        sa.Column("mail_state", sa.Text(), nullable=False),
        sa.Column("mail_zip", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(collation="C"), nullable=False),
        sa.Column("county_fips", sa.Text(collation="C"), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), nullable=False),
        sa.Column("trade_key", sa.Text(collation="C"), nullable=False),
        sa.Column("place_key", sa.Text(), nullable=False),
        sa.Column("sounds", sa.Text(), nullable=False),
        sa.Column(
            "words",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, name_key || ' ' || trade_key || ' ' || place_key"
                " || ' ' || sounds || ' ' || replace(number, '-', ' '))"
                " || array_to_tsvector(ARRAY['scheme:' || scheme, 'type:' || type,"
                " 'state:' || state, 'county:' || county_fips, 'status:' || status,"
                " 'month:' || coalesce((extract(year FROM expires_on) * 12"
                " + extract(month FROM expires_on))::int, 0)::text] || "
                f"{_marked_schedules()})",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("first_import_id", sa.Uuid(), nullable=False),
        sa.Column("first_line", sa.Integer(), nullable=False),
        sa.Column("last_import_id", sa.Uuid(), nullable=False),
        sa.Column("last_line", sa.Integer(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "first_import_id"],
            ["casemgr.registry_import.tenant_id", "casemgr.registry_import.id"],
            name=op.f("fk_licence_tenant_id_first_import_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "last_import_id"],
            ["casemgr.registry_import.tenant_id", "casemgr.registry_import.id"],
            name=op.f("fk_licence_tenant_id_last_import_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "party_id"],
            ["casemgr.party.tenant_id", "casemgr.party.id"],
            name=op.f("fk_licence_tenant_id_party_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_licence")),
        sa.UniqueConstraint(
            "tenant_id", "scheme", "identity", name=op.f("uq_licence_tenant_id_scheme_identity")
        ),
        schema="casemgr",
    )
    op.create_index(
        "ix_licence_compact",
        "licence",
        ["tenant_id", "compact", "id"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_licence_expiry",
        "licence",
        ["tenant_id", "expires_on", "id"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_licence_name",
        "licence",
        ["tenant_id", "name_key", "id"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_licence_party", "licence", ["tenant_id", "party_id"], unique=False, schema="casemgr"
    )
    op.create_index(
        "ix_licence_phone", "licence", ["tenant_id", "phone"], unique=False, schema="casemgr"
    )
    op.create_index(
        "ix_licence_sequence",
        "licence",
        ["tenant_id", "sequence", "id"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_licence_trade",
        "licence",
        ["tenant_id", "trade_key", "id"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_licence_words",
        "licence",
        ["tenant_id", "words"],
        unique=False,
        schema="casemgr",
        postgresql_using="gin",
    )
    op.create_index(
        "ix_licence_zip", "licence", ["tenant_id", "zip", "id"], unique=False, schema="casemgr"
    )
    op.create_table(
        "licence_event",
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "import_id"],
            ["casemgr.registry_import.tenant_id", "casemgr.registry_import.id"],
            name=op.f("fk_licence_event_tenant_id_import_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "licence_id"],
            ["casemgr.licence.tenant_id", "casemgr.licence.id"],
            name=op.f("fk_licence_event_tenant_id_licence_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_licence_event")),
        schema="casemgr",
    )
    op.create_index(
        "ix_licence_event_import",
        "licence_event",
        ["tenant_id", "import_id"],
        unique=False,
        schema="casemgr",
    )
    op.create_index(
        "ix_licence_event_licence",
        "licence_event",
        ["tenant_id", "licence_id", "on"],
        unique=False,
        schema="casemgr",
    )
    protect("registry_import", grants="SELECT, INSERT, UPDATE")
    protect("licence", grants="SELECT, INSERT, UPDATE")
    protect("licence_event", grants="SELECT, INSERT")
    forbid_change("licence_event")
    let("courier", "licence")
    op.execute("RESET ROLE")


def downgrade() -> None:
    for table in ("licence_event", "licence", "registry_import"):
        op.drop_table(table, schema="casemgr")


def _marked_schedules() -> str:
    """Mark the schedules of a registration by means that a generated column may use."""
    column = "schedules"
    for value in ("1", "2", "2N", "3", "3N", "4", "5", "L1"):
        column = f"array_replace({column}, '{value}', 'schedule:{value}')"
    return column
