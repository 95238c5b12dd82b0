"""Whether the packet profile of an agency names only checks and sources that there are."""

from collections.abc import Iterator
from typing import Any

from casemgr.packets.checks import CHECKS
from casemgr.packets.volume.documents import FILES
from casemgr.packets.volume.sheets import SOURCES
from casemgr.permissions import Permission
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem, problem_at, unknown_name

# What fills a section that may name kinds, and of which kind of record those are.
FILLED_BY = {"reports": "report", FILES: "exhibit"}
HELD = {"reports": "reports", FILES: "files of exhibits and those attached to fields"}
# The fields that the packet prints by name, whatever the profile says.
PRINTED = {("case", "synopsis")}
SEES_SENSITIVE = "sensitive:read"


def check_profile(pack: Pack) -> list[Problem]:
    """Report what the profile names and nothing has, and what its builders print unseen."""
    return [*_checks(pack), *_sources(pack), *_kinds(pack), *_homeless(pack), *_unseen(pack)]


def note_profile(pack: Pack) -> Iterator[Problem]:
    """Note reports and files that no section takes: packets leave them out and count them."""
    sections = pack.source["packet"]["sections"]
    for source, subject in FILLED_BY.items():
        filled = {name: one for name, one in sections.items() if one["source"] == source}
        if not filled:
            place = sections.lc.dropped.get(source, pack.source["packet"].at("sections"))
            message = f"no section holds {HELD[source]}: every packet leaves them out and says so"
            yield problem_at(place, message, f"a section with source: {source}")
        elif all(one.get("kinds") for one in filled.values()):
            yield from _kinds_without_section(pack, subject, filled)


def _kinds_without_section(pack: Pack, subject: str, filled: dict[str, Any]) -> Iterator[Problem]:
    """Note the kinds of reports or exhibits that none of the sections names."""
    named = {kind for one in filled.values() for kind in one["kinds"]}
    left = [one.label for name, one in pack.kinds[subject].items() if name not in named]
    if left:
        what = "reports" if subject == "report" else "files of exhibits"
        message = f"no section holds {what} of these kinds: {', '.join(left)}"
        place = filled[next(reversed(filled))].at("kinds")
        yield problem_at(place, message, "those kinds too, or a section without kinds")


def _checks(pack: Pack) -> Iterator[Problem]:
    listed = pack.source["packet"]["checks"]
    for index, name in enumerate(listed):
        if name not in CHECKS:
            yield unknown_name(listed.value_at(index), "a check of packets", name, CHECKS)


def _sources(pack: Pack) -> Iterator[Problem]:
    for section in pack.source["packet"]["sections"].values():
        if section["source"] not in SOURCES:
            place = section.value_at("source")
            yield unknown_name(place, "what fills a section", section["source"], SOURCES)


def _kinds(pack: Pack) -> Iterator[Problem]:
    """Report sections of kinds of reports or exhibits that the agency does not have."""
    for section in pack.source["packet"]["sections"].values():
        subject = FILLED_BY.get(section["source"])
        for index, kind in enumerate(section.get("kinds", ())):
            if subject and kind not in pack.kinds[subject]:
                place = section["kinds"].value_at(index)
                yield unknown_name(place, f"a kind of {subject}", kind, pack.kinds[subject])


def _homeless(pack: Pack) -> Iterator[Problem]:
    """Report that files of records other than exhibits, which have no kind, find no section."""
    sections = pack.source["packet"]["sections"].values()
    filled = [one for one in sections if one["source"] == FILES]
    if not filled or not all(one.get("kinds") for one in filled):
        return
    holders = [
        subject
        for subject, fields in pack.fields.items()
        if subject != "exhibit" and any(field.type == "attachment" for field in fields)
    ]
    if holders:
        message = f"files attached to a {' or '.join(holders)} are in no section of the packet"
        mend = f"a section with source: {FILES} and without kinds"
        yield problem_at(filled[-1].at("kinds"), message, mend)


def _unseen(pack: Pack) -> Iterator[Problem]:
    """Report sensitive fields that the packet prints and that who builds it may not see."""
    for role in pack.roles.values():
        if Permission.PACKET_BUILD in role.permissions and SEES_SENSITIVE not in role.permissions:
            for subject, name in _printed_though_sensitive(pack):
                field = pack.source["fields"][subject]["fields"][name]
                message = (
                    f"the packet prints {name} of the {subject}, which is sensitive, and"
                    f" {role.name}, who builds packets, may not see it"
                )
                mend = f"{SEES_SENSITIVE} among the permissions of {role.name}, or sensitive: false"
                yield problem_at(field.value_at("sensitive"), message, mend)


def _printed_though_sensitive(pack: Pack) -> Iterator[tuple[str, str]]:
    """Name the sensitive fields in the packet, but for those that a compartment keeps out of it."""
    listed = pack.source["packet"].get("sensitive", ())
    for subject, file in pack.source["fields"].items():
        for name, field in file.get("fields", {}).items():
            printed = (subject in listed and field.get("sensitive") is True) or (
                (subject, name) in PRINTED and field.get("sensitive")
            )
            if printed:
                yield subject, name
