"""A case that waits for what hangs on it: guards over its children, and what they set off."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, func, select

from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.tenants import current_pack
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem, unknown_name
from casemgr.workflows.definition import Definition, Step, Use
from casemgr.workflows.loader import read_definition
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.places import place_of
from casemgr.workflows.refusals import Unmet

GUARDS = ("all_in", "any_in")


def all_in(record: Any, by: Any, *, of: str, states: tuple[str, ...] | str) -> list[Unmet]:
    """Ask that every child of a kind is in one of the states, as far as the person may know."""
    left = _count(record, of, ~_is_in(states))
    words = f"{left} {current_pack().word(of, left)}"
    return [Unmet(f"{words} {'is' if left == 1 else 'are'} not done.")] if left else []


def any_in(record: Any, by: Any, *, of: str, states: tuple[str, ...] | str) -> list[Unmet]:
    """Ask that at least one child of a kind is in one of the states."""
    found = _count(record, of, _is_in(states))
    return [] if found else [Unmet(f"No {current_pack().word(of)} is that far yet.")]


def wait_words(many: str, pack: Pack, **given: Any) -> str:
    """Say in which states which children of a case have to be: "every charge in Convicted"."""
    kind, states = str(given.get("of", "")), given.get("states", ())
    word = pack.word(kind) if kind in pack.words else kind
    return f"{many} {word} in {' or '.join(_labels(pack, kind, states))}"


def waits_for(definition: Definition, kind: str) -> bool:
    """Whether a step that happens by itself asks about children of that kind."""
    automatic = (step for step in definition.steps.values() if step.automatic)
    return any(_asks_about(step, kind) for step in automatic)


def exclude_each_other(one: Step, other: Step) -> bool:
    """Whether one step asks that all children are where the other asks that one is not."""
    return any(
        _contradict(use, another) or _contradict(another, use)
        for use in one.guards
        for another in other.guards
    )


def check_children(pack: Pack) -> Iterator[Problem]:
    """Report guards over children of a kind that has no life, or in states that it never is in."""
    for stem in pack.workflows:
        definition, _ = read_definition(pack.workflows[stem], file=stem)
        for step in definition.steps.values() if definition else ():
            for index, use in enumerate(step.guards):
                if use.name in GUARDS:
                    place = place_of(pack.workflows[stem], "steps", step.name, "guards", index)
                    yield from _unsound(pack, use, place)


def _unsound(pack: Pack, use: Use, place: Any) -> Iterator[Problem]:
    given = dict(use.arguments)
    kind = str(given.get("of", ""))
    if kind not in pack.lives:
        yield unknown_name(place, "a record with a life", kind, pack.lives)
        return
    lives = (read_definition(pack.workflows[stem])[0] for stem in pack.stems_of(kind))
    known = {name for each in lives if each for name in each.states}
    for name in _listed(given.get("states", ())):
        if known and name not in known:
            yield unknown_name(place, f"a state of a {kind}", name, known)


def _asks_about(step: Step, kind: str) -> bool:
    return any(use.name in GUARDS and dict(use.arguments).get("of") == kind for use in step.guards)


def _contradict(every: Use, some: Use) -> bool:
    wanted, found = dict(every.arguments), dict(some.arguments)
    return (
        (every.name, some.name) == GUARDS
        and wanted.get("of") == found.get("of")
        and not {*_listed(wanted.get("states", ()))} & {*_listed(found.get("states", ()))}
    )


def _is_in(states: tuple[str, ...] | str) -> ColumnElement[bool]:
    return WorkflowInstance.states.bool_op("&&")(list(_listed(states)))


def _count(record: Any, kind: str, condition: ColumnElement[bool]) -> int:
    wanted = select(func.count()).where(
        WorkflowInstance.tenant_id == acting().tenant_id,
        WorkflowInstance.case_id == record.case_id,
        WorkflowInstance.subject_type == kind,
        WorkflowInstance.subject_id != record.id,
        condition,
    )
    return db.session.scalar(wanted) or 0


def _labels(pack: Pack, kind: str, states: tuple[str, ...] | str) -> Iterator[str]:
    """Yield what the states of a kind are called in the lives it has."""
    stems = pack.stems_of(kind) if kind in pack.lives else ()
    lives = [found for stem in stems if (found := read_definition(pack.workflows[stem])[0])]
    for name in _listed(states):
        yield next((one.label_of(name) for one in lives if name in one.states), name)


def _listed(states: tuple[str, ...] | str) -> tuple[str, ...]:
    return (states,) if isinstance(states, str) else tuple(states)
