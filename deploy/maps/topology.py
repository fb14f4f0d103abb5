"""Reads TopoJSON: countries as rings of longitude and latitude; neighbours go on sharing their simplified border."""

from typing import Any

from deploy.maps.projection import Point, distance_from_line, project

Arc = list[Point]
Country = tuple[str, list[list[Point]]]  # numeric ISO code or nothing, rings


def countries(topology: dict[str, Any], tolerance: float) -> list[Country]:
    """Return every country with its rings, longitudes running on past ±180 instead of jumping."""
    arcs = [simplified(arc, tolerance) for arc in decoded(topology)]
    shapes = topology["objects"]["countries"]["geometries"]
    return [(shape.get("id", ""), [unwrapped(ring(arcs, way)) for way in _rings(shape)]) for shape in shapes]


def decoded(topology: dict[str, Any]) -> list[Arc]:
    """Return the arcs in degrees: TopoJSON stores whole steps from point to point."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)
    return arcs


def ring(arcs: list[Arc], way: list[int]) -> list[Point]:
    """Join arcs into one ring; a negative number means the arc of its complement, backwards."""
    points: list[Point] = []
    for number in way:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def unwrapped(points: list[Point]) -> list[Point]:
    """Let longitudes run on where they jump over the antimeridian."""
    steady = [points[0]]
    for longitude, latitude in points[1:]:
        turns = round((steady[-1][0] - longitude) / 360)
        steady.append((longitude + 360 * turns, latitude))
    return steady


def simplified(arc: Arc, tolerance: float) -> Arc:
    """Drop points that lie nearer than this to the line between those kept (Ramer, Douglas and Peucker), on the map."""
    if len(arc) < 3:
        return arc
    drawn = [project(*point) for point in unwrapped(arc)]
    kept, spans = {0, len(arc) - 1}, [(0, len(arc) - 1)]
    while spans:
        first, last = spans.pop()
        between = range(first + 1, last)
        off = {i: distance_from_line(drawn[i], drawn[first], drawn[last]) for i in between}
        farthest = max(off, key=lambda i: off[i], default=None)
        if farthest is not None and off[farthest] > tolerance:
            kept.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [arc[i] for i in sorted(kept)]


def _rings(shape: dict[str, Any]) -> list[list[int]]:
    if shape["type"] == "Polygon":
        return list(shape["arcs"])
    return [way for polygon in shape["arcs"] for way in polygon]
