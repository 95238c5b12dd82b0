"""What a drawn workflow is made of: boxes, words and arrows at their places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

from casemgr.workflows.definition import Step

Point = tuple[float, float]
TIP = (4.5, 9.0)


@dataclass(frozen=True)
class Box:
    """A state: where it is drawn, what it says, and whether a record stands there."""

    kind: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    tone: str
    here: bool
    width: float
    height: float
    x: float = 0
    y: float = 0

    def moved(self, x: float, y: float) -> Self:
        """Return it as far to the right and down."""
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True)
class Caption:
    """The words on an arrow, line by line; a line may be a remark."""

    lines: tuple[tuple[str, bool], ...]
    x: float
    y: float

    def moved(self, x: float, y: float) -> Self:
        """Return it as far to the right and down."""
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True)
class Arrow:
    """A line that runs downwards; its tip is at its `end`, at its `start`, or it has none."""

    points: Sequence[Point]
    tip: str
    back: bool

    def moved(self, x: float, y: float) -> Self:
        """Return it as far to the right and down."""
        return replace(self, points=[(px + x, py + y) for px, py in self.points])

    @property
    def path(self) -> str:
        """The line for SVG: straight through rows, curved between them."""
        (x, y), *_ = self.points
        drawn = f"M{x:.0f} {y:.0f}"
        for place, ((x, y), (to_x, to_y)) in enumerate(pairwise(self.points)):
            if place % 2 == 0:
                drawn += f"L{to_x:.0f} {to_y:.0f}"
            else:
                middle = (y + to_y) / 2
                drawn += f"C{x:.0f} {middle:.0f} {to_x:.0f} {middle:.0f} {to_x:.0f} {to_y:.0f}"
        return drawn

    @property
    def head(self) -> str:
        """The corners of the tip."""
        if not self.tip:
            return ""
        x, y = self.points[-1] if self.tip == "end" else self.points[0]
        wide, long = TIP[0], TIP[1] if self.tip == "start" else -TIP[1]
        corners = ((x, y), (x - wide, y + long), (x + wide, y + long))
        return " ".join(f"{cx:.1f},{cy:.1f}" for cx, cy in corners)


@dataclass(frozen=True)
class Picture:
    """A drawn workflow; `undrawn` are the steps that stay where they are or begin anywhere."""

    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    captions: tuple[Caption, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    undrawn: tuple[Step, ...] = ()

    def with_part(self, part: "Picture", x: float, y: float) -> "Picture":
        """Return it with a part laid over it at a place."""
        return replace(
            self,
            boxes=self.boxes + tuple(one.moved(x, y) for one in part.boxes),
            captions=self.captions + tuple(one.moved(x, y) for one in part.captions),
            arrows=self.arrows + tuple(one.moved(x, y) for one in part.arrows),
        )
