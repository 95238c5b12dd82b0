"""Where a record stands in its workflow, what a move brought about, and what can go wrong."""

from typing import NamedTuple

from casemgr.errors import CaseMgrError, Conflict
from casemgr.workflows.definition import Step


class Status(NamedTuple):
    """Where a record stands: its innermost active states and what its history states remember."""

    active: tuple[str, ...]
    history: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def states(self) -> list[str]:
        """The innermost active states, as they are stored."""
        return list(self.active)

    @property
    def memory(self) -> dict[str, list[str]]:
        """What the history states remember, as it is stored."""
        return {name: list(states) for name, states in self.history}


class Move(NamedTuple):
    """What one event brought about: from where to where, by which steps in order."""

    before: Status
    after: Status
    steps: tuple[Step, ...] = ()
    left: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()


class EndlessWorkflow(CaseMgrError):
    """The automatic steps of a workflow follow each other without end."""

    status = 500
    title = "The workflow goes round in circles"


class UnknownStatus(CaseMgrError):
    """A record is in states that its workflow does not have or that cannot go together."""

    status = 500
    title = "The record's place in its workflow is not known"


class StepNotOpen(Conflict):
    """The step does not lead anywhere from where the record stands."""

    title = "This step is not open now"
