"""Whether the steps that happen by themselves come to an end, whatever their guards answer."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

from casemgr.tenants.problems import Problem, problem_at
from casemgr.tenants.source import Map
from casemgr.workflows.children import exclude_each_other
from casemgr.workflows.definition import Definition, Step
from casemgr.workflows.engine import Allows, engine_for
from casemgr.workflows.paths import Paths, all_but
from casemgr.workflows.status import EndlessWorkflow

MOST_GUARDED = 6


def check_circles(definition: Definition, paths: Paths, source: Map) -> Iterator[Problem]:
    """Report steps after which the automatic ones follow each other for ever."""
    by_itself = [one for one in definition.steps.values() if not one.is_taken_by_a_person]
    if not by_itself:
        return
    attempts, found = list(_attempts(definition, paths)), set()
    for allows in _answers([step for step in by_itself if step.is_guarded]):
        for attempt in attempts:
            try:
                attempt(allows=allows)
            except EndlessWorkflow as error:
                found.add(error.message)
    for message in sorted(found):
        yield problem_at(source.at("steps"), message, "a condition that ends the circle")


def _attempts(definition: Definition, paths: Paths) -> Iterator[Callable[..., object]]:
    """All that can set off automatic steps: the beginning, a person's step, a child that moves."""
    engine = engine_for(definition)
    yield engine.begin
    for place in filter(paths.is_at_rest, paths.places()):
        yield partial(engine.reconsider, place.status)
        for step in engine.steps_from(place.status):
            yield partial(engine.send, place.status, step.name)


def _answers(guarded: list[Step]) -> Iterator[Allows | None]:
    """What the guards can answer at one time; of very many, only that all of them hold."""
    if len(guarded) > MOST_GUARDED or not guarded:
        yield None
        return
    for count in range(len(guarded) + 1):
        for held in combinations(guarded, count):
            if not any(exclude_each_other(*pair) for pair in combinations(held, 2)):
                yield all_but(step.name for step in guarded if step not in held)
