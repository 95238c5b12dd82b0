"""Whether the states and steps of a workflow fit together: names, nesting, starts."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from casemgr.tenants.problems import Place, Problem, problem_at, unknown_name
from casemgr.tenants.source import List, Map

ROOT_WORDS = "anywhere"
BY_ITSELF = ("roles", "approval", "reason", "form", "hint")
EMPTY = Map(Place(""))


class Placed(NamedTuple):
    """A state as it is written: its entry, the states around it, and where it stands."""

    name: str
    entry: Map
    around: tuple[str, ...]
    place: Place


def check_structure(source: Map) -> list[Problem]:
    """Report what keeps the states and steps from being one workflow."""
    listed = list(_walk(source["states"], ()))
    states = {state.name: state for state in listed}
    problems = [*_twice(listed), *_none(source)]
    problems += _starts(source, "start", "", states)
    for state in listed:
        problems += _nesting(state)
        problems += _starts(state.entry, "start", state.name, states)
        problems += _history_start(state, states)
    for name, step in source["steps"].items():
        problems += _ends(step, states)
        problems += _by_itself(name, step, source["steps"].at(name))
    return problems


def state_names(source: Map) -> list[str]:
    """List the names of all states, however deep they are nested."""
    return [state.name for state in _walk(source["states"], ())]


def state_entry(entry: Any) -> Map:
    """A state's entry in its long form; the short form is its label alone."""
    if isinstance(entry, Map):
        return entry
    found = Map(EMPTY.lc.place)
    found["label"] = entry
    return found


def _walk(entries: Map, around: tuple[str, ...]) -> Iterator[Placed]:
    for name, entry in entries.items():
        entry = state_entry(entry)
        yield Placed(name, entry, around, entries.at(name))
        if "states" in entry:
            yield from _walk(entry["states"], (*around, name))


def _twice(listed: Iterable[Placed]) -> Iterator[Problem]:
    seen: dict[str, Placed] = {}
    for state in listed:
        first = seen.setdefault(state.name, state)
        if first is not state:
            message = f'a state "{state.name}" stands on line {first.place.line} already'
            yield problem_at(state.place, message, "another name")


def _none(source: Map) -> Iterator[Problem]:
    if not source["states"]:
        yield problem_at(source.value_at("states"), "the workflow has no state", "draft: Draft")


def _nesting(state: Placed) -> Iterator[Problem]:
    """Report a state that is two kinds at once, or a parallel one with nothing in it."""
    entry, inner = state.entry, state.entry.get("states")
    leaf = "history" if "history" in entry else "final" if entry.get("final") else ""
    if leaf and "states" in entry:
        message = f"{state.name} is {leaf} and cannot have states within it"
        yield problem_at(entry.at("states"), message, f"either {leaf} or states")
    if "history" in entry and entry.get("final"):
        yield problem_at(entry.at("final"), f"{state.name} is history and final", "one of them")
    if "history" in entry and not state.around:
        message = f"{state.name} remembers nothing, for no state is around it"
        yield problem_at(state.place, message, "the history inside the state to return to")
    if (entry.get("parallel") or "states" in entry) and not _real(inner):
        yield problem_at(state.place, f"{state.name} has no states within it", "states: {…}")
    if "start" in entry and not _may_start(entry):
        message = f"{state.name} cannot have a start, for it is not made of one state at a time"
        yield problem_at(entry.at("start"), message, "nothing; leave the line out")


def _real(inner: Map | None) -> bool:
    return any("history" not in state_entry(entry) for entry in (inner or {}).values())


def _may_start(entry: Map) -> bool:
    return "history" in entry or ("states" in entry and not entry.get("parallel"))


def _starts(entry: Map, key: str, within: str, states: dict[str, Placed]) -> Iterator[Problem]:
    """Report a start that is no state, or that does not lie within its state."""
    if key not in entry:
        return
    around = within
    if within and "history" in entry:
        around = states[within].around[-1] if states[within].around else ""
    for name, place in spots(entry, key):
        inside = [other for other, state in states.items() if around in ("", *state.around)]
        if name not in states:
            yield unknown_name(place, "a state", name, inside)
        elif name not in inside:
            message = f"{name} does not lie within {around}, so it cannot be its start"
            yield problem_at(place, message, f"a state within {around}")


def _history_start(state: Placed, states: dict[str, Placed]) -> Iterator[Problem]:
    """Report a history state that would begin with history again."""
    if "history" not in state.entry:
        return
    for name, place in spots(state.entry, "start"):
        if name in states and "history" in states[name].entry:
            message = f"{state.name} begins with {name}, which only remembers too"
            yield problem_at(place, message, "a state that is not history")


def _ends(step: Map, states: dict[str, Placed]) -> Iterator[Problem]:
    """Report states a step names that do not exist, or that no step can leave."""
    for key in ("from", "to", "when_done"):
        for name, place in spots(step, key):
            known = [*states, ROOT_WORDS] if key == "from" else list(states)
            if name not in known:
                yield unknown_name(place, "a state", name, known)
    for name, place in spots(step, "from"):
        entry = states[name].entry if name in states else EMPTY
        if entry.get("final") or "history" in entry:
            kind = "final" if entry.get("final") else "history"
            message = f"{name} is {kind}, so no step can begin there"
            yield problem_at(place, message, "another state")


def _by_itself(name: str, step: Map, place: Place) -> Iterator[Problem]:
    """Report a step that happens by itself and yet asks something of a person."""
    reactive = [key for key in ("automatic", "on", "when_done") if step.get(key)]
    if not reactive:
        return
    for key in BY_ITSELF:
        if key in step:
            message = f"{name} happens by itself ({reactive[0]}), so {key} has no meaning"
            yield problem_at(step.at(key), message, f"nothing; leave {key} or {reactive[0]} out")
    if reactive[0] == "automatic" and len(reactive) > 1:
        message = f"{name} is automatic and waits for something too"
        yield problem_at(place, message, f"either automatic or {reactive[1]}")


def spots(entry: Map, key: str) -> list[tuple[str, Place]]:
    """The names an entry gives under a key, each with its place."""
    value = entry.get(key)
    if value is None:
        return []
    if isinstance(value, List):
        return [(str(name), value.value_at(index)) for index, name in enumerate(value)]
    return [(str(value), entry.value_at(key))]
