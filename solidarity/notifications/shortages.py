"""News of a need that is short of help: its day is near, and less than half of it is promised."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solidarity.choices import Why
from solidarity.models import Addressee, Need, Pledge, SolidarityRequest
from solidarity.notifications import grades, groups, reasons
from solidarity.notifications.asks import asked_need, composed_ask
from solidarity.notifications.calls import is_opened, speaks_for, ties_of
from solidarity.notifications.links import link, request_page
from solidarity.notifications.quotations import written_in_call
from solidarity.notifications.readers import readers_of
from solidarity.notifications.watchers import asker_watches, manage_page
from unions.announcements import KindOfNews, Variant, Written
from unions.choices import Grade, WhoMay
from unions.models import Announcement, Membership, Organisation, Recipient
from unions.notifications.circles import EVERYBODY, because, matching, most_eager, nearest_follow, staff_of


def those_who_could_help(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the unions asked that have not answered, and those who follow something of an opened request.

    Not the asker, nor whose union that was asked has answered, nor who has pledged to this need, or whose union has.
    Of what only organisations can give, those who speak for one.
    """
    need = announcement.subject
    if need is None or not Need.objects.short(timezone.now()).filter(pk=need.pk).exists():
        return because(Recipient.objects.none(), "")
    solidarity_request = need.solidarity_request
    readers = readers_of(solidarity_request).exclude(staff_of([solidarity_request.organisation_id]))
    helpers = readers.filter(_those_who_may(need)).exclude(_pledged_to(need))
    reached = helpers.annotate(why=_why(solidarity_request)).exclude(why="")
    asked = staff_of(_waiting(solidarity_request).values("organisation"))
    return reached.annotate(frequency=most_eager(matching(ties_of(solidarity_request)), others=asked))


def shortage_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the need in words, the ask that it is part of, and the way to a pledge."""
    need = announcement.subject
    solidarity_request = need.solidarity_request
    ask = composed_ask(solidarity_request, variant.language, variant.grade, variant.reads)
    page = request_page(solidarity_request)
    return {
        "need": asked_need(need).sentence,
        "ask": ask,
        "do_nots": ask.do_nots,
        "why": reasons.in_words(variant.why),
        "portal_url": page,
        "actions": [
            {"text": _("Promise a part of it"), "url": link("need-pledge", need.public_id)},
            {"text": _("Read the whole request"), "url": page},
        ],
    }


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail about the request may say."""
    return grades.of_request(announcement.subject.solidarity_request)


def quotes(announcement: Announcement) -> list[Written]:
    """Return that the request is quoted, and what it calls its needs."""
    return written_in_call(announcement.subject.solidarity_request)


def _waiting(solidarity_request: SolidarityRequest) -> "QuerySet[Addressee]":
    waiting: QuerySet[Addressee] = Addressee.objects.waiting().filter(solidarity_request=solidarity_request)
    return waiting


def _why(solidarity_request: SolidarityRequest) -> Case:
    """The reason of each: the tie of their union that has not answered, then what they follow; none if it has."""
    waiting = _waiting(solidarity_request)
    answered = Addressee.objects.settled().filter(solidarity_request=solidarity_request)
    nearest = waiting.filter(speaks_for()).order_by("pk").values("reasons__0")[:1]
    by_union = Coalesce(Subquery(nearest), Value(Why.ASKED_BY_NAME.value))
    follows = nearest_follow(ties_of(solidarity_request)) if is_opened(solidarity_request) else []
    return Case(
        When(staff_of(waiting.values("organisation")), then=by_union),
        When(staff_of(answered.values("organisation")), then=Value("")),
        *follows,
        default=Value(""),
    )


def _those_who_may(need: Need) -> Q:
    return staff_of(Organisation.objects.members()) if need.who_may == WhoMay.ORGANISATION else EVERYBODY


def _pledged_to(need: Need) -> Q:
    """Those who have pledged to it, however that ended, and the people of organisations that have."""
    pledges = Pledge.objects.filter(need=need)
    unions = pledges.filter(organisation__isnull=False).values("organisation")
    own = Membership.objects.verified().filter(user=OuterRef("user"), organisation__in=unions)
    return Q(Exists(pledges.filter(user=OuterRef("user")))) | Q(Exists(own))


KINDS = [
    KindOfNews(
        name="need_short",
        label=gettext_lazy("A need is short of help, and its day is near"),
        group=groups.FOLLOWED,
        audience=those_who_could_help,
        grade=grade,
        context=shortage_context,
        quotes=quotes,
        watched_by=asker_watches,
        watched_from=manage_page,
    )
]
