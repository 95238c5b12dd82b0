"""Exhibits, the hands they went through, and the files that belong to them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.cases.models import Case
from casemgr.database.base import (
    Base,
    Stamped,
    TenantScoped,
    Versioned,
    belongs_to,
    many,
    one,
    parent_in_case,
    under,
)
from casemgr.parties.models import Party


class Exhibit(TenantScoped, Versioned, Stamped, Base):
    """A thing held as evidence."""

    __tablename__ = "exhibit"
    __table_args__ = (
        belongs_to("case_id", "case"),
        belongs_to("acquired_by", "account"),
        belongs_to("witness_id", "account"),
        belongs_to("acquired_from_id", "party"),
        UniqueConstraint("tenant_id", "case_id", "number"),
        parent_in_case(),
        Index("ix_exhibit_case", "tenant_id", "case_id", "position"),
    )

    case_id: Mapped[uuid.UUID]
    number: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    description: Mapped[str]
    acquired_at: Mapped[datetime]
    acquired_by: Mapped[uuid.UUID]
    witness_id: Mapped[uuid.UUID | None]
    acquired_from_id: Mapped[uuid.UUID | None]
    acquired_where: Mapped[str] = mapped_column(default="")
    seal: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    compartments: Mapped[list[str]] = mapped_column(default=list)
    disclosure: Mapped[list[str]] = mapped_column(default=list)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)

    case: Mapped[Case] = one("Case", "Exhibit.case_id")
    acquirer: Mapped[Account] = one("Account", "Exhibit.acquired_by")
    witness: Mapped[Account | None] = one("Account", "Exhibit.witness_id")
    acquired_from: Mapped[Party | None] = one("Party", "Exhibit.acquired_from_id")
    custody: Mapped[list["CustodyEvent"]] = many(
        "CustodyEvent", "exhibit_id", "Exhibit", order_by="CustodyEvent.position"
    )
    files: Mapped[list["EvidenceFile"]] = many(
        "EvidenceFile", "exhibit_id", "Exhibit", order_by="EvidenceFile.uploaded_at"
    )

    @property
    def label(self) -> str:
        """How a person calls it."""
        return f"Exhibit {self.number}"


class CustodyEvent(TenantScoped, Base):
    """An exhibit passes from one holder to the next; complete when the receiver has confirmed it.

    A holder is an account of the tenant or, outside it, a name (laboratory, court, owner).
    """

    __tablename__ = "custody_event"
    __table_args__ = (
        under("exhibit_id", "exhibit"),
        belongs_to("released_by", "account"),
        belongs_to("receiver_id", "account"),
        UniqueConstraint("tenant_id", "exhibit_id", "position"),
        parent_in_case(),
        Index("ix_custody_event_receiver", "tenant_id", "receiver_id", "received_at"),
    )

    exhibit_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int]
    kind: Mapped[str]
    released_at: Mapped[datetime]
    released_by: Mapped[uuid.UUID | None]
    released_by_name: Mapped[str] = mapped_column(default="")
    receiver_id: Mapped[uuid.UUID | None]
    receiver_name: Mapped[str]
    received_at: Mapped[datetime | None]
    location: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    seal: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[uuid.UUID]
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    exhibit: Mapped[Exhibit] = one("Exhibit", "CustodyEvent.exhibit_id")
    receipts: Mapped[list["CustodyReceipt"]] = many(
        "CustodyReceipt", "custody_event_id", "CustodyEvent"
    )


class CustodyReceipt(TenantScoped, Base):
    """The receipt for a hand-over: its number and who filed it."""

    __tablename__ = "custody_receipt"
    __table_args__ = (
        under("custody_event_id", "custody_event"),
        Index("ix_custody_receipt_event", "tenant_id", "custody_event_id"),
    )

    custody_event_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    number: Mapped[str]
    filed_by: Mapped[uuid.UUID]
    filed_at: Mapped[datetime] = mapped_column(default=clock.now)
    remarks: Mapped[str] = mapped_column(default="")
    event: Mapped[CustodyEvent] = one("CustodyEvent", "CustodyReceipt.custody_event_id")


class EvidenceFile(TenantScoped, Base):
    """A file as it came in, known by its hashes and never changed."""

    __tablename__ = "evidence_file"
    __table_args__ = (
        belongs_to("case_id", "case"),
        under("exhibit_id", "exhibit"),
        Index("ix_evidence_file_exhibit", "tenant_id", "exhibit_id"),
        Index("ix_evidence_file_case", "tenant_id", "case_id"),
        Index("ix_evidence_file_sha256", "tenant_id", "sha256"),
    )

    case_id: Mapped[uuid.UUID]
    exhibit_id: Mapped[uuid.UUID]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    sha512: Mapped[str]
    warnings: Mapped[list[str]] = mapped_column(default=list)
    compartments: Mapped[list[str]] = mapped_column(default=list)
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    uploaded_by: Mapped[uuid.UUID]
    exhibit: Mapped[Exhibit] = one("Exhibit", "EvidenceFile.exhibit_id")
