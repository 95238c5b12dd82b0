"""The agencies and offices that share the platform, their number series and their form keys."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.database.base import SCHEMA, Base


class Tenant(Base):
    """An agency or a prosecutor's office; what it is like stands in its pack."""

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


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
