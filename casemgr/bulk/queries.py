"""Finding changes to many cases, their rows, and the set of cases that a person has chosen."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager

from casemgr.bulk.models import BulkChange, BulkRow, Outcome
from casemgr.cases.models import Case
from casemgr.database.rows import acting, rows
from casemgr.errors import NotFound
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.paging import Order, Page, page_of
from casemgr.tenants import current_pack
from casemgr.workflows.definition import Step
from casemgr.workflows.engine import engine_for
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.publishing import definition_of


class Group(NamedTuple):
    """Rows that ended alike for the same reasons; `place` is the position of the first."""

    outcome: str
    reasons: list[str]
    size: int
    place: int


def those(keys: Sequence[str]) -> Select[Any]:
    """Select these cases, as far as the person may know of them."""
    try:
        wanted = [uuid.UUID(key) for key in keys]
    except ValueError:
        raise NotFound from None
    return select(Case).where(Case.id.in_(wanted))


def count_of(cases: Select[Any]) -> int:
    """Count the cases of a set."""
    found = cases.with_only_columns(Case.id).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def steps_for(cases: Select[Any], by: Any) -> list[Step]:
    """List the steps that the person's role takes from where at least one of the cases stands."""
    found: dict[str, Step] = {}
    for place in rows(_places(cases)):
        engine = engine_for(definition_of(place))
        open_here = engine.steps_from(engine.restore(place.states))
        found |= {step.name: step for step in open_here if set(step.roles) & set(by.roles)}
    return list(found.values())


def list_changes() -> list[BulkChange]:
    """List the latest changes that the person has asked for."""
    return rows(select(BulkChange).order_by(BulkChange.created_at.desc()).limit(50))


def lock_change(key: uuid.UUID) -> BulkChange:
    """Return a change that nobody else stops or goes on with meanwhile."""
    wanted = select(BulkChange).where(
        BulkChange.tenant_id == acting().tenant_id, BulkChange.id == key
    )
    query = wanted.with_for_update().execution_options(populate_existing=True)
    change: BulkChange | None = db.session.scalar(query)
    if change is None:
        raise NotFound
    return change


def find_job(change: BulkChange) -> Job | None:
    """Return the job that tries or makes a change, or did so last."""
    return db.session.get(Job, (change.tenant_id, change.job_id)) if change.job_id else None


def next_rows(change: BulkChange, outcome: Outcome, most: int) -> list[BulkRow]:
    """Return the first rows that stand there, each with its case, in the order of the cases."""
    query = _with_case(change).where(BulkRow.outcome == outcome)
    return rows(query.order_by(BulkRow.position).limit(most))


def counts_of(change: BulkChange) -> dict[str, int]:
    """Count the rows by what became of them."""
    query = select(BulkRow.outcome, func.count()).where(BulkRow.bulk_change_id == change.id)
    return dict(db.session.execute(query.group_by(BulkRow.outcome)).all())


def groups_of(change: BulkChange) -> list[Group]:
    """List why rows were not changed, the most frequent reasons first."""
    count = func.count().label("rows")
    query = (
        select(BulkRow.outcome, BulkRow.reasons, count, func.min(BulkRow.position))
        .where(BulkRow.bulk_change_id == change.id, func.cardinality(BulkRow.reasons) > 0)
        .group_by(BulkRow.outcome, BulkRow.reasons)
        .order_by(count.desc(), BulkRow.outcome, BulkRow.reasons)
    )
    return [Group(*found) for found in db.session.execute(query)]


def page_of_rows(change: BulkChange, asked: Mapping[str, str]) -> Page:
    """Return a part of the rows: those of one outcome, or those that ended like one of them."""
    noun = current_pack().word("case", 2)
    return page_of(narrowed(change, asked), BulkRow, Order(BulkRow.position), asked, noun=noun)


def narrowed(change: BulkChange, asked: Mapping[str, str]) -> Select[Any]:
    """Select the rows that an address asks for with `outcome` or `like`."""
    query = _with_case(change)
    if asked.get("outcome"):
        query = query.where(BulkRow.outcome == asked["outcome"])
    like = asked.get("like", "")
    return query.where(_ended_like(change, int(like))) if _is_place(like) else query


def _ended_like(change: BulkChange, place: int) -> Any:
    other = (
        select(BulkRow.outcome, BulkRow.reasons)
        .where(BulkRow.bulk_change_id == change.id, BulkRow.position == place)
        .subquery()
    )
    return (BulkRow.outcome == select(other.c.outcome).scalar_subquery()) & (
        BulkRow.reasons == select(other.c.reasons).scalar_subquery()
    )


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9


def _with_case(change: BulkChange) -> Select[Any]:
    joined = select(BulkRow).join(BulkRow.case).options(contains_eager(BulkRow.case))
    return joined.where(BulkRow.bulk_change_id == change.id)


def _places(cases: Select[Any]) -> Select[Any]:
    """Select one life for each definition and state in which the cases stand."""
    life, keys = WorkflowInstance, cases.with_only_columns(Case.id)
    found = select(life).where(life.subject_type == "case", life.subject_id.in_(keys))
    return found.ext(distinct_on(life.name, life.version, life.states))
