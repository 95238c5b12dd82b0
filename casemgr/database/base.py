"""The base of every table: tenant keys, references inside a tenant, versions of a row."""

import uuid
from datetime import datetime
from typing import Any

import uuid_utils.compat
from sqlalchemy import ARRAY, DateTime, ForeignKeyConstraint, MetaData, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    declared_attr,
    mapped_column,
    registry,
    relationship,
)

from casemgr import clock

SCHEMA = "casemgr"
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """A table of the platform."""

    registry = registry(
        metadata=MetaData(schema=SCHEMA, naming_convention=_NAMES),
        type_annotation_map={
            str: Text,
            datetime: DateTime(timezone=True),
            list[str]: ARRAY(Text),
            dict[str, Any]: JSONB,
        },
    )
    __mapper_args__ = {"eager_defaults": False}


def new_id() -> uuid.UUID:
    """Return a new key: a UUIDv7, so that rows lie in the order in which they were made."""
    return uuid_utils.compat.uuid7()


class TenantScoped:
    """A row that belongs to one tenant: the tenant is part of its key."""

    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)


class Versioned:
    """A row that two people may edit: the second to save is told of the first."""

    row_version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.row_version, "eager_defaults": False}


class Stamped:
    """A row that knows when and by whom it was made."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[uuid.UUID]


def belongs_to(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """Return a foreign key that can only point inside the row's own tenant."""
    target = f"{SCHEMA}.{table}"
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], **options
    )


def under(column: str, table: str) -> ForeignKeyConstraint:
    """Return a foreign key to a row of the same tenant and the same case.

    A child carries its case so that one policy covers all under a case; this key keeps the child
    from naming another case than its parent's.
    """
    target = f"{SCHEMA}.{table}"
    return ForeignKeyConstraint(
        ["tenant_id", "case_id", column],
        [f"{target}.tenant_id", f"{target}.case_id", f"{target}.id"],
    )


def parent_in_case() -> UniqueConstraint:
    """Return the key that `under` points at."""
    return UniqueConstraint("tenant_id", "case_id", "id")


def one(target: str, column: str, **options: Any) -> Any:
    """Return a relationship along `column` ("Report.author_id") to one row of the same tenant.

    With plain composite keys two relationships of one row would both write `tenant_id`, and
    clearing one would clear the tenant: so only the id is marked foreign. The database's
    composite key still holds the tenant.
    """
    own = column.partition(".")[0]
    return relationship(
        target,
        primaryjoin=f"and_(foreign({column}) == remote({target}.id),"
        f" {own}.tenant_id == remote({target}.tenant_id))",
        **options,
    )


def many(target: str, column: str, own: str, **options: Any) -> Any:
    """Return the rows of `target` whose `column` points at this row, to read only."""
    return relationship(
        target,
        primaryjoin=f"and_(remote(foreign({target}.{column})) == {own}.id,"
        f" remote({target}.tenant_id) == {own}.tenant_id)",
        viewonly=True,
        **options,
    )
