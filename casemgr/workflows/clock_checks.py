"""Whether the clocks of a workflow can run: their states, their length, what their end brings."""

from collections.abc import Iterable, Iterator

from casemgr.tenants.problems import Place, Problem, problem_at, unknown_name
from casemgr.tenants.source import Map
from casemgr.workflows.definition import Clock, Definition
from casemgr.workflows.places import place_of
from casemgr.workflows.structure import spots, state_names
from casemgr.workflows.vocabulary import Vocabulary

LENGTHS = ("days", "business_days", "term", "until")
ASKED_OF_PEOPLE = ("roles", "approval", "reason", "form", "automatic", "on", "when_done")


def check_clocks(source: Map) -> Iterator[Problem]:
    """Report clocks that name no state or step, have no length, or whose end is a person's step."""
    known, ends = state_names(source), dict[str, str]()
    for name, clock in source.get("clocks", {}).items():
        place = source["clocks"].at(name)
        yield from _unknown(clock, "while", "a state", known)
        yield from _unknown(clock, "restart_on", "a step", source["steps"])
        yield from _length(name, clock, place)
        yield from _escalation(name, clock)
        if "then" in clock:
            yield from _end(name, clock, source["steps"], ends)


def check_clock_words(
    definition: Definition, vocabulary: Vocabulary, source: Map
) -> Iterator[Problem]:
    """Report roles, terms and date fields of clocks that do not exist."""
    for clock in definition.clocks.values():
        for key, role in _roles(clock):
            if role not in vocabulary.roles:
                yield unknown_name(_at(source, clock, key), "a role", role, vocabulary.roles)
        if clock.term and clock.term not in vocabulary.terms:
            yield unknown_name(_at(source, clock, "term"), "a term", clock.term, vocabulary.terms)
        dates = [name for name, kind in vocabulary.fields.items() if kind == "date"]
        if clock.until and clock.until not in dates:
            yield unknown_name(_at(source, clock, "until"), "a date field", clock.until, dates)


def _length(name: str, clock: Map, place: Place) -> Iterator[Problem]:
    given = [key for key in LENGTHS if key in clock]
    if not given:
        yield problem_at(place, f"the clock {name} never runs out", "days: 90")
    for key in given[1:]:
        message = f"{name} has two lengths, {given[0]} and {key}"
        yield problem_at(clock.at(key), message, f"either {given[0]} or {key}")
    count = clock.get("days") or clock.get("business_days")
    for days, spot in spots(clock, "remind"):
        if count and int(days) >= count:
            message = f"a reminder {days} days before lies before the clock begins"
            yield problem_at(spot, message, f"a number below {count}")


def _escalation(name: str, clock: Map) -> Iterator[Problem]:
    if ("escalate" in clock or "term" in clock) and "role" not in clock:
        message = f"{name} may escalate, but names nobody who answers for it first"
        yield problem_at(clock.lc.place, message, "role: group_supervisor")


def _end(name: str, clock: Map, steps: Map, ends: dict[str, str]) -> Iterator[Problem]:
    """Report an end that is no step, or a step that a person or something else sets off."""
    step, place = str(clock["then"]), clock.value_at("then")
    if step not in steps:
        yield unknown_name(place, "a step", step, steps)
        return
    for key in ASKED_OF_PEOPLE:
        if key in steps[step]:
            message = f"{step} is taken when {name} runs out, so {key} has no meaning"
            yield problem_at(steps[step].at(key), message, f"nothing; leave {key} or then out")
    if ends.setdefault(step, name) != name:
        message = f"{step} is the end of {ends[step]} already"
        yield problem_at(place, message, "a step of its own")


def _unknown(clock: Map, key: str, what: str, known: Iterable[str]) -> Iterator[Problem]:
    for name, place in spots(clock, key):
        if name not in known:
            yield unknown_name(place, what, name, known)


def _roles(clock: Clock) -> Iterator[tuple[str, str]]:
    if clock.role:
        yield "role", clock.role
    for role in clock.pause:
        yield "pause", role


def _at(source: Map, clock: Clock, key: str) -> Place:
    return place_of(source, "clocks", clock.name, key)
