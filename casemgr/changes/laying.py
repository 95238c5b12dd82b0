"""Laying what a form wants over a part of a YAML file, so that comments and all else stay."""

from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from casemgr.tenants.source import List


class Named(dict[str, Any]):
    """Entries by name, of which those that are not among them are left out."""


def lay(entry: CommentedMap, base: Mapping[str, Any], key: str, value: Any) -> None:
    """Let an entry say a value beyond what it extends; None leaves out what is extended."""
    if isinstance(value, Named):
        _lay_named(entry, base, key, value)
    elif value is None and key in base:
        entry[key] = dropped()
    elif value is None or (key in base and _alike(base[key], value)):
        entry.pop(key, None)
    elif isinstance(entry.get(key), CommentedSeq) and isinstance(value, list):
        _lay_list(entry[key], value)
    elif key not in entry or not _alike(entry[key], value):
        entry[key] = value


def _lay_named(entry: CommentedMap, base: Mapping[str, Any], key: str, wanted: Named) -> None:
    """Let the named entries be those that are wanted, each beyond what it says already."""
    found = base.get(key)
    below: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    inner = reach(entry, [key])
    for name in [*inner, *(one for one in below if one not in inner)]:
        if name not in wanted:
            lay(inner, below, name, None)
    for name, value in wanted.items():
        _lay_one(inner, below, name, value)
    if not inner:
        del entry[key]


def _lay_one(around: CommentedMap, below: Mapping[str, Any], name: str, value: Any) -> None:
    """Lay one of several named entries: a single value, or what is known of it."""
    base = below.get(name)
    if not isinstance(value, Mapping) and isinstance(around.get(name, base), Mapping):
        value = {"label": value}
    if not isinstance(value, Mapping):
        lay(around, below, name, value)
        return
    inner = reach(around, [name])
    for key, said in value.items():
        lay(inner, base if isinstance(base, Mapping) else {}, key, said)
    if not inner:
        del around[name]


def _lay_list(listed: CommentedSeq, wanted: list[Any]) -> None:
    """Let a list hold what is wanted; entries that stay keep their comments."""
    kept = [_called(one) for one in wanted]
    for place in reversed(range(len(listed))):
        if _called(listed[place]) not in kept:
            del listed[place]
    for place, one in enumerate(wanted):
        if place == len(listed) or _called(listed[place]) != _called(one):
            listed.insert(place, one)
        elif isinstance(listed[place], CommentedMap) and isinstance(one, Mapping):
            _lay_mapping(listed[place], one)
        elif not _alike(listed[place], one):
            listed[place] = one
    while len(listed) > len(wanted):
        del listed[-1]


def _lay_mapping(entry: CommentedMap, wanted: Mapping[str, Any]) -> None:
    for key in [key for key in entry if key not in wanted]:
        del entry[key]
    for key, value in wanted.items():
        lay(entry, {}, key, value)


def _called(entry: Any) -> Any:
    """Return by what an entry of a list is known again."""
    if isinstance(entry, Mapping):
        return str(entry.get("name") or entry.get("is") or next(iter(entry), ""))
    return _plain(entry)


def _alike(one: Any, other: Any) -> bool:
    """Tell whether two values say the same; a single name is a list of one."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return [(str(key), _plain(item)) for key, item in value.items()]
    if isinstance(value, list | tuple | List):
        return [_plain(item) for item in value] if len(value) != 1 else _plain(value[0])
    return str(value)


def reach(content: CommentedMap, at: Sequence[str]) -> CommentedMap:
    """Return the mapping at a place, made where it is not yet there."""
    for key in at:
        if not isinstance(content.get(key), CommentedMap) or is_mark(content[key]):
            content[key] = CommentedMap()
        content = content[key]
    return content


def is_mark(entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry is the mark that leaves out what is extended."""
    return dict(entry) == {"drop": True}


def dropped() -> CommentedMap:
    """Return the mark that leaves out what is extended."""
    entry = CommentedMap(drop=True)
    entry.fa.set_flow_style()
    return entry
