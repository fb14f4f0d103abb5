"""The tag that draws the world: marks on countries, arcs between them, and always the table of the same figures.

The outlines are one static file, drawn by `python3 -m deploy.maps.world`; a page holds only what is said about them.
Marks stand at a percentage of the sheet and keep their size on every screen; arcs are drawn in the sheet's own units.
"""

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.utils.translation import gettext

from unions.localised import country_name, number

register = template.Library()

POINTS = Path(__file__).resolve().parent.parent / "data" / "world_map.csv"
WIDTH, HEIGHT = 2000, 870  # of the sheet
SMALLEST, LARGEST = 4, 22  # radius of a mark in pixels of a wide screen
WIDTHS = 3  # steps in which an arc grows with its value
BEND = 0.18  # of an arc's length
GAP = 12  # units of the sheet between an arc's ends and the places that it joins
Spot = tuple[int, int]


@cache
def spots() -> dict[str, Spot]:
    """Return where the mark of each country stands on the sheet."""
    with POINTS.open(encoding="utf-8", newline="") as lines:
        return {row["country"]: (int(row["x"]), int(row["y"])) for row in csv.DictReader(lines)}


@register.inclusion_tag("components/world_map.html")
def world_map(
    *,
    caption: str,
    marks: Iterable[Mapping[str, Any]] = (),
    flows: Iterable[Mapping[str, Any]] = (),
    counted: str = "",
    name: str = "world-map",
    stands_by_its_table: bool = False,
) -> dict[str, Any]:
    """Draw marks and flows.

    A mark has `country`, `value`, perhaps `label` and `url`; a flow `from_country`, `to_country`, `value` and `label`.
    `counted` heads the column of values in the table; `name` is the element's id, needed where a page has two maps.
    `stands_by_its_table` is for a page that shows a fuller table of the same figures right below.
    """
    marked, flowing = _largest_first(marks), _largest_first(flows)
    tables = [] if stands_by_its_table else [_table_of_marks(marked, counted), _table_of_flows(flowing, counted)]
    return {
        "name": name,
        "caption": caption,
        "width": WIDTH,
        "height": HEIGHT,
        "marks": marks_of(marked),
        "arcs": arcs_of(flowing),
        "has_links": any(mark.get("url") for mark in marked),
        "tables": [each for each in tables if each],
    }


def marks_of(marks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return circles whose area grows with the value, the largest beneath; a country without a place has none."""
    largest = max((mark["value"] for mark in marks), default=0)
    return [
        {
            "country": mark["country"],
            "x": f"{100 * x / WIDTH:.1f}%",
            "y": f"{100 * y / HEIGHT:.1f}%",
            "radius": f"{max(SMALLEST, LARGEST * math.sqrt(mark['value'] / largest)):.1f}",
            "label": _label(mark),
            "url": mark.get("url", ""),
            "is_near_the_end": x > WIDTH / 2,
        }
        for mark, (x, y) in ((mark, spots()[mark["country"]]) for mark in marks if mark["country"] in spots())
        if mark["value"] > 0
    ]


def arcs_of(flows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return arcs that bend to the left of their way, so that there and back do not cover each other."""
    largest = max((flow["value"] for flow in flows), default=0)
    return [
        {
            "path": arc(spots()[flow["from_country"]], spots()[flow["to_country"]]),
            "width": max(1, math.ceil(WIDTHS * flow["value"] / largest)),
            "label": flow["label"],
        }
        for flow in flows
        if flow["from_country"] != flow["to_country"]
        and {flow["from_country"], flow["to_country"]} <= spots().keys()
        and flow["value"] > 0
    ]


def arc(start: Spot, end: Spot) -> str:
    """Return a curve of one bend, as an SVG path; it leaves both places visible."""
    along = (end[0] - start[0], end[1] - start[1])
    bend = ((start[0] + end[0]) / 2 + BEND * along[1], (start[1] + end[1]) / 2 - BEND * along[0])
    (from_x, from_y), (to_x, to_y) = _towards(start, bend), _towards(end, bend)
    return f"M{from_x:.0f} {from_y:.0f}Q{bend[0]:.0f} {bend[1]:.0f} {to_x:.0f} {to_y:.0f}"


def _towards(place: Spot, goal: tuple[float, float]) -> tuple[float, float]:
    """Return the point a gap away from a place, or half the way where that is less."""
    part = min(0.5, GAP / math.dist(place, goal))
    return place[0] + part * (goal[0] - place[0]), place[1] + part * (goal[1] - place[1])


def _largest_first(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(rows, key=lambda row: -row["value"])


def _label(mark: Mapping[str, Any]) -> str:
    words = gettext("%(country)s: %(value)s")
    named = {"country": country_name(mark["country"]), "value": number(mark["value"])}
    return str(mark.get("label") or words % named)


def _table_of_marks(marks: Sequence[Mapping[str, Any]], counted: str) -> dict[str, Any] | None:
    rows = [
        [
            {"text": country_name(mark["country"]), "url": mark.get("url", "")},
            {"text": mark["value"], "is_number": True},
        ]
        for mark in marks
    ]
    return {"columns": [gettext("Country"), counted or gettext("Number")], "rows": rows} if rows else None


def _table_of_flows(flows: Sequence[Mapping[str, Any]], counted: str) -> dict[str, Any] | None:
    rows = [
        [
            country_name(flow["from_country"]),
            country_name(flow["to_country"]),
            {"text": flow["value"], "is_number": True},
        ]
        for flow in flows
    ]
    columns = [gettext("From the country"), gettext("To the country"), counted or gettext("Number")]
    return {"columns": columns, "rows": rows} if rows else None
