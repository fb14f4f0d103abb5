"""News of the call itself: a union is asked, a request is opened, a request is withdrawn for safety."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solidarity.alerts.models import AlertDelivery
from solidarity.alerts.queueing import handed_over
from solidarity.choices import HOLDING_PLEDGE_STATES, LIVE_STATES, PledgeState, RequestState, Why
from solidarity.models import Addressee, Pledge, SolidarityRequest
from solidarity.notifications import grades, groups, reasons
from solidarity.notifications.answer_links import answer_page
from solidarity.notifications.asks import composed_ask
from solidarity.notifications.links import answers_at, link, request_page
from solidarity.notifications.offices import OFFICE
from solidarity.notifications.quotations import written_in_call
from solidarity.notifications.readers import readers_of
from solidarity.notifications.reply_addresses import reply_address
from solidarity.notifications.watchers import asker_watches, manage_page
from solidarity.queries import clocks
from solidarity.queries.news import news_of
from solidarity.querysets.solidarity_request import LISTED_VISIBILITIES
from unions.announcements import KindOfNews, Reader, Variant, Written
from unions.choices import STAFF_ROLES, Grade, MembershipState
from unions.localised import date_in_zone
from unions.models import Announcement, Membership, Recipient
from unions.notifications.circles import because, contacts_of, matching, most_eager, nearest_follow, staff_of

CONTACT = "contact:"


def asked(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the unions that are asked, and their contacts; behind the scenes only staff.

    An office that was named later is told alone.
    """
    solidarity_request = announcement.subject
    if solidarity_request is None or solidarity_request.state not in LIVE_STATES:
        return because(Recipient.objects.none(), "")
    organisations = _addressees(announcement).values("organisation")
    concerned = contacts_of(organisations)
    if not announcement.audience.startswith(OFFICE):
        concerned |= staff_of(organisations)
    nearest = _addressees(announcement).filter(speaks_for()).order_by("pk").values("reasons__0")[:1]
    why = Coalesce(Subquery(nearest), Value(Why.ASKED_BY_NAME.value))
    return readers_of(solidarity_request).filter(concerned).annotate(why=why)


def their_addressees(announcement: Announcement, recipient_ids: list[int]) -> dict[int, str]:
    """Return which of the unions asked each of these recipients speaks for."""
    rows = Recipient.objects.filter(pk__in=recipient_ids).annotate(
        addressee=Subquery(_addressees(announcement).filter(speaks_for()).order_by("pk").values("public_id")[:1])
    )
    pairs = rows.values_list("pk", "addressee", "organisation")
    return {pk: f"{CONTACT if contact else ''}{addressee}" for pk, addressee, contact in pairs if addressee}


def followers(announcement: Announcement) -> "QuerySet[Recipient]":
    """Those who follow something of an opened request and may read it, but for the asker and those told before."""
    solidarity_request = announcement.subject
    if not is_opened(solidarity_request):
        return because(Recipient.objects.none(), "")
    ties = ties_of(solidarity_request)
    nearest = Case(*nearest_follow(ties), default=Value(""))
    earlier = Q(kind=REQUEST_ADDRESSED.name) | Q(kind=REQUEST_OPENED.name, wave__lt=announcement.wave)
    about = Announcement.objects.about(SolidarityRequest).filter(object_id=solidarity_request.pk)
    told = _copies(about.filter(earlier))
    readers = readers_of(solidarity_request).exclude(staff_of([solidarity_request.organisation_id]))
    reached = readers.exclude(Exists(told)).annotate(why=nearest).exclude(why="")
    return reached.annotate(frequency=most_eager(matching(ties)))


def told_or_pledged(announcement: Announcement) -> "QuerySet[Recipient]":
    """Everybody to whom a mail about this request went or may have gone, and everybody who pledged on it."""
    solidarity_request = announcement.subject
    if solidarity_request is None:
        return because(Recipient.objects.none(), "")
    told = handed_over(_copies(news_of(solidarity_request).exclude(kind=REQUEST_TAKEN_DOWN.name)))
    holding = Pledge.objects.filter(
        need__solidarity_request=solidarity_request, state__in=[*HOLDING_PLEDGE_STATES, PledgeState.RELEASED]
    )
    by_person = Q(Exists(holding.filter(user=OuterRef("user"))))
    by_union = staff_of(holding.filter(organisation__isnull=False).values("organisation"))
    recipients = Recipient.objects.filter(Exists(told) | by_person | by_union)
    pledged = When(by_person | by_union, then=Value(Why.PLEDGED.value))
    return recipients.annotate(why=Case(pledged, default=Value(reasons.WAS_TOLD)))


def call_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the ask, its do-nots, and the way to the answer, the pledge or the request itself."""
    solidarity_request = announcement.subject
    ask = composed_ask(solidarity_request, variant.language, variant.grade, variant.reads)
    return {
        "ask": ask,
        "first_need": ask.needs[0].sentence if ask.needs else "",
        "do_nots": ask.do_nots,
        "why": reasons.in_words(variant.why),
        "portal_url": request_page(solidarity_request),
        "actions": [{"text": _("Read the request and help"), "url": request_page(solidarity_request)}],
    }


def addressed_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the call with the way to this union's own answer, and until when it is wanted."""
    context = call_context(announcement, variant)
    contact, public_id = variant.told_as.startswith(CONTACT), variant.told_as.removeprefix(CONTACT)
    due_at = _due(announcement.subject, public_id, variant)
    context["answer_by"] = date_in_zone(due_at, variant.time_zone) if due_at else ""
    own = link("answer-create", public_id) if public_id else link("answer-desk")
    page = answer_page(public_id) if contact else own
    read = {"text": _("Read the whole request"), "url": page if contact else request_page(announcement.subject)}
    return context | {"actions": [*answers_at(page), read], "portal_url": page}


def _due(solidarity_request: SolidarityRequest, public_id: str, variant: Variant) -> datetime | None:
    """Return until when this union owes an answer; of a draft, until when it would."""
    if solidarity_request.state == RequestState.DRAFT and clocks.owes_answer([variant.why]):
        return clocks.answer_due(solidarity_request.urgency, timezone.now())
    return Addressee.objects.filter(public_id=public_id).values_list("due_at", flat=True).first()


def reply_to(announcement: Announcement, variant: Variant, recipient: Reader) -> str:
    """Return where this union answers by mail."""
    return reply_address(variant.told_as.removeprefix(CONTACT), recipient, variant)


def withdrawal_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the reference that stood in the earlier mails, and nothing else of the request."""
    return {"reference": announcement.subject.public_id}


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail about this request may say."""
    return grades.of_request(announcement.subject)


def quotes(announcement: Announcement) -> list[Written]:
    """Return that the request is quoted, and what it calls its needs."""
    return written_in_call(announcement.subject)


def is_opened(solidarity_request: SolidarityRequest | None) -> bool:
    """Whether members, and if asked everyone, can help with it now."""
    return (
        solidarity_request is not None
        and solidarity_request.state == RequestState.OPEN
        and solidarity_request.visibility in LISTED_VISIBILITIES
    )


def ties_of(solidarity_request: SolidarityRequest) -> list[tuple[Why, Q]]:
    """What somebody may follow of a request, the nearest first."""
    languages = solidarity_request.languages or [solidarity_request.language]
    kinds = solidarity_request.needs.values("kind")
    return [
        (Why.FOLLOWS_EMPLOYER, Q(employer__isnull=False, employer=solidarity_request.employer_id)),
        (Why.FOLLOWS_ORGANISATION, Q(organisation=solidarity_request.organisation_id)),
        (Why.FOLLOWS_SECTOR, Q(sector__isnull=False, sector=solidarity_request.sector_id)),
        (Why.FOLLOWS_COUNTRY, Q(country=solidarity_request.country) & ~Q(country="")),
        (Why.FOLLOWS_KIND, Q(need_kind__in=kinds)),
        (Why.FOLLOWS_LANGUAGE, Q(language__in=languages)),
    ]


def speaks_for() -> Q:
    """Those for whose union that is asked a recipient answers; for queries of Addressees inside one of Recipients."""
    memberships = Membership.objects.filter(
        user=OuterRef(OuterRef("user")),
        organisation=OuterRef("organisation"),
        role__in=STAFF_ROLES,
        state=MembershipState.VERIFIED,
    )
    return Q(Exists(memberships)) | Q(organisation=OuterRef("organisation"))


def _addressees(announcement: Announcement) -> "QuerySet[Addressee]":
    """Those of the publication, or the one that was added later by forwarding, or whose office was named later."""
    addressees = Addressee.objects.filter(solidarity_request=announcement.object_id)
    _rule, _separator, pk = announcement.audience.partition(":")
    return addressees.filter(pk=int(pk)) if pk else addressees.filter(forwarded_by__isnull=True)


def _copies(announcements: "QuerySet[Announcement]") -> "QuerySet[AlertDelivery]":
    """The copies of these announcements that belong to the outer recipient."""
    return AlertDelivery.objects.filter(recipient=OuterRef("pk"), announcement__in=announcements)


REQUEST_ADDRESSED = KindOfNews(
    name="request_addressed",
    label=gettext_lazy("A union asks ours for help"),
    group=groups.CALLS,
    audience=asked,
    grade=grade,
    context=addressed_context,
    told_as=their_addressees,
    quotes=quotes,
    reply_to=reply_to,
    is_owed=True,
    is_call=True,
    watched_by=asker_watches,
    watched_from=manage_page,
)
REQUEST_OPENED = KindOfNews(
    name="request_opened",
    label=gettext_lazy("A new request among what I follow"),
    group=groups.FOLLOWED,
    audience=followers,
    grade=grade,
    context=call_context,
    quotes=quotes,
    watched_by=asker_watches,
    watched_from=manage_page,
)
REQUEST_TAKEN_DOWN = KindOfNews(
    name="request_taken_down",
    label=gettext_lazy("A request was withdrawn for safety"),
    group=groups.SAFETY,
    audience=told_or_pledged,
    grade=lambda announcement: Grade.NOTICE,
    context=withdrawal_context,
    notice="request_taken_down",
    is_owed=True,
)
KINDS = [REQUEST_ADDRESSED, REQUEST_OPENED, REQUEST_TAKEN_DOWN]
