"""People and organisations, entered once and used by every case of the agency."""

from datetime import date
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from casemgr.database.base import Base, Stamped, TenantScoped, Versioned

Rows = list[dict[str, Any]]


class Party(TenantScoped, Versioned, Stamped, Base):
    """A person or an organisation that an agency knows.

    `sort_name` is the folded name that the list is sorted and searched by. A party first met in a
    compartmented matter carries its compartments.
    """

    __tablename__ = "party"
    __table_args__ = (
        Index("ix_party_sort_name", "tenant_id", "sort_name", "id"),
        Index(
            "ix_party_aliases",
            "tenant_id",
            "sort_name",
            "id",
            postgresql_where=text("cardinality(aliases) > 0"),
        ),
        Index(
            "ix_party_sounds",
            "tenant_id",
            text("guard.sounds_of(sort_name)"),
            postgresql_using="gin",
        ),
    )

    kind: Mapped[str]
    name: Mapped[str]
    sort_name: Mapped[str]
    given_name: Mapped[str] = mapped_column(default="")
    middle_name: Mapped[str] = mapped_column(default="")
    family_name: Mapped[str] = mapped_column(default="")
    suffix: Mapped[str] = mapped_column(default="")
    aliases: Mapped[list[str]] = mapped_column(default=list)
    born_on: Mapped[date | None]
    birthplace: Mapped[str] = mapped_column(default="")
    occupation: Mapped[str] = mapped_column(default="")
    identifiers: Mapped[Rows] = mapped_column(JSONB, default=list)
    addresses: Mapped[Rows] = mapped_column(JSONB, default=list)
    phones: Mapped[Rows] = mapped_column(JSONB, default=list)
    description: Mapped[str] = mapped_column(default="")
    compartments: Mapped[list[str]] = mapped_column(default=list)
