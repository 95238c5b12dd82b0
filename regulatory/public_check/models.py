"""How often an address has asked, kept for an hour."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from casemgr.database.base import Base, TenantScoped


class CheckCount(TenantScoped, Base):
    """The checks that came from one address within one minute.

    `source` is a keyed digest: who asks about a licence is nobody's business.
    """

    __tablename__ = "public_check_count"
    __table_args__ = (UniqueConstraint("tenant_id", "minute", "source"),)

    minute: Mapped[datetime]
    source: Mapped[str]
    count: Mapped[int]
