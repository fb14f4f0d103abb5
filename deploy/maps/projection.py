"""From longitude and latitude to the sheet: Equal Earth, cut where the fewest people live, and clipped at that cut."""

import math

Point = tuple[float, float]

MIDDLE = 11.0  # degrees east: the cut then runs through the Bering Strait and leaves Russia and Fiji whole
WIDTH = 2000.0  # of the sheet, in its own units
TOP, BOTTOM = 84.0, -57.0  # degrees north: Antarctica is left out
# Equal Earth, after Šavrič, Patterson and Jenny, "The Equal Earth map projection", 2018.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT = math.sqrt(3) / 2


def equal_earth(longitude: float, latitude: float) -> Point:
    """Return where a point lies on a sphere of radius 1, from the middle of the map; degrees in, y upwards."""
    angle = math.asin(ROOT * math.sin(math.radians(latitude)))
    square = angle * angle
    slope = A1 + 3 * A2 * square + square**3 * (7 * A3 + 9 * A4 * square)
    x = math.radians(longitude) * math.cos(angle) / (ROOT * slope)
    return x, angle * (A1 + A2 * square + square**3 * (A3 + A4 * square))


SCALE = WIDTH / (2 * equal_earth(180, 0)[0])
HEIGHT = (equal_earth(0, TOP)[1] - equal_earth(0, BOTTOM)[1]) * SCALE


def project(longitude: float, latitude: float) -> Point:
    """Return where a point lies on the sheet, from its upper left corner."""
    x, y = equal_earth(longitude - MIDDLE, latitude)
    return WIDTH / 2 + x * SCALE, (equal_earth(0, TOP)[1] - y) * SCALE


def on_sheet(longitude: float) -> float:
    """Return the same longitude, counted so that it lies between the two edges of the map."""
    return (longitude - MIDDLE + 180) % 360 + MIDDLE - 180


def clipped(ring: list[Point]) -> list[list[Point]]:
    """Cut a ring at the edges of the map: what sticks out on one side comes in again on the other."""
    left, right = MIDDLE - 180, MIDDLE + 180
    pieces = []
    for shift in (-360, 0, 360):
        moved = [(longitude + shift, latitude) for longitude, latitude in ring]
        piece = _half(_half(moved, left, 1), right, -1)
        if len(piece) > 2:
            pieces.append(piece)
    return pieces


def _half(ring: list[Point], edge: float, side: int) -> list[Point]:
    """Keep what lies on one side of a meridian (Sutherland and Hodgman)."""
    kept: list[Point] = []
    for before, here in zip([*ring[-1:], *ring], ring, strict=False):
        was_in, is_in = ((point[0] - edge) * side >= 0 for point in (before, here))
        if was_in != is_in:
            part = (edge - before[0]) / (here[0] - before[0])
            kept.append((edge, before[1] + part * (here[1] - before[1])))
        if is_in:
            kept.append(here)
    return kept


def distance_from_line(point: Point, start: Point, end: Point) -> float:
    """Return how far a point lies from the line between two others, or from the first where both are one."""
    along = (end[0] - start[0], end[1] - start[1])
    length = math.hypot(*along)
    away = (point[0] - start[0], point[1] - start[1])
    return abs(along[0] * away[1] - along[1] * away[0]) / length if length else math.hypot(*away)
