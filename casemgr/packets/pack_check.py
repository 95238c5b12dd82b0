"""Whether the packet profile of an agency names only checks and sources that there are."""

from collections.abc import Iterator

from casemgr.packets.checks import CHECKS
from casemgr.packets.volume.sheets import SOURCES
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem, unknown_name


def check_profile(pack: Pack) -> list[Problem]:
    """Report each check and each source of a section that nothing fills."""
    return [*_checks(pack), *_sources(pack)]


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
