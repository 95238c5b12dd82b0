"""Steps that the code of a feature takes by their name, and effects that it waits for.

A feature declares them where it uses them, so that a pack which leaves one out, or calls it
something else, is told before a packet or a hand-over fails for the want of it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Place, Problem, problem_at
from casemgr.tenants.source import Map
from casemgr.workflows.loader import read_definition


class Reliance(NamedTuple):
    """What every workflow of a kind of record has: a step, an effect, or the effect on the step."""

    subject: str
    deed: str
    """What the platform does by it, in words such as: a packet is sent."""
    step: str = ""
    effect: str = ""
    beside: str = ""
    """Only in agencies in which this other kind of record lives as well."""


_RELIED_ON: dict[Reliance, None] = {}


def rely_on(*relied: Reliance) -> None:
    """Have the workflows of every pack checked for what a feature cannot do without."""
    _RELIED_ON.update(dict.fromkeys(relied))


def check_reliance(pack: Pack, subject: str, written: Map) -> Iterator[Problem]:
    """Report what a workflow lacks although a feature takes it or waits for it by name."""
    definition, _ = read_definition(written)
    if definition is None:
        return
    for relied in (one for one in _RELIED_ON if one.subject == subject):
        steps = {
            name: {use.name for use in step.effects} for name, step in definition.steps.items()
        }
        if relied.step:
            steps = {name: uses for name, uses in steps.items() if name == relied.step}
        has = any(not relied.effect or relied.effect in uses for uses in steps.values())
        if not has and (not relied.beside or relied.beside in pack.lives):
            yield _missing(relied, written, bool(steps))


def _missing(relied: Reliance, written: Map, has_step: bool) -> Problem:
    """Say what is missing at the step, at the line that leaves it out, or at the steps."""
    steps = written["steps"]
    if relied.step and not has_step:
        place: Place = steps.lc.dropped.get(relied.step, written.at("steps"))
        message = f"there is no step {relied.step}, by which {relied.deed}"
        return problem_at(place, message, f"a step called {relied.step}")
    place = steps.at(relied.step) if relied.step else written.at("steps")
    who = relied.step or "no step"
    lacks = f"{who} lacks the effect" if relied.step else f"{who} has the effect"
    message = f"{lacks} {relied.effect}, by which {relied.deed}"
    return problem_at(place, message, f"effects: [{relied.effect}]")
