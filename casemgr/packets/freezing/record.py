"""The case itself as a packet shows it: its facts, what happened, its approved reports."""

from typing import Any

from casemgr.cases.models import Case
from casemgr.cases.queries import list_entries
from casemgr.packets.disclosure import may_leave
from casemgr.packets.freezing.charges import court_words
from casemgr.packets.freezing.naming import Names
from casemgr.packets.freezing.wording import (
    field_groups,
    label_in,
    moment,
    office_label,
    signatory,
    tiers,
)
from casemgr.packets.queries import list_submitted
from casemgr.reports.models import Report
from casemgr.reports.queries import list_serialised
from casemgr.tenants import current_pack
from casemgr.wording import day

TOLD_APART = ("synopsis",)


def freeze_case_facts(case: Case, names: Names) -> dict[str, Any]:
    """Freeze what the case itself says."""
    types = current_pack().case_types
    return {
        "key": f"case:{case.id}",
        "number": case.number or "",
        "title": case.title,
        "type": types[case.case_type].label if case.case_type in types else case.case_type,
        "office": office_label(case.office),
        "agent": signatory(case.case_agent_id),
        "opened": day(case.opened_on),
        "venue": court_words(case.venue),
        "predication": case.predication,
        "synopsis": case.fields.get("synopsis") or "",
        "fields": field_groups("case", case, case, names, leave_out=TOLD_APART),
    }


def freeze_reports(case: Case) -> list[dict[str, Any]]:
    """Freeze the approved reports that may leave; their stored PDFs go along as they are."""
    return [_report(one) for one in list_serialised(case) if may_leave(one)]


def freeze_chronology(case: Case, exhibits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Freeze what happened, in its order: the agent's entries, reports, acquisitions."""
    told = [
        _happened(entry.happened_on.isoformat(), entry.title, entry.text, time=entry.happened_at)
        for entry in list_entries(case)
    ]
    told += [
        _happened(one.event_on.isoformat(), one.title, one.label, place=f"report:{one.id}")
        for one in list_serialised(case)
        if may_leave(one)
    ]
    told += [
        _happened(
            one["acquired_on"],
            f"{one['label']} acquired",
            one["description"],
            place=one["key"],
        )
        for one in exhibits
    ]
    return sorted(told, key=lambda one: (one["on"], one["time"]))


def freeze_earlier(case: Case) -> list[dict[str, Any]]:
    """Freeze what earlier packets of the case have sent, for a supplement not to repeat it."""
    return [
        {
            "number": packet.number,
            "submitted": moment(packet.submitted_at),
            "recipient": packet.recipient,
            "recipient_name": packet.recipient_name,
            "first": packet.manifest["bates"]["first"],
            "last": packet.manifest["bates"]["last"],
            "zip_sha256": packet.zip_sha256,
            "places": packet.manifest["facts"]["places"],
        }
        for packet in list_submitted(case)
    ]


def _happened(on: str, title: str, text: str, *, time: str = "", place: str = "") -> dict[str, Any]:
    return {"on": on, "day": day(on), "time": time, "title": title, "text": text, "place": place}


def _report(report: Report) -> dict[str, Any]:
    return {
        "key": f"report:{report.id}",
        "label": report.label,
        "kind": report.report_type,
        "type": label_in("report", report.report_type),
        "title": report.title,
        "event_on": day(report.event_on),
        "author": report.author.name,
        "approved": moment(report.serialised_at),
        "approved_by": signatory(report.serialised_by)["name"] if report.serialised_by else "",
        "disclosure": tiers(report.disclosure),
        "pages": report.pages or 0,
        "sha256": report.pdf_sha256,
        "content_sha256": report.content_sha256,
    }
