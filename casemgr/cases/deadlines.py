"""What clocks and absences put on the page My work: overdue, due soon, gone up, delegated."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager

from casemgr import clock
from casemgr.accounts.delegation import Absentee, absentees_for
from casemgr.cases.models import Case
from casemgr.cases.work import MOST, Item
from casemgr.database.rows import rows
from casemgr.tenants import current_pack
from casemgr.workflows.actors import stand_in
from casemgr.workflows.clocks import RUNNING
from casemgr.workflows.definition import Step
from casemgr.workflows.marks import role_at
from casemgr.workflows.models import WorkflowClock, WorkflowInstance
from casemgr.workflows.publishing import newest_definitions
from casemgr.workflows.refusals import step_label
from casemgr.workflows.standing import state_of
from casemgr.workflows.subjects import SubjectType, page_of, subject_named

MOST_RUNGS = 6
SOON = timedelta(days=14)


def escalated(person: Any) -> list[Item]:
    """List what has gone up to the person's role because nobody below acted in time."""
    query = _running(WorkflowClock.rung > 0, WorkflowClock.role.in_(person.roles))
    return _items(query, person)


def overdue(person: Any) -> list[Item]:
    """List what is late: in a person's own cases, and what their role answers for first.

    It stays here when it has gone up the ladder: to those above it is shown besides.
    """
    return _items(_running(WorkflowClock.due_on < _today(), _mine(person)), person)


def due_soon(person: Any) -> list[Item]:
    """List what runs out in the next two weeks, of the same."""
    soon = WorkflowClock.due_on.between(_today(), _today() + SOON)
    return _items(_running(soon, _mine(person)), person)


def delegated(person: Any) -> list[Item]:
    """List the approvals that wait for somebody who is away and in whose place the person acts."""
    waiting = [(each, step) for each in _readable(person) for step in _approvals(each, person)]
    away = absentees_for(person, {role for _, step in waiting for role in step.roles})
    covered = {role for one in away for role in one.roles}
    found: list[Item] = []
    for subject, step in waiting:
        if covered & set(step.roles):
            found += _in_place(subject, step, person, away)
    return found[:MOST]


def _in_place(
    subject: SubjectType, step: Step, person: Any, away: Sequence[Absentee]
) -> list[Item]:
    records = _waiting(subject, step)
    acts = [(record, stand_in(record, step, person, away)) for record in records]
    apart = set(step.approval.apart_from) if step.approval else set()
    return [
        Item(
            record.label,
            page_of(record),
            about=f"{step_label(step)} for {absent.name}",
            state=state_of(record),
        )
        for record, absent in acts
        if absent and not apart & (subject.relate(record, person) | subject.relate(record, absent))
    ]


def _approvals(subject: SubjectType, person: Any) -> list[Step]:
    """List the approvals of a kind of record that are not the person's own to give."""
    steps = (step for each in newest_definitions(subject.name) for step in each.steps.values())
    return [
        step
        for step in steps
        if step.approval and step.targets and not set(step.roles) & set(person.roles)
    ]


def _waiting(subject: SubjectType, step: Step) -> list[Any]:
    lives = select(WorkflowInstance.subject_id).where(
        WorkflowInstance.subject_type == subject.name,
        WorkflowInstance.states.bool_op("&&")(list(step.sources)),
    )
    model = subject.model
    return rows(select(model).where(model.id.in_(lives)).order_by(model.id).limit(MOST))


def _running(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(WorkflowClock)
        .join(WorkflowClock.instance)
        .options(contains_eager(WorkflowClock.instance))
        .where(WorkflowClock.state == RUNNING, *conditions)
        .order_by(WorkflowClock.due_on, WorkflowClock.id)
        .limit(MOST)
    )


def _mine(person: Any) -> ColumnElement[bool]:
    """Ask for clocks of the person's cases, and those that began with one of their roles."""
    known = current_pack().roles
    began = [
        (WorkflowClock.rung == rung) & (WorkflowClock.role == role_at(rung, role, known))
        for role in person.roles
        for rung in range(MOST_RUNGS)
    ]
    return or_(_own(person), *began)


def _own(person: Any) -> ColumnElement[bool]:
    return WorkflowClock.case_id.in_(select(Case.id).where(Case.case_agent_id == person.id))


def _items(query: Select[Any], person: Any) -> list[Item]:
    """Show clocks with their records, which are read kind by kind."""
    clocks = rows(query)
    records = _records(clocks, person)
    return [
        Item(
            records[each.instance.subject_id].label,
            page_of(records[each.instance.subject_id]),
            about=each.label,
            due_on=each.due_on,
            late=each.due_on < _today(),
            state=state_of(records[each.instance.subject_id]),
        )
        for each in clocks
        if each.instance.subject_id in records
    ]


def _records(clocks: Iterable[WorkflowClock], person: Any) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for subject in _readable(person):
        keys = [one.instance.subject_id for one in clocks if _is_of(one, subject)]
        model = subject.model
        wanted = rows(select(model).where(model.id.in_(keys))) if keys else []
        found.update((record.id, record) for record in wanted)
    return found


def _is_of(row: WorkflowClock, subject: SubjectType) -> bool:
    return row.instance.subject_type == subject.name


def _readable(person: Any) -> list[SubjectType]:
    """List the kinds of records whose page the person may open."""
    pages: dict[str, Any] = dict(current_app.view_functions)
    known = [subject_named(name) for name in current_pack().lives]
    return [one for one in known if one and pages[one.page].access in person.permissions]


def _today() -> date:
    return clock.today(current_pack().time_zone)
