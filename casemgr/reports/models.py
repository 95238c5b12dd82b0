"""Reports of investigation: drafts until approved, part of the record from then on."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.cases.models import Case
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


class Report(TenantScoped, Versioned, Stamped, Base):
    """A report of investigation. Serialised, it has a number, a hash and a stored PDF and the
    database refuses any change; a correction is a new report that points back.
    """

    __tablename__ = "report"
    __table_args__ = (
        belongs_to("case_id", "case"),
        belongs_to("author_id", "account"),
        under("corrects_id", "report"),
        UniqueConstraint("tenant_id", "case_id", "number"),
        parent_in_case(),
        Index("ix_report_case", "tenant_id", "case_id", "created_at"),
        Index("ix_report_state", "tenant_id", "state"),
    )

    case_id: Mapped[uuid.UUID]
    author_id: Mapped[uuid.UUID]
    corrects_id: Mapped[uuid.UUID | None]
    number: Mapped[int | None]
    serial: Mapped[str | None]
    report_type: Mapped[str]
    title: Mapped[str]
    event_on: Mapped[date]
    narrative: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    compartments: Mapped[list[str]] = mapped_column(default=list)
    disclosure: Mapped[list[str]] = mapped_column(default=list)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    serialised_at: Mapped[datetime | None]
    serialised_by: Mapped[uuid.UUID | None]
    content_sha256: Mapped[str | None]
    pdf_sha256: Mapped[str | None]
    pages: Mapped[int | None]

    case: Mapped[Case] = one("Case", "Report.case_id")
    author: Mapped[Account] = one("Account", "Report.author_id")
    corrects: Mapped["Report | None"] = one("Report", "Report.corrects_id")
    mentions: Mapped[list["ReportMention"]] = many("ReportMention", "report_id", "Report")
    comments: Mapped[list["ReportComment"]] = many(
        "ReportComment", "report_id", "Report", order_by="ReportComment.written_at"
    )

    @property
    def label(self) -> str:
        """How a person calls it."""
        return f"Report {self.written_number}" if self.number else f"Draft “{self.title}”"

    @property
    def written_number(self) -> str:
        """The number as the agency writes it, such as a serial of the case."""
        return self.serial or str(self.number or "")


class ReportMention(TenantScoped, Base):
    """A party that a report speaks of."""

    __tablename__ = "report_mention"
    __table_args__ = (
        under("report_id", "report"),
        belongs_to("party_id", "party"),
        UniqueConstraint("tenant_id", "report_id", "party_id"),
        Index("ix_report_mention_party", "tenant_id", "party_id"),
    )

    report_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID]
    party_id: Mapped[uuid.UUID]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    report: Mapped[Report] = one("Report", "ReportMention.report_id")
    party: Mapped[Party] = one("Party", "ReportMention.party_id")


class ReportComment(TenantScoped, Base):
    """What a reviewer says of a draft."""

    __tablename__ = "report_comment"
    __table_args__ = (
        under("report_id", "report"),
        belongs_to("author_id", "account"),
        Index("ix_report_comment_report", "tenant_id", "report_id", "written_at"),
    )

    report_id: Mapped[uuid.UUID]
    case_id: Mapped[uuid.UUID]
    author_id: Mapped[uuid.UUID]
    text: Mapped[str]
    compartments: Mapped[list[str]] = mapped_column(default=list)
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    report: Mapped[Report] = one("Report", "ReportComment.report_id")
    author: Mapped[Account] = one("Account", "ReportComment.author_id")
