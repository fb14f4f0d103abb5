"""Sections of the desk: requests to open wider, requests that wait, live requests; see `unions/views/desk.py`."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from solidarity.models import SolidarityRequest
from unions.choices import NetworkRoleKind
from unions.localised import country_name
from unions.panels import Panel, panel
from unions.permissions import has_duty, is_network_member
from unions.queries import reading_order, texts_in

MOST_ON_THE_DESK = 5


@panel("desk")
def requests_to_review(reader: Any, _shown: None) -> Panel | None:
    """Return the requests that wait to be opened to more people by this reviewer."""
    if not has_duty(reader, NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING):
        return None
    found = SolidarityRequest.objects.reviewable_by(reader).for_review()
    return _section(
        key="review",
        title=_("Requests to open wider"),
        count=found.count,
        rows=lambda: review_rows(found[:MOST_ON_THE_DESK], reading_order(reader)),
        empty=_("No request waits for a reviewer."),
        all_url=reverse("solidarity:review-list"),
    )


@panel("desk")
def requests_that_wait(reader: Any, _shown: None) -> Panel | None:
    """Return the requests that unions have left waiting beyond their windows, for those who look after the network."""
    if not has_duty(reader, NetworkRoleKind.REVIEWER, NetworkRoleKind.NETWORK_ADMIN):
        return None
    found = SolidarityRequest.objects.listed_to(reader).select_related("organisation")
    waiting = found.waiting_for_answers(timezone.now())
    return _section(
        key="waiting",
        title=_("Requests that wait for answers"),
        count=waiting.count,
        rows=lambda: _request_rows(waiting[:MOST_ON_THE_DESK], reader, due="waits_since"),
        empty=_("All unions that were asked have answered in time."),
        all_url=reverse("solidarity:request-waiting") if is_network_member(reader) else "",
        is_standing=True,
    )


@panel("desk")
def requests_to_take_down(reader: Any, _shown: None) -> Panel | None:
    """Return the live requests that this guardian sees, the newest first, each with the way to take it down."""
    if not has_duty(reader, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.NETWORK_ADMIN):
        return None
    live = SolidarityRequest.objects.visible_to(reader).live().select_related("organisation")
    newest = live.order_by("-published_at", "-pk")
    return _section(
        key="live",
        title=_("Live requests"),
        count=live.count,
        rows=lambda: _request_rows(newest[:MOST_ON_THE_DESK], reader, may_take_down=True),
        empty=_("No request is live."),
        all_url=reverse("solidarity:request-list"),
        after="solidarity/take_down_finder.html",
        is_standing=True,
    )


def review_rows(waiting: Iterable[Any], languages: Sequence[str]) -> list[dict[str, Any]]:
    """Return what a desk shows of requests fetched `for_review()`; one query more."""
    listed = list(waiting)
    return [
        row
        | {
            "url": reverse("solidarity:review-detail", args=[each.public_id]),
            "since": each.asked_at,
            "due_at": None if each.review_question else each.review_due_at,
            "note": _("A question to the union waits for its answer.") if each.review_question else "",
        }
        for each, row in zip(listed, _rows(listed, languages), strict=True)
    ]


def _request_rows(
    found: Iterable[Any], reader: Any, *, due: str = "", may_take_down: bool = False
) -> list[dict[str, Any]]:
    listed = list(found)
    rows = _rows(listed, reading_order(reader))
    for each, row in zip(listed, rows, strict=True):
        row["due_at"] = getattr(each, due) if due else None
        url = reverse("solidarity:request-take-down", args=[each.public_id])
        row["acts"] = [{"text": _("Take it down"), "url": url}] if may_take_down else []
    return rows


def _rows(listed: list[SolidarityRequest], languages: Sequence[str]) -> list[dict[str, Any]]:
    texts = texts_in(listed, ["title"], languages)
    return [
        {
            "text": texts[each.pk]["title"].text,
            "language": texts[each.pk]["title"].language,
            "about": f"{each.organisation.name} · {country_name(each.country)}",
            "since": each.published_at,
            "url": reverse("solidarity:request-detail", args=[each.public_id]),
            "urgency": each.urgency,
            "is_life_or_liberty": each.is_life_or_liberty,
        }
        for each in listed
    ]


def _section(**context: Any) -> Panel:
    """Return a section of the desk; see `unions/views/desk.py`."""
    return Panel("unions/desk_section.html", context)
