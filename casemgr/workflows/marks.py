"""What a clock does and when: it reminds, it runs out, it escalates. Plain days, no database."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from casemgr.tenants.pack import Role
from casemgr.workflows.definition import Clock
from casemgr.workflows.registry import Term
from casemgr.workflows.workdays import later


class Does(StrEnum):
    """What a clock does at a mark."""

    REMIND = "reminder"
    RUN_OUT = "ran out"
    ESCALATE = "escalated"


class Mark(NamedTuple):
    """A day on which a clock does something."""

    does: Does
    day: date


def marks_of(clock: Clock, escalate: tuple[int, ...], due_on: date) -> list[Mark]:
    """List the days on which a clock that is due then does something, in their order.

    It runs out when its last day is over.
    """

    def after(days: int) -> date:
        return later(due_on, days, business=clock.in_business_days)

    return [
        *(Mark(Does.REMIND, after(-days)) for days in clock.remind),
        Mark(Does.RUN_OUT, later(due_on, 1, business=False)),
        *(Mark(Does.ESCALATE, after(days)) for days in escalate),
    ]


def due_day(clock: Clock, term: Term | None, until: date | None, started_on: date) -> date | None:
    """Return the last day of a clock that starts then; None when the record does not say."""
    if clock.until:
        return until
    days = term.days if term else clock.days or clock.business_days
    return later(started_on, days, business=clock.in_business_days)


def role_at(rung: int, first: str, roles: Mapping[str, Role]) -> str:
    """Return who answers for a clock that has escalated so often: so many rungs up the ladder."""
    role = first
    for _ in range(rung):
        role = (roles[role].reports_to if role in roles else "") or role
    return role
