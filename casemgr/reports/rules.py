"""What a person is to a report, and what must hold before a report or a case moves on."""

from collections.abc import Iterator
from typing import Any

from casemgr.cases.models import Case
from casemgr.permissions import Permission
from casemgr.reports.models import Report
from casemgr.reports.queries import list_unfinished
from casemgr.reports.services import serialise_report
from casemgr.workflows.definition import Step
from casemgr.workflows.registry import Unmet, offer_effect, offer_guard
from casemgr.workflows.reliance import Reliance, rely_on
from casemgr.workflows.safeguards import Codes, offer_policy
from casemgr.workflows.standing import state_of
from casemgr.workflows.subjects import offer_subject

SERIALISE = "serialise_report"
RELATIONS = ("author", "case_agent")
ASKED = {"title": "text", "report_type": "text", "narrative": "text", "event_on": "date"}
CODES: dict[str, Codes] = {"report_type": lambda pack: pack.kinds["report"]}


def offer_rules() -> None:
    """Let reports live by workflows, which may name these guards and this effect."""
    offer_subject(
        "report",
        Report,
        relations,
        relations=RELATIONS,
        core=ASKED,
        page="reports.show",
        kind="report_type",
    )
    offer_policy("report", page=Permission.REPORT_READ, act="approver", codes=CODES)
    offer_guard("narrative_written", narrative_written, "a narrative")
    offer_guard("case_numbered", case_numbered, "the number of its {case}")
    offer_guard("all_reports_approved", all_reports_approved, "approval of every {report}")
    offer_effect(SERIALISE, serialise)
    rely_on(Reliance("report", "a report becomes part of the record", effect=SERIALISE))


def relations(report: Report, person: Any) -> set[str]:
    """Tell what a person is to a report, so that nobody approves what they wrote."""
    facts = {
        "author": person.id in (report.author_id, report.created_by),
        "case_agent": report.case.case_agent_id == person.id,
    }
    return {name for name, holds in facts.items() if holds}


def narrative_written(report: Report, by: Any) -> list[Unmet]:
    """Ask for a narrative: a report without one tells nobody anything."""
    if report.narrative.strip():
        return []
    return [Unmet("Write the narrative", "reports.edit", {"report_id": report.id})]


def case_numbered(report: Report, by: Any) -> list[Unmet]:
    """Ask for the number of the case, under which the report is filed for good."""
    if report.case.number:
        return []
    words = "The opening must be approved: a report is filed under its number"
    return [Unmet(words, "cases.show", {"case_id": report.case_id})]


def all_reports_approved(case: Case, by: Any) -> list[Unmet]:
    """Every report of the case is approved or withdrawn, as far as the person may know of it."""
    return list(_unfinished(case))


def serialise(report: Report, step: Step, by: Any) -> None:
    """Make the report part of the record."""
    serialise_report(report, by=by)


def _unfinished(case: Case) -> Iterator[Unmet]:
    for report in list_unfinished(case):
        words = f"{report.label} is not approved ({state_of(report).label.lower()})"
        yield Unmet(words, "reports.show", {"report_id": report.id})
