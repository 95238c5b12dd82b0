"""Definitions from anywhere, read into mappings that know where each entry was written."""

from collections.abc import Mapping
from typing import Any

from casemgr.tenants.problems import Place
from casemgr.tenants.source import List, Map
from casemgr.workflows.definition import ROOT, Definition, State


def placed(raw: Any, file: str) -> Any:
    """Give mappings and lists their places: their own, ruamel.yaml's, or the file's start."""
    if isinstance(raw, Map | List):
        return raw
    if isinstance(raw, Mapping):
        return _placed_mapping(raw, file)
    return _placed_list(raw, file) if isinstance(raw, list | tuple) else raw


def place_of(source: Map, *path: str | int) -> Place:
    """Where an entry was written, or else the nearest thing around it."""
    at: Place = source.lc.place
    node: Any = source
    for key in path:
        try:
            at, node = node.value_at(key), node[key]
        except (KeyError, IndexError, TypeError, AttributeError):
            return at
    return at


def state_place(definition: Definition, state: State, source: Map) -> Place:
    """Where a state's name is written, however deep it is nested."""
    around: list[str] = []
    parent = state.parent
    while parent != ROOT:
        around.insert(0, parent)
        parent = definition.states[parent].parent
    entries = source["states"]
    for name in around:
        entries = entries[name]["states"]
    return entries.at(state.name)


def _placed_mapping(raw: Mapping[Any, Any], file: str) -> Map:
    found = Map(_start(raw, file))
    for key, value in raw.items():
        key_at, value_at = _spot(raw, "key", key, file), _spot(raw, "value", key, file)
        found.put(str(key), placed(value, file), key_at, value_at)
    return found


def _placed_list(raw: list[Any] | tuple[Any, ...], file: str) -> List:
    found = List(_start(raw, file))
    for index, value in enumerate(raw):
        found.put(placed(value, file), _spot(raw, "item", index, file))
    return found


def _start(raw: Any, file: str) -> Place:
    spots = getattr(raw, "lc", None)
    return Place(file, spots.line + 1, spots.col + 1) if spots is not None else Place(file)


def _spot(raw: Any, part: str, key: Any, file: str) -> Place:
    """Ask ruamel.yaml where a key, value or item stands; it counts from 0."""
    spots = getattr(raw, "lc", None)
    if spots is None or spots.data is None or key not in spots.data:
        return _start(raw, file)
    line, column = getattr(spots, part)(key)
    return Place(file, line + 1, column + 1)
