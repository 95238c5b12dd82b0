"""The record of who did and saw what."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from casemgr.database.base import Base, TenantScoped


class AuditEvent(TenantScoped, Base):
    """One act or one look, written once by guard.write_audit() and never changed.

    `leaf` is the SHA-256 of the event's canonical text, `xid` the transaction that wrote it: what
    a sealed log is built from.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_at", "tenant_id", "sequence"),
        Index("ix_audit_event_object", "tenant_id", "object_type", "object_id"),
        Index("ix_audit_event_case", "tenant_id", "case_id", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    xid: Mapped[str]
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID]
    actor_name: Mapped[str]
    session_id: Mapped[uuid.UUID | None]
    source: Mapped[str]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[uuid.UUID | None]
    object_label: Mapped[str]
    case_id: Mapped[uuid.UUID | None]
    compartments: Mapped[list[str]]
    outcome: Mapped[str]
    reason: Mapped[str]
    facts: Mapped[dict[str, Any]]
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
