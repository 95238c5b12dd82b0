"""How a pack extends another: it says only what differs, entry by entry.

Named entries are merged by name, `drop: true` leaves one out, and lists and single values take the
place of those they override. The order of the extended pack is kept; new entries follow.
"""

from collections.abc import Iterator, Mapping

from casemgr.tenants.problems import Problem, one_of, problem_at, unknown_name
from casemgr.tenants.shapes import is_dropped
from casemgr.tenants.source import Map


def merge(base: Map, own: Map) -> Map:
    """Return the extended mapping with the entries of its own laid over it."""
    merged = Map(own.lc.place if own else base.lc.place)
    merged.lc.dropped = {n: at for n, at in base.lc.dropped.items() if n not in own}
    for name in [*base, *(name for name in own if name not in base)]:
        _merge_entry(merged, name, base, own)
    return merged


def idle_drops(base: Map, own: Map) -> Iterator[Problem]:
    """Report entries that are to be left out although the extended pack has none of them."""
    for name, entry in own.items():
        if is_dropped(entry) and name not in base:
            yield _idle(own, name, base)
        elif isinstance(entry, Map) and not is_dropped(entry):
            below = base.get(name)
            yield from idle_drops(below if isinstance(below, Map) else Map(entry.lc.place), entry)


def lay_workflows(
    base: Mapping[str, Map], own: Mapping[str, Map]
) -> tuple[dict[str, Map], list[Problem]]:
    """Return the workflows of both; one of its own that `extends` another says what differs."""
    laid = dict(base)
    problems: list[Problem] = []
    for name, written in own.items():
        extended = written.get("extends")
        if extended is None:
            laid[name] = written
        elif isinstance(extended, str) and extended in base:
            problems += idle_drops(base[extended], _without(written, "extends"))
            laid[name] = merge(base[extended], _without(written, "extends"))
        else:
            place = written.value_at("extends")
            problems.append(unknown_name(place, "a workflow to extend", str(extended), base))
    return laid, problems


def _without(entries: Map, left_out: str) -> Map:
    kept = Map(entries.lc.place)
    for name, entry in entries.items():
        if name != left_out:
            kept.put(name, entry, entries.at(name), entries.value_at(name))
    return kept


def _merge_entry(merged: Map, name: str, base: Map, own: Map) -> None:
    if name not in own:
        merged.put(name, base[name], base.at(name), base.value_at(name))
        return
    entry = own[name]
    if is_dropped(entry):
        merged.lc.dropped[name] = own.at(name)
        return
    below = base.get(name)
    if isinstance(entry, Map):
        entry = merge(below if isinstance(below, Map) else Map(entry.lc.place), entry)
    merged.put(name, entry, own.at(name), own.value_at(name))


def _idle(own: Map, name: str, base: Map) -> Problem:
    if not base:
        return problem_at(own.at(name), f'there is no "{name}" to leave out', one_of([]))
    return unknown_name(own.at(name), "an entry that could be left out", name, base)
