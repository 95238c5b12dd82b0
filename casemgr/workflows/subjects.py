"""The kinds of records that live by a workflow, as the features that own them offer them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from casemgr.extensions import db
from casemgr.tenants.fields import guard_values, guard_variables
from casemgr.tenants.pack import Pack

Relations = Callable[[Any, Any], set[str]]


@dataclass(frozen=True)
class SubjectType:
    """A kind of record: its name in packs, and what a person can be to such a record."""

    name: str
    relations: tuple[str, ...]
    relate: Relations
    model: Any = None
    core: dict[str, str] = field(default_factory=dict)
    entries: tuple[str, ...] = ()
    due: dict[str, str] = field(default_factory=dict)
    page: str = ""
    kind: str = ""

    def variables(self, pack: Pack) -> dict[str, str]:
        """Name what rules may ask of the record: its own columns and the pack's fields."""
        prefix = f"{self.name}."
        own = {prefix + name: kind for name, kind in self.core.items()}
        return own | guard_variables(pack.fields.get(self.name, ()), prefix)

    def values(self, pack: Pack, record: Any) -> dict[str, Any]:
        """Return the answers of one record."""
        prefix, values = f"{self.name}.", getattr(record, "fields", {})
        own = {prefix + name: getattr(record, name) for name in self.core}
        return own | guard_values(pack.fields.get(self.name, ()), values, prefix)


_BY_TABLE: dict[str, SubjectType] = {}


def offer_subject(
    name: str,
    model: Any,
    relate: Relations,
    *,
    relations: tuple[str, ...],
    core: dict[str, str] | None = None,
    entries: tuple[str, ...] = (),
    due: dict[str, str] | None = None,
    page: str = "",
    kind: str = "",
) -> None:
    """Let the records of a model live by the workflow of that subject.

    `relate(record, person)` tells which of the `relations` the person has to the record; `core`
    names the columns that rules may ask, with their kinds; `entries` what the pages of its steps
    ask for besides the pack's fields; `due` which column shows, for lists to sort by, the day on
    which the clock of a name runs out; `kind` the column that tells the kinds of it apart.
    """
    _BY_TABLE[model.__tablename__] = SubjectType(
        name, relations, relate, model, core or {}, entries, due or {}, page, kind
    )


def subject_of(record: Any) -> SubjectType:
    """Return the kind of a record."""
    return _BY_TABLE[record.__tablename__]


def record_of(instance: Any) -> Any:
    """Return the record whose life this is, or None when it cannot be seen."""
    subject = subject_named(instance.subject_type)
    return subject and db.session.get(subject.model, (instance.tenant_id, instance.subject_id))


def case_type_of(record: Any) -> str:
    """Return the type of the case that a record is or belongs to; nothing outside of cases."""
    case = record if hasattr(record, "case_type") else getattr(record, "case", None)
    return getattr(case, "case_type", "")


def kinds_of(record: Any) -> tuple[str, ...]:
    """Return of which kind a record is, for fields that only some kinds have."""
    column = subject_of(record).kind
    return (getattr(record, column),) if column else ()


def page_of(record: Any) -> str:
    """Return the address of a record's own page."""
    subject = subject_of(record)
    return url_for(subject.page, **{f"{subject.name}_id": record.id})


def subject_named(name: str) -> SubjectType | None:
    """Return the kind that packs call by this name."""
    return next((subject for subject in _BY_TABLE.values() if subject.name == name), None)


def subject_names() -> list[str]:
    """List the kinds of records that live by workflows."""
    return sorted(subject.name for subject in _BY_TABLE.values())
