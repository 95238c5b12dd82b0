"""Investigations and what hangs on them: team, subjects, charges, notes, tasks, events, links."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.accounts.models import Account
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


class Case(TenantScoped, Versioned, Stamped, Base):
    """An investigation. It gets its number when the opening is approved."""

    __tablename__ = "case"
    __table_args__ = (
        belongs_to("case_agent_id", "account"),
        UniqueConstraint("tenant_id", "number"),
        Index("ix_case_opened", "tenant_id", "opened_on", "id"),
        Index("ix_case_state", "tenant_id", "state", "opened_on"),
        Index("ix_case_agent", "tenant_id", "case_agent_id"),
        Index("ix_case_review", "tenant_id", "review_due_on"),
    )

    number: Mapped[str | None]
    title: Mapped[str]
    case_type: Mapped[str]
    office: Mapped[str]
    case_agent_id: Mapped[uuid.UUID]
    reach: Mapped[str]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    predication: Mapped[str] = mapped_column(default="")
    venue: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    opened_on: Mapped[date]
    review_due_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)

    case_agent: Mapped[Account] = one("Account", "Case.case_agent_id")
    members: Mapped[list["CaseMember"]] = many("CaseMember", "case_id", "Case")
    subjects: Mapped[list["CaseSubject"]] = many(
        "CaseSubject", "case_id", "Case", order_by="CaseSubject.position"
    )
    charges: Mapped[list["Charge"]] = many("Charge", "case_id", "Case", order_by="Charge.position")

    @property
    def case_id(self) -> uuid.UUID:
        """The case itself: so that a case and all under it answer alike."""
        return self.id

    @property
    def label(self) -> str:
        """How a person calls it: its number, or its title before it has one."""
        return self.number or self.title


class CaseMember(TenantScoped, Base):
    """A person on the team of a case, and as what."""

    __tablename__ = "case_member"
    __table_args__ = (
        belongs_to("case_id", "case"),
        belongs_to("account_id", "account"),
        UniqueConstraint("tenant_id", "case_id", "account_id", "role"),
        Index("ix_case_member_account", "tenant_id", "account_id"),
    )

    case_id: Mapped[uuid.UUID]
    account_id: Mapped[uuid.UUID]
    role: Mapped[str]
    added_by: Mapped[uuid.UUID]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    case: Mapped[Case] = one("Case", "CaseMember.case_id")
    account: Mapped[Account] = one("Account", "CaseMember.account_id")


class CaseSubject(TenantScoped, Versioned, Stamped, Base):
    """A party's part in a case: subject, witness, victim, source …"""

    __tablename__ = "case_subject"
    __table_args__ = (
        belongs_to("case_id", "case"),
        belongs_to("party_id", "party"),
        parent_in_case(),
        Index("ix_case_subject_case", "tenant_id", "case_id", "position"),
        Index("ix_case_subject_party", "tenant_id", "party_id"),
    )

    case_id: Mapped[uuid.UUID]
    party_id: Mapped[uuid.UUID]
    role: Mapped[str]
    position: Mapped[int]
    remarks: Mapped[str] = mapped_column(default="")
    compartments: Mapped[list[str]] = mapped_column(default=list)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    case: Mapped[Case] = one("Case", "CaseSubject.case_id")
    party: Mapped[Party] = one("Party", "CaseSubject.party_id")


class Charge(TenantScoped, Versioned, Stamped, Base):
    """A charge against a subject, with venue, the end of the time limit, and where it stands."""

    __tablename__ = "charge"
    __table_args__ = (
        belongs_to("case_id", "case"),
        under("subject_id", "case_subject"),
        parent_in_case(),
        Index("ix_charge_case", "tenant_id", "case_id", "position"),
    )

    case_id: Mapped[uuid.UUID]
    subject_id: Mapped[uuid.UUID]
    position: Mapped[int]
    citation: Mapped[str]
    heading: Mapped[str]
    counts: Mapped[int] = mapped_column(default=1)
    offence_from: Mapped[date]
    offence_until: Mapped[date]
    venue: Mapped[str]
    limitation_on: Mapped[date | None]
    limitation_source: Mapped[str] = mapped_column(default="")
    penalty: Mapped[str] = mapped_column(default="")
    remarks: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    case: Mapped[Case] = one("Case", "Charge.case_id")
    subject: Mapped[CaseSubject] = one("CaseSubject", "Charge.subject_id")

    @property
    def label(self) -> str:
        """How a person calls it."""
        return self.citation


class CaseNote(TenantScoped, Base):
    """A working note; every earlier wording of it is kept."""

    __tablename__ = "case_note"
    __table_args__ = (
        belongs_to("case_id", "case"),
        belongs_to("author_id", "account"),
        parent_in_case(),
        Index("ix_case_note_case", "tenant_id", "case_id", "created_at"),
    )

    case_id: Mapped[uuid.UUID]
    author_id: Mapped[uuid.UUID]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    case: Mapped[Case] = one("Case", "CaseNote.case_id")
    author: Mapped[Account] = one("Account", "CaseNote.author_id")
    revisions: Mapped[list["NoteRevision"]] = many(
        "NoteRevision", "note_id", "CaseNote", order_by="NoteRevision.position"
    )


class NoteRevision(TenantScoped, Base):
    """One wording of a note."""

    __tablename__ = "note_revision"
    __table_args__ = (
        under("note_id", "case_note"),
        UniqueConstraint("tenant_id", "note_id", "position"),
    )

    note_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID]
    position: Mapped[int]
    text: Mapped[str]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    written_by: Mapped[uuid.UUID]
    note: Mapped[CaseNote] = one("CaseNote", "NoteRevision.note_id")


class Task(TenantScoped, Versioned, Stamped, Base):
    """Something to be done on a case, by whom and by when."""

    __tablename__ = "task"
    __table_args__ = (
        belongs_to("case_id", "case"),
        belongs_to("assigned_to", "account"),
        belongs_to("after_id", "task"),
        Index("ix_task_case", "tenant_id", "case_id"),
        Index("ix_task_assigned", "tenant_id", "assigned_to", "done_at", "due_on"),
    )

    case_id: Mapped[uuid.UUID]
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    assigned_to: Mapped[uuid.UUID]
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[uuid.UUID | None]
    origin: Mapped[str] = mapped_column(default="")
    """The step that gave it; empty when a person did."""
    after_id: Mapped[uuid.UUID | None]
    due_days: Mapped[int | None]
    in_business_days: Mapped[bool] = mapped_column(default=False)
    case: Mapped[Case] = one("Case", "Task.case_id")
    after: Mapped["Task | None"] = one("Task", "Task.after_id")
    assignee: Mapped[Account] = one("Account", "Task.assigned_to")


class TimelineEntry(TenantScoped, Versioned, Stamped, Base):
    """Something that happened in the matter under investigation, as the agent tells it."""

    __tablename__ = "timeline_entry"
    __table_args__ = (
        belongs_to("case_id", "case"),
        Index("ix_timeline_entry_case", "tenant_id", "case_id", "happened_on"),
    )

    case_id: Mapped[uuid.UUID]
    happened_on: Mapped[date]
    happened_at: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    case: Mapped[Case] = one("Case", "TimelineEntry.case_id")


class CaseLink(TenantScoped, Stamped, Base):
    """A tie between two cases of one agency, and why they are tied."""

    __tablename__ = "case_link"
    __table_args__ = (
        belongs_to("case_id", "case"),
        belongs_to("other_case_id", "case"),
        UniqueConstraint("tenant_id", "case_id", "other_case_id"),
        Index("ix_case_link_other", "tenant_id", "other_case_id"),
    )

    case_id: Mapped[uuid.UUID]
    other_case_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    reason: Mapped[str]
    case: Mapped[Case] = one("Case", "CaseLink.case_id")
    other: Mapped[Case] = one("Case", "CaseLink.other_case_id")
