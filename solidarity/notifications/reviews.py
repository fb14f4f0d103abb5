"""News of the check: reviewers are asked to look, and may ask something back."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solidarity.notifications import grades, groups, reasons
from solidarity.notifications.asks import composed_ask
from solidarity.notifications.links import link
from solidarity.notifications.quotations import title_of, written_in_call
from solidarity.notifications.readers import askers, readers_of, reviewers_for
from unions.announcements import KindOfNews, Variant, written_in
from unions.choices import Grade
from unions.models import Announcement, Recipient
from unions.notifications.circles import because


def reviewers(announcement: Announcement) -> "QuerySet[Recipient]":
    """Those who may open the request wider, while its union wants that."""
    solidarity_request = announcement.subject
    if solidarity_request is None:
        return because(Recipient.objects.none(), "")
    return because(readers_of(solidarity_request).filter(reviewers_for(solidarity_request)), reasons.REVIEWS)


def review_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return the ask, and the way to the review."""
    url = link("review-detail", announcement.subject.public_id)
    ask = composed_ask(announcement.subject, variant.language, variant.grade, variant.reads)
    return {
        "ask": ask,
        "do_nots": ask.do_nots,
        "why": reasons.in_words(variant.why),
        "portal_url": url,
        "actions": [{"text": _("Look at the request"), "url": url}],
    }


def question_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return which request it is about, and the way to its own page, where the question stands."""
    solidarity_request = announcement.subject
    url = link("request-manage", solidarity_request.public_id)
    return {
        "quotes": title_of(solidarity_request, variant),
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
        group=groups.ADMISSION,
        audience=reviewers,
        grade=grade,
        context=review_context,
        quotes=lambda announcement: written_in_call(announcement.subject),
    ),
    KindOfNews(
        name="review_question",
        label=gettext_lazy("A reviewer has a question about our request"),
        group=groups.OWN_REQUESTS,
        audience=askers,
        grade=grade,
        context=question_context,
        quotes=lambda announcement: written_in(announcement.subject),
    ),
]
