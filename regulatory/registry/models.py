"""Licences and registrations, what became of them, and the lists from which they are known."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Computed, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from casemgr.database.base import Base, Stamped, TenantScoped, Versioned, belongs_to, many

# Keys are compared byte by byte, so that an index answers what begins with a text.
KEY = Text(collation="C")
# Every word begins with the tenant, so that an index of them does too.
OURS = "tenant_id::text || ':'"
TEXTS = (
    "name_key || ' ' || trade_key || ' ' || place_key || ' ' || sounds"
    " || ' ' || lower(replace(number, '-', ' '))"
)
FACETS = {
    "scheme": "scheme",
    "type": "type",
    "state": "state",
    "county": "county_fips",
    "city": "translate(lower(city), '-.''', ' ')",
    "zip": "left(zip, 5)",
    "status": "status",
    "month": "coalesce((extract(year FROM expires_on) * 12"
    " + extract(month FROM expires_on))::int, 0)::text",
}
# What has no last day comes after all that has one.
EXPIRY = "coalesce(expires_on, 'infinity'::date)"
SCHEDULES = ("1", "2", "2N", "3", "3N", "4", "5", "L1")


def _marked_schedules() -> str:
    """Return SQL that marks the schedules, by means that a generated column may use."""
    column = "schedules"
    for value in SCHEDULES:
        column = f"array_replace({column}, '{value}', {OURS} || 'schedule:{value}')"
    return column


# One index answers words, sounds and all filters together, however rare their coincidence is.
_MARKED_TEXTS = f"string_to_array({OURS} || replace({TEXTS}, ' ', ' ' || {OURS}), ' ')"
_MARKED_FACETS = ", ".join(f"{OURS} || '{name}:' || {said}" for name, said in FACETS.items())
WORDS = (
    f"array_to_tsvector(array_remove({_MARKED_TEXTS}, {OURS})"
    f" || ARRAY[{_MARKED_FACETS}] || {_marked_schedules()})"
)


class Status(StrEnum):
    """Where a licence stands as its lists tell; that it has run out is told by its expiry."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    GONE = "gone"


class Stage(StrEnum):
    """How far an import is."""

    READING = "reading"
    READ = "read"
    APPLYING = "applying"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class RegistryImport(TenantScoped, Stamped, Base):
    """A list of licences as it came in: the file, how far it is read and what it changed.

    `format` is how its rows are written: encoding, line ends, delimiter, order of columns.
    `list_date` is the day for which the list speaks, and binds no other unless somebody or
    something told it; `covered` is the part of the registry that
    the file reaches over, inside which alone an absence means anything. `offset` is where reading
    goes on after an interruption, in bytes.
    """

    __tablename__ = "registry_import"
    __table_args__ = (
        belongs_to("job_id", "job"),
        Index("ix_registry_import_recent", "tenant_id", "scheme", "created_at"),
        Index(
            "uq_registry_import_running",
            "tenant_id",
            "scheme",
            unique=True,
            postgresql_where=text("stage IN ('reading', 'applying')"),
        ),
    )

    scheme: Mapped[str]
    layout: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    format: Mapped[dict[str, Any]] = mapped_column(default=dict)
    list_date: Mapped[date]
    day_is_guessed: Mapped[bool] = mapped_column(default=False)
    dry_run: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[str] = mapped_column(default=Stage.READING)
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    lines: Mapped[int] = mapped_column(default=0)
    covered: Mapped[dict[str, Any]] = mapped_column(default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str] = mapped_column(default="")
    job_id: Mapped[uuid.UUID | None]
    finished_at: Mapped[datetime | None]

    @property
    def label(self) -> str:
        """How the audit calls it."""
        return self.file_name


class Licence(TenantScoped, Versioned, Base):
    """A licence, permit or registration of one scheme.

    `identity` is what neither a renewal nor a move changes, `number` the number as it stands now,
    `compact` the number without its dashes. `name_key`, `trade_key` and `place_key` are folded for
    finding, `sounds` how the names are heard, `words` what all of it is found by. The first and
    the last import name the file and the line whence it is known.
    """

    __tablename__ = "licence"
    __table_args__ = (
        belongs_to("party_id", "party"),
        belongs_to("first_import_id", "registry_import"),
        belongs_to("last_import_id", "registry_import"),
        UniqueConstraint("tenant_id", "scheme", "identity"),
        Index("ix_licence_compact", "tenant_id", "compact", "id"),
        Index("ix_licence_sequence", "tenant_id", "sequence", "id"),
        Index("ix_licence_name", "tenant_id", "name_key", "id"),
        Index("ix_licence_trade", "tenant_id", "trade_key", "id"),
        Index("ix_licence_expiry", "tenant_id", text(EXPIRY), "id"),
        Index("ix_licence_zip", "tenant_id", "zip", "id"),
        Index("ix_licence_phone", "tenant_id", "phone"),
        Index("ix_licence_party", "tenant_id", "party_id"),
        Index("ix_licence_words", "words", postgresql_using="gin"),
        Index(
            "ix_licence_part",
            "compact",
            postgresql_using="gin",
            postgresql_ops={"compact": "extensions.gin_trgm_ops"},
        ),
    )

    scheme: Mapped[str]
    identity: Mapped[str] = mapped_column(KEY)
    number: Mapped[str]
    compact: Mapped[str] = mapped_column(KEY)
    sequence: Mapped[str] = mapped_column(KEY, default="")
    type: Mapped[str]
    subtype: Mapped[str] = mapped_column(default="")
    schedules: Mapped[list[str]] = mapped_column(default=list)
    payment: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default=Status.ACTIVE)
    expires_on: Mapped[date | None]
    name: Mapped[str]
    trade_name: Mapped[str] = mapped_column(default="")
    additional: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    street2: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    zip: Mapped[str] = mapped_column(KEY, default="")
    mail_street: Mapped[str] = mapped_column(default="")
    mail_city: Mapped[str] = mapped_column(default="")
    mail_state: Mapped[str] = mapped_column(default="")
    mail_zip: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(KEY, default="")
    county_fips: Mapped[str] = mapped_column(KEY, default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    name_key: Mapped[str] = mapped_column(KEY)
    trade_key: Mapped[str] = mapped_column(KEY, default="")
    place_key: Mapped[str] = mapped_column(default="")
    sounds: Mapped[str] = mapped_column(default="")
    words: Mapped[Any] = mapped_column(TSVECTOR, Computed(WORDS, persisted=True))
    party_id: Mapped[uuid.UUID | None]
    first_import_id: Mapped[uuid.UUID]
    first_line: Mapped[int]
    last_import_id: Mapped[uuid.UUID]
    last_line: Mapped[int]
    listed_on: Mapped[date]
    seen_on: Mapped[date]
    gone_on: Mapped[date | None]
    digest: Mapped[bytes] = mapped_column(default=b"")

    events: Mapped[list["LicenceEvent"]] = many(
        "LicenceEvent", "licence_id", "Licence", order_by="LicenceEvent.on"
    )

    @property
    def label(self) -> str:
        """How the audit and a link call it: its number."""
        return self.number


class LicenceEvent(TenantScoped, Base):
    """What became of a licence on a day, by the list and the line that say so.

    `before` and `after` hold the values that changed, by column.
    """

    __tablename__ = "licence_event"
    __table_args__ = (
        belongs_to("licence_id", "licence"),
        belongs_to("import_id", "registry_import"),
        Index("ix_licence_event_licence", "tenant_id", "licence_id", "on"),
        Index("ix_licence_event_import", "tenant_id", "import_id"),
    )

    licence_id: Mapped[uuid.UUID]
    import_id: Mapped[uuid.UUID]
    line: Mapped[int | None]
    kind: Mapped[str]
    on: Mapped[date]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)


class RegistryWord(TenantScoped, Base):
    """A word that occurs in a registry: among them lies what somebody meant who mistyped one."""

    __tablename__ = "registry_word"
    __table_args__ = (
        UniqueConstraint("tenant_id", "word"),
        Index("ix_registry_word_size", "tenant_id", "size", "word"),
        Index("ix_registry_word_reversed", "tenant_id", text("reverse(word)")),
    )

    word: Mapped[str] = mapped_column(KEY)
    size: Mapped[int] = mapped_column(SmallInteger, Computed("length(word)", persisted=True))


class SavedQuery(TenantScoped, Stamped, Base):
    """A query that a person keeps under a name: what is asked, as the address says it."""

    __tablename__ = "saved_query"
    __table_args__ = (UniqueConstraint("tenant_id", "created_by", "name"),)

    name: Mapped[str]
    asked: Mapped[dict[str, Any]]
