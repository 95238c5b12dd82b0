"""Where a record stands: since when, who can move it on, what that still needs, what is late."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from casemgr import clock
from casemgr.cases.reach import Colleague, colleagues_of
from casemgr.tenants import current_pack
from casemgr.workflows.clocks import PAUSED, STOPPED, list_clocks, may_pause
from casemgr.workflows.definition import Step
from casemgr.workflows.models import WorkflowClock, WorkflowInstance
from casemgr.workflows.offering import lacking, open_steps
from casemgr.workflows.publishing import definition_of
from casemgr.workflows.refusals import Unmet, step_label
from casemgr.workflows.standing import Standing, state_of
from casemgr.workflows.subjects import subject_of

SHOWN = 3


@dataclass(frozen=True)
class Way:
    """A step that leads on: who can take it, and what it still needs."""

    label: str
    roles: str
    people: list[str]
    more: int
    missing: list[Unmet]


@dataclass(frozen=True)
class TimeLimit:
    """A clock of the record as a person reads it."""

    row: WorkflowClock
    label: str
    due_on: date
    state: str
    role: str
    may_pause: bool

    @property
    def is_paused(self) -> bool:
        """Whether its time does not count now."""
        return self.row.state == PAUSED


@dataclass(frozen=True)
class Whereabouts:
    """All of it, for one record."""

    state: Standing
    since: datetime
    ways: list[Way] = field(default_factory=list)
    limits: list[TimeLimit] = field(default_factory=list)


def whereabouts_of(
    record: Any, by: Any, life: WorkflowInstance, offered: Iterable[Any] = ()
) -> Whereabouts:
    """Tell where a record stands; what the steps `offered` lack is said elsewhere on the page."""
    steps = open_steps(life)
    people = colleagues_of(record, {role for step in steps for role in step.roles})
    told = {step.name for step in offered}
    ways = [_way(record, step, people, told, by) for step in steps]
    clocks = definition_of(life).clocks
    limits = [
        _limit(row, may_pause(clocks[row.name], by))
        for row in list_clocks(life)
        if row.state != STOPPED and row.name in clocks
    ]
    return Whereabouts(state_of(record), life.entered_at, ways, limits)


def _way(record: Any, step: Step, people: list[Colleague], told: set[str], by: Any) -> Way:
    roles = current_pack().roles
    words = " or ".join(roles[name].label for name in step.roles if name in roles)
    able = [one.name for one in people if _may_take(record, step, one)]
    missing = [] if step.name in told else lacking(record, step, by)
    return Way(step_label(step), words, able[:SHOWN], max(len(able) - SHOWN, 0), missing)


def _may_take(record: Any, step: Step, person: Colleague) -> bool:
    """Whether the person has the role, and no part in the record that bars them."""
    if not set(step.roles) & person.roles:
        return False
    apart = step.approval.apart_from if step.approval else ()
    return not apart or not set(apart) & subject_of(record).relate(record, person)


def _limit(row: WorkflowClock, allowed: bool) -> TimeLimit:
    today = clock.today(current_pack().time_zone)
    role = current_pack().roles.get(row.role)
    state = "paused" if row.state == PAUSED else "late" if row.due_on < today else ""
    return TimeLimit(row, row.label, row.due_on, state, role.label if role else "", allowed)
