"""What cases offer to other pages: tabs, a person's own work, the timeline, a party's record."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from casemgr import clock
from casemgr.cases import deadlines
from casemgr.cases.approvals import states_to_approve
from casemgr.cases.events import Event, offer_events
from casemgr.cases.models import Case, CaseLink, CaseMember, CaseNote, CaseSubject, Charge, Task
from casemgr.cases.queries import list_entries, names_of
from casemgr.cases.tabs import counting, offer_tab
from casemgr.cases.work import MOST, Item, offer_work
from casemgr.database.rows import rows
from casemgr.jobs.models import Job
from casemgr.parties.appearances import Appearance, offer_appearances
from casemgr.parties.models import Party
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from casemgr.workflows.services import history
from casemgr.workflows.standing import state_of

READ = Permission.CASE_READ


def offer_parts() -> None:
    """Offer all of it."""
    offer_tab("Overview", "cases.show", READ, 10)
    offer_tab("Subjects", "cases.subjects", READ, 20, counting(CaseSubject))
    offer_tab("Charges", "cases.charges", READ, 30, counting(Charge))
    offer_tab("Timeline", "cases.timeline", READ, 70)
    offer_tab("Tasks", "cases.tasks", READ, 75, counting(Task, Task.done_at.is_(None)))
    offer_tab("Notes", "cases.notes", READ, 80, counting(CaseNote))
    offer_tab("Team", "cases.team", READ, 85, counting(CaseMember))
    offer_tab("Links", "cases.links", READ, 90, counting(CaseLink))
    offer_work("{case:s} to approve", Permission.CASE_APPROVE, 10, cases_to_approve)
    offer_work("Delegated to me", READ, 12, deadlines.delegated)
    offer_work("Escalated to me", READ, 15, deadlines.escalated, kind="bad")
    offer_work("Overdue", READ, 20, deadlines.overdue, kind="bad")
    offer_work("Due soon", READ, 40, deadlines.due_soon)
    offer_work("My tasks", READ, 30, my_tasks, kind="active", empty="No task is waiting for you.")
    offer_work(
        "My {case:s}",
        Permission.CASE_OPEN,
        80,
        my_cases,
        kind="active",
        empty="You lead no {case} yet.",
        more=lambda person: url_for("cases.index", agent=person.id),
    )
    offer_work("Jobs running", Permission.JOB_READ, 90, my_jobs, kind="active")
    offer_events(READ, entries_as_events)
    offer_events(READ, steps_as_events)
    offer_appearances("{case:s}", READ, 10, cases_of_party)


def cases_to_approve(person: Any) -> list[Item]:
    """List the cases that await a step which this person's role may take."""
    found = []
    for state, apart_from in states_to_approve(person.roles).items():
        query = select(Case).where(Case.state == state)
        if "author" in apart_from:
            query = query.where(Case.created_by != person.id)
        if "case_agent" in apart_from:
            query = query.where(Case.case_agent_id != person.id)
        found += rows(query.order_by(Case.opened_on, Case.id).limit(MOST))
    return [_item(case) for case in found[:MOST]]


def my_tasks(person: Any) -> list[Item]:
    """List what the person is to do, the most urgent first."""
    query = (
        select(Task)
        .join(Task.case)
        .options(contains_eager(Task.case))
        .where(Task.assigned_to == person.id, Task.done_at.is_(None))
        .order_by(Task.due_on.nulls_last(), Task.id)
    )
    return [
        Item(
            task.title,
            url_for("cases.tasks", case_id=task.case_id),
            about=task.case.label,
            due_on=task.due_on,
            late=task.due_on is not None and task.due_on < _today(),
        )
        for task in rows(query.limit(MOST))
    ]


def my_cases(person: Any) -> list[Item]:
    """List the cases that the person leads or works on and that are not closed.

    Of those that others lead it says who does.
    """
    working = select(CaseMember.case_id).where(CaseMember.account_id == person.id)
    query = select(Case).where(
        or_(Case.case_agent_id == person.id, Case.id.in_(working)), Case.closed_on.is_(None)
    )
    found = rows(query.order_by(Case.opened_on.desc()).limit(MOST))
    leaders = names_of({case.case_agent_id for case in found} - {person.id})
    return [_item(case, led_by=leaders.get(case.case_agent_id, "")) for case in found]


def my_jobs(person: Any) -> list[Item]:
    """List the jobs that run for the person."""
    query = select(Job).where(Job.requested_by == person.id, Job.state.in_(("queued", "running")))
    return [
        Item(job.words, url_for("jobs.show", job_id=job.id))
        for job in rows(query.order_by(Job.created_at.desc()).limit(MOST))
    ]


def entries_as_events(case: Case) -> Iterator[Event]:
    """Tell what the agent has entered of what happened in the matter."""
    for entry in list_entries(case):
        change = url_for("cases.edit_entry", case_id=case.id, entry_id=entry.id)
        text = "\n".join(part for part in (entry.happened_at, entry.text) if part)
        yield Event(entry.happened_on, entry.title, text, change_url=change)


def steps_as_events(case: Case) -> Iterator[Event]:
    """Tell how the case came to where it stands, from its opening on."""
    yield Event(case.created_at, "Entered as a draft")
    for event in history(case):
        title = f"{event.label} (one approval)" if event.kind == "approval" else event.label
        yield Event(event.at, title, event.reason, event.actor_name)


def cases_of_party(party: Party) -> list[Appearance]:
    """List the cases in which a party has a part."""
    query: Select[Any] = (
        select(CaseSubject)
        .join(CaseSubject.case)
        .options(contains_eager(CaseSubject.case))
        .where(CaseSubject.party_id == party.id)
        .order_by(Case.opened_on.desc())
    )
    roles = current_pack().kinds["subject"]
    return [
        Appearance(
            one.case.label,
            url_for("cases.show", case_id=one.case_id),
            roles[one.role].label if one.role in roles else one.role,
            one.case.title if one.case.number else "",
            state_of(one.case),
        )
        for one in rows(query.limit(MOST))
    ]


def _item(case: Case, led_by: str = "") -> Item:
    about = case.title if case.number else _type(case)
    return Item(
        case.label,
        url_for("cases.show", case_id=case.id),
        about=f"{about} · led by {led_by}" if led_by else about,
        state=state_of(case),
    )


def _type(case: Case) -> str:
    known = current_pack().case_types
    return known[case.case_type].label if case.case_type in known else case.case_type


def _today() -> Any:
    return clock.today(current_pack().time_zone)
