"""The pages of cases, a person's own work, and the search box of every page."""

from flask import Flask

from casemgr import navigation
from casemgr.cases.views import (
    cases,
    charges,
    clocks,
    find,
    links,
    notes,
    steps,
    subjects,
    tables,
    tasks,
    team,
    timeline,
    work,
    workload,
)
from casemgr.cases.views.blueprint import bp, offer_to_templates
from casemgr.permissions import Permission

__all__ = [
    "cases",
    "charges",
    "clocks",
    "find",
    "links",
    "notes",
    "register",
    "steps",
    "subjects",
    "tables",
    "tasks",
    "team",
    "timeline",
    "work",
    "workload",
]


def register(app: Flask) -> None:
    """Serve the pages and put them into the navigation."""
    for blueprint in (bp, work.bp, find.bp, clocks.bp, workload.bp):
        app.register_blueprint(blueprint)
    offer_to_templates(app)
    navigation.offer("My work", "work.index", Permission.CASE_READ, 10, icon="work", key="w")
    navigation.offer("{case:s}", "cases.index", Permission.CASE_READ, 20, icon="case", key="c")
    approve = Permission.CASE_APPROVE
    navigation.offer("Workload", "workload.index", approve, 25, icon="clock", key="l")
