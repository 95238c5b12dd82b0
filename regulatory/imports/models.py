"""What of a list waits to be applied, and what of it was refused or is doubtful."""

import uuid
from enum import StrEnum

from sqlalchemy import ARRAY, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from casemgr.database.base import Base, TenantScoped, belongs_to


class Severity(StrEnum):
    """What became of a row that is not as it should be."""

    REFUSED = "refused"
    DOUBTFUL = "doubtful"


class StagedRow(Base):
    """A row of a list that was read: where it stands and, when it is new to us, what it says.

    Of a row that says what the registry holds only the place is kept. The table is not logged: a
    server that crashes empties it, and the list is read again.
    """

    __tablename__ = "registry_import_row"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    import_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    line: Mapped[int]
    digest: Mapped[bytes]
    cells: Mapped[list[str] | None] = mapped_column(ARRAY(Text))


class ImportProblem(TenantScoped, Base):
    """A row of a list that was refused or is doubtful: its line, why, and the row itself.

    `identity` is set where the row still tells of which licence it speaks.
    """

    __tablename__ = "registry_import_problem"
    __table_args__ = (
        belongs_to("import_id", "registry_import"),
        Index("ix_registry_import_problem_line", "tenant_id", "import_id", "line"),
    )

    import_id: Mapped[uuid.UUID]
    line: Mapped[int]
    severity: Mapped[str]
    reason: Mapped[str]
    row: Mapped[str]
    identity: Mapped[str] = mapped_column(default="")
