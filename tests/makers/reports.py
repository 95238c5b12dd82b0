"""Makers of reports: drafts, reports in review and returned, and reports of the record."""

import itertools
from datetime import date

import pytest

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.reports import services
from casemgr.reports.models import Report
from casemgr.workflows.services import take_step

_COUNT = itertools.count(1)
NARRATIVE = "On March 21, 2026, the agents met the seller.\n\nHe sold two pistols for USD 1,150."


@pytest.fixture
def make_report(in_app):
    """Return a maker of drafts: make_report(case, agent, title="Interview", parties=[party.id])."""

    def make(case, by, **facts):
        facts = {
            "report_type": "surveillance",
            "title": f"Report of event {next(_COUNT)}",
            "event_on": date(2026, 3, 21),
            "narrative": NARRATIVE,
        } | facts
        with acting_as(by):
            if "corrects" in facts:
                facts["corrects"] = fetch(Report, facts["corrects"].id)
            return services.write_report(fetch(Case, case.id), by=by, **facts)

    return make


@pytest.fixture
def make_report_in_review(make_report, take_report_step):
    """Return a maker of reports that wait for a reviewer: make_report_in_review(case, agent)."""

    def make(case, by, **facts):
        return take_report_step(make_report(case, by, **facts), "submit_report", by)

    return make


@pytest.fixture
def make_returned_report(make_report_in_review, take_report_step):
    """Return a maker of returned reports: make_returned_report(case, agent, supervisor)."""

    def make(case, by, reviewer, reason="Say who was there.", **facts):
        report = make_report_in_review(case, by, **facts)
        return take_report_step(report, "return_report", reviewer, reason=reason)

    return make


@pytest.fixture
def make_approved_report(make_report_in_review, take_report_step):
    """Return a maker of reports of the record: make_approved_report(case, agent, supervisor).

    The case must have its number: make_case(agent, state="active").
    """

    def make(case, by, reviewer, **facts):
        report = make_report_in_review(case, by, **facts)
        return take_report_step(report, "approve_report", reviewer)

    return make


@pytest.fixture
def take_report_step(in_app):
    """Return what takes a step of a report and reads it again: take_report_step(report, …, by)."""

    def take(report, step, by, reason=""):
        with acting_as(by):
            take_step(fetch(Report, report.id), step, by=by, reason=reason)
        with acting_as(by):
            return fetch(Report, report.id)

    return take
