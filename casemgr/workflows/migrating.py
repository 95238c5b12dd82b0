"""Whether records can move to a new version of their workflow by the map that it declares."""

from collections.abc import Iterator
from typing import Any

from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem, one_of, problem_at, unknown_name
from casemgr.tenants.source import List, Map
from casemgr.workflows.definition import Definition, Migration
from casemgr.workflows.engine import engine_for
from casemgr.workflows.loader import read_definition
from casemgr.workflows.paths import Paths, TooLarge
from casemgr.workflows.status import Status, UnknownStatus


def check_migrations(pack: Pack) -> Iterator[Problem]:
    """Report each place of an earlier version from which the declared map leads nowhere."""
    for written in pack.workflows.values():
        definition, _ = read_definition(written)
        for entry in _listed(written.get("migrates")) if definition else []:
            assert definition is not None
            yield from _migration(pack, definition, entry)


def _migration(pack: Pack, definition: Definition, entry: Map) -> Iterator[Problem]:
    since = entry["from"]
    stem = f"{definition.name}_v{since}"
    earlier, _ = read_definition(pack.source["workflows"].get(stem))
    if since >= definition.version:
        message = f"version {since} is not earlier than version {definition.version}"
        yield problem_at(entry.value_at("from"), message, f"from: {definition.version - 1}")
    elif earlier is None:
        message = f"{stem}.yaml is not in the pack, so that the map cannot be checked against it"
        yield problem_at(entry.value_at("from"), message, f"{stem}.yaml beside this file")
    else:
        yield from _names(definition, earlier, entry)
        yield from _places(definition, earlier, entry)


def _names(definition: Definition, earlier: Definition, entry: Map) -> Iterator[Problem]:
    states = entry.get("states", Map(entry.lc.place))
    for old, new in states.items():
        if old not in earlier.states:
            what = f"a state of version {earlier.version}"
            yield unknown_name(states.at(old), what, old, _resting(earlier))
        if new not in definition.states:
            yield unknown_name(states.value_at(old), "a state", str(new), _resting(definition))


def _places(definition: Definition, earlier: Definition, entry: Map) -> Iterator[Problem]:
    """Try every place in which a record of the earlier version can rest."""
    migration = next(one for one in definition.migrates if one.since == earlier.version)
    told = set()
    for active in _places_at_rest(earlier):
        to = sorted({migration.target(name) for name in active})
        if _is_place(definition, to) or _is_told(definition, migration, active):
            continue
        lost = [name for name in active if migration.target(name) not in definition.states]
        words = " and ".join(lost or active)
        if words not in told:
            told.add(words)
            message = f"a record in {words} of version {earlier.version} would have no place"
            mend = f"states: {{{(lost or active)[0]}: …}}, with {one_of(_resting(definition))}"
            yield problem_at(entry.lc.place, message, mend)


def _is_told(definition: Definition, migration: Migration, active: tuple[str, ...]) -> bool:
    """Tell whether the map names a state that does not exist, which is reported by itself."""
    named = (migration.states[name] for name in active if name in migration.states)
    return any(name not in definition.states for name in named)


def _places_at_rest(definition: Definition) -> list[tuple[str, ...]]:
    """List where records can rest; of a workflow that is too large, each state by itself."""
    engine = engine_for(definition)
    try:
        paths = Paths(definition)
    except TooLarge:
        return [(name,) for name in _resting(definition)]
    found = (place.status for place in paths.places() if paths.is_at_rest(place))
    return list(dict.fromkeys(status.active for status in found if not engine.is_ended(status)))


def _is_place(definition: Definition, states: list[str]) -> bool:
    try:
        status: Status = engine_for(definition).restore(states)
    except UnknownStatus:
        return False
    return bool(status.active)


def _resting(definition: Definition) -> list[str]:
    known = definition.states.values()
    return [one.name for one in known if not one.children and not one.kind.is_history]


def _listed(value: Any) -> list[Map]:
    return [] if value is None else list(value) if isinstance(value, List) else [value]
