"""Albers' equal-area projection of the United States, with insets for what lies far away."""

from collections.abc import Iterator
from math import cos, radians, sin, sqrt
from typing import NamedTuple

SCALE = 1300.0


class Frame(NamedTuple):
    """A part of the country: the box that bounds it, how it is projected, where it is drawn."""

    west: float
    south: float
    east: float
    north: float
    meridian: float
    latitude: float
    parallels: tuple[float, float]
    scale: float
    x: float
    y: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Tell whether a point belongs to this part."""
        within = self.south <= latitude <= self.north
        return within and (longitude - self.west) % 360 <= (self.east - self.west) % 360

    def project(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a point is drawn."""
        x, y = self._conic(latitude, longitude)
        _, middle = self._conic(self.latitude, self.meridian)
        return self.x + SCALE * self.scale * x, self.y - SCALE * self.scale * (y - middle)

    def _conic(self, latitude: float, longitude: float) -> tuple[float, float]:
        first, second = (sin(radians(parallel)) for parallel in self.parallels)
        cone = (first + second) / 2
        constant = 1 + first * (2 * cone - first)
        radius = sqrt(constant - 2 * cone * sin(radians(latitude))) / cone
        angle = cone * radians((longitude - self.meridian + 180) % 360 - 180)
        return radius * sin(angle), sqrt(constant) / cone - radius * cos(angle)


FRAMES = (
    Frame(-125, 24, -66, 50, -96.6, 38.7, (29.5, 45.5), 1, 487.5, 305),
    Frame(170, 50, -129, 72, -156, 58.5, (55, 65), 0.35, 88, 505),
    Frame(-161, 18, -154, 23, -160, 19.9, (8, 18), 1, 221, 580),
    Frame(-68, 17, -64, 19, -66, 18, (8, 18), 1, 930, 585),
    Frame(144, 13, 146.5, 21, 145, 17, (8, 18), 0.8, 940, 445),
    Frame(-172, -15, -168, -11, -170, -13, (-18, -8), 0.8, 855, 590),
)


def project(latitude: float, longitude: float) -> tuple[float, float] | None:
    """Return where a point is drawn; what lies outside of the United States is not."""
    return next(_found(latitude, longitude), None)


def _found(latitude: float, longitude: float) -> Iterator[tuple[float, float]]:
    for frame in FRAMES:
        if frame.holds(latitude, longitude):
            yield frame.project(latitude, longitude)
