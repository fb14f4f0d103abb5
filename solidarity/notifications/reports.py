"""News after the call: updates, the weekly check-in, the thanks at the end."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solidarity.choices import RequestState, Why
from solidarity.models import ClosingReport, Pledge, SolidarityRequest
from solidarity.notifications import grades, groups, reasons
from solidarity.notifications.links import link, request_page
from solidarity.notifications.quotations import Quotation, joined, quotations, title_of
from solidarity.notifications.readers import askers, readers_of
from solidarity.notifications.watchers import asker_watches, manage_page
from solidarity.querysets.solidarity_request import PUBLISHED_STATES
from unions.announcements import KindOfNews, Variant, Written, written_in
from unions.choices import Grade, UpdateAudience
from unions.localised import country_name
from unions.models import Announcement, Recipient, Update
from unions.notifications.circles import because, network_members, staff_of

OUTSIDE = "outside"  # of the circle that the news is meant for


def pledgers_of(solidarity_request: SolidarityRequest) -> "QuerySet[Recipient]":
    """Those who pledged on a request, in person or for their union, kept it, and may still read it."""
    kept = Pledge.objects.kept().filter(need__solidarity_request=solidarity_request)
    by_person = Q(Exists(kept.filter(user=OuterRef("user"))))
    by_union = staff_of(kept.filter(organisation__isnull=False).values("organisation"))
    return because(readers_of(solidarity_request).filter(by_person | by_union), Why.PLEDGED.value)


def told_of_update(announcement: Announcement) -> "QuerySet[Recipient]":
    """Those who pledged on the request that the update is about."""
    solidarity_request = announcement.subject.subject if announcement.subject else None
    if not isinstance(solidarity_request, SolidarityRequest) or solidarity_request.state not in PUBLISHED_STATES:
        return because(Recipient.objects.none(), "")
    return pledgers_of(solidarity_request)


def thanked(announcement: Announcement) -> "QuerySet[Recipient]":
    """Everybody who pledged on a request that has closed."""
    solidarity_request = announcement.subject
    if solidarity_request is None or solidarity_request.state != RequestState.CLOSED:
        return because(Recipient.objects.none(), "")
    return pledgers_of(solidarity_request)


def told_from_outside(announcement: Announcement, recipient_ids: list[int]) -> dict[int, str]:
    """Return which of these recipients are told that there is news, and do not find it in the portal."""
    update = announcement.subject
    if update is None or update.audience != UpdateAudience.NETWORK:
        return {}
    outside = Recipient.objects.filter(pk__in=recipient_ids).exclude(network_members())
    return dict.fromkeys(outside.values_list("pk", flat=True), OUTSIDE)


def update_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what kind of news it is and, where it may be told, the words of the asker."""
    update, is_outside = announcement.subject, variant.told_as == OUTSIDE
    return _about(update.subject, variant) | {
        "kind_of_update": update.get_kind_display(),
        "is_outside": is_outside,
        "quotes": joined([*title_of(update.subject, variant), *_words(update, "text", variant)]),
        "actions": [
            {
                "text": _("Look at the request") if is_outside else _("Read it in the portal"),
                "url": request_page(update.subject),
            }
        ],
    }


def check_in_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the way to the page of the week."""
    url = link("request-check-in", announcement.subject.public_id)
    return _about(announcement.subject, variant) | {
        "portal_url": url,
        "actions": [{"text": _("Open this week’s page"), "url": url}],
    }


def closing_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what came of it and, where it may be told, the asker's word of thanks."""
    solidarity_request = announcement.subject
    report = _report_on(solidarity_request)
    return _about(solidarity_request, variant) | {
        "outcome": solidarity_request.get_outcome_display(),
        "quotes": joined([*title_of(solidarity_request, variant), *_words(report, "thanks", variant)]),
        "actions": [{"text": _("Read what came of it"), "url": request_page(solidarity_request)}],
    }


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail about this request may say."""
    return grades.of_request(announcement.subject)


def grade_of_update(announcement: Announcement) -> Grade:
    """Return how much a mail about this update may say; it goes to nobody but those who pledged.

    News for the network stays out of public mails, also of those to people outside of it.
    """
    update = announcement.subject
    found = grades.of_request(update.subject)
    return Grade.NETWORK if found == Grade.PUBLIC and update.audience == UpdateAudience.NETWORK else found


def _words(subject: Update | ClosingReport | None, field: str, variant: Variant) -> list[Quotation]:
    if subject is None or variant.grade != Grade.PUBLIC:
        return []
    return quotations(subject, [field], variant.reads)


def _quotes_at_the_end(announcement: Announcement) -> list[Written]:
    report = _report_on(announcement.subject)
    return written_in(announcement.subject, *([report] if report else []))


def _report_on(solidarity_request: SolidarityRequest) -> ClosingReport | None:
    return ClosingReport.objects.filter(solidarity_request=solidarity_request).first()


def _about(solidarity_request: SolidarityRequest, variant: Variant) -> dict[str, Any]:
    is_public = variant.grade == Grade.PUBLIC
    return {
        "quotes": title_of(solidarity_request, variant),
        "asker": solidarity_request.organisation.name if is_public else "",
        "country": country_name(solidarity_request.country),
        "why": reasons.in_words(variant.why),
        "portal_url": request_page(solidarity_request),
    }


KINDS = [
    KindOfNews(
        name="update_posted",
        label=gettext_lazy("News of a request that I helped"),
        group=groups.HELP,
        audience=told_of_update,
        grade=grade_of_update,
        context=update_context,
        quotes=lambda announcement: written_in(announcement.subject, announcement.subject.subject),
        told_as=told_from_outside,
        watched_by=asker_watches,
        watched_from=manage_page,
    ),
    KindOfNews(
        name="check_in_due",
        label=gettext_lazy("The weekly page of our request"),
        group=groups.OWN_REQUESTS,
        audience=askers,
        grade=grade,
        context=check_in_context,
        quotes=lambda announcement: written_in(announcement.subject),
    ),
    KindOfNews(
        name="request_closed",
        label=gettext_lazy("What came of a request that I helped"),
        group=groups.HELP,
        audience=thanked,
        grade=grade,
        context=closing_context,
        quotes=_quotes_at_the_end,
        watched_by=asker_watches,
        watched_from=manage_page,
    ),
]
