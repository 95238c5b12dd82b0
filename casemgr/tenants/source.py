"""YAML files read into plain mappings and lists that remember where each entry was written.

Anchors, aliases, tags and further documents are refused, so a small file cannot grow in memory
and nothing but text, numbers, yes/no, lists and mappings comes out.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from casemgr.tenants.problems import PackInvalid, Place, problem_at, shorten

LARGEST = 1_000_000
DEEPEST = 24
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
PLAIN = {"": None, "~": None, "null": None, "true": True, "false": False}
_READER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Spots:
    """Where a mapping or a list and its entries stand, counted from 0 as editors do inside."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.keys: dict[Any, Place] = {}
        self.values: dict[Any, Place] = {}
        self.dropped: dict[str, Place] = {}
        """Where a pack says that an entry of the one it extends is left out."""

    @property
    def line(self) -> int:
        """The line on which it starts."""
        return self.place.line - 1

    @property
    def col(self) -> int:
        """The column at which it starts."""
        return self.place.column - 1

    def key(self, key: Any) -> tuple[int, int]:
        """Line and column of a key."""
        return _pair(self.keys[key])

    def value(self, key: Any) -> tuple[int, int]:
        """Line and column of a key's value."""
        return _pair(self.values[key])

    def item(self, index: int) -> tuple[int, int]:
        """Line and column of a list's entry."""
        return _pair(self.values[index])


class Map(dict[str, Any]):
    """A mapping that knows where it and its entries were written."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.lc = Spots(place)

    def put(self, key: str, value: Any, key_at: Place, value_at: Place) -> None:
        """Add an entry with its places."""
        self[key] = value
        self.lc.keys[key], self.lc.values[key] = key_at, value_at

    def at(self, key: str) -> Place:
        """Where the entry's key stands, or the mapping itself when it has none."""
        return self.lc.keys.get(key, self.lc.place)

    def value_at(self, key: str) -> Place:
        """Where the entry's value stands, or the mapping itself when it has none."""
        return self.lc.values.get(key, self.lc.place)


class List(list[Any]):
    """A list that knows where it and its entries were written."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.lc = Spots(place)

    def put(self, value: Any, place: Place) -> None:
        """Add an entry with its place."""
        self.lc.values[len(self)] = place
        self.append(value)

    def value_at(self, index: int) -> Place:
        """Where an entry stands."""
        return self.lc.values.get(index, self.lc.place)


class _Reading(NamedTuple):
    """A file on its way from YAML events to mappings."""

    file: str
    events: Iterator[Any]


def read_file(path: Path, name: str) -> Map:
    """Read one file of a pack; `name` is how messages call it. Raises PackInvalid."""
    try:
        data = _read_bytes(path)
    except OSError as error:
        raise _refuse(Place(name), f"the file cannot be read ({error.strerror})", name) from None
    if len(data) > LARGEST:
        mend = "less than 1 MB; move long lists into files of their own"
        raise _refuse(Place(name), "the file is larger than 1 MB", mend)
    return read_text(_decode(data, name), name)


def read_text(text: str, name: str) -> Map:
    """Read YAML text whose top level is a mapping. Raises PackInvalid."""
    events = yaml.parse(text, Loader=_READER)
    try:
        return _read_document(_Reading(name, events))
    except yaml.reader.ReaderError as error:
        raise _refuse_character(text, name, error.position) from None
    except yaml.MarkedYAMLError as error:
        raise _refuse_syntax(error, text, name) from None


def _read_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise _refuse(Place(name, line, column), "this is not UTF-8", "UTF-8 text") from None


def _read_document(reading: _Reading) -> Map:
    skipped = (yaml.StreamStartEvent, yaml.DocumentStartEvent)
    event = next(event for event in reading.events if not isinstance(event, skipped))
    if not isinstance(event, yaml.MappingStartEvent):
        message = "the file must hold names with values"
        raise _refuse(_place(reading, event), message, "name: value")
    found = _read_mapping(reading, event, 0)
    for event in reading.events:
        if isinstance(event, yaml.DocumentStartEvent):
            raise _refuse(_place(reading, event), "a second document begins", "one file for each")
    return found


def _read_node(reading: _Reading, event: Any, depth: int) -> Any:
    _refuse_reference(reading, event)
    if isinstance(event, yaml.ScalarEvent):
        return _read_scalar(event)
    if depth > DEEPEST:
        message = f"lists and mappings are nested more than {DEEPEST} deep"
        raise _refuse(_place(reading, event), message, "a flatter form")
    if isinstance(event, yaml.MappingStartEvent):
        return _read_mapping(reading, event, depth)
    return _read_list(reading, event, depth)


def _read_mapping(reading: _Reading, start: Any, depth: int) -> Map:
    _refuse_reference(reading, start)
    found = Map(_place(reading, start))
    for event in reading.events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key, key_at = _read_key(reading, event), _place(reading, event)
        if key in found:
            first = found.at(key).line
            message = f'"{shorten(key)}" is written twice; line {first} has it too'
            raise _refuse(key_at, message, "each name once")
        value = next(reading.events)
        entry = _read_node(reading, value, depth + 1)
        found.put(key, entry, key_at, _place(reading, value))
    return found


def _read_list(reading: _Reading, start: Any, depth: int) -> List:
    found = List(_place(reading, start))
    for event in reading.events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        found.put(_read_node(reading, event, depth + 1), _place(reading, event))
    return found


def _read_key(reading: _Reading, event: Any) -> str:
    _refuse_reference(reading, event)
    if not isinstance(event, yaml.ScalarEvent) or not event.value.strip():
        raise _refuse(_place(reading, event), "a name must be plain text", "name: value")
    return str(event.value)


def _read_scalar(event: Any) -> Any:
    """Read a value strictly; `no`, `1:30`, `017` and `1.10` stay the text that they are."""
    text = event.value
    if event.style:
        return text
    if text in PLAIN:
        return PLAIN[text]
    if WHOLE.match(text):
        return int(text)
    return text


def _refuse_reference(reading: _Reading, event: Any) -> None:
    place = _place(reading, event)
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        mark = "*" if isinstance(event, yaml.AliasEvent) else "&"
        name = f"{mark}{shorten(event.anchor)}"
        message = f"{name} is an anchor or alias, which packs do not use"
        raise _refuse(place, message, f"the value in full, or quotes around it: '{name}'")
    if event.tag:
        message = f"{shorten(event.tag)} is a tag, which packs do not use"
        raise _refuse(place, message, "the value without the tag")


def _refuse_character(text: str, name: str, position: int) -> PackInvalid:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    message = "a control character stands here"
    return _refuse(Place(name, line, column), message, "the line without it")


SYNTAX = (
    ("quoted scalar", "a quotation mark is opened and not closed", 'the closing mark: "text"'),
    (
        "mapping values",
        "a second colon stands in one entry",
        "quotes around the text",
    ),
    ("cannot start any token", "a value cannot begin with this character", "quotes around it"),
    ("flow sequence", "a list is opened with [ and not closed", "[one, two]"),
    ("flow mapping", "a mapping is opened with { and not closed", "{name: value}"),
    ("<document start>", "this does not belong to what stands above it", "name: value"),
    ("block scalar", "text must begin on the line after | or >", "the text on its own line"),
    ("directive", "a line cannot begin with %", "quotes around it"),
    ("expected ':'", "a line has neither a colon nor a value", "name: value"),
    ("block mapping", "the indentation does not fit the lines above", "two spaces for each level"),
    ("block sequence", "the indentation does not fit the list above", "- entry"),
)


def _refuse_syntax(error: yaml.MarkedYAMLError, text: str, name: str) -> PackInvalid:
    """Say in plain words what the YAML reader stumbled over."""
    began = any(sign in (error.context or "") for sign in ("quoted scalar", "flow", "simple key"))
    mark = (began and error.context_mark) or error.problem_mark or error.context_mark
    place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
    if _has_tab(text, place.line):
        return _refuse(place, "a tab indents this line", "two spaces for each level")
    words = f"{error.context or ''} {error.problem or ''}"
    for sign, message, mend in SYNTAX:
        if sign in words:
            return _refuse(place, message, mend)
    return _refuse(place, f"YAML cannot be read here ({shorten(words.strip())})", "name: value")


def _has_tab(text: str, line: int) -> bool:
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    return "\t" in written[: len(written) - len(written.lstrip())]


def _place(reading: _Reading, event: Any) -> Place:
    return Place(reading.file, event.start_mark.line + 1, event.start_mark.column + 1)


def _pair(place: Place) -> tuple[int, int]:
    return place.line - 1, place.column - 1


def _refuse(place: Place, message: str, mend: str) -> PackInvalid:
    return PackInvalid([problem_at(place, message, mend)])
