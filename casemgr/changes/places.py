"""Where live records stand, replayed against a changed pack: who moves, who stays, who is stuck.

Records are looked at by the hundred thousand: grouped by definition, version and place in one
query, so that each place is thought through once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from casemgr.changes.findings import Finding, about
from casemgr.changes.records import RECORDS
from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.tenants.pack import Pack
from casemgr.workflows.definition import Definition, Migration
from casemgr.workflows.engine import engine_for
from casemgr.workflows.models import WorkflowEvent, WorkflowInstance
from casemgr.workflows.publishing import published_definition
from casemgr.workflows.status import Status, UnknownStatus

MOVED = "migration"


@dataclass(frozen=True)
class Place:
    """A definition, its version and the states in which records stand."""

    name: str
    version: int
    states: tuple[str, ...]
    memory: Mapping[str, Any]

    @property
    def words(self) -> str:
        """The place as a person reads it."""
        return f"{' and '.join(self.states)} of {self.name} version {self.version}"

    def said(self) -> dict[str, Any]:
        """The place without its states, as the history keeps it."""
        return {"name": self.name, "version": self.version, "memory": dict(self.memory)}


@dataclass(frozen=True)
class Group:
    """The records of one kind that stand at one place.

    When a version of the pack is rolled back, a place is parted into those whom that version moved
    there, by where they came from, and the others.
    """

    subject: str
    place: Place
    count: int
    moved_by: int | None = None
    origin: Place | None = None

    def members(self) -> ColumnElement[bool]:
        """The condition by which the group's instances are found."""
        found = and_(
            WorkflowInstance.tenant_id == acting().tenant_id,
            WorkflowInstance.subject_type == self.subject,
            WorkflowInstance.name == self.place.name,
            WorkflowInstance.version == self.place.version,
            WorkflowInstance.states == list(self.place.states),
            WorkflowInstance.memory == dict(self.place.memory),
        )
        if self.moved_by is None:
            return found
        last = _last_move(self.moved_by)
        if self.origin is None:
            return and_(found, ~last.exists())
        came = and_(
            WorkflowEvent.before == list(self.origin.states),
            WorkflowEvent.entries["from"] == type_coerce(self.origin.said(), JSONB),
        )
        return and_(found, last.where(came).exists())

    def examples(self) -> tuple[str, ...]:
        """Name up to ten of its records."""
        records = RECORDS[self.subject]
        subjects = select(WorkflowInstance.subject_id).where(self.members())
        return records.examples(records.model.id.in_(subjects))


@dataclass(frozen=True)
class Move:
    """Records that a change moves to a place of another version."""

    group: Group
    to: Place

    @property
    def words(self) -> str:
        """What happens to them."""
        count, place = self.group.count, self.group.place
        verb = "moves" if count == 1 else "move"
        noun = RECORDS[self.group.subject].noun
        return about(count, noun, f"in {place.words} {verb} to {self.to.words}.")


def list_groups(*, lock: bool = False) -> list[Group]:
    """Group all records that live by a workflow by where they stand.

    `lock` keeps them there until the transaction ends.
    """
    one, own = WorkflowInstance, WorkflowInstance.tenant_id == acting().tenant_id
    if lock:
        db.session.execute(select(one.id).where(own).order_by(one.id).with_for_update()).all()
    keys = (one.subject_type, one.name, one.version, one.states, one.memory)
    wanted = select(*keys, func.count()).where(own).group_by(*keys)
    return [
        Group(subject, Place(name, version, tuple(states), memory), count)
        for subject, name, version, states, memory, count in db.session.execute(wanted)
    ]


def list_returns(number: int) -> list[Move]:
    """List whom a version of the pack moved, unless they have moved on: back to their places."""
    one, event = WorkflowInstance, WorkflowEvent
    keys = (one.subject_type, one.name, one.version, one.states, one.memory)
    origin = (event.before, event.entries["from"])
    wanted = (
        select(*keys, *origin, func.count())
        .join(event, and_(event.tenant_id == one.tenant_id, event.instance_id == one.id))
        .where(one.tenant_id == acting().tenant_id, *_is_last_move(number))
        .group_by(*keys, *origin)
    )
    return [_return(number, *found) for found in db.session.execute(wanted)]


def _return(
    number: int,
    subject: str,
    name: str,
    version: int,
    states: list[str],
    memory: dict[str, Any],
    before: list[str],
    told: dict[str, Any],
    count: int,
) -> Move:
    origin = Place(told["name"], told["version"], tuple(before), told["memory"])
    place = Place(name, version, tuple(states), memory)
    return Move(Group(subject, place, count, number, origin), origin)


def _last_move(number: int) -> Select[Any]:
    return select(WorkflowEvent.id).where(
        WorkflowEvent.tenant_id == WorkflowInstance.tenant_id,
        WorkflowEvent.instance_id == WorkflowInstance.id,
        *_is_last_move(number),
    )


def _is_last_move(number: int) -> Iterator[ColumnElement[bool]]:
    """Hold for a move by that version of the pack after which the record has not moved."""
    later = aliased(WorkflowEvent)
    newest = select(func.max(later.position)).where(
        later.tenant_id == WorkflowInstance.tenant_id, later.instance_id == WorkflowInstance.id
    )
    yield WorkflowEvent.kind == MOVED
    yield WorkflowEvent.entries["pack"].as_integer() == number
    yield WorkflowEvent.position == newest.correlate(WorkflowInstance).scalar_subquery()


def declared_move(group: Group, definitions: Mapping[str, Definition]) -> Move | None:
    """Return where the new definition takes a group; None when it says nothing of its version."""
    definition = definitions.get(group.place.name)
    if definition is None:
        return None
    for migration in definition.migrates:
        if migration.since == group.place.version:
            return Move(group, _mapped(group.place, definition, migration))
    return None


def look_at(
    group: Group, place: Place, definition: Definition, old: Pack | None, new: Pack
) -> Iterator[Finding]:
    """Report a group that has no place where it is to stand, or no way out of it."""
    before = _status(published_definition(group.place.name, group.place.version), group.place)
    if before is None or is_ended(group):
        return
    noun, count = RECORDS[group.subject].noun, group.count
    status = _status(definition, place)
    if status is None:
        words = about(count, noun, f"in {group.place.words}: no place {place.words}.")
        yield Finding(words, count, group.examples(), blocks=True)
    elif not _has_way_out(definition, status, new):
        own = published_definition(group.place.name, group.place.version)
        if old is None or _has_way_out(own, before, old):
            words = about(count, noun, f"in {place.words}: no role could move on from there.")
            yield Finding(words, count, group.examples(), blocks=True)


def is_ended(group: Group) -> bool:
    """Tell whether the group's records have come to the end of their life."""
    definition = published_definition(group.place.name, group.place.version)
    status = _status(definition, group.place)
    return status is not None and engine_for(definition).is_ended(status)


def _mapped(place: Place, definition: Definition, migration: Migration) -> Place:
    """Take a place through the map; what is remembered of states that are gone is forgotten."""
    states = {migration.target(name) for name in place.states}
    order = [*definition.states, *sorted(states)]
    kept = {
        name: [migration.target(state) for state in remembered]
        for name, remembered in place.memory.items()
        if name in definition.states
        and all(migration.target(state) in definition.states for state in remembered)
    }
    ordered = tuple(sorted(states, key=order.index))
    return Place(definition.name, definition.version, ordered, kept)


def _status(definition: Definition, place: Place) -> Status | None:
    try:
        return engine_for(definition).restore(place.states, place.memory)
    except UnknownStatus:
        return None


def _has_way_out(definition: Definition, status: Status, pack: Pack) -> bool:
    """Tell whether a role of the pack, or the workflow by itself, can move on from here."""
    engine = engine_for(definition)
    if engine.is_ended(status):
        return True
    if any(set(step.roles) & pack.roles.keys() for step in engine.steps_from(status)):
        return True
    active = engine.configuration(status)
    waiting = (step for step in definition.steps.values() if not step.is_taken_by_a_person)
    return any(not active.isdisjoint(step.sources) for step in waiting)
