"""Tags that draw: icons, bars, deadlines, links that keep the query."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from unions.localised import or_hidden

register = template.Library()
register.filter(or_hidden.__name__, or_hidden)

MIRRORED = {"arrow-left", "arrow-right", "chevron-right", "log-in", "log-out", "undo-2", "external-link", "list"}
SOON = datetime.timedelta(hours=72)
Amount = int | Decimal


@register.simple_tag
def icon(name: str) -> SafeString:
    """One drawing of the sprite; decoration, so a word always stands beside it."""
    mirrored = " icon--mirrored" if name in MIRRORED else ""
    drawing = '<svg class="icon{}" aria-hidden="true" width="24" height="24"><use href="{}#{}"></use></svg>'
    return format_html(drawing, mirrored, static("icons/sprite.svg"), name)


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar, in percent of its length, ready for SVG attributes."""

    start: str
    end: str
    width: str


def _segment(start: float, width: float) -> Segment | None:
    if width <= 0:
        return None
    return Segment(f"{start:.2f}%", f"{start + width:.2f}%", f"{width:.2f}%")


def bar_parts(amounts: Iterable[Amount], goal: Amount | None) -> list[Segment | None]:
    """Stretches one after the other; an over-full bar is scaled to its sum, and one without a goal as well."""
    whole = [max(0, amount or 0) for amount in amounts]
    length = max(sum(whole), goal or 0)
    parts: list[Segment | None] = []
    start = 0.0
    for amount in whole:
        width = float(100 * amount / length) if length else 0.0
        parts.append(_segment(start, width))
        start += width
    return parts


def goal_mark(amounts: Iterable[Amount], goal: Amount | None) -> str:
    """Where the goal stands on an over-full bar; empty when it is the bar's end or when there is none."""
    total = sum(max(0, amount or 0) for amount in amounts)
    return f"{100 * goal / total:.2f}%" if goal and total > goal else ""


@register.inclusion_tag("components/need_bar.html")
def need_bar(
    *, arrived: Amount, under_way: Amount, promised: Amount, goal: Amount | None = None, unit: str = ""
) -> dict[str, Any]:
    """How much of one need has arrived, is under way and is promised: three amounts that do not overlap."""
    amounts = (arrived or 0, under_way or 0, promised or 0)
    parts = bar_parts(amounts, goal)
    return {
        "arrived": amounts[0],
        "under_way": amounts[1],
        "promised": amounts[2],
        "goal": goal,
        "unit": unit,
        "arrived_part": parts[0],
        "under_way_part": parts[1],
        "promised_part": parts[2],
        "goal_at": goal_mark(amounts, goal),
    }


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(rows: Iterable[Mapping[str, Any]], *, unit: str = "") -> dict[str, Any]:
    """Rows of `label`, `value` and perhaps `tone` (red, green, ochre), each with its bar and its number."""
    listed = list(rows)
    longest = max((row["value"] for row in listed), default=0)
    bars = [{**row, "width": f"{100 * max(0, row['value']) / longest:.2f}%" if longest else "0%"} for row in listed]
    return {"bars": bars, "unit": unit}


@register.inclusion_tag("components/deadline.html")
def deadline(at: datetime.date | None, *, zone: str = "", now: datetime.datetime | None = None) -> dict[str, Any]:
    """How long is left, and until when in the reader's zone; `zone` adds the asker's own clock."""
    moment = now or timezone.now()
    is_moment = isinstance(at, datetime.datetime)
    end = at if is_moment else at and timezone.make_aware(datetime.datetime.combine(at, datetime.time.max))
    return {
        "at": at,
        "now": moment,
        "zone": zone,
        "is_moment": is_moment,
        "is_over": bool(end and end < moment),
        "is_soon": bool(end and moment <= end <= moment + SOON),
    }


@register.inclusion_tag("components/follow_button.html", takes_context=True)
def follow_button(context: template.Context, *, action: str, what: str, is_following: bool = False) -> dict[str, Any]:
    """A form that follows or unfollows; posts to `action`."""
    return {"action": action, "what": what, "is_following": is_following, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/table.html")
def table(*, caption: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> dict[str, Any]:
    """Rows of cells; a cell is a text, or `{text, url, language, is_number, is_short}`. The first heads its row."""
    names = list(columns)
    return {
        "caption": caption,
        "columns": names,
        "rows": [[_cell(name, cell) for name, cell in zip(names, row, strict=True)] for row in rows],
    }


def _cell(column: str, cell: Any) -> dict[str, Any]:
    return {"column": column, **(cell if isinstance(cell, Mapping) else {"text": cell})}
