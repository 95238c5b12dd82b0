"""How well one configuration fits two tenants: what both packs have in common, counted.

An entry counts as the same when both packs, each merged over what it extends, have it under one
name and say the same of it, to the letter.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casemgr.tenants.pack import Pack

Entries = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One part of two packs, by the names of its entries; `words` calls them as people do."""

    label: str
    words: Mapping[str, str]
    same: tuple[str, ...]
    changed: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]

    @property
    def of_first(self) -> int | None:
        """The percentage of the first pack's entries that are the same; None when it has none."""
        return self._percent(self.only_first)

    @property
    def of_second(self) -> int | None:
        """The percentage of the second pack's entries that are the same; None when it has none."""
        return self._percent(self.only_second)

    def _percent(self, alone: tuple[str, ...]) -> int | None:
        """Count down to whole percents, so that no share is told larger than it is."""
        total = len(self.same) + len(self.changed) + len(alone)
        return 100 * len(self.same) // total if total else None


def compare(first: Pack, second: Pack) -> tuple[Part, ...]:
    """Compare two packs part by part."""
    return tuple(_part(label, read(first), read(second)) for label, read in PARTS.items())


def comparable(pack: Pack, others: Mapping[str, Pack]) -> dict[str, Pack]:
    """Return the tenants of the same kind of which, as both packs say, this one may learn."""
    return {
        slug: other
        for slug, other in others.items()
        if slug != pack.slug and other.kind == pack.kind and pack.fit == other.fit == "open"
    }


def _part(label: str, first: Entries, second: Entries) -> Part:
    both = [name for name in first if name in second]
    return Part(
        label,
        words={name: _words(name, entry) for name, entry in {**second, **first}.items()},
        same=tuple(name for name in both if first[name] == second[name]),
        changed=tuple(name for name in both if first[name] != second[name]),
        only_first=tuple(name for name in first if name not in second),
        only_second=tuple(name for name in second if name not in first),
    )


def _words(name: str, entry: Any) -> str:
    """Call an entry by its label, after what it belongs to."""
    above, colon, own = name.rpartition(": ")
    label = entry.get("label") or entry.get("title") if isinstance(entry, Mapping) else ""
    return f"{above}{colon}{label or own.replace('_', ' ')}"


def _fields(pack: Pack) -> Entries:
    return {
        f"{subject}: {name}": field
        for subject, file in pack.source["fields"].items()
        for name, field in file["fields"].items()
    }


def _states(pack: Pack) -> Entries:
    return {
        f"{subject}: {name}": state
        for subject in pack.lives
        for name, state in _all_states(pack.workflow_for(subject).get("states", {}))
    }


def _all_states(states: Entries) -> Iterator[tuple[str, Any]]:
    """Yield every state without those inside it, which count for themselves."""
    for name, state in states.items():
        inside = state.get("states", {})
        yield name, {key: value for key, value in state.items() if key != "states"}
        yield from _all_states(inside)


def _steps(pack: Pack) -> Entries:
    return {
        f"{subject}: {name}": step
        for subject in pack.lives
        for name, step in pack.workflow_for(subject).get("steps", {}).items()
    }


def _templates(pack: Pack) -> Entries:
    """Read what documents are made by: the packet, its sections, kinds of report, numbers."""
    packet, kinds = pack.source["packet"], pack.source["tenant"]["kinds"]
    profile = ("title", "statement", "bates")
    return (
        {f"packet: {name}": packet.get(name) for name in profile}
        | {f"section: {name}": section for name, section in packet["sections"].items()}
        | {f"report: {name}": kind for name, kind in kinds["report"].items()}
        | {f"number: {name}": entry for name, entry in pack.source["numbering"].items()}
    )


def _code_lists(pack: Pack) -> Entries:
    return pack.source["codes"]


def _roles(pack: Pack) -> Entries:
    return pack.source["roles"]["roles"]


def _rules(pack: Pack) -> Entries:
    """Read what must hold: checks of a packet, separation of duties, reviews, who sees a case."""
    pairs = {"acts": pack.separation.acts, "roles": pack.separation.roles}
    return (
        {f"packet check: {name}": True for name in pack.packet.checks}
        | {f"separate {kind}: {' and '.join(pair)}": True for kind in pairs for pair in pairs[kind]}
        | {f"compartment: {name}": kind for name, kind in pack.compartments.items()}
        | {"review: every": pack.review.days, "review: escalates": pack.review.escalate_after}
        | {"access: default reach": pack.default_reach}
    )


PARTS: Mapping[str, Callable[[Pack], Entries]] = {
    "Fields": _fields,
    "States": _states,
    "Steps": _steps,
    "Templates": _templates,
    "Code lists": _code_lists,
    "Roles": _roles,
    "Rules": _rules,
}
