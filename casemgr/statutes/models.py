"""The catalogue of federal statutes and courts: public law, the same for every tenant."""

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from casemgr.database.base import Base


class StatuteSection(Base):
    """A section of the United States Code, "18 U.S.C. 922", with its text."""

    __tablename__ = "statute_section"
    __table_args__ = (Index("ix_statute_section_number", "title", "section"),)

    citation: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[int]
    section: Mapped[str]
    heading: Mapped[str]
    text: Mapped[str]
    subsections: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)
    source: Mapped[str]
    digest: Mapped[str] = mapped_column(default="")


class Court(Base):
    """A federal district court: a venue."""

    __tablename__ = "court"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    state: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
