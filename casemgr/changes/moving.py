"""Moving records to a place of another version of their workflow, many at once.

Each keeps when it came to where it stands, and the approvals it has been given; its history and
the audit tell of the move.
"""

import uuid
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, cast, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from casemgr import clock
from casemgr.changes.places import MOVED, Move
from casemgr.changes.records import RECORDS
from casemgr.database.rows import acting, flush
from casemgr.extensions import db
from casemgr.workflows.clocks import follow_definition
from casemgr.workflows.models import WorkflowEvent, WorkflowInstance
from casemgr.workflows.publishing import published_definition

SOURCE = "change of the pack"
AT_ONCE = 500


def move_records(move: Move, number: int, *, by: Any, reason: str) -> list[uuid.UUID]:
    """Move the records of a group to their new place; return the lives that were moved."""
    members = move.group.members()
    _write_audit(move, number, members, reason=reason)
    _set_state(move, members)
    _write_history(move, number, members, by=by, reason=reason)
    told = replace(move.group, moved_by=number, origin=move.group.place)
    moved = db.session.scalars(
        update(WorkflowInstance)
        .where(told.members())
        .values(
            name=move.to.name,
            version=move.to.version,
            states=list(move.to.states),
            memory=dict(move.to.memory),
            row_version=WorkflowInstance.row_version + 1,
        )
        .returning(WorkflowInstance.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.expire_all()
    return list(moved)


def wind_clocks(move: Move, moved: list[uuid.UUID]) -> None:
    """Fit the clocks of records that were moved to those of their new version."""
    before = published_definition(move.group.place.name, move.group.place.version)
    after = published_definition(move.to.name, move.to.version)
    if not before.clocks and not after.clocks:
        return
    life, model = WorkflowInstance, RECORDS[move.group.subject].model
    for start in range(0, len(moved), AT_ONCE):
        wanted = select(life, model).join(
            model, (model.tenant_id == life.tenant_id) & (model.id == life.subject_id)
        )
        chosen = life.id.in_(moved[start : start + AT_ONCE])
        found = db.session.execute(wanted.where(life.tenant_id == acting().tenant_id, chosen))
        follow_definition([(one, record) for one, record in found], after)
        flush()


def _write_history(
    move: Move, number: int, members: ColumnElement[bool], *, by: Any, reason: str
) -> None:
    one, event = WorkflowInstance, WorkflowEvent
    last = (
        select(func.coalesce(func.max(event.position), 0) + 1)
        .where(event.tenant_id == one.tenant_id, event.instance_id == one.id)
        .correlate(one)
        .scalar_subquery()
    )
    told = {"pack": number, "from": move.group.place.said(), "to": move.to.said()}
    written = {
        event.tenant_id: one.tenant_id,
        event.id: func.gen_random_uuid(),
        event.instance_id: one.id,
        event.case_id: one.case_id,
        event.compartments: one.compartments,
        event.position: last,
        event.at: literal(clock.now()),
        event.actor_id: literal(by.id or acting().account_id),
        event.actor_name: literal(by.name, Text),
        event.kind: literal(MOVED, Text),
        event.step: literal(MOVED, Text),
        event.label: literal(f"Moved to {move.to.name} version {move.to.version}", Text),
        event.before: one.states,
        event.after: literal(list(move.to.states), ARRAY(Text)),
        event.reason: literal(reason.strip(), Text),
        event.entries: literal(told, JSONB),
    }
    chosen = select(*written.values()).where(members)
    db.session.execute(insert(event).from_select(list(written), chosen))


def _write_audit(move: Move, number: int, members: ColumnElement[bool], *, reason: str) -> None:
    one, records = WorkflowInstance, RECORDS[move.group.subject]
    facts = {"pack": number, "before": list(move.group.place.states), "after": list(move.to.states)}
    event = func.jsonb_build_object(
        *("action", literal(f"{move.group.subject}:{MOVED}", Text)),
        *("outcome", literal("done", Text)),
        *("reason", literal(reason.strip(), Text)),
        *("facts", literal(facts, JSONB)),
        *("object_type", literal(records.model.__tablename__, Text)),
        *("object_id", one.subject_id),
        *("object_label", records.named()),
        *("case_id", one.case_id),
        *("compartments", func.to_jsonb(one.compartments)),
        *("source", literal(SOURCE, Text)),
    )
    written = select(func.guard.write_audit(func.gen_random_uuid(), event)).join(
        records.model,
        (records.model.tenant_id == one.tenant_id) & (records.model.id == one.subject_id),
    )
    db.session.execute(select(func.count()).select_from(written.where(members).subquery()))


def _set_state(move: Move, members: ColumnElement[bool]) -> None:
    model = RECORDS[move.group.subject].model
    chosen = select(WorkflowInstance.subject_id).where(members)
    db.session.execute(
        update(model)
        .where(model.tenant_id == acting().tenant_id, model.id.in_(chosen))
        .values(state=" ".join(move.to.states), row_version=cast(model.row_version + 1, Integer))
        .execution_options(synchronize_session=False)
    )
