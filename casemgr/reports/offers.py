"""What reports add to the pages of other features: a tab, work that waits, the timeline, names."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import url_for
from flask_login import current_user

from casemgr.cases.events import Event, offer_events
from casemgr.cases.models import Case
from casemgr.cases.tabs import offer_tab
from casemgr.cases.work import Item, offer_work
from casemgr.parties.appearances import Appearance, offer_appearances
from casemgr.parties.models import Party
from casemgr.permissions import Permission
from casemgr.reports import queries
from casemgr.reports.models import Report
from casemgr.reports.terms import type_label
from casemgr.wording import day
from casemgr.workflows.standing import state_of


def offer_parts() -> None:
    """Offer all of them, each to those who may read or write reports."""
    offer_tab("Reports", "reports.index", Permission.REPORT_READ, 40, _count)
    write, approve = Permission.REPORT_WRITE, Permission.REPORT_APPROVE
    offer_work("Reports returned to me", write, 20, _items(queries.list_returned), kind="bad")
    offer_work("Reports to approve", approve, 30, _items(queries.list_to_review))
    offer_work("My drafts", write, 60, _items(queries.list_drafts), kind="active")
    offer_events(Permission.REPORT_READ, events_of)
    offer_appearances("Reports", Permission.REPORT_READ, 30, appearances_of)


def events_of(case: Case) -> Iterator[Event]:
    """Tell when that which a report of the record tells of happened, and when it was approved."""
    for report in queries.list_serialised(case):
        url = url_for("reports.show", report_id=report.id)
        about = f"{report.label}: {type_label(report.report_type)}"
        yield Event(report.event_on, report.title, about, report.author.name, url)
        if report.serialised_at:
            yield Event(report.serialised_at, f"{report.label} approved", report.title, url=url)


def appearances_of(party: Party) -> list[Appearance]:
    """List the reports that name a party."""
    return [
        Appearance(
            report.label if report.number else "Draft report",
            url_for("reports.show", report_id=report.id),
            role="Named",
            about=f"{report.case.label} · {report.title} · {day(report.event_on)}",
            state=state_of(report),
        )
        for report in queries.list_naming(party, current_user)
    ]


def _count(case: Case) -> Any:
    return queries.count_reports(case, current_user)


def _items(find: Callable[[Any], list[Report]]) -> Callable[[Any], list[Item]]:
    return lambda person: [_item(report) for report in find(person)]


def _item(report: Report) -> Item:
    about = f"{report.case.label} · {type_label(report.report_type)} of {day(report.event_on)}"
    return Item(
        report.title,
        url_for("reports.show", report_id=report.id),
        f"{about} · {report.author.name}",
        state=state_of(report),
    )
