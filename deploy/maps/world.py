#!/usr/bin/env python3
"""Draws the world as the portal ships it: static/maps/world.svg, and where the mark of each country stands.

A maintainer runs it again when outlines change: `python3 -m deploy.maps.world countries-110m.json`, with that file of
world-atlas, version 2.
"""

import csv
import json
import math
import sys
from pathlib import Path

from deploy.maps.projection import HEIGHT, WIDTH, Point, clipped, on_sheet, project
from deploy.maps.topology import countries

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
OUTLINES = ROOT / "static" / "maps" / "world.svg"
POINTS = ROOT / "unions" / "data" / "world_map.csv"
CODES = HERE / "codes.csv"  # numeric ISO 3166-1 code → alpha-2
DOTS = HERE / "dots.csv"  # countries too small for an outline at this scale: longitude and latitude

TOLERANCE = 0.8  # units of the sheet: half a pixel on a wide screen
ANTARCTICA = "010"
DOT_RADIUS = 3
STEPS = 24  # of the grid on which the point farthest from a coast is sought


def draw(topology: dict[str, object]) -> tuple[str, list[tuple[str, int, int]]]:
    """Return the outlines as SVG and the points as (country, x, y). Land without a code is drawn without a name."""
    codes = dict(_rows(CODES))
    parts, points = [], []
    for number, rings in countries(topology, TOLERANCE):
        if number == ANTARCTICA:
            continue
        pieces = [[project(*point) for point in piece] for ring in rings for piece in clipped(ring)]
        code = codes.get(number, "")
        name = f' id="{code}"' if code else ""
        parts.append((code, f'<path{name} d="{"".join(path_of(piece) for piece in pieces)}"/>'))
        if code:
            points.append((code, *_rounded(middle_of(max(pieces, key=area_of)))))
    for code, longitude, latitude in _rows(DOTS):
        x, y = _rounded(project(on_sheet(float(longitude)), float(latitude)))
        parts.append((code, f'<circle id="{code}" cx="{x}" cy="{y}" r="{DOT_RADIUS}"/>'))
        points.append((code, x, y))
    drawing = "\n".join(part for _, part in sorted(parts))
    size = f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}"><g id="land">\n{drawing}\n</g></svg>\n', points


def path_of(piece: list[Point]) -> str:
    """Return one closed outline in whole units, from point to point; nothing where none are left."""
    grid = [_rounded(point) for point in piece]
    (x, y), steps = grid[0], []
    for next_x, next_y in grid[1:]:
        if (next_x, next_y) != (x, y):
            steps.append(f"{next_x - x} {next_y - y}")
            x, y = next_x, next_y
    return f"M{grid[0][0]} {grid[0][1]}l{' '.join(steps)}z".replace(" -", "-") if len(steps) > 1 else ""


def area_of(piece: list[Point]) -> float:
    """Return the area of an outline."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in _edges(piece))) / 2


def middle_of(piece: list[Point]) -> Point:
    """Return the point of a grid inside an outline that lies farthest from its edge."""
    xs, ys = [x for x, _ in piece], [y for _, y in piece]
    left, top, width, height = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    grid = [
        (left + width * (i + 0.5) / STEPS, top + height * (j + 0.5) / STEPS) for i in range(STEPS) for j in range(STEPS)
    ]
    inside = [point for point in grid if is_inside(point, piece)] or [(left + width / 2, top + height / 2)]
    return max(inside, key=lambda point: _room(point, piece))


def is_inside(point: Point, piece: list[Point]) -> bool:
    """Whether a ray to the right crosses the outline an odd number of times."""
    x, y = point
    crossings = (
        a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in _edges(piece) if (a[1] > y) != (b[1] > y)
    )
    return sum(crossing > x for crossing in crossings) % 2 == 1


def _room(point: Point, piece: list[Point]) -> float:
    return min(_distance(point, a, b) for a, b in _edges(piece))


def _distance(point: Point, a: Point, b: Point) -> float:
    along, length = (b[0] - a[0], b[1] - a[1]), math.dist(a, b)
    part = ((point[0] - a[0]) * along[0] + (point[1] - a[1]) * along[1]) / length**2 if length else 0
    part = min(1, max(0, part))
    return math.dist(point, (a[0] + part * along[0], a[1] + part * along[1]))


def _edges(piece: list[Point]) -> list[tuple[Point, Point]]:
    return list(zip(piece, [*piece[1:], piece[0]], strict=True))


def _rounded(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


def main(source: str) -> None:
    """Read the outlines and write both files."""
    drawing, points = draw(json.loads(Path(source).read_text(encoding="utf-8")))
    OUTLINES.write_text(drawing, encoding="utf-8")
    with POINTS.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([("country", "x", "y"), *sorted(points)])


if __name__ == "__main__":
    main(sys.argv[1])
