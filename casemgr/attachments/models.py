"""Files attached to a record, known by their hashes and never changed."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.database.base import Base, TenantScoped, belongs_to


class Attachment(TenantScoped, Base):
    """A file as it came in, in a field of a record; the record's field says whether it still is."""

    __tablename__ = "attachment"
    __table_args__ = (
        belongs_to("case_id", "case"),
        Index("ix_attachment_record", "tenant_id", "record_id"),
        Index("ix_attachment_case", "tenant_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    record_type: Mapped[str]
    record_id: Mapped[uuid.UUID]
    field: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    sha512: Mapped[str]
    warnings: Mapped[list[str]] = mapped_column(default=list)
    compartments: Mapped[list[str]] = mapped_column(default=list)
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    uploaded_by: Mapped[uuid.UUID]
