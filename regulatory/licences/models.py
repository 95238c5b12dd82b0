"""Who stands behind a licence, and the investigations to which it is linked."""

import uuid
from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casemgr.cases.models import Case
from casemgr.database.base import Base, Stamped, TenantScoped, Versioned, belongs_to, one
from casemgr.parties.models import Party
from regulatory.registry.models import Licence


class LicencePerson(TenantScoped, Versioned, Stamped, Base):
    """A party's part in a licence, from when until when, and the source that says so.

    Compartments are those of the party: who may not know of it does not learn its part either.
    """

    __tablename__ = "licence_person"
    __table_args__ = (
        belongs_to("licence_id", "licence"),
        belongs_to("party_id", "party"),
        UniqueConstraint("tenant_id", "licence_id", "party_id", "role"),
        Index("ix_licence_person_party", "tenant_id", "party_id"),
    )

    licence_id: Mapped[uuid.UUID]
    party_id: Mapped[uuid.UUID]
    role: Mapped[str]
    since: Mapped[date | None]
    until: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    compartments: Mapped[list[str]] = mapped_column(default=list)
    licence: Mapped[Licence] = one("Licence", "LicencePerson.licence_id")
    party: Mapped[Party] = one("Party", "LicencePerson.party_id")


class CaseLicence(TenantScoped, Stamped, Base):
    """A licence that an investigation concerns, and why; restricted like the case."""

    __tablename__ = "case_licence"
    __table_args__ = (
        belongs_to("case_id", "case"),
        belongs_to("licence_id", "licence"),
        UniqueConstraint("tenant_id", "case_id", "licence_id"),
        Index("ix_case_licence_licence", "tenant_id", "licence_id"),
    )

    case_id: Mapped[uuid.UUID]
    licence_id: Mapped[uuid.UUID]
    reason: Mapped[str]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    case: Mapped[Case] = one("Case", "CaseLicence.case_id")
    licence: Mapped[Licence] = one("Licence", "CaseLicence.licence_id")
