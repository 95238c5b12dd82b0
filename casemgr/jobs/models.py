"""Work that runs after the request that asked for it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.database.base import Base, TenantScoped


class Job(TenantScoped, Base):
    """A piece of work, leased by one worker at a time and done under its requester's rights.

    Two unfinished jobs never share a `singleton` key: asking twice gives the job that runs.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("tenant_id", "singleton"),
        Index("ix_job_due", "state", "run_at"),
        Index("ix_job_case", "tenant_id", "case_id"),
    )

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    requested_by: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID | None]
    singleton: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(default="Waiting for a worker")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(default=clock.now)
    lease_until: Mapped[datetime | None]
    worker: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]
