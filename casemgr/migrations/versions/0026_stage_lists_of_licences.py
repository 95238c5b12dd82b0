"""Create where lists of licences wait to be applied, and what of them was refused."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casemgr.database.policies import protect

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.execute("SET ROLE casemgr_owner")
    op.add_column(
        "registry_import",
        sa.Column("format", postgresql.JSONB(), nullable=False, server_default="{}"),
        schema="casemgr",
    )
    op.alter_column("registry_import", "format", server_default=None, schema="casemgr")
    op.create_table(
        "registry_import_row",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("identity", sa.Text(collation="C"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("cells", sa.ARRAY(sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "import_id", "identity", name=op.f("pk_registry_import_row")
        ),
        schema="casemgr",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "registry_import_problem",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "import_id"],
            ["casemgr.registry_import.tenant_id", "casemgr.registry_import.id"],
            name=op.f("fk_registry_import_problem_tenant_id_import_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_registry_import_problem")),
        schema="casemgr",
    )
    op.create_index(
        "ix_registry_import_problem_line",
        "registry_import_problem",
        ["tenant_id", "import_id", "line"],
        unique=False,
        schema="casemgr",
    )
    protect("registry_import_row", grants="SELECT, INSERT, DELETE")
    protect("registry_import_problem", grants="SELECT, INSERT, DELETE")
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.drop_table("registry_import_problem", schema="casemgr")
    op.drop_table("registry_import_row", schema="casemgr")
    op.drop_column("registry_import", "format", schema="casemgr")
