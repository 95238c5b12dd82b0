"""A change to many cases, and what became of each of them."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casemgr.cases.models import Case
from casemgr.database.base import Base, Stamped, TenantScoped, belongs_to, one
from casemgr.tenants import current_pack

STEP, AGENT = "step", "agent"


class Stage(StrEnum):
    """How far a change is."""

    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class Outcome(StrEnum):
    """What became of one case; WAITING until it has been tried, POSSIBLE until it is changed."""

    WAITING = "waiting"
    POSSIBLE = "possible"
    CHANGED = "changed"
    APPROVED = "approved"
    SAME = "same"
    REFUSED = "refused"
    MOVED = "moved"


class BulkChange(TenantScoped, Stamped, Base):
    """A step, a field or a case agent for many cases, as one person asked for it.

    `target` names the step or the field; `entries` are the values by field, or the account.
    """

    __tablename__ = "bulk_change"
    __table_args__ = (
        belongs_to("job_id", "job"),
        Index("ix_bulk_change_author", "tenant_id", "created_by", "created_at"),
    )

    kind: Mapped[str]
    target: Mapped[str]
    entries: Mapped[dict[str, Any]]
    reason: Mapped[str]
    words: Mapped[str]
    stage: Mapped[str] = mapped_column(default=Stage.CHECKING)
    begun_at: Mapped[datetime | None]
    job_id: Mapped[uuid.UUID | None]

    @property
    def label(self) -> str:
        """How the audit calls it: without the value that was set."""
        pack = current_pack()
        told = pack.word("case_agent") if self.kind == AGENT else self.words
        told = told if self.kind == STEP else told.partition(":")[0]
        return f"{pack.say('Change of many {case:s}')}: {told}"


class BulkRow(TenantScoped, Base):
    """One case of the set, frozen when the change was asked for, and what became of it.

    The versions are those that the case and its workflow had when the change was tried.
    """

    __tablename__ = "bulk_row"
    __table_args__ = (
        belongs_to("bulk_change_id", "bulk_change"),
        belongs_to("case_id", "case"),
        UniqueConstraint("tenant_id", "bulk_change_id", "case_id"),
        Index("ix_bulk_row_outcome", "tenant_id", "bulk_change_id", "outcome", "position"),
    )

    bulk_change_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID]
    position: Mapped[int]
    case_version: Mapped[int | None]
    life_version: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(default=Outcome.WAITING)
    reasons: Mapped[list[str]] = mapped_column(default=list)
    case: Mapped[Case] = one("Case", "BulkRow.case_id")
