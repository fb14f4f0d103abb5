"""What waits for a person: answers, check-ins, offers, reviews, drafts, promises; the nearest first."""

from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from solidarity.models import Addressee, Pledge, SolidarityRequest
from unions.queries import reading_order, texts_in

Thing = dict[str, Any]
MOST_OF_A_KIND = 3
FIRST_STEP = "story"


def next_things(reader: Any, at: datetime) -> list[Thing]:
    """Return what `components/next_things.html` draws: a few of each kind, in as many queries as there are kinds.

    The titles are in the first language that the reader reads, with one query more.
    """
    things = [*_answers(reader, at), *_requests(reader, at), *_reviews(reader), *_pledges(reader, at.date())]
    titles = texts_in([thing["request"] for thing in things], ["title"], reading_order(reader))
    for thing in things:
        title = titles[thing["request"].pk]["title"]
        thing["about"], thing["about_language"] = title.text, title.language
    return things


def _answers(reader: Any, at: datetime) -> list[Thing]:
    waiting = Addressee.objects.addressed_to(reader).filter(told_at__isnull=False).waiting()
    rows = waiting.select_related("solidarity_request").order_by(F("due_at").asc(nulls_last=True), "pk")
    return [
        _thing(
            _("Answer a call"),
            each.solidarity_request,
            reverse("solidarity:answer-create", args=[each.public_id]),
            icon_name="megaphone",
            deadline=each.due_at,
            is_urgent=bool(each.due_at and each.due_at <= at),
        )
        for each in rows[:MOST_OF_A_KIND]
    ]


def _requests(reader: Any, at: datetime) -> list[Thing]:
    """What one's own requests want: a check-in, offers to accept, deliveries to confirm, a draft to finish."""
    own = SolidarityRequest.objects.editable_by(reader)
    due = own.check_in_due(at).order_by("checked_in_at")[:MOST_OF_A_KIND]
    offers = Q(needs__pledges__held_until__isnull=False) | Q(
        needs__pledges__deliveries__delivered_at__isnull=False, needs__pledges__deliveries__confirmed_at__isnull=True
    )
    helped = own.live().filter(offers).distinct().order_by("pk")[:MOST_OF_A_KIND]
    drafts = own.drafts().order_by("-changed_at")[:MOST_OF_A_KIND]
    kinds = [
        (due, _("Say whether your people are still safe"), "request-check-in", "shield", True),
        (helped, _("Help is waiting for your word"), "request-pledges", "handshake", False),
        (drafts, _("Finish what you began to ask"), "request-manage", "pencil", False),
    ]
    return [
        _thing(text, each, _address(each, name), icon_name=icon_name, is_urgent=is_urgent)
        for rows, text, name, icon_name, is_urgent in kinds
        for each in rows
    ]


def _reviews(reader: Any) -> list[Thing]:
    waiting = SolidarityRequest.objects.reviewable_by(reader).order_by("published_at", "pk")[:MOST_OF_A_KIND]
    return [
        _thing(_("Review a request"), each, _address(each, "review-detail"), icon_name="eye", is_urgent=False)
        for each in waiting
    ]


def _pledges(reader: Any, today: date) -> list[Thing]:
    rows = Pledge.objects.visible_to(reader).open().filter(held_until__isnull=True)
    soon = rows.select_related("need__solidarity_request").order_by("expected_on", "pk")[:MOST_OF_A_KIND]
    return [
        _thing(
            _("Keep what you promised"),
            each.need.solidarity_request,
            reverse("solidarity:pledge-detail", args=[each.public_id]),
            icon_name="handshake",
            deadline=each.expected_on,
            is_urgent=each.expected_on <= today,
        )
        for each in soon
    ]


def _address(solidarity_request: SolidarityRequest, name: str) -> str:
    if solidarity_request.state == "draft":
        return reverse("solidarity:request-step", args=[solidarity_request.public_id, FIRST_STEP])
    return reverse(f"solidarity:{name}", args=[solidarity_request.public_id])


def _thing(text: str, about: SolidarityRequest, url: str, **more: Any) -> Thing:
    return {"text": text, "request": about, "url": url, **more}
