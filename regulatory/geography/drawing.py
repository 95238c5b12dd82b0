"""Drawing the maps once, when an installation is set up: the nation, and each state by county."""

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from regulatory.geography.projection import project
from regulatory.geography.states import STATES
from regulatory.geography.topology import County, Point, Ring, distance, read_counties, read_states

COARSE, FINE = 0.6, 0.05  # how far a simplified line may run from the true one
SMALLEST = 1.0  # an island of less than this on the map of the nation is left out
LETTERS = {state.fips: letters for letters, state in STATES.items()}


def draw(topology: Any, folder: Path) -> None:
    """Write the map of the nation, and one of each state with its counties."""
    folder.mkdir(parents=True, exist_ok=True)
    counties = read_counties(topology)
    states = [state for state in read_states(topology) if state.fips in LETTERS]
    _write(folder / "us.svg", states, map(_coarse, states))
    for state in states:
        own = [one for one in counties if one.fips.startswith(state.fips)]
        _write(folder / f"{LETTERS[state.fips]}.svg", own, map(_fine, own))


def _write(file: Path, shown: Iterable[County], paths: Iterable[str]) -> None:
    edges = " ".join(f"{edge:g}" for edge in _box(shown))
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{edges}"><g id="map">'
    file.write_text(f"{start}{''.join(paths)}</g></svg>\n", "utf-8")


def _box(shown: Iterable[County]) -> tuple[float, float, float, float]:
    rings = (_projected(ring) for one in shown for ring in one.rings)
    xs, ys = zip(*chain.from_iterable(rings), strict=True)
    left, top = round(min(xs), 2), round(min(ys), 2)
    return left, top, round(max(xs) - left, 2), round(max(ys) - top, 2)


def _coarse(state: County) -> str:
    rings = [_projected(ring) for ring in state.rings]
    largest = max(map(_area, rings), default=0)
    drawn = [ring for ring in rings if _area(ring) >= min(SMALLEST, largest)]
    return _path(LETTERS[state.fips], (_simplified(ring, COARSE) for ring in drawn), 1)


def _fine(county: County) -> str:
    rings = (_simplified(_projected(ring), FINE) for ring in county.rings)
    return _path(county.fips, rings, 2)


def _path(name: str, rings: Iterable[Ring], digits: int) -> str:
    lines = "".join(_line(ring, 10**digits) for ring in rings)
    # A line keeps its width however far the map is enlarged.
    return f'<path id="{name}" vector-effect="non-scaling-stroke" d="{lines}"/>'


def _line(ring: Ring, steps: int) -> str:
    """Write a ring as SVG does, each corner counted from the one before."""
    whole = [(round(x * steps), round(y * steps)) for x, y in ring]
    moves = (f"{(b[0] - a[0]) / steps:g} {(b[1] - a[1]) / steps:g}" for a, b in pairwise(whole))
    x, y = whole[0]
    return f"M{x / steps:g} {y / steps:g}l{' '.join(moves)}z".replace(" -", "-")


def _projected(ring: Ring) -> Ring:
    return list(_drawable(ring))


def _drawable(ring: Ring) -> Iterator[Point]:
    for longitude, latitude in ring:
        found = project(latitude, longitude)
        if found:
            yield found


def _area(ring: Ring) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def _simplified(line: Ring, tolerance: float) -> Ring:
    """Leave out the corners that lie no farther than that from the line without them.

    This is the method of Douglas and Peucker (1973).
    """
    if len(line) < 3:
        return line
    far, index = max((distance(line[i], line[0], line[-1]), i) for i in range(1, len(line) - 1))
    if far <= tolerance:
        return [line[0], line[-1]]
    first = _simplified(line[: index + 1], tolerance)
    return first[:-1] + _simplified(line[index:], tolerance)
