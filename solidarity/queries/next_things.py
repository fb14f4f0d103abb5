"""What waits for a person, kind by kind: answers, check-ins, offers, reviews, promises, texts; the nearest first.

Each function returns what `components/next_things.html` draws, in as many queries for one thing as for many.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from solidarity.choices import PledgeState
from solidarity.models import Addressee, Need, Pledge, SolidarityRequest
from solidarity.panels import amount_in_words, need_names
from solidarity.querysets.solidarity_request import CHECK_IN_EVERY
from unions.localised import language_name
from unions.models import Organisation, Translation
from unions.queries import reading_order, texts_in

Thing = dict[str, Any]
MOST_OF_A_KIND = 3
MOST_LOOKED_AT = 300  # of the open requests, the most urgent: among them short help is looked for
MINUTES = 10
FIRST_STEP = "story"


def entitle(things: Iterable[Thing], reader: Any) -> None:
    """Give each thing the title of its request in the first language that the reader reads; one query for all.

    A promise stays the reader's own when its request was narrowed or suspended: then it is shown without the title.
    """
    listed = list(things)
    titles = texts_in([thing["request"] for thing in listed], ["title"], reading_order(reader))
    for thing in listed:
        title = titles[thing["request"].pk]["title"]
        is_read = thing.get("may_be_read", True)
        thing["about"], thing["about_language"] = (title.text, title.language) if is_read else ("", "")


def answers(reader: Any, at: datetime) -> list[Thing]:
    """Calls that wait for an answer of the reader's unions, the clock that ends first on top."""
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


def own_requests(reader: Any, at: datetime) -> list[Thing]:
    """What one's own requests want: the check-in first, offers to accept, deliveries to confirm, a draft to finish.

    Where no check-in is due yet, the day of the next one.
    """
    own = SolidarityRequest.objects.editable_by(reader)
    due = own.check_in_due(at).order_by("checked_in_at")[:MOST_OF_A_KIND]
    offers = Q(needs__pledges__held_until__isnull=False) | Q(
        needs__pledges__deliveries__delivered_at__isnull=False, needs__pledges__deliveries__confirmed_at__isnull=True
    )
    helped = own.live().filter(offers).distinct().order_by("pk")[:MOST_OF_A_KIND]
    drafts = own.drafts().order_by("-changed_at")[:MOST_OF_A_KIND]
    later = own.live().filter(checked_in_at__gt=at - CHECK_IN_EVERY).order_by("checked_in_at")[:MOST_OF_A_KIND]
    kinds = [
        (due, _("Say whether your people are still safe"), "request-check-in", "shield", True),
        (helped, _("Help is waiting for your word"), "request-pledges", "handshake", False),
        (drafts, _("Finish what you began to ask"), "request-manage", "pencil", False),
    ]
    things = [
        _thing(text, each, _address(each, name), icon_name=icon_name, is_urgent=is_urgent)
        for rows, text, name, icon_name, is_urgent in kinds
        for each in rows
    ]
    return things + [_next_check_in(each) for each in later]


def reviews(reader: Any) -> list[Thing]:
    """Requests that wait for this reviewer, life and liberty and the oldest first."""
    waiting = SolidarityRequest.objects.reviewable_by(reader).order_by("-is_life_or_liberty", "published_at", "pk")
    return [
        _thing(
            _("Review a request"),
            each,
            _address(each, "review-detail"),
            icon_name="eye",
            is_urgent=each.is_life_or_liberty,
        )
        for each in waiting[:MOST_OF_A_KIND]
    ]


def promises(reader: Any, today: date) -> list[Thing]:
    """The reader's open pledges, each with its next step; the nearest day first."""
    rows = Pledge.objects.visible_to(reader).open().select_related("need__solidarity_request", "need__kind")
    visible = SolidarityRequest.objects.visible_to(reader).filter(pk=OuterRef("need__solidarity_request"))
    rows = rows.annotate(may_be_read=Exists(visible))
    return [
        _thing(
            _step(each) % {"what": amount_in_words(each.quantity, each.need)},
            each.need.solidarity_request,
            reverse("solidarity:pledge-detail", args=[each.public_id]),
            icon_name="handshake",
            deadline=each.expected_on,
            is_urgent=each.expected_on <= today and not each.waits,
            may_be_read=each.may_be_read,
        )
        for each in rows.order_by("expected_on", "pk")[:MOST_OF_A_KIND]
    ]


def ten_minutes(reader: Any, today: date) -> list[Thing]:
    """Help that one person can give tonight: what the reader follows first, then what they can read."""
    listed = SolidarityRequest.objects.listed_to(reader).exclude(organisation__in=_own_unions(reader))
    urgent = listed.most_urgent_first().values("pk")[:MOST_LOOKED_AT]
    short = Need.objects.filter(solidarity_request__in=list(urgent.values_list("pk", flat=True)))
    short = short.for_people().still_wanted(today).within_minutes(MINUTES).not_promised_by(reader)
    languages = reading_order(reader)
    nearest = list(short.nearest_to(reader, languages)[:MOST_OF_A_KIND])
    names = need_names(nearest, languages)
    return [
        _thing(
            names[each.pk],
            each.solidarity_request,
            reverse("solidarity:need-pledge", args=[each.public_id]),
            icon_name="hourglass",
            deadline=each.wanted_by,
            is_urgent=False,
        )
        for each in nearest
    ]


def translations_wanted(reader: Any) -> list[Thing]:
    """Requests of one's unions that nobody has put into a language of the portal that the translator reads."""
    own = SolidarityRequest.objects.translatable_by(reader).live()
    found = list(own.most_urgent_first()[:MOST_LOOKED_AT])
    portal = [code for code, _name in settings.LANGUAGES]
    wanted = [code for code in dict.fromkeys([reader.ui_language, *reader.reading_languages]) if code in portal]
    rows = Translation.objects.of_all(SolidarityRequest, [each.pk for each in found], wanted).filter(field="title")
    there = set(rows.values_list("object_id", "language"))
    pairs = [(each, code) for each in found for code in wanted if code != each.language]
    return [
        _thing(
            _("Translate into %(language)s") % {"language": language_name(code)},
            each,
            reverse("solidarity:request-translate", args=[each.public_id, code]),
            icon_name="languages",
            is_urgent=False,
        )
        for each, code in pairs
        if (each.pk, code) not in there
    ][:MOST_OF_A_KIND]


def _own_unions(reader: Any) -> Any:
    return Organisation.objects.belonging_to(reader)


def _next_check_in(solidarity_request: SolidarityRequest) -> Thing:
    checked_in_at = solidarity_request.checked_in_at
    return _thing(
        _("Your next check-in"),
        solidarity_request,
        _address(solidarity_request, "request-check-in"),
        icon_name="shield",
        deadline=checked_in_at and checked_in_at + CHECK_IN_EVERY,
        is_urgent=False,
    )


def _step(pledge: Pledge) -> str:
    if pledge.waits:
        return _("Waits to be accepted: %(what)s")
    if pledge.state == PledgeState.UNDER_WAY:
        return _("Deliver what you promised: %(what)s")
    return _("Keep what you promised: %(what)s")


def _address(solidarity_request: SolidarityRequest, name: str) -> str:
    if solidarity_request.state == "draft":
        return reverse("solidarity:request-step", args=[solidarity_request.public_id, FIRST_STEP])
    return reverse(f"solidarity:{name}", args=[solidarity_request.public_id])


def _thing(text: str, about: SolidarityRequest, url: str, **more: Any) -> Thing:
    return {"text": text, "request": about, "url": url, **more}
