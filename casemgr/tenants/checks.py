"""Checks of a whole pack: does each name that one part uses exist in another?

Features above offer theirs with `offer`: the workflows check definitions, the packets check
sections, the statutes check elements.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from casemgr.permissions import Permission
from casemgr.tenants.collisions import check_collisions
from casemgr.tenants.condition_checks import check_conditions, note_conditions
from casemgr.tenants.formats import FORMATS
from casemgr.tenants.leaving_out import name_drops
from casemgr.tenants.pack import SUBJECTS, Pack
from casemgr.tenants.problems import PackInvalid, Place, Problem, problem_at, unknown_name
from casemgr.tenants.scheme_checks import check_investigation, check_look_up, check_scheme
from casemgr.tenants.source import List, Map

Check = Callable[[Pack], Iterable[Problem]]

KEEPING = {
    Permission.PACK_CHANGE: "change the pack",
    Permission.ACCOUNT_MANAGE: "manage the accounts",
}
OFFERED: list[Check] = [check_collisions, check_conditions]

NOTED: list[Check] = [note_conditions]


def offer_note(check: Check) -> None:
    """Let a feature note what is idle, though not wrong, in a sound pack."""
    if check not in NOTED:
        NOTED.append(check)


def run_notes(packs: Iterable[Pack]) -> list[Problem]:
    """List what may be left out of sound packs, each once."""
    found = (note for pack in packs for check in NOTED for note in check(pack))
    return list(dict.fromkeys(found))


def offer(check: Check) -> None:
    """Let a feature check every pack; the same check is kept once."""
    if check not in OFFERED:
        OFFERED.append(check)


def run_offered(pack: Pack) -> list[Problem]:
    """Run what the features offer."""
    problems = (problem for check in OFFERED for problem in check(pack))
    return name_drops(problems, [pack.source, *pack.workflows.values()])


def refuse_unsound(packs: Iterable[Pack]) -> None:
    """Refuse packs in which a feature finds fault. Raises PackInvalid with all that is wrong."""
    problems = [problem for pack in packs for problem in run_offered(pack)]
    if problems:
        raise PackInvalid(list(dict.fromkeys(problems)))


def check_names(pack: Pack) -> Iterator[Problem]:
    """Report each name that the pack uses and does not have."""
    named = (_zone, _offices, _roles, _separation, _case_types, _kinds, _formats, _compartments)
    for check in (*named, _lives, _keepers):
        yield from check(pack)
    for entry in pack.source["schemes"].values():
        yield from check_scheme(entry)
        yield from check_investigation(entry, pack)


def check_exchange(packs: Mapping[str, Pack], existing: Collection[str]) -> Iterator[Problem]:
    """Report recipients and senders that do not exist or do not name each other."""
    for pack in packs.values():
        yield from _partners(pack, packs, existing, "recipients", "senders")
        yield from _partners(pack, packs, existing, "senders", "recipients")
        for entry in pack.source["schemes"].values():
            yield from check_look_up(entry, [name for name in existing if name != pack.slug])


def _partners(
    pack: Pack, packs: Mapping[str, Pack], existing: Collection[str], ours: str, theirs: str
) -> Iterator[Problem]:
    listed = pack.source["packet"].get(ours, [])
    for index, slug in enumerate(listed):
        place = listed.value_at(index)
        if slug not in existing or slug == pack.slug:
            others = [name for name in existing if name != pack.slug]
            yield unknown_name(place, "another tenant", slug, others)
        elif slug in packs and pack.slug not in packs[slug].source["packet"].get(theirs, []):
            message = f"{slug} does not list {pack.slug} among its {theirs}"
            mend = f"{theirs}: [{pack.slug}] in the packet.yaml of {slug}"
            yield problem_at(place, message, mend)


def _zone(pack: Pack) -> Iterator[Problem]:
    try:
        ZoneInfo(pack.time_zone)
    except (KeyError, ValueError, OSError):
        place = pack.source["tenant"].value_at("time_zone")
        message = f'"{pack.time_zone}" is not a time zone'
        yield problem_at(place, message, "America/Chicago")


def _offices(pack: Pack) -> Iterator[Problem]:
    written = pack.source["tenant"]["offices"]
    codes: dict[str, str] = {}
    for name, office in pack.offices.items():
        if not office.code and not office.parent:
            message = f"the office {name} has neither a code nor a parent that has one"
            yield problem_at(written.at(name), message, 'code: "…"')
        if office.parent and office.parent not in pack.offices:
            place = written[name].value_at("parent")
            yield unknown_name(place, "an office", office.parent, pack.offices)
        elif name in _ancestors(name, pack):
            place = written[name].value_at("parent")
            yield problem_at(place, f"the office {name} is below itself", "another parent")
        if office.code and office.code in codes:
            place = written[name].value_at("code")
            message = f"the office {codes[office.code]} has the code {office.code} too"
            yield problem_at(place, message, "a code of its own")
        codes.setdefault(office.code, name)


def _ancestors(name: str, pack: Pack) -> list[str]:
    """List the offices above one; a circle ends where it closes."""
    above: list[str] = []
    parent = pack.offices[name].parent
    while parent in pack.offices and parent not in above:
        above.append(parent)
        parent = pack.offices[parent].parent
    return above


def _roles(pack: Pack) -> Iterator[Problem]:
    known = [permission.value for permission in Permission]
    for name, role in pack.source["roles"]["roles"].items():
        yield from _unknown(role["permissions"], "a permission", known)
        superior = role.get("reports_to")
        if superior is not None and superior not in pack.roles:
            place = role.value_at("reports_to")
            yield unknown_name(place, "a role", superior, pack.roles)
        if superior == name:
            place = role.value_at("reports_to")
            yield problem_at(place, f"the role {name} reports to itself", "another role")


def _keepers(pack: Pack) -> Iterator[Problem]:
    """Report what no role may do any more, although the agency could not be put right without."""
    for permission, deed in KEEPING.items():
        if not any(permission in role.permissions for role in pack.roles.values()):
            place = pack.source["roles"].at("roles")
            message = f"no role has {permission}, so nobody could {deed}"
            yield problem_at(place, message, f"{permission} among the permissions of a role")


def _separation(pack: Pack) -> Iterator[Problem]:
    entry = pack.source["roles"].get("separation", {})
    for kind in ("acts", "roles"):
        pairs = entry.get(kind, List(Place("")))
        for index, pair in enumerate(pairs):
            if len(pair) != 2:
                place = pairs.value_at(index)
                yield problem_at(place, "a separation names two", "[author, approver]")
            if kind == "roles":
                yield from _unknown(pair, "a role", pack.roles)


def _case_types(pack: Pack) -> Iterator[Problem]:
    written = pack.source["tenant"]["case_types"]
    series = pack.numbering["case"].series if "case" in pack.numbering else {}
    for name, case_type in pack.case_types.items():
        if case_type.series and case_type.series not in series:
            place = written[name].value_at("series")
            yield unknown_name(place, "a series of case numbers", case_type.series, series)
        if case_type.compartments:
            listed = written[name]["compartments"]
            yield from _unknown(listed, "a compartment", pack.compartments)
        if not case_type.code and any("type" in one.template.names for one in series.values()):
            message = f"case numbers show {{type}}, and the case type {name} has no code"
            yield problem_at(written.at(name), message, 'code: "…"')


def _kinds(pack: Pack) -> Iterator[Problem]:
    """Report fields and series that speak of kinds or case types that the agency lacks."""
    for subject in SUBJECTS:
        known = _kinds_of(pack, subject)
        for field in _written_fields(pack, subject).values():
            yield from _unknown(field.get("kinds", ()), f"a kind of {subject}", known)
            yield from _unknown(field.get("case_types", ()), "a case type", pack.case_types)
    for subject, entry in pack.source["numbering"].items():
        for series in entry.get("series", {}).values():
            if isinstance(series, Map):
                known = _kinds_of(pack, subject)
                yield from _unknown(series.get("kinds", ()), f"a kind of {subject}", known)


def _kinds_of(pack: Pack, subject: str) -> list[str]:
    also = pack.kinds["party"] if subject == "subject" else {}
    return [*pack.kinds.get(subject, {}), *also]


def _written_fields(pack: Pack, subject: str) -> Map:
    empty = Map(Place(""))
    found = pack.source["fields"].get(subject, empty).get("fields", empty)
    assert isinstance(found, Map)
    return found


def _formats(pack: Pack) -> Iterator[Problem]:
    for subject in SUBJECTS:
        for field in _written_fields(pack, subject).values():
            if "format" in field and field["format"] not in FORMATS:
                place = field.value_at("format")
                yield unknown_name(place, "a format", field["format"], FORMATS)


def _compartments(pack: Pack) -> Iterator[Problem]:
    """Report sensitive fields for which nobody could be cleared."""
    for subject in SUBJECTS:
        for field in _written_fields(pack, subject).values():
            named = field.get("sensitive")
            if isinstance(named, str) and named not in pack.compartments:
                place = field.value_at("sensitive")
                yield unknown_name(place, "a compartment", named, pack.compartments)


def _lives(pack: Pack) -> Iterator[Problem]:
    """Report workflows that are used and not written, or whose file is called otherwise."""
    used = pack.source["tenant"]["workflows"]
    for subject, life in used.items():
        for name, place in _named(life, used.value_at(subject)):
            if name not in pack.workflows:
                yield unknown_name(place, "a workflow", name, pack.source["workflows"])
        if isinstance(life, Map) and "by_case_type" in life:
            yield from _types_of_lives(life["by_case_type"], pack)
    for stem, written in pack.workflows.items():
        called = f"{written.get('name')}_v{written.get('version')}"
        if called != stem:
            place = written.value_at("name")
            message = f"the file {stem}.yaml holds the workflow {called}"
            name, _, version = stem.rpartition("_v")
            yield problem_at(place, message, f"name: {name}, version: {version}")


def _types_of_lives(special: Map, pack: Pack) -> Iterator[Problem]:
    for name in special:
        if name not in pack.case_types:
            yield unknown_name(special.at(name), "a case type", name, pack.case_types)


def _named(life: Any, place: Place) -> Iterator[tuple[str, Place]]:
    """The workflows that a kind of record lives by, each with where it is named."""
    if not isinstance(life, Map):
        yield str(life), place
        return
    yield str(life["default"]), life.value_at("default")
    special = life.get("by_case_type", {})
    for case_type, name in special.items():
        yield str(name), special.value_at(case_type)


def _unknown(listed: Iterable[str], what: str, known: Collection[str]) -> Iterator[Problem]:
    for index, name in enumerate(listed):
        if name not in known and isinstance(listed, List):
            yield unknown_name(listed.value_at(index), what, name, known)
