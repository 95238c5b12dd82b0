"""The tabs of a case: every feature that keeps something under a case offers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_login import current_user
from sqlalchemy import Select, func, select

from casemgr.cases.models import Case
from casemgr.extensions import db
from casemgr.permissions import Permission
from casemgr.tenants import current_pack

Count = Callable[[Case], Select[Any]]


@dataclass(frozen=True)
class Tab:
    """A part of a case with a page of its own, whose address takes `case_id`."""

    label: str
    endpoint: str
    permission: Permission
    order: int
    count: Count | None = None
    when: Callable[[], bool] = lambda: True


_offered: dict[str, Tab] = {}


def offer_tab(
    label: str,
    endpoint: str,
    permission: Permission,
    order: int,
    count: Count | None = None,
    *,
    when: Callable[[], bool] = lambda: True,
) -> None:
    """Add a tab to every case, or in agencies for which `when()` holds.

    The label is said in the words of the agency: "{licence:s}".
    `count(case)` gives a query for the number beside its label.
    The page of the tab extends `cases/case.html` and says `{% set tab = "<label>" %}`.
    """
    _offered[endpoint] = Tab(label, endpoint, permission, order, count, when)


def counting(model: Any, *conditions: Any) -> Count:
    """Return the count of the rows of a table that stand under the case."""
    return lambda case: (
        select(func.count()).select_from(model).where(model.case_id == case.id, *conditions)
    )


def tabs_of(case: Case) -> list[tuple[str, str, int | None]]:
    """List the tabs that the person signed in may open, with their numbers above nought."""
    held = current_user.permissions
    tabs = sorted(
        (tab for tab in _offered.values() if tab.permission in held and tab.when()),
        key=lambda tab: (tab.order, tab.label),
    )
    counts, say = _counts(case, tabs), current_pack().say
    return [
        (say(tab.label), url_for(tab.endpoint, case_id=case.id), counts.get(tab.endpoint) or None)
        for tab in tabs
    ]


def _counts(case: Case, tabs: list[Tab]) -> dict[str, int]:
    """Ask for all the numbers in one query."""
    asked = {tab.endpoint: tab.count(case).scalar_subquery() for tab in tabs if tab.count}
    if not asked:
        return {}
    answer = db.session.execute(select(*asked.values())).one()
    return dict(zip(asked, answer, strict=True))
