"""Finding reports, as far as a person may know of them.

Row security leaves out what needs a clearance. Numbers are given in one run per case, so a person
who sees reports 2 and 4 can tell that there is a report 3: agencies accept that, because a run
with gaps would be worth less as a record. Nothing else of such a report shows.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from casemgr.cases.models import Case, CaseSubject
from casemgr.database.rows import fetch, rows
from casemgr.errors import NotAllowed, NotFound
from casemgr.extensions import db
from casemgr.paging import Order, Page, page_of
from casemgr.parties.models import Party
from casemgr.permissions import Permission
from casemgr.reports.models import Report, ReportComment, ReportMention
from casemgr.reports.phases import phases

AFTER_ALL_NUMBERS = 2_000_000_000
SORTS: dict[str, Any] = {
    "number": func.coalesce(Report.number, AFTER_ALL_NUMBERS),
    "event_on": Report.event_on,
    "title": func.lower(Report.title),
}


def may_read(report: Report, person: Any) -> bool:
    """Return whether the person may read it: a draft only if they write or approve reports."""
    return report.serialised_at is not None or works_on_reports(person)


def fetch_report(key: uuid.UUID, person: Any) -> Report:
    """Return the report and note that it was read, or 404 when it is not for this person."""
    report = fetch(Report, key)
    if not may_read(report, person):
        raise NotFound
    return report


def list_reports(case: Case, person: Any, asked: Mapping[str, str]) -> Page:
    """List the reports of a case, drafts and the newest first, or as the address asks."""
    query = _with_author().where(Report.case_id == case.id, *readable(person))
    if asked.get("state"):
        query = query.where(Report.state == asked["state"])
    if asked.get("report_type"):
        query = query.where(Report.report_type == asked["report_type"])
    sort = asked.get("sort", "-number")
    key = SORTS.get(sort.removeprefix("-"), SORTS["number"])
    return page_of(query, Report, Order(key, sort.startswith("-")), asked, noun="reports")


def count_reports(case: Case, person: Any) -> Select[Any]:
    """Return the query for the number of reports of a case that the person may read."""
    wanted = select(func.count()).select_from(Report)
    return wanted.where(Report.case_id == case.id, *readable(person))


def readable(person: Any) -> list[ColumnElement[bool]]:
    """Return what a report must be for this person besides what row security asks."""
    return [] if works_on_reports(person) else [Report.serialised_at.is_not(None)]


def list_serialised(case: Case) -> list[Report]:
    """List the reports that are part of the record of a case, by number."""
    query = _with_author().where(Report.case_id == case.id, Report.serialised_at.is_not(None))
    return rows(query.order_by(Report.number))


def list_unfinished(case: Case) -> list[Report]:
    """List the reports of a case that are neither approved nor given up."""
    query = select(Report).where(
        Report.case_id == case.id,
        Report.serialised_at.is_(None),
        Report.state.not_in(phases().ended),
    )
    return rows(query.order_by(Report.created_at))


def list_returned(person: Any) -> list[Report]:
    """List the reports that a reviewer has returned to this person."""
    return _waiting(Report.author_id == person.id, Report.state.in_(phases().returned))


def list_drafts(person: Any) -> list[Report]:
    """List the drafts that this person has begun and not yet submitted."""
    return _waiting(Report.author_id == person.id, Report.state.in_(phases().start))


def list_to_review(person: Any) -> list[Report]:
    """List the reports that wait for a reviewer who is not their author."""
    return _waiting(Report.author_id != person.id, Report.state.in_(phases().review))


def list_naming(party: Party, person: Any) -> list[Report]:
    """List the reports that name a party, the newest event first."""
    named = select(ReportMention.report_id).where(ReportMention.party_id == party.id)
    query = _with_case().where(Report.id.in_(named), *readable(person))
    return rows(query.order_by(Report.event_on.desc(), Report.id))


def list_mentions(report: Report) -> list[ReportMention]:
    """List whom a report speaks of, by name."""
    query = (
        select(ReportMention)
        .join(ReportMention.party)
        .options(contains_eager(ReportMention.party))
        .where(ReportMention.report_id == report.id)
        .order_by(Party.sort_name, Party.id)
    )
    return rows(query)


def count_mentions(report: Report) -> int:
    """Count whom a report speaks of, also those whom the person may not know."""
    wanted = select(func.count()).select_from(ReportMention)
    return db.session.scalar(wanted.where(ReportMention.report_id == report.id)) or 0


def parts_in_case(report: Report) -> dict[uuid.UUID, list[str]]:
    """Tell, by party, the parts in the case that whoever may read the report may know of."""
    query = select(CaseSubject).where(CaseSubject.case_id == report.case_id)
    parts: dict[uuid.UUID, list[str]] = {}
    for subject in rows(query.order_by(CaseSubject.position)):
        if set(subject.compartments) <= set(report.compartments):
            parts.setdefault(subject.party_id, []).append(subject.role)
    return parts


def list_comments(report: Report) -> list[ReportComment]:
    """List what reviewers and authors said of a draft, oldest first."""
    query = (
        select(ReportComment)
        .join(ReportComment.author)
        .options(contains_eager(ReportComment.author))
        .where(ReportComment.report_id == report.id)
    )
    return rows(query.order_by(ReportComment.written_at, ReportComment.id))


def list_corrections(report: Report, person: Any) -> list[Report]:
    """List the reports that correct this one."""
    query = select(Report).where(Report.corrects_id == report.id, *readable(person))
    return rows(query.order_by(Report.created_at))


def works_on_reports(person: Any) -> bool:
    """Return whether the person writes or approves reports, and so reads drafts."""
    return not {Permission.REPORT_WRITE, Permission.REPORT_APPROVE}.isdisjoint(person.permissions)


def refuse_readers(person: Any) -> None:
    """Refuse those who only read finished reports."""
    if not works_on_reports(person):
        raise NotAllowed("Only those who write or approve reports comment on drafts.")


def _waiting(*conditions: ColumnElement[bool]) -> list[Report]:
    return rows(_with_case().where(*conditions).order_by(Report.event_on, Report.id))


def _with_author() -> Select[Any]:
    return select(Report).join(Report.author).options(contains_eager(Report.author))


def _with_case() -> Select[Any]:
    return _with_author().join(Report.case).options(contains_eager(Report.case))
