"""Prosecution packets: the proof of each element, what was sent and what was answered."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.cases.models import Case, CaseSubject, Charge
from casemgr.database.base import (
    Base,
    Stamped,
    TenantScoped,
    Versioned,
    belongs_to,
    one,
    parent_in_case,
    under,
)
from casemgr.evidence.models import Exhibit
from casemgr.reports.models import Report


class ElementProof(TenantScoped, Stamped, Base):
    """What proves an element of a charge: an exhibit, a report or a witness, or an accepted gap."""

    __tablename__ = "element_proof"
    __table_args__ = (
        belongs_to("case_id", "case"),
        under("charge_id", "charge"),
        under("exhibit_id", "exhibit"),
        under("report_id", "report"),
        under("witness_id", "case_subject"),
        Index("ix_element_proof_charge", "tenant_id", "charge_id"),
    )

    case_id: Mapped[uuid.UUID]
    charge_id: Mapped[uuid.UUID]
    element: Mapped[str]
    exhibit_id: Mapped[uuid.UUID | None]
    report_id: Mapped[uuid.UUID | None]
    witness_id: Mapped[uuid.UUID | None]
    gap_accepted: Mapped[bool] = mapped_column(default=False)
    remarks: Mapped[str] = mapped_column(default="")
    case: Mapped[Case] = one("Case", "ElementProof.case_id")
    charge: Mapped[Charge] = one("Charge", "ElementProof.charge_id")
    exhibit: Mapped[Exhibit | None] = one("Exhibit", "ElementProof.exhibit_id")
    report: Mapped[Report | None] = one("Report", "ElementProof.report_id")
    witness: Mapped[CaseSubject | None] = one("CaseSubject", "ElementProof.witness_id")


class Packet(TenantScoped, Versioned, Stamped, Base):
    """A prosecution packet of a case: frozen, built, submitted, answered."""

    __tablename__ = "packet"
    __table_args__ = (
        belongs_to("case_id", "case"),
        UniqueConstraint("tenant_id", "case_id", "number"),
        parent_in_case(),
        Index("ix_packet_case", "tenant_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    number: Mapped[int]
    recipient: Mapped[str]
    recipient_name: Mapped[str]
    state: Mapped[str] = mapped_column(default="")
    built_by: Mapped[uuid.UUID]
    released_by: Mapped[uuid.UUID]
    frozen_at: Mapped[datetime | None]
    frozen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    bates_prefix: Mapped[str] = mapped_column(default="")
    bates_first: Mapped[int | None]
    bates_last: Mapped[int | None]
    pages: Mapped[int | None]
    manifest: Mapped[dict[str, Any]] = mapped_column(default=dict)
    pdf_sha256: Mapped[str | None]
    zip_sha256: Mapped[str | None]
    zip_size: Mapped[int | None] = mapped_column(BigInteger)
    submitted_at: Mapped[datetime | None]
    case: Mapped[Case] = one("Case", "Packet.case_id")

    @property
    def label(self) -> str:
        """How a person calls it."""
        return f"Packet {self.number}"


class PacketAnswer(TenantScoped, Base):
    """The prosecutor's answer as it arrived; the case moves when it has been applied."""

    __tablename__ = "packet_answer"
    __table_args__ = (
        under("packet_id", "packet"),
        UniqueConstraint("tenant_id", "packet_id"),
    )

    packet_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID]
    outcome: Mapped[str]
    reason_code: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str]
    answered_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    packet: Mapped[Packet] = one("Packet", "PacketAnswer.packet_id")


class Submission(TenantScoped, Versioned, Base):
    """A packet as the prosecutor's office received it: its own copy, in its own tenant."""

    __tablename__ = "submission"
    __table_args__ = (
        belongs_to("assigned_to", "account"),
        UniqueConstraint("tenant_id", "sender_id", "packet_id"),
        Index("ix_submission_received", "tenant_id", "received_at", "id"),
        Index("ix_submission_state", "tenant_id", "state"),
    )

    sender_id: Mapped[int]
    sender_name: Mapped[str]
    packet_id: Mapped[uuid.UUID]
    packet_number: Mapped[int]
    number: Mapped[str | None]
    case_number: Mapped[str]
    title: Mapped[str]
    summary: Mapped[dict[str, Any]]
    pdf_sha256: Mapped[str]
    zip_sha256: Mapped[str]
    zip_size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int]
    bates: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(default="")
    assigned_to: Mapped[uuid.UUID | None]
    outcome: Mapped[str | None]
    reason_code: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[uuid.UUID | None]
    answered_at: Mapped[datetime | None]
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    assignee: Mapped[Account | None] = one("Account", "Submission.assigned_to")

    @property
    def label(self) -> str:
        """How a person calls it."""
        return self.number or f"{self.case_number}, packet {self.packet_number}"
