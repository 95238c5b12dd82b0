"""Turning what a pack's files say into the pack that the platform serves."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from casemgr.tenants.field_building import build_fields, read_options
from casemgr.tenants.folder import Folder
from casemgr.tenants.number_building import build_numbering
from casemgr.tenants.pack import (
    CaseType,
    CodeList,
    Kind,
    Office,
    Pack,
    PacketProfile,
    Review,
    Role,
    Section,
    Separation,
    Word,
)
from casemgr.tenants.problems import Problem
from casemgr.tenants.scheme_building import build_scheme
from casemgr.tenants.source import Map

Made = TypeVar("Made")
# What an agency calls what it gives out, and who has it, unless its pack says otherwise.
LICENSING = {"licence": Word("license", "licenses"), "holder": Word("licensee", "licensees")}


def build_pack(slug: str, extends: str, digest: str, merged: Folder) -> tuple[Pack, list[Problem]]:
    """Build the pack of a tenant, and list what its parts name that is not there."""
    problems: list[Problem] = []
    code_lists = {name: _code_list(name, one, problems) for name, one in merged.codes.items()}
    pack = Pack(
        slug=slug,
        extends=extends,
        digest=digest,
        groups={name: _groups(entry) for name, entry in merged.fields.items()},
        fields=build_fields(merged.fields, code_lists, problems),
        code_lists=code_lists,
        numbering=build_numbering(merged.files["numbering"], problems),
        workflows=_used(merged.files["tenant"]["workflows"], merged.workflows),
        packet=_packet(merged.files["packet"]),
        schemes=_each(merged.schemes, build_scheme),
        source=_gather(merged),
        **_tenant(merged.files["tenant"]),
        **_people(merged.files["roles"]),
    )
    return pack, problems


def _tenant(entry: Map) -> dict[str, Any]:
    """Read what the tenant is: its names, offices, kinds of cases and reviews."""
    names = ("name", "short_name", "kind", "marking", "time_zone", "default_reach", "fit")
    return {name: _text(entry, name) for name in names} | {
        "letterhead": _texts(entry, "letterhead"),
        "words": LICENSING | {name: _word(word) for name, word in entry["words"].items()},
        "offices": _each(entry["offices"], _office),
        "compartments": _each(entry["compartments"], _kind),
        "case_types": _each(entry["case_types"], _case_type),
        "kinds": {name: _each(kinds, _kind) for name, kinds in entry["kinds"].items()},
        "review": _review(entry["review"]),
        "lives": {name: _usual(life) for name, life in entry["workflows"].items()},
        "lives_by_case_type": {
            name: dict(life.get("by_case_type", {}))
            for name, life in entry["workflows"].items()
            if isinstance(life, Map)
        },
    }


def _people(entry: Map) -> dict[str, Any]:
    """Read who may do what."""
    return {
        "roles": _each(entry["roles"], _role),
        "separation": _separation(entry.get("separation", {})),
    }


def _used(lives: Mapping[str, Any], written: Mapping[str, Map]) -> dict[str, Map]:
    """Keep the workflows by which records of this agency live; others may be for other agencies."""
    special = [life.get("by_case_type", {}) for life in lives.values() if isinstance(life, Map)]
    named = [*map(_usual, lives.values()), *(stem for each in special for stem in each.values())]
    return {name: written[name] for name in named if name in written}


def _usual(life: Any) -> str:
    """Name the workflow by which records live whose case type has none of its own."""
    return str(life["default"] if isinstance(life, Map) else life)


def _each(entries: Mapping[str, Any], make: Callable[[str, Any], Made]) -> dict[str, Made]:
    return {name: make(name, entry) for name, entry in entries.items()}


def _text(entries: Mapping[str, Any], name: str, otherwise: str = "") -> str:
    return str(entries.get(name, otherwise))


def _texts(entries: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(text) for text in entries.get(name, ()))


def _word(entry: Any) -> Word:
    """Read a word; a short form takes the usual plural."""
    if isinstance(entry, Mapping):
        return Word(str(entry["one"]), str(entry["many"]))
    return Word(str(entry), f"{entry}s")


def _labelled(entry: Any) -> Mapping[str, Any]:
    """Read an entry that may be given by its label alone."""
    return entry if isinstance(entry, Mapping) else {"label": entry}


def _office(name: str, entry: Mapping[str, Any]) -> Office:
    return Office(
        name=name,
        label=_text(entry, "label"),
        code=_text(entry, "code"),
        parent=_text(entry, "parent"),
        place=_text(entry, "place"),
        address=_texts(entry, "address"),
        telephone=_text(entry, "telephone"),
        districts=_texts(entry, "districts"),
    )


def _role(name: str, entry: Mapping[str, Any]) -> Role:
    return Role(
        name=name,
        label=_text(entry, "label"),
        permissions=frozenset(entry["permissions"]),
        reach=entry["reach"],
        meaning=_text(entry, "meaning"),
        reports_to=_text(entry, "reports_to"),
    )


def _separation(entry: Mapping[str, Any]) -> Separation:
    return Separation(
        acts=tuple((pair[0], pair[-1]) for pair in entry.get("acts", ())),
        roles=tuple((pair[0], pair[-1]) for pair in entry.get("roles", ())),
    )


def _kind(name: str, entry: Any) -> Kind:
    given = _labelled(entry)
    return Kind(name, _text(given, "label"), _text(given, "meaning"))


def _case_type(name: str, entry: Any) -> CaseType:
    given = _labelled(entry)
    return CaseType(
        name=name,
        label=_text(given, "label"),
        code=_text(given, "code"),
        series=_text(given, "series"),
        review_days=given.get("review_days", 0),
        reach=_text(given, "reach"),
        compartments=_texts(given, "compartments"),
    )


def _review(entry: Mapping[str, Any]) -> Review:
    return Review(entry["days"], tuple(entry.get("escalate_after", ())))


def _groups(entry: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(label) for name, label in entry.get("groups", {}).items()}


def _code_list(name: str, entry: Mapping[str, Any], problems: list[Problem]) -> CodeList:
    options = read_options(entry["codes"], problems)
    return CodeList(name, _text(entry, "label"), _text(entry, "source"), options)


def _packet(entry: Mapping[str, Any]) -> PacketProfile:
    return PacketProfile(
        title=_text(entry, "title"),
        sections=tuple(sorted(_each(entry["sections"], _section).values(), key=_numbered)),
        bates_prefix=_text(entry["bates"], "prefix"),
        bates_width=entry["bates"]["width"],
        checks=_texts(entry, "checks"),
        sensitive=_texts(entry, "sensitive"),
        recipients=_texts(entry, "recipients"),
        senders=_texts(entry, "senders"),
        statement=_text(entry, "statement"),
    )


def _section(name: str, entry: Mapping[str, Any]) -> Section:
    return Section(
        name=name,
        number=_text(entry, "number"),
        title=_text(entry, "title"),
        source=_text(entry, "source"),
        note=_text(entry, "note"),
        kinds=_texts(entry, "kinds"),
    )


def _numbered(section: Section) -> str:
    return section.number


def _gather(merged: Folder) -> Map:
    """Keep what was written, with its places, for checks that report on it."""
    source = Map(merged.place)
    parts = {
        "fields": merged.fields,
        "codes": merged.codes,
        "schemes": merged.schemes,
        "workflows": merged.workflows,
    }
    for name, entry in (merged.files | parts).items():
        if not isinstance(entry, Map):
            entry = _as_map(merged, entry)
        source.put(name, entry, entry.lc.place, entry.lc.place)
    return source


def _as_map(merged: Folder, entries: Mapping[str, Map]) -> Map:
    found = Map(merged.place)
    for name, entry in entries.items():
        found.put(name, entry, entry.lc.place, entry.lc.place)
    return found
