"""Checks of a scheme of licences: does each type and schedule that one part names exist?"""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Place, Problem, problem_at, unknown_name
from casemgr.tenants.schemes import FACTS
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
    rule = entry.get("renewal", {}).get("rule")
    if rule is not None and rule not in entry.get("rules", {}):
        place = entry["renewal"].value_at("rule")
        yield unknown_name(place, "a rule of the scheme", rule, entry.get("rules", {}))
    yield from _twice(entry)


def check_investigation(entry: Map, pack: Pack) -> Iterator[Problem]:
    """Report a case type, and fields of a subject, that the pack lacks or that cannot take it."""
    written = entry.get("investigation", {})
    if written and written["case_type"] not in pack.case_types:
        place = written.value_at("case_type")
        yield unknown_name(place, "a case type", written["case_type"], pack.case_types)
    for name, fact in written.get("fields", {}).items():
        field, place = pack.field("subject", name), written["fields"].at(name)
        if field is None:
            known = [one.name for one in pack.fields.get("subject", ())]
            yield unknown_name(place, "a field of a subject", name, known)
        elif field.type not in FACTS[fact]:
            message = f"{name} is a field of type {field.type}, which cannot take the {fact}"
            yield problem_at(place, message, f"a field of type {' or '.join(FACTS[fact])}")


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
