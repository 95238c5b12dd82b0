"""Where each record stands in its workflow, how it got there, and by which definition."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.database.base import Base, TenantScoped, Versioned, belongs_to, one


class PublishedWorkflow(TenantScoped, Base):
    """A workflow definition in use, as it was published; a change is a new version."""

    __tablename__ = "published_workflow"
    __table_args__ = (UniqueConstraint("tenant_id", "name", "version"),)

    name: Mapped[str]
    version: Mapped[int]
    digest: Mapped[str]
    source: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(default=clock.now)


class WorkflowInstance(TenantScoped, Versioned, Base):
    """The life of one record: its definition, the states it is in, and its version."""

    __tablename__ = "workflow_instance"
    __table_args__ = (
        UniqueConstraint("tenant_id", "subject_type", "subject_id"),
        Index("ix_workflow_instance_case", "tenant_id", "case_id"),
    )

    name: Mapped[str]
    version: Mapped[int]
    subject_type: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID | None]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    states: Mapped[list[str]]
    memory: Mapped[dict[str, Any]] = mapped_column(default=dict)
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)


class WorkflowEvent(TenantScoped, Base):
    """A step taken, an approval given, what a clock told: appended, never changed."""

    __tablename__ = "workflow_event"
    __table_args__ = (
        belongs_to("instance_id", "workflow_instance"),
        UniqueConstraint("tenant_id", "instance_id", "position"),
        UniqueConstraint("tenant_id", "instance_id", "firing"),
        Index("ix_workflow_event_case", "tenant_id", "case_id", "at"),
    )

    instance_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID | None]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[uuid.UUID]
    actor_name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="step")
    step: Mapped[str]
    label: Mapped[str]
    before: Mapped[list[str]]
    after: Mapped[list[str]]
    reason: Mapped[str] = mapped_column(default="")
    entries: Mapped[dict[str, Any]] = mapped_column(default=dict)
    behalf_id: Mapped[uuid.UUID | None]
    """The person who was away and in whose place the actor approved."""
    firing: Mapped[str | None]
    """Which mark of a clock this tells of: the key that lets none fire twice."""
    instance: Mapped[WorkflowInstance] = one("WorkflowInstance", "WorkflowEvent.instance_id")


class WorkflowClock(TenantScoped, Versioned, Base):
    """A time limit of a record: since when it runs, until when, and what it does next and when.

    `mark` counts the reminders and escalations that are past, `run` how often it was started.
    """

    __tablename__ = "workflow_clock"
    __table_args__ = (
        belongs_to("instance_id", "workflow_instance"),
        UniqueConstraint("tenant_id", "instance_id", "name"),
        Index("ix_workflow_clock_case", "tenant_id", "case_id"),
        Index("ix_workflow_clock_role", "tenant_id", "role", "due_on"),
        Index("ix_workflow_clock_next", "tenant_id", "next_at"),
    )

    instance_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID | None]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    name: Mapped[str]
    label: Mapped[str]
    state: Mapped[str] = mapped_column(default="running")
    started_on: Mapped[date]
    due_on: Mapped[date]
    paused_on: Mapped[date | None]
    next_at: Mapped[datetime | None]
    mark: Mapped[int] = mapped_column(default=0)
    run: Mapped[int] = mapped_column(default=1)
    role: Mapped[str] = mapped_column(default="")
    rung: Mapped[int] = mapped_column(default=0)
    instance: Mapped[WorkflowInstance] = one("WorkflowInstance", "WorkflowClock.instance_id")
