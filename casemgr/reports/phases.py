"""Who has a report in which states: its author, a reviewer, or nobody any more.

An agency's workflow is data, so no state is named here. A state from which a step leads that is
not the author's to take is a review; the others before the end lie with the author.
"""

from dataclasses import dataclass

from casemgr.reports.models import Report
from casemgr.workflows.definition import Definition
from casemgr.workflows.engine import Engine, engine_for
from casemgr.workflows.publishing import definition_of, newest_definitions
from casemgr.workflows.services import instance_of


@dataclass(frozen=True)
class Phases:
    """The states of a report's workflow by who has the report in them."""

    start: frozenset[str] = frozenset()
    with_author: frozenset[str] = frozenset()
    review: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()

    @property
    def returned(self) -> frozenset[str]:
        """Where a report lies with its author for the second time."""
        return self.with_author - self.start


def phases() -> Phases:
    """Return the states of new reports of the agency, by who has the report in them."""
    found = [_phases(each) for each in newest_definitions("report")]
    return Phases(
        start=frozenset().union(*(one.start for one in found)),
        with_author=frozenset().union(*(one.with_author for one in found)),
        review=frozenset().union(*(one.review for one in found)),
        ended=frozenset().union(*(one.ended for one in found)),
    )


def phases_of(report: Report) -> Phases:
    """Return the states of the very workflow that a report started with."""
    return _phases(definition_of(instance_of(report)))


def is_with_author(report: Report) -> bool:
    """Return whether the report is still being written, so that it can be changed."""
    return _is_in(report, phases_of(report).with_author) and not report.serialised_at


def is_returned(report: Report) -> bool:
    """Return whether a reviewer has sent the report back to its author."""
    return _is_in(report, phases_of(report).returned) and not report.serialised_at


def is_finished(report: Report) -> bool:
    """Return whether the report is in the record or was given up."""
    return bool(report.serialised_at) or _is_in(report, phases_of(report).ended)


def _is_in(report: Report, states: frozenset[str]) -> bool:
    return not states.isdisjoint(report.state.split())


_known: dict[str, Phases] = {}


def _phases(definition: Definition) -> Phases:
    if definition.digest not in _known:
        _known[definition.digest] = _sort(definition)
    return _known[definition.digest]


def _sort(definition: Definition) -> Phases:
    engine = engine_for(definition)
    resting = {name for name, state in definition.states.items() if not state.children}
    ended = {name for name in resting if engine.is_ended(engine.restore([name]))}
    review = {name for name in resting - ended if _is_review(engine, name)}
    return Phases(
        start=frozenset(definition.start),
        with_author=frozenset(resting - ended - review),
        review=frozenset(review),
        ended=frozenset(ended),
    )


def _is_review(engine: Engine, name: str) -> bool:
    """Whether somebody other than the author decides from here."""
    onward = engine.steps_from(engine.restore([name]))
    return any(step.approval and "author" in step.approval.apart_from for step in onward)
