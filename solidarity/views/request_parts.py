"""The page of a request, part by part: its words, its needs, who stands behind it, what the reader may do."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from solidarity import permissions
from solidarity.choices import TRANSLATED_FIELDS, DoNot, RequestState
from solidarity.models import Addressee, Need, Photo, SolidarityRequest
from solidarity.panels import campaigns_of, needs_in_words
from solidarity.queries.supporters import supporters_of
from solidarity.queries.timeline import timeline_of
from unions.actions import consents
from unions.choices import ConsentPurpose, WhoMay
from unions.localised import country_name, language_name
from unions.models import Follow, NeedKind
from unions.permissions import is_staff
from unions.queries import ORIGINAL, Text, languages_of, reading_order, text_in, texts_in

Context = dict[str, Any]


def page_of(solidarity_request: SolidarityRequest, reader: Any, wanted_language: str = "") -> Context:
    """Return all that `solidarity/request_detail.html` shows to this reader."""
    shown = is_public(solidarity_request)
    return {
        "solidarity_request": solidarity_request,
        "is_public": shown,
        "is_taken_down": solidarity_request.state == RequestState.TAKEN_DOWN,
        **words_of(solidarity_request, reader, wanted_language),
        "needs": needs_of(solidarity_request, reader),
        "do_nots": do_nots_of(solidarity_request),
        "supporters": supporters_of(solidarity_request),
        "timeline": timeline_of(solidarity_request, reader),
        "place": solidarity_request.place if permissions.may_see_place(reader, solidarity_request) else "",
        "contact": solidarity_request.contact if permissions.may_see_contact(reader, solidarity_request) else "",
        "photos": photos_of(solidarity_request, reader),
        "follows": follows_of(solidarity_request, reader),
        "alerts_consent": consents.wording(ConsentPurpose.ALERTS),
        "answers": answers_of(solidarity_request, reader),
        "helped": helped_of(solidarity_request),
        "campaigns": campaigns_of(solidarity_request, reader),
        "crumbs": crumbs_of(solidarity_request),
        "doors": doors_of(solidarity_request, reader),
        "poster_url": reverse("solidarity:request-poster", args=[solidarity_request.public_id]) if shown else "",
    }


def is_public(solidarity_request: SolidarityRequest) -> bool:
    """Whether everyone may read it now."""
    return SolidarityRequest.objects.visible_to(AnonymousUser()).filter(pk=solidarity_request.pk).exists()


def words_of(solidarity_request: SolidarityRequest, reader: Any, wanted: str) -> Context:
    """Return its texts in the language asked for or the reader's, and links to the languages that there are."""
    original = solidarity_request.language
    languages = [original, *(each for each in languages_of(solidarity_request) if each != original)]
    order = [wanted] if wanted in languages else reading_order(reader)
    texts = texts_in([solidarity_request], TRANSLATED_FIELDS, order)[solidarity_request.pk]
    links = [{"code": code, "url": f"?{urlencode({'language': code})}"} for code in languages]
    original_url = "" if texts["what_happens"].is_original else links[0]["url"]
    return {
        "texts": texts,
        "background": Text(solidarity_request.background, original, ORIGINAL, original),
        "language_choices": links if len(links) > 1 else [],
        "original_url": original_url,
    }


def needs_of(solidarity_request: SolidarityRequest, reader: Any) -> list[Context]:
    """Return the needs of a request fetched `for_page()`, and where to help with each that is still wanted."""
    today = timezone.localdate()
    takes_pledges = solidarity_request.state == RequestState.OPEN or (
        solidarity_request.state == RequestState.CHECKING and permissions.may_see_contact(reader, solidarity_request)
    )
    speaks = is_staff(reader)
    rows = list(solidarity_request.needs.all())
    return [
        {
            **words,
            "row": row,
            "is_over": not _is_wanted(row, today),
            "url": _pledge_url(row) if takes_pledges and _is_for(row, speaks) and _is_wanted(row, today) else "",
        }
        for row, words in zip(rows, needs_in_words(rows, reading_order(reader)), strict=True)
    ]


def asked_in(need: Need, reader: Any) -> Context:
    """Return what the pages about pledging on one need say of it and of its request."""
    solidarity_request = need.solidarity_request
    return {
        "need": need,
        "words": needs_in_words([need], reading_order(reader))[0],
        "solidarity_request": solidarity_request,
        "title": text_in(solidarity_request, "title", reading_order(reader)),
        "do_nots": do_nots_of(solidarity_request),
    }


def do_nots_of(solidarity_request: SolidarityRequest) -> list[str]:
    """Return what nobody should do, as sentences."""
    known = dict(DoNot.choices)
    listed = [str(known[each]) for each in solidarity_request.do_nots if each in known]
    return [*listed, solidarity_request.further_do_not] if solidarity_request.further_do_not else listed


def photos_of(solidarity_request: SolidarityRequest, reader: Any) -> list[Photo]:
    """Return the photos inside whose circle the reader stands; most requests have none at all."""
    if not solidarity_request.photos.exists():
        return []
    return list(Photo.objects.visible_to(reader).filter(solidarity_request=solidarity_request))


def answers_of(solidarity_request: SolidarityRequest, reader: Any) -> list[Context]:
    """Return the answers that this reader may see: all to the asker, their own union's to the others."""
    if not reader.is_authenticated:
        return []
    visible = Addressee.objects.visible_to(reader).filter(solidarity_request=solidarity_request)
    waiting = set(Addressee.objects.answerable_by(reader).waiting().values_list("pk", flat=True))
    rows = visible.select_related("organisation").order_by("-answered_at", "pk")
    return [{"row": row, "url": _answer_url(row) if row.pk in waiting else ""} for row in rows]


def helped_of(solidarity_request: SolidarityRequest) -> list[str]:
    """Return the kinds of help that changed something, as the asker says at the end."""
    report = getattr(solidarity_request, "closing_report", None)
    codes = report.what_helped if report else []
    return [str(kind) for kind in NeedKind.objects.filter(code__in=codes)] if codes else []


def crumbs_of(solidarity_request: SolidarityRequest) -> list[Context]:
    """Return the way here; the country stands for the request, so that nothing is said twice."""
    board = {"text": gettext("Requests"), "url": reverse("solidarity:request-list")}
    return [board, {"text": country_name(solidarity_request.country) or gettext("Draft")}]


def follows_of(solidarity_request: SolidarityRequest, reader: Any) -> list[Context]:
    """Return what of this request can be followed, as `unions:follow-toggle` takes it, and whether the reader does."""
    if not reader.is_authenticated:
        return []
    asker, employer, sector = solidarity_request.organisation, solidarity_request.employer, solidarity_request.sector
    things = [
        ("country", solidarity_request.country, country_name(solidarity_request.country)),
        ("sector", sector.code if sector else "", str(sector)),
        ("employer", employer.public_id if employer else "", str(employer)),
        ("organisation", asker.slug, asker.short_name),
        ("language", solidarity_request.language, language_name(solidarity_request.language)),
        *(("need_kind", need.kind.code, str(need.kind)) for need in solidarity_request.needs.all()),
    ]
    followed = Follow.objects.visible_to(reader).pairs()
    unique = {(kind, value): words for kind, value, words in things if value}
    return [
        {"kind": kind, "value": value, "what": words, "is_following": (kind, value) in followed}
        for (kind, value), words in unique.items()
    ]


def doors_of(solidarity_request: SolidarityRequest, reader: Any) -> list[Context]:
    """Return what this reader may do here beyond helping, each with its address; of what is down, little is left."""
    public_id, doors = solidarity_request.public_id, []
    if permissions.may_edit(reader, solidarity_request):
        doors += [("pencil", gettext("Manage this request"), reverse("solidarity:request-manage", args=[public_id]))]
    is_down = solidarity_request.state == RequestState.TAKEN_DOWN
    if not is_down and permissions.may_translate(reader, solidarity_request):
        doors.append(("languages", gettext("Translate it"), _translate_url(solidarity_request)))
    if permissions.may_endorse(reader, solidarity_request):
        doors.append(("flag", gettext("Stand behind it"), reverse("solidarity:request-endorse", args=[public_id])))
    if permissions.may_review(reader, solidarity_request):
        doors.append(("eye", gettext("Review it"), reverse("solidarity:review-detail", args=[public_id])))
    is_out = solidarity_request.state not in {RequestState.DRAFT, RequestState.TAKEN_DOWN}
    if is_out and permissions.may_take_down(reader, solidarity_request):
        doors.append(
            ("shield-alert", gettext("Take it down"), reverse("solidarity:request-take-down", args=[public_id]))
        )
    return [{"icon_name": icon_name, "text": text, "url": url} for icon_name, text, url in doors]


def _answer_url(addressee: Addressee) -> str:
    return reverse("solidarity:answer-create", args=[addressee.public_id])


def _translate_url(solidarity_request: SolidarityRequest) -> str:
    """Return the page of the first of the portal's languages that it has not been translated into."""
    there = [solidarity_request.language, *languages_of(solidarity_request)]
    others = [code for code, _ in settings.LANGUAGES if code != solidarity_request.language]
    language = next((code for code in others if code not in there), others[0])
    return reverse("solidarity:request-translate", args=[solidarity_request.public_id, language])


def _is_for(need: Need, speaks: bool) -> bool:
    return speaks or need.who_may != WhoMay.ORGANISATION


def _is_wanted(need: Need, today: date) -> bool:
    return need.wanted_by >= today and (not need.has_ceiling or need.taken < need.quantity)


def _pledge_url(need: Need) -> str:
    return reverse("solidarity:need-pledge", args=[need.public_id])
