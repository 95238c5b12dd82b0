"""Changes of a pack that are being drafted."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.database.base import Base, Stamped, TenantScoped, Versioned, belongs_to, one


class ChangeSet(TenantScoped, Versioned, Stamped, Base):
    """A drafted change: files laid over a version of the pack, until it is applied or withdrawn.

    `files` maps a file's path to its text, or to nothing where the file is to go.
    """

    __tablename__ = "change_set"
    __table_args__ = (
        belongs_to("author_id", "account"),
        Index("ix_change_set_state", "tenant_id", "state", "changed_at"),
    )

    title: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft")
    based_on: Mapped[int]
    files: Mapped[dict[str, Any]] = mapped_column(default=dict)
    author_id: Mapped[uuid.UUID]
    applied_as: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    author: Mapped[Account] = one("Account", "ChangeSet.author_id")
