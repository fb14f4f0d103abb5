"""News of the check: reviewers are asked to look, and may ask something back."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solidarity.choices import LIVE_STATES, RequestState, Why
from solidarity.notifications import grades, reasons
from solidarity.notifications.asks import composed_ask
from solidarity.notifications.links import link
from solidarity.notifications.readers import because, readers_of, reviewers_for, staff_of
from unions.announcements import KindOfNews, Variant
from unions.choices import Grade
from unions.models import Announcement, Recipient


def reviewers(announcement: Announcement) -> "QuerySet[Recipient]":
    """Reviewers of other organisations, while the request waits for one."""
    solidarity_request = announcement.subject
    if solidarity_request is None or solidarity_request.state != RequestState.CHECKING:
        return because(Recipient.objects.none(), "")
    return because(readers_of(solidarity_request).filter(reviewers_for(solidarity_request)), reasons.REVIEWS)


def askers(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the union that asks, while the request lives."""
    solidarity_request = announcement.subject
    if solidarity_request is None or solidarity_request.state not in LIVE_STATES:
        return because(Recipient.objects.none(), "")
    return because(Recipient.objects.filter(staff_of([solidarity_request.organisation_id])), Why.ASKED.value)


def review_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the ask, and the way to the review."""
    url = link("review-detail", announcement.subject.public_id)
    ask = composed_ask(announcement.subject, variant.language, variant.grade)
    return {
        "ask": ask,
        "do_nots": ask.do_nots,
        "why": reasons.in_words(variant.why),
        "portal_url": url,
        "actions": [{"text": _("Look at the request"), "url": url}],
    }


def question_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what the reviewer asks, where it may be told, and the way to the request's own page."""
    solidarity_request = announcement.subject
    url = link("request-manage", solidarity_request.public_id)
    is_public = variant.grade == Grade.PUBLIC
    return {
        "title": solidarity_request.title if is_public else "",
        "question": solidarity_request.review_question if is_public else "",
        "why": reasons.in_words(variant.why),
        "portal_url": url,
        "actions": [{"text": _("Answer the reviewer"), "url": url}],
    }


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail about this request may say."""
    return grades.of_request(announcement.subject)


KINDS = [
    KindOfNews(
        name="request_to_review",
        label=gettext_lazy("A request waits for a reviewer"),
        audience=reviewers,
        grade=grade,
        context=review_context,
    ),
    KindOfNews(
        name="review_question",
        label=gettext_lazy("A reviewer has a question about our request"),
        audience=askers,
        grade=grade,
        context=question_context,
    ),
]
