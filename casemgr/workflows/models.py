"""Where each record stands in its workflow, how it got there, and by which definition."""

import uuid
from datetime import datetime
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
    """A step that was taken or an approval that was given: appended, never changed."""

    __tablename__ = "workflow_event"
    __table_args__ = (
        belongs_to("instance_id", "workflow_instance"),
        UniqueConstraint("tenant_id", "instance_id", "position"),
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
    instance: Mapped[WorkflowInstance] = one("WorkflowInstance", "WorkflowEvent.instance_id")
