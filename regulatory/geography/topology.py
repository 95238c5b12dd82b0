"""Reading county outlines from TopoJSON: arcs that neighbors share, counted in whole steps."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import hypot
from typing import Any, NamedTuple

Point = tuple[float, float]
Ring = list[Point]


class County(NamedTuple):
    """A county, or a state: its FIPS code (5 digits, or 2), its name, the rings that bound it."""

    fips: str
    name: str
    rings: list[Ring]

    def contains(self, longitude: float, latitude: float) -> bool:
        """Tell whether a point lies inside: a ray from it crosses the rings an odd number of times.

        Holes need no care of their own, for they are crossed once more.
        """
        return sum(_crossings(ring, longitude, latitude) for ring in self.rings) % 2 == 1


def distance(point: Point, start: Point, end: Point) -> float:
    """Return how far a point lies from a line between two others."""
    across, down = end[0] - start[0], end[1] - start[1]
    x, y = point[0] - start[0], point[1] - start[1]
    length = across**2 + down**2
    part = min(1.0, max(0.0, (x * across + y * down) / length)) if length else 0.0
    return hypot(x - part * across, y - part * down)


def read_counties(topology: Any) -> list[County]:
    """Read every county of a topology."""
    return _read(topology, "counties")


def read_states(topology: Any) -> list[County]:
    """Read every state and territory of a topology."""
    return _read(topology, "states")


def _read(topology: Any, kind: str) -> list[County]:
    arcs = [list(_points(arc, topology["transform"])) for arc in topology["arcs"]]
    return [
        County(one["id"], one["properties"]["name"], list(_rings(one, arcs)))
        for one in topology["objects"][kind]["geometries"]
    ]


def _points(arc: Sequence[Sequence[int]], transform: Any) -> Iterator[Point]:
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    xs, ys = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    for x, y in zip(xs, ys, strict=True):
        yield x * scale_x + left, y * scale_y + bottom


def _rings(geometry: Any, arcs: Sequence[Ring]) -> Iterator[Ring]:
    polygons = geometry.get("arcs", [])
    for polygon in polygons if geometry["type"] == "MultiPolygon" else [polygons]:
        for ring in polygon:
            # An arc of a negative number runs backwards: ~2 is the arc 2 from its end.
            yield [
                point
                for index in ring
                for point in (arcs[index] if index >= 0 else arcs[~index][::-1])
            ]


def _crossings(ring: Ring, x: float, y: float) -> int:
    found = 0
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found += 1
        x1, y1 = x2, y2
    return found
