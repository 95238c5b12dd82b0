"""What a pack leaves out although files that it shares still name it: one message for each.

The files of the core are right as they stand; what is to be mended is the line that leaves out.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from casemgr.tenants.problems import Place, Problem, problem_at
from casemgr.tenants.source import List, Map

MOST_NAMED = 12
SECTIONS = {
    "roles": ("a role",),
    "fields": ("a field", "asked on the form"),
    "states": ("a state",),
    "steps": ("a step", "an event"),
    "clocks": ("a clock",),
    "offices": ("an office",),
    "case_types": ("a case type",),
    "compartments": ("a compartment",),
    "series": ("a series",),
    "groups": ("a group",),
    **dict.fromkeys(("exhibit", "report", "subject", "party"), ("a kind",)),
}
"""What the entries below a key are called where something asks for one of them."""


class Drop(NamedTuple):
    """An entry that is left out: below which key, its name, and the line that says so."""

    section: str
    name: str
    place: Place

    def explains(self, problem: Problem) -> bool:
        """Tell whether the problem is that this entry is not there any more."""
        if problem.file.startswith(self.folder):
            return False
        name, what = problem.lacking
        if name == self.name and what.startswith(SECTIONS[self.section]):
            return True
        asked = re.search(r'"(?:\w+\.)?(\w+)" is not a field or function', problem.message)
        return asked is not None and (self.section, self.name) == ("fields", asked[1])

    @property
    def folder(self) -> str:
        """The folder of the pack that leaves out; its own lines are its own to mend."""
        return "".join(f"{part}/" for part in self.place.file.split("/")[:3])


def name_drops(problems: Iterable[Problem], sources: Iterable[Map]) -> list[Problem]:
    """Put one problem where an entry is left out in the place of all that it brings about."""
    drops: dict[Drop, list[Problem]] = {drop: [] for source in sources for drop in _drops(source)}
    rest: list[Problem] = []
    for problem in problems:
        drop = next((one for one in drops if one.explains(problem)), None)
        (rest if drop is None else drops[drop]).append(problem)
    return [*(_told(drop, found) for drop, found in drops.items() if found), *rest]


def _drops(entries: Any, section: str = "") -> Iterator[Drop]:
    if isinstance(entries, List):
        for entry in entries:
            yield from _drops(entry)
    if not isinstance(entries, Map):
        return
    if section in SECTIONS:
        yield from (Drop(section, name, at) for name, at in entries.lc.dropped.items())
    for name, entry in entries.items():
        yield from _drops(entry, name)


def _told(drop: Drop, found: list[Problem]) -> Problem:
    places = list(dict.fromkeys(f"{one.file}:{one.line}" for one in found))
    more = f" and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
    count = "1 place still names" if len(places) == 1 else f"{len(places)} places still name"
    listed = ", ".join(places[:MOST_NAMED])
    message = f"{drop.name} is left out here, and {count} it: {listed}{more}"
    mend = "nothing, so that it stays; or those entries anew in this pack, without it"
    return problem_at(drop.place, message, mend)
