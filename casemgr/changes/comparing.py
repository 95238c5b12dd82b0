"""What differs between two packs, in words for the people who work by them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from casemgr.tenants.fields import Field
from casemgr.tenants.pack import Pack, PacketProfile
from casemgr.wording import plain
from casemgr.workflows.definition import Definition
from casemgr.workflows.loader import load_definition

NAMED = {
    "words": "word",
    "offices": "office",
    "roles": "role",
    "compartments": "compartment",
    "case_types": "case type",
    "numbering": "numbering of",
    "schemes": "scheme",
    "lives": "workflow of",
}
SINGLE = (
    *("name", "short_name", "kind", "extends", "marking", "letterhead", "time_zone"),
    *("default_reach", "review", "separation"),
)
SAID = {"sources": "from", "targets": "to", "one": "one of it", "many": "several"}
LABELS = ("label", "one", "title")


def list_changes(old: Pack, new: Pack) -> list[str]:
    """Say all that differs between two versions of a pack, one sentence each."""
    return [
        *_attributes("The agency", old, new, SINGLE),
        *(line for part, noun in NAMED.items() for line in _entries(noun, part, old, new)),
        *_kinds(old, new),
        *_packet(old, new),
        *_fields(old, new),
        *_code_lists(old, new),
        *_workflows(old, new),
    ]


def renamed_fields(old: Pack, new: Pack, subject: str) -> dict[str, str]:
    """Return the fields that this change renames: the new name of each, and the earlier one."""
    before = {field.name for field in old.fields.get(subject, ())}
    return {
        field.name: field.was
        for field in new.fields.get(subject, ())
        if field.was in before and field.name not in before
    }


def definitions_of(pack: Pack) -> dict[str, Definition]:
    """Return the workflows that a pack uses, by their names."""
    found = map(load_definition, pack.workflows.values())
    return {definition.name: definition for definition in found}


def _entries(noun: str, part: str, old: Pack, new: Pack) -> Iterator[str]:
    yield from compare(noun, getattr(old, part), getattr(new, part))


def compare(noun: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Say which entries are new, left out or different."""
    for name, entry in new.items():
        if name not in old:
            yield f"New {noun} {_called(name, entry)}."
    for name, entry in old.items():
        if name not in new:
            yield f"The {noun} {_called(name, entry)} is left out."
        elif is_dataclass(entry):
            yield from _attributes(f"The {noun} {_called(name, entry)}", entry, new[name])
        elif entry != new[name]:
            yield f"The {noun} {name}: {_said(entry)} becomes {_said(new[name])}."


def _attributes(
    called: str, old: Any, new: Any, names: Collection[str] | None = None
) -> Iterator[str]:
    """Say in which attributes two entries differ."""
    for name in names or [attribute.name for attribute in fields(old) if attribute.compare]:
        before, after = getattr(old, name), getattr(new, name)
        if _plainly(before) != _plainly(after):
            yield f"{called}: {SAID.get(name, plain(name).lower())} {_difference(before, after)}."


def _difference(before: Any, after: Any) -> str:
    """Tell lists apart by what comes and goes, other values by what they were and become."""
    named = _by_name(before), _by_name(after)
    if any(named):
        before, after = named
    if isinstance(before, tuple | frozenset) and isinstance(after, tuple | frozenset):
        old, new = [_said(one) for one in before], [_said(one) for one in after]
        gone = [f"without {one}" for one in sorted(old) if one not in new]
        come = [f"with {one}" for one in sorted(new) if one not in old]
        return ", ".join([*come, *gone]) or "in another order"
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return "; ".join(line.rstrip(".") for line in compare("entry", before, after))
    if is_dataclass(before) and is_dataclass(after):
        return "; ".join(line.lstrip(": ").rstrip(".") for line in _attributes("", before, after))
    return f"{_said(before)} becomes {_said(after)}"


def _by_name(entries: Any) -> dict[str, Any]:
    """Turn a list of named entries into a mapping; of any other value make nothing."""
    listed = entries if isinstance(entries, tuple) else ()
    named = {str(getattr(one, "name", "") or getattr(one, "code", "")): one for one in listed}
    return named if all(map(is_dataclass, listed)) and all(named) else {}


def _kinds(old: Pack, new: Pack) -> Iterator[str]:
    for subject in dict.fromkeys([*old.kinds, *new.kinds]):
        yield from compare(
            f"kind of {subject}", old.kinds.get(subject, {}), new.kinds.get(subject, {})
        )


def _fields(old: Pack, new: Pack) -> Iterator[str]:
    for subject in dict.fromkeys([*old.fields, *new.fields]):
        before, after = _described(old, subject), _described(new, subject)
        for name, was in renamed_fields(old, new, subject).items():
            yield f"The {subject} field {_called(was, before[was])} is now called {name}."
            if was not in after:
                before[name] = replace(before.pop(was), name=name, was=was)
        yield from compare(f"{subject} field", before, after)


def _described(pack: Pack, subject: str) -> dict[str, Field]:
    """Return the fields by their names; the entries of a code list are told of with the list."""
    return {
        field.name: replace(field, options=()) if field.code_list else field
        for field in pack.fields.get(subject, ())
    }


def _packet(old: Pack, new: Pack) -> Iterator[str]:
    names = [one.name for one in fields(PacketProfile) if one.name != "sections"]
    yield from _attributes("The packet", old.packet, new.packet, names)
    yield from compare(
        "packet section", _by_name(old.packet.sections), _by_name(new.packet.sections)
    )


def _code_lists(old: Pack, new: Pack) -> Iterator[str]:
    yield from compare("code list", dict.fromkeys(old.code_lists), dict.fromkeys(new.code_lists))
    for name in old.code_lists.keys() & new.code_lists.keys():
        before, after = old.code_lists[name], new.code_lists[name]
        yield from compare(
            f"entry of {name}",
            {option.code: option for option in before.options},
            {option.code: option for option in after.options},
        )


def _workflows(old: Pack, new: Pack) -> Iterator[str]:
    before, after = definitions_of(old), definitions_of(new)
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            yield f"The workflow {name} is left out."
        elif name not in before:
            yield f"New workflow {name}, version {after[name].version}."
        else:
            yield from _workflow(before[name], after[name])


def _workflow(old: Definition, new: Definition) -> Iterator[str]:
    if old.version != new.version:
        yield f"The workflow {old.name}: version {old.version} becomes version {new.version}."
    yield from compare(f"state of {old.name}", old.states, new.states)
    yield from compare(f"step of {old.name}", old.steps, new.steps)


def _called(name: str, entry: Any) -> str:
    label = next((getattr(entry, name) for name in LABELS if getattr(entry, name, "")), "")
    return f"“{label}” ({name})" if label and label != name else name


def _plainly(value: Any) -> Any:
    """Compare what was written: compiled conditions and options know no equality of their own."""
    if callable(value) and hasattr(value, "source"):
        return value.source
    if is_dataclass(value):
        told = [attribute for attribute in fields(value) if attribute.compare]
        return [(attribute.name, _plainly(getattr(value, attribute.name))) for attribute in told]
    if isinstance(value, tuple | list):
        return [_plainly(one) for one in value]
    if isinstance(value, Mapping):
        return [(key, _plainly(one)) for key, one in value.items()]
    return value


def _said(value: Any) -> str:
    if value is None or value == "" or value == () or value == frozenset():
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list | frozenset):
        said = [_said(one) for one in value]
        return ", ".join(sorted(said) if isinstance(value, frozenset) else said)
    for name in ("label", "title", "rule", "text", "source", "name"):
        if isinstance(getattr(value, name, None), str) and getattr(value, name):
            return f"“{getattr(value, name)}”"
    return str(value)
