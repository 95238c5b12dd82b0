"""The check that every scheme of a pack names a form of number that there is."""

from collections.abc import Iterator

from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import Problem, unknown_name
from regulatory.numbers import FORMS


def check_number_forms(pack: Pack) -> Iterator[Problem]:
    """Report schemes whose form of number nobody can read."""
    for entry in pack.source["schemes"].values():
        if entry["number"] not in FORMS:
            yield unknown_name(entry.value_at("number"), "a form of number", entry["number"], FORMS)
