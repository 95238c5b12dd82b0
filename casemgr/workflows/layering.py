"""Laying out boxes in rows so that lines between them run downwards and cross seldom.

The method of Sugiyama: a line that passes a row keeps a place in it, rows are ordered by the mean
place of their neighbours, and boxes then move as close to those as their order allows.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Name = Hashable
Link = tuple[Name, Name]
GAP, ROW_GAP, LANE, SWEEPS, STRAIGHT = 18.0, 30.0, 10.0, 12, 8.0


@dataclass(frozen=True)
class Size:
    """How much room a box takes."""

    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """Where the boxes' middles are, and through which points each line runs downwards."""

    middles: Mapping[Name, tuple[float, float]]
    routes: Mapping[Link, Sequence[tuple[float, float]]]
    width: float
    height: float


def lay_out(sizes: Mapping[Name, Size], ranks: Mapping[Name, int], links: Iterable[Link]) -> Layout:
    """Lay boxes out in the rows that `ranks` gives them; links lead to a later row."""
    boxes, rows_of, chains = dict(sizes), dict(ranks), {}
    for link in dict.fromkeys(links):
        chains[link] = _chain(link, boxes, rows_of)
    rows = [[one for one in boxes if rows_of[one] == rank] for rank in sorted({*rows_of.values()})]
    near = _neighbours(chains.values())
    rows = _order(rows, near)
    across = _across(rows, near, boxes)
    down = _down(rows, boxes)
    middles = {one: (across[one], down[one]) for one in boxes}
    return Layout(
        middles={one: middles[one] for one in sizes},
        routes=_routes(chains, middles, boxes),
        width=max((across[one] + boxes[one].width / 2 for one in boxes), default=0),
        height=max((down[one] + boxes[one].height / 2 for one in boxes), default=0),
    )


def rank_by_way(names: Sequence[Name], links: Iterable[Link]) -> dict[Name, int]:
    """Number each box by the longest way to it that never leads back."""
    onward: dict[Name, list[Name]] = {one: [] for one in names}
    for start, end in dict.fromkeys(links):
        onward[start].append(end)
    order = _forward_order(names, onward)
    place = {one: index for index, one in enumerate(order)}
    ranks = dict.fromkeys(names, 0)
    for start in order:
        for end in onward[start]:
            if place[end] > place[start]:
                ranks[end] = max(ranks[end], ranks[start] + 1)
    return ranks


def _forward_order(names: Sequence[Name], onward: Mapping[Name, list[Name]]) -> list[Name]:
    """List the boxes so that every line which does not close a circle leads onward."""
    done: list[Name] = []
    seen: set[Name] = set()

    def visit(one: Name) -> None:
        seen.add(one)
        for end in reversed(onward[one]):
            if end not in seen:
                visit(end)
        done.append(one)

    for one in names:
        if one not in seen:
            visit(one)
    return done[::-1]


def _chain(link: Link, boxes: dict[Name, Size], rows_of: dict[Name, int]) -> list[Name]:
    """Give a line a place in every row that it passes."""
    start, end = link
    passed: list[Name] = [(link, row) for row in range(rows_of[start] + 1, rows_of[end])]
    for one in passed:
        boxes[one] = Size(LANE, 0)
        rows_of[one] = one[1]  # type: ignore[index]
    return [start, *passed, end]


def _neighbours(chains: Iterable[Sequence[Name]]) -> dict[Name, tuple[list[Name], list[Name]]]:
    near: dict[Name, tuple[list[Name], list[Name]]] = {}
    for chain in chains:
        for upper, lower in pairwise(chain):
            near.setdefault(upper, ([], []))[1].append(lower)
            near.setdefault(lower, ([], []))[0].append(upper)
    return near


def _order(rows: list[list[Name]], near: Mapping[Name, Any]) -> list[list[Name]]:
    """Order each row by its neighbours, down and up again, and keep what crosses least."""
    best = [list(row) for row in rows]
    fewest = _crossings(best, near)
    for sweep in range(SWEEPS):
        side = sweep % 2
        rows = [list(row) for row in rows]
        for row in rows if side == 0 else reversed(rows):
            place = {one: index / len(line) for line in rows for index, one in enumerate(line)}
            row.sort(key=lambda one: _mean(near, one, side, place))
        crossings = _crossings(rows, near)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _mean(near: Mapping[Name, Any], one: Name, side: int, place: Mapping[Name, float]) -> float:
    beside = near.get(one, ([], []))[side]
    return sum(place[other] for other in beside) / len(beside) if beside else place[one]


def _crossings(rows: list[list[Name]], near: Mapping[Name, Any]) -> int:
    count = 0
    for row, lower in pairwise(rows):
        place = {one: index for index, one in enumerate(lower)}
        ends = [sorted(place[other] for other in near.get(one, ([], []))[1]) for one in row]
        for index, left in enumerate(ends):
            count += sum(a > b for right in ends[index + 1 :] for a in left for b in right)
    return count


def _across(
    rows: list[list[Name]], near: Mapping[Name, Any], boxes: Mapping[Name, Size]
) -> dict[Name, float]:
    """Move every box as close to its neighbours as the boxes beside it allow."""
    across = {one: x for row in rows for one, x in zip(row, _packed(row, boxes), strict=True)}
    for sweep in range(SWEEPS * 4):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [_wanted(one, near, across, boxes) for one in row]
            across.update(zip(row, _apart(row, wanted, boxes), strict=True))
    left = min((across[one] - boxes[one].width / 2 for one in across), default=0)
    return {one: x - left for one, x in across.items()}


def _wanted(
    one: Name,
    near: Mapping[Name, Any],
    across: Mapping[Name, float],
    boxes: Mapping[Name, Size],
) -> float:
    """Return the mean place of a box's neighbours; a line that passes goes straight on."""
    above, below = near.get(one, ([], []))
    weights = {
        other: STRAIGHT if _is_lane(boxes[one]) and _is_lane(boxes[other]) else 1.0
        for other in [*above, *below]
    }
    total = sum(weights.values())
    told = sum(across[other] * weight for other, weight in weights.items())
    return told / total if total else across[one]


def _packed(row: Sequence[Name], boxes: Mapping[Name, Size]) -> list[float]:
    found, x = [], 0.0
    for one in row:
        found.append(x + boxes[one].width / 2)
        x += boxes[one].width + GAP
    return found


def _apart(row: Sequence[Name], wanted: Sequence[float], boxes: Mapping[Name, Size]) -> list[float]:
    """Return the places nearest to those wanted at which no box touches the next one.

    The places are a least-squares fit that never falls: neighbours that would meet move together.
    """
    packed = _packed(row, boxes)
    groups: list[tuple[float, float, int]] = []
    for one, place, least in zip(row, wanted, packed, strict=True):
        weight = STRAIGHT if _is_lane(boxes[one]) else 1.0
        groups.append((weight * (place - least), weight, 1))
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] >= groups[-1][0] / groups[-1][1]:
            after, before = groups.pop(), groups.pop()
            groups.append((before[0] + after[0], before[1] + after[1], before[2] + after[2]))
    shifts = [total / weight for total, weight, count in groups for _ in range(count)]
    return [least + shift for least, shift in zip(packed, shifts, strict=True)]


def _is_lane(size: Size) -> bool:
    return size.height == 0


def _down(rows: list[list[Name]], boxes: Mapping[Name, Size]) -> dict[Name, float]:
    down, top = {}, 0.0
    for row in rows:
        height = max(boxes[one].height for one in row)
        down.update(dict.fromkeys(row, top + height / 2))
        top += height + ROW_GAP
    return down


def _routes(
    chains: Mapping[Link, Sequence[Name]],
    middles: Mapping[Name, tuple[float, float]],
    boxes: Mapping[Name, Size],
) -> dict[Link, list[tuple[float, float]]]:
    """Lead each line from the lower edge of a box to the upper edge of another."""
    routes = {}
    heights: dict[float, float] = {}
    for one, (_, y) in middles.items():
        heights[y] = max(heights.get(y, 0), boxes[one].height)
    starts = _spread({link: (chain[0], chain[1]) for link, chain in chains.items()}, middles, boxes)
    ends = _spread({link: (chain[-1], chain[-2]) for link, chain in chains.items()}, middles, boxes)
    for link, chain in chains.items():
        first, last = middles[chain[0]], middles[chain[-1]]
        route = [(starts[link], first[1] + boxes[chain[0]].height / 2)]
        route.append((starts[link], first[1] + heights[first[1]] / 2))
        for one in chain[1:-1]:
            x, y = middles[one]
            route += [(x, y - heights[y] / 2), (x, y + heights[y] / 2)]
        route.append((ends[link], last[1] - heights[last[1]] / 2))
        route.append((ends[link], last[1] - boxes[chain[-1]].height / 2))
        routes[link] = route
    return routes


def _spread(
    ends: Mapping[Link, tuple[Name, Name]],
    middles: Mapping[Name, tuple[float, float]],
    boxes: Mapping[Name, Size],
) -> dict[Link, float]:
    """Part the lines that meet one edge of a box, in the order in which they come."""
    found = {}
    for box in dict.fromkeys(box for box, _ in ends.values()):
        links = [link for link, (own, _) in ends.items() if own == box]
        links.sort(key=lambda link: middles[ends[link][1]][0])
        room = boxes[box].width * 0.7
        for index, link in enumerate(links):
            found[link] = middles[box][0] + room * ((index + 1) / (len(links) + 1) - 0.5)
    return found
