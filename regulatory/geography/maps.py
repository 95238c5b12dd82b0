"""Places on a map of the United States, or of the one state in which all of them lie."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from casemgr.assets import FOLDER
from regulatory.geography.projection import project
from regulatory.geography.states import STATES
from regulatory.geography.topology import County, Ring, distance

MAPS = FOLDER / "vendor" / "maps"
PATH = re.compile(r'<path id="(\w+)"[^>]* d="([^"]+)"')
BOX = re.compile(r'viewBox="([^"]+)"')
NUMBER = re.compile(r"-?[\d.]+")
CELLS = 20  # along the longer side of a map: places of one cell are one circle
NEAR = 1.5  # about six kilometers: the outlines on the map of the nation are simplified
MARGIN = 0.04  # of the longer side


class Point(NamedTuple):
    """A place to be shown: where it lies, what it is called, and its page."""

    latitude: float
    longitude: float
    label: str
    url: str = ""


@dataclass(frozen=True)
class Circle:
    """One place on a map, or several that lie too near to each other to be told apart."""

    x: float
    y: float
    radius: float
    points: tuple[Point, ...]

    @property
    def label(self) -> str:
        """Say what the circle stands for."""
        count = len(self.points)
        return self.points[0].label if count == 1 else f"{count:,} places"

    @property
    def url(self) -> str:
        """Return the page of the one place; several have none."""
        return self.points[0].url if len(self.points) == 1 else ""

    @property
    def letters(self) -> float:
        """Return the size in which the number of its places fits into the circle."""
        return self.radius * min(1, 3 / len(str(len(self.points))))


@dataclass(frozen=True)
class Map:
    """A map: the picture beneath, what it shows, the part in view, and the circles on it."""

    picture: str
    area: str
    box: tuple[float, float, float, float]
    circles: tuple[Circle, ...]

    @property
    def count(self) -> int:
        """Return how many places are shown."""
        return sum(len(circle.points) for circle in self.circles)

    @property
    def role(self) -> str:
        """Return what the map is to a screen reader: a picture, unless places link to pages."""
        return "group" if any(circle.url for circle in self.circles) else "img"


def map_of(points: Iterable[Point]) -> Map | None:
    """Return the map of some places, or None when none of them lies in the United States."""
    projected = [(project(point.latitude, point.longitude), point) for point in points]
    placed = [(*spot, point) for spot, point in projected if spot]
    if not placed:
        return None
    name = _shown([(x, y) for x, y, _ in placed])
    area = STATES[name].name if name in STATES else "the United States"
    box = _box(name)
    return Map(f"vendor/maps/{name}.svg", area, box, _circles(placed, max(box[2:])))


def _shown(spots: list[tuple[float, float]]) -> str:
    """Name the one state in which all spots lie, or the whole nation."""
    name = Counter(state_at(*spot) for spot in spots).most_common(1)[0][0]
    return name if all(_is_in(outlines("us")[name], *spot) for spot in spots) else "us"


def _is_in(state: County, x: float, y: float) -> bool:
    return state.contains(x, y) or _distance(state, x, y) <= NEAR


@cache
def state_at(x: float, y: float) -> str:
    """Return the letters of the state at a point of the map; off a coast, of the nearest."""
    for name, state in outlines("us").items():
        if state.contains(x, y):
            return name
    return min((_distance(state, x, y), name) for name, state in outlines("us").items())[1]


@cache
def outlines(name: str) -> dict[str, County]:
    """Return the outlines on a map: the states of the nation, or the counties of a state."""
    text = (MAPS / f"{name}.svg").read_text("utf-8")
    return {one: County(one, one, _rings(lines)) for one, lines in PATH.findall(text)}


def _rings(lines: str) -> list[Ring]:
    return [_ring(part) for part in lines.split("M") if part]


def _ring(part: str) -> Ring:
    numbers = [float(number) for number in NUMBER.findall(part)]
    ring = [(numbers[0], numbers[1])]
    for across, down in zip(numbers[2::2], numbers[3::2], strict=True):
        ring.append((ring[-1][0] + across, ring[-1][1] + down))
    return ring


def _distance(state: County, x: float, y: float) -> float:
    edges = (edge for ring in state.rings for edge in pairwise([*ring, ring[0]]))
    return min(distance((x, y), *edge) for edge in edges)


@cache
def _box(name: str) -> tuple[float, float, float, float]:
    """Return the part in view: the whole picture and a margin around it."""
    found = BOX.search((MAPS / f"{name}.svg").read_text("utf-8"))
    left, top, width, height = map(float, found[1].split() if found else ())
    margin = round(MARGIN * max(width, height), 2)
    return left - margin, top - margin, width + 2 * margin, height + 2 * margin


def _circles(placed: list[tuple[float, float, Point]], side: float) -> tuple[Circle, ...]:
    cells: dict[tuple[int, int], list[tuple[float, float, Point]]] = defaultdict(list)
    step = side / CELLS
    for x, y, point in placed:
        cells[int(x // step), int(y // step)].append((x, y, point))
    found = [_circle(cell, step, len(placed)) for cell in cells.values()]
    return tuple(sorted(found, key=lambda circle: -circle.radius))


def _circle(cell: list[tuple[float, float, Point]], step: float, total: int) -> Circle:
    """Draw the circle in the middle of its places, the larger the more of them it holds."""
    xs, ys, points = zip(*cell, strict=True)
    return Circle(sum(xs) / len(xs), sum(ys) / len(ys), step * _share(len(cell), total), points)


def _share(count: int, total: int) -> float:
    """Return the radius in parts of a cell; the only place of a map is what one looks for."""
    if count > 1:
        return 0.4 + 0.4 * sqrt(count / total)
    return 0.45 if total == 1 else 0.22
