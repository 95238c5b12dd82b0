"""A person who acts: what they may do and how far they see, put together for one request or job."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask_login import UserMixin

from casemgr.database import functions
from casemgr.database.context import Actor
from casemgr.database.rows import transaction
from casemgr.errors import NotAllowed
from casemgr.permissions import Permission
from casemgr.tenants import pack_of
from casemgr.tenants.pack import Pack

_CIRCLES = ("team", "office", "tenant")


@dataclass(frozen=True)
class Person(UserMixin):
    """A signed-in person, or the one for whom a job runs."""

    id: uuid.UUID
    tenant_id: int
    name: str
    username: str
    title: str
    office: str
    kind: str
    roles: frozenset[str]
    clearances: frozenset[str]
    must_change_password: bool = False
    has_totp: bool = False
    session_id: uuid.UUID | None = None
    csrf_secret: bytes = b""
    seen_at: float = 0
    source: str = ""
    cases: frozenset[uuid.UUID] = field(default=frozenset())
    pack_digest: str = ""

    @property
    def is_authenticated(self) -> bool:
        """A person is only ever made for somebody who has signed in."""
        return True

    @cached_property
    def pack(self) -> Pack:
        """The pack of the person's agency, the same version until this person is done."""
        return pack_of(self.tenant_id, self.pack_digest)

    @cached_property
    def permissions(self) -> frozenset[str]:
        """All that the person's roles permit; everybody may look after their own account."""
        held = (self.pack.roles[role].permissions for role in self.roles & self.pack.roles.keys())
        return frozenset({Permission.ACCOUNT_SELF}).union(*held)

    @cached_property
    def reach(self) -> str:
        """The widest circle that one of the person's roles sees."""
        held = [self.pack.roles[role].reach for role in self.roles & self.pack.roles.keys()]
        return max(held, key=_CIRCLES.index, default="team")

    @cached_property
    def offices(self) -> tuple[str, ...]:
        """The person's office and those under it."""
        known = self.office in self.pack.offices
        return tuple(self.pack.offices_under(self.office)) if known else (self.office,)

    @property
    def role_words(self) -> str:
        """The person's roles in the agency's words."""
        known = self.pack.roles
        return ", ".join(sorted(known[role].label for role in self.roles if role in known))

    def actor(self, seconds: int = 60) -> Actor:
        """Return what the database is told of the person."""
        return Actor(
            self.tenant_id,
            self.id,
            tuple(sorted(self.clearances)),
            self.offices,
            self.reach,
            seconds=seconds,
            pack=self.pack_digest,
        )

    def may(self, permission: str) -> bool:
        """Return whether a role of the person carries the permission."""
        return permission in self.permissions


def person_from(answer: dict[str, Any], source: str = "") -> Person:
    """Build the person from what the guard told of them."""
    session = answer.get("session_id")
    return Person(
        id=uuid.UUID(answer["id"]),
        tenant_id=answer["tenant_id"],
        name=answer["name"],
        username=answer["username"],
        title=answer["title"],
        office=answer["office"],
        kind=answer["kind"],
        roles=frozenset(answer["roles"]),
        clearances=frozenset(answer["clearances"]),
        must_change_password=answer["must_change_password"],
        has_totp=answer["has_totp"],
        session_id=uuid.UUID(session) if session else None,
        csrf_secret=bytes.fromhex(answer.get("csrf_secret", "")),
        seen_at=answer.get("seen_at", 0),
        source=source,
        pack_digest=answer["pack"] or "",
    )


def load_person(tenant_id: int, account_id: uuid.UUID) -> Person:
    """Return an active account as it stands now; outside a request."""
    with transaction(Actor(tenant_id, account_id, purpose="identify"), read_only=True):
        answer = functions.person()
    if not answer or answer["id"] is None:
        raise NotAllowed("This account is no longer active.")
    return person_from(answer)


def requester() -> Person:
    """Return the person for whom a job runs, as they are in its transaction."""
    told = functions.person()
    if not told or told["id"] is None:
        raise NotAllowed("This account is no longer active.")
    return person_from(told)


@contextmanager
def acting_as(person: Person, *, seconds: int = 60) -> Iterator[Person]:
    """Do a unit of work for a person outside a request: committed at the end, or nothing of it."""
    with transaction(person.actor(seconds)):
        yield person
