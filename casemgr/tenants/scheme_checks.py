"""Checks of a scheme of licences: does each type and schedule that one part names exist?"""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from casemgr.tenants.problems import Place, Problem, problem_at, unknown_name
from casemgr.tenants.source import List, Map


def check_scheme(entry: Map) -> Iterator[Problem]:
    """Report types and schedules that the scheme lacks, and what would hold twice on one day."""
    types, schedules = entry["types"], entry.get("schedules", {})
    for one in types.values():
        yield from _unknown(one.get("schedules"), "a schedule of the scheme", schedules)
        for code in one.get("coincident", {}):
            if code not in types:
                place = one["coincident"].at(code)
                yield unknown_name(place, "a type of the scheme", code, types)
    for fee in entry.get("fees", {}).values():
        yield from _unknown(fee["types"], "a type of the scheme", types)
    yield from _twice(entry)


def check_look_up(entry: Map, others: Collection[str]) -> Iterator[Problem]:
    """Report tenants that may look licences up and do not exist."""
    granted = entry.get("cross_look_up", {})
    yield from _unknown(granted.get("tenants"), "another tenant", others)


def _unknown(listed: List | None, what: str, known: Collection[str]) -> Iterator[Problem]:
    for index, name in enumerate(listed or ()):
        if name not in known and listed is not None:
            yield unknown_name(listed.value_at(index), what, str(name), known)


def _twice(entry: Map) -> Iterator[Problem]:
    """Report two amounts of one type, or two periods of one rule, that hold on one day."""
    for rule in entry.get("rules", {}).values():
        yield from _overlaps(list(_placed(rule["periods"])), "two periods of the rule")
    for code in entry["types"]:
        for kind in ("application", "renewal"):
            fees = [
                fee
                for fee in entry.get("fees", {}).values()
                if fee["kind"] == kind and code in fee["types"]
            ]
            amounts = [one for fee in fees for one in _placed(fee["amounts"])]
            yield from _overlaps(amounts, f"two fees for the {kind} of type {code}")


def _placed(listed: List) -> Iterator[tuple[str, str, Place]]:
    for index, one in enumerate(listed):
        first, last = str(one.get("from", "0000")), str(one.get("until", "9999"))
        yield first, last, listed.value_at(index)


def _overlaps(dated: Sequence[tuple[str, str, Place]], what: str) -> Iterator[Problem]:
    for one, other in combinations(dated, 2):
        if one[0] <= other[1] and other[0] <= one[1]:
            mend = "days that do not overlap: until: … before from: …"
            yield problem_at(other[2], f"{what} hold on the same day", mend)
