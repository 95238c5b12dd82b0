"""How many records live by each workflow of the agency, where they stand and for how long.

Whoever may read the pack may see these figures and no case. They count every record outside
compartments, whoever may open it: the reach of the tenant is lent for one question. Restricted
records are left out, for a count would tell that they exist.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import extract, func, select

from casemgr import clock
from casemgr.database.rows import acting, acting_also
from casemgr.extensions import db
from casemgr.workflows.models import WorkflowInstance

DAY = 24 * 60 * 60
DECILE = 0.9


@dataclass(frozen=True)
class Figure:
    """The records in one state: how many, and their median and 90th-percentile age in days."""

    count: int = 0
    median: int = 0
    ninetieth: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The figure as it stands in a box of the diagram."""
        if not self.count:
            return ("none here",)
        return (f"{self.count:,} here", f"median {self.median:,} d, 90% {self.ninetieth:,} d")


def state_figures(name: str, version: int) -> Mapping[str, Figure]:
    """Return the figures of each state in which records live by that version of a workflow."""
    one = WorkflowInstance
    age = extract("epoch", clock.now() - one.entered_at) / DAY
    own = (one.tenant_id == acting().tenant_id, one.name == name, one.version == version)
    each = select(func.unnest(one.states).label("state"), age.label("age")).where(*own).subquery()
    median, ninetieth = (
        func.percentile_cont(part).within_group(each.c.age) for part in (0.5, DECILE)
    )
    wanted = select(each.c.state, func.count(), median, ninetieth).group_by(each.c.state)
    with _everyones():
        found = db.session.execute(wanted).all()
    return {key: Figure(count, int(middle), int(most)) for key, count, middle, most in found}


def lives_by_version() -> Mapping[tuple[str, int], int]:
    """Return how many records live by each version of each workflow."""
    one = WorkflowInstance
    wanted = select(one.name, one.version, func.count()).where(one.tenant_id == acting().tenant_id)
    with _everyones():
        found = db.session.execute(wanted.group_by(one.name, one.version)).all()
    return {(name, version): count for name, version, count in found}


@contextmanager
def _everyones() -> Iterator[Any]:
    """Count what anybody of the tenant could open without a clearance."""
    with acting_also(replace(acting(), reach="tenant", clearances=(), purpose="count")):
        yield
