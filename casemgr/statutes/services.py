"""Importing the catalogue of statutes and courts that every tenant shares."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.orm import Session

from casemgr.statutes.catalogue import (
    BUILT_IN,
    SectionRecord,
    built_in_sections,
    load_catalogue,
    restore,
)
from casemgr.statutes.citations import Citation
from casemgr.statutes.courts import CourtRecord, built_in_courts, load_courts
from casemgr.statutes.models import Court, StatuteSection

OWNER = "-c role=casemgr_owner"  # The application's own role may only read the catalogue.
STATUTES = "us-code"
COURTS = "courts"
COURTS_SOURCE = "courts-db, public list of courts"


@dataclass
class CatalogueChanges:
    """What an import did; `version` is a hash over everything that was read."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    courts: int = 0
    version: str = ""

    @property
    def words(self) -> str:
        """The outcome in one sentence."""
        return (
            f"{self.read:,} sections read: {self.added:,} new, {self.changed:,} changed, "
            f"{self.unchanged:,} as before; {self.courts} courts. Version {self.version}."
        )


def import_as_administrator(administrator: str, data: Path | None) -> CatalogueChanges:
    """Import over a connection that may write; `data` is the folder of public data."""
    engine = create_engine(administrator, poolclass=NullPool, connect_args={"options": OWNER})
    with Session(engine) as session, session.begin():
        return import_catalogue(session, data)


def import_catalogue(session: Session, data: Path | None) -> CatalogueChanges:
    """Bring sections and courts to what the folder of public data holds, or the short lists.

    Nothing is deleted, because charges refer to it. The short list never replaces the release.
    """
    records = _sections(data)
    changes = CatalogueChanges(read=len(records), version=_version(records))
    _import_sections(session, records, changes)
    changes.courts = _import_courts(session, _courts(data))
    session.flush()
    return changes


def _version(records: Sequence[SectionRecord]) -> str:
    digests = "".join(sorted(record.digest for record in records))
    return hashlib.sha256(digests.encode()).hexdigest()[:12]


def _sections(data: Path | None) -> list[SectionRecord]:
    if data is None or not (data / STATUTES).is_dir():
        return list(built_in_sections().values())
    return [restore(record) for record in load_catalogue(data / STATUTES)]


def _courts(data: Path | None) -> tuple[CourtRecord, ...]:
    if data is None or not (data / COURTS).is_dir():
        return built_in_courts()
    return load_courts(data / COURTS)


def _import_sections(
    session: Session, records: Sequence[SectionRecord], changes: CatalogueChanges
) -> None:
    rows = {row.citation: row for row in session.scalars(select(StatuteSection))}
    for record in records:
        key = str(record.citation)
        if key not in rows:
            rows[key] = StatuteSection(citation=key, **_values(record))
            session.add(rows[key])
            changes.added += 1
        elif rows[key].digest == record.digest or _is_newer(rows[key], record):
            changes.unchanged += 1
        else:
            _update(rows[key], record)
            changes.changed += 1
    _number(rows.values())


def _update(row: StatuteSection, record: SectionRecord) -> None:
    for column, value in _values(record).items():
        setattr(row, column, value)


def _is_newer(row: StatuteSection, record: SectionRecord) -> bool:
    """Say whether the release is stored already and the short list comes after it."""
    return record.source == BUILT_IN and row.source != BUILT_IN


def _values(record: SectionRecord) -> dict[str, Any]:
    outline = record.outline
    pinpoints = ["".join(f"({name})" for name in part.path) for part in outline.parts]
    return {
        "title": record.title,
        "section": record.section,
        "heading": record.heading,
        "text": record.text,
        "subsections": {"parts": pinpoints},
        "source": record.source,
        "digest": record.digest,
    }


def _number(rows: Iterable[StatuteSection]) -> None:
    """Number the sections in the order of the Code; a database cannot sort 25A before 100."""
    ordered = sorted(rows, key=lambda row: Citation(row.title, row.section).sort_key)
    for position, row in enumerate(ordered):
        if row.position != position:
            row.position = position


def _import_courts(session: Session, courts: Sequence[CourtRecord]) -> int:
    for court in courts:
        values = {"name": court.name, "short_name": court.abbreviation, "state": court.place}
        session.merge(Court(id=court.id, source=COURTS_SOURCE, **values))
    return len(courts)
