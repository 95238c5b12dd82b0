"""People who act, the roles and clearances they hold, and their sign-ins."""

import uuid
from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casemgr import clock
from casemgr.database.base import Base, TenantScoped, Versioned, belongs_to, one


class Account(TenantScoped, Versioned, Base):
    """A person who signs in, or a service of the platform that acts in a tenant."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("tenant_id", "username"),)

    username: Mapped[str]
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    office: Mapped[str]
    kind: Mapped[str] = mapped_column(default="person")
    status: Mapped[str] = mapped_column(default="active")
    password_hash: Mapped[str] = mapped_column(default="")
    must_change_password: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int] = mapped_column(default=0)
    locked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class RoleGrant(TenantScoped, Base):
    """A role given to a person: by whom, why, and until when."""

    __tablename__ = "role_grant"
    __table_args__ = (
        belongs_to("account_id", "account"),
        Index("ix_role_grant_account", "tenant_id", "account_id"),
    )

    account_id: Mapped[uuid.UUID]
    role: Mapped[str]
    granted_by: Mapped[uuid.UUID]
    reason: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    account: Mapped[Account] = one("Account", "RoleGrant.account_id")


class Clearance(TenantScoped, Base):
    """Access to a compartment (grand jury, informant, sealed …): by whom, why, and until when."""

    __tablename__ = "clearance"
    __table_args__ = (
        belongs_to("account_id", "account"),
        Index("ix_clearance_account", "tenant_id", "account_id"),
    )

    account_id: Mapped[uuid.UUID]
    compartment: Mapped[str]
    granted_by: Mapped[uuid.UUID]
    reason: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    account: Mapped[Account] = one("Account", "Clearance.account_id")


class Delegation(TenantScoped, Base):
    """An absence: from when until when, who approves meanwhile, by whom it was said and why."""

    __tablename__ = "delegation"
    __table_args__ = (
        belongs_to("account_id", "account"),
        belongs_to("delegate_id", "account"),
        Index("ix_delegation_account", "tenant_id", "account_id"),
        Index("ix_delegation_delegate", "tenant_id", "delegate_id"),
    )

    account_id: Mapped[uuid.UUID]
    delegate_id: Mapped[uuid.UUID | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str]
    granted_by: Mapped[uuid.UUID]
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]
    account: Mapped[Account] = one("Account", "Delegation.account_id")
    deputy: Mapped[Account | None] = one("Account", "Delegation.delegate_id")


class SignInSession(TenantScoped, Base):
    """A signed-in browser; only the digest of its token is stored."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        belongs_to("account_id", "account"),
        UniqueConstraint("tenant_id", "digest"),
        Index("ix_sign_in_session_digest", "digest"),
    )

    account_id: Mapped[uuid.UUID]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    csrf_secret: Mapped[bytes] = mapped_column(LargeBinary)
    source: Mapped[str] = mapped_column(default="")
    browser: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    idle_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    account: Mapped[Account] = one("Account", "SignInSession.account_id")


class SignInAttempt(TenantScoped, Base):
    """An attempt to sign in, kept to lock an account that is being guessed at."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_recent", "tenant_id", "username", "at"),)

    username: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    succeeded: Mapped[bool]
    source: Mapped[str] = mapped_column(default="")
