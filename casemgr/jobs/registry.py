"""What kinds of work there are, and who does them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from casemgr.jobs.models import Job


class Progress(Protocol):
    """How a running job tells how far it is."""

    def __call__(self, done: int, total: int, words: str) -> None: ...


@dataclass(frozen=True)
class GoOn:
    """A part of the work is done and kept; the next part follows in a transaction of its own."""

    done: int
    total: int
    words: str


Outcome = GoOn | dict[str, Any] | None
Handler = Callable[[Job, Progress], Outcome]
HANDLERS: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of job.

    It runs inside one transaction, under the rights that the requester has when it runs. It may
    run again after a crash, so what it does outside the database must bear repetition. One that
    returns GoOn is called again, when other jobs have had their turn, until it returns the end.
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register
