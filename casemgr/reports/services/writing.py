"""Writing reports and reworking them until a reviewer has approved them."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, TypedDict, Unpack

from sqlalchemy import inspect
from sqlalchemy.orm.attributes import flag_modified

from casemgr import audit
from casemgr.cases.access import is_member
from casemgr.cases.models import Case
from casemgr.cases.services.opening import check_cleared, known_fields
from casemgr.database.rows import flush
from casemgr.errors import Conflict, NotAllowed
from casemgr.extensions import db
from casemgr.parties.models import Party
from casemgr.permissions import Permission
from casemgr.reports.models import Report, ReportMention
from casemgr.reports.phases import is_with_author
from casemgr.reports.queries import list_mentions
from casemgr.reports.services.checks import (
    check_disclosure,
    check_event,
    check_parties,
    check_type,
)
from casemgr.reports.terms import people_in
from casemgr.tenants import current_pack
from casemgr.workflows.clocks import restrict_life
from casemgr.workflows.services import start_workflow


class Said(TypedDict, total=False):
    """What a report says besides its type, its title and the day of the event."""

    narrative: str
    parties: Iterable[uuid.UUID]
    disclosure: Collection[str]
    compartments: Collection[str]
    fields: dict[str, Any]


def write_report(
    case: Case,
    report_type: str,
    title: str,
    event_on: date,
    *,
    by: Any,
    corrects: Report | None = None,
    **said: Unpack[Said],
) -> Report:
    """Begin a report on a case as a draft; a correction points back at the report it corrects."""
    _refuse_if_closed(case)
    report = _begun(case, corrects, by)
    named = _state(report, report_type, title, event_on, said, by=by)
    db.session.add(report)
    flush()
    _mention(report, named)
    start_workflow(report, by=by)
    audit.record("write_report", report, by=by)
    return report


def update_report(
    report: Report,
    report_type: str,
    title: str,
    event_on: date,
    *,
    by: Any,
    **said: Unpack[Said],
) -> Report:
    """Rework a draft; a restriction can be added to it and never taken off."""
    refuse_unless_editable(report, by)
    named = _state(report, report_type, title, event_on, said, by=by)
    _mention(report, named)
    _restrict_what_hangs_on(report)
    _save("update_report", report, by)
    return report


def mention_party(report: Report, party: Party, *, by: Any) -> None:
    """Add a party of the name index to those whom a draft speaks of."""
    refuse_unless_editable(report, by)
    check_parties(report.case_id, [party.id], report.compartments)
    known = [mention.party_id for mention in list_mentions(report)]
    _mention(report, {*known, party.id})
    _save("mention_party", report, by)


def may_edit(report: Report, person: Any) -> bool:
    """Return whether the person may rework the report now."""
    return _writes(report, person) and is_with_author(report)


def refuse_unless_editable(report: Report, by: Any) -> None:
    """Refuse changes of what is under review or in the record, and by those who only read it."""
    if not is_with_author(report):
        raise Conflict(
            f"{report.label} can no longer be changed. While it is in review, a reviewer can"
            " return it; once it is approved, write a correction."
        )
    if not _writes(report, by):
        raise NotAllowed("Only its author and the team change a draft. You can comment on it.")


def _writes(report: Report, person: Any) -> bool:
    """Author, case agent and team write. One who approves reports returns those of others.

    Were approvers to rework what they then approve, nobody else would have read their words.
    """
    if Permission.REPORT_WRITE not in person.permissions:
        return False
    if person.id == report.author_id:
        return True
    if Permission.REPORT_APPROVE in person.permissions:
        return False
    return report.case.case_agent_id == person.id or is_member(report.case, person)


def _refuse_if_closed(case: Case) -> None:
    if case.closed_on:
        words = "The {case} is closed. A {supervisor} reopens it before more is reported."
        raise Conflict(current_pack().say(words))


def _begun(case: Case, corrects: Report | None, by: Any) -> Report:
    """Return an empty report, restricted like its case and the report it corrects."""
    return Report(
        tenant_id=case.tenant_id,
        case_id=case.id,
        author_id=by.id,
        corrects_id=corrects.id if corrects else None,
        created_by=by.id,
        fields={},
        compartments=[*case.compartments, *(corrects.compartments if corrects else ())],
    )


def _state(
    report: Report, report_type: str, title: str, event_on: date, said: Said, *, by: Any
) -> set[uuid.UUID]:
    """Put down what the report says, and return whom it names."""
    restricted = {*report.compartments, *said.get("compartments", ())}
    check_type(report_type)
    check_event(event_on)
    check_cleared(restricted, by)
    report.report_type, report.title, report.event_on = report_type, title, event_on
    report.narrative, report.compartments = said.get("narrative", ""), sorted(restricted)
    report.disclosure = check_disclosure(said.get("disclosure", ()), restricted)
    report.fields = known_fields(report.fields | said.get("fields", {}))
    named = {*said.get("parties", ()), *people_in(report_type, report.fields)}
    check_parties(report.case_id, named, restricted)
    return named


def _mention(report: Report, named: Collection[uuid.UUID]) -> None:
    """Note whom the report speaks of; those whom the person may not know stay as they are."""
    known = {mention.party_id: mention for mention in list_mentions(report)}
    for party_id, mention in known.items():
        if party_id not in named:
            db.session.delete(mention)
    for party_id in sorted(set(named) - known.keys()):
        db.session.add(
            ReportMention(
                tenant_id=report.tenant_id,
                case_id=report.case_id,
                report_id=report.id,
                party_id=party_id,
                compartments=report.compartments,
            )
        )


def _restrict_what_hangs_on(report: Report) -> None:
    """Let what belongs to a draft follow it behind a new restriction."""
    restrict_life(report)
    for mention in list_mentions(report):
        mention.compartments = list(report.compartments)


def _save(action: str, report: Report, by: Any) -> None:
    """Write a change; the row version moves even when only those named have changed."""
    changed = sorted(one.key for one in inspect(report).attrs if one.history.has_changes())
    flag_modified(report, "title")
    flush()
    audit.record(action, report, by=by, changed=changed)
