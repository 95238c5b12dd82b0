"""The agencies that share the platform, the versions of their packs, number series, form keys."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.database.base import SCHEMA, Base, TenantScoped


class Tenant(Base):
    """An agency or a prosecutor's office; `pack_digest` names the version of its pack in use."""

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    pack_digest: Mapped[str | None]


class PackVersion(TenantScoped, Base):
    """A pack as it was taken into use: its files, by whom, why, and what that changed.

    The newest version is the one in use. None is ever edited (NIST SP 800-53 CM-3).
    """

    __tablename__ = "pack_version"
    __table_args__ = (UniqueConstraint("tenant_id", "number"),)

    number: Mapped[int]
    digest: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    recipients: Mapped[list[str]]
    senders: Mapped[list[str]]
    look_ups: Mapped[dict[str, Any]] = mapped_column(default=dict)
    files: Mapped[dict[str, Any]]
    applied_at: Mapped[datetime] = mapped_column(default=clock.now)
    applied_by: Mapped[uuid.UUID | None]
    applied_by_name: Mapped[str]
    reason: Mapped[str]
    plan: Mapped[dict[str, Any]]
    rolls_back: Mapped[int | None]

    @property
    def label(self) -> str:
        """How a person calls it."""
        return f"Version {self.number}"


class ExchangeLink(Base):
    """A sender whose packets a recipient has agreed to receive; both packs must say so."""

    __tablename__ = "exchange_link"

    sender_id: Mapped[int] = mapped_column(ForeignKey(f"{SCHEMA}.tenant.id"), primary_key=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey(f"{SCHEMA}.tenant.id"), primary_key=True)


class NumberSeries(Base):
    """The last number given in one series of a tenant: without gaps, by row lock."""

    __tablename__ = "number_series"

    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class FormKey(Base):
    """A form that was carried out, so that the same form sent twice has one effect."""

    __tablename__ = "form_key"

    tenant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    key: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    location: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
