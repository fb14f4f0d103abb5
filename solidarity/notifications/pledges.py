"""News of a pledge, for those who made it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from solidarity.choices import DoNot, Why
from solidarity.models import Pledge
from solidarity.notifications import grades, groups, reasons
from solidarity.notifications.answer_links import pledge_page
from solidarity.notifications.asks import amount_in_words, asked_need, own_words
from solidarity.notifications.links import link
from solidarity.notifications.quotations import title_of
from solidarity.notifications.readers import contacts_among, readers_of
from unions.announcements import KindOfNews, Variant, Written, written_in
from unions.choices import Grade
from unions.localised import country_name, date_in_words
from unions.models import Announcement, Recipient
from unions.notifications.circles import because, contacts_of, staff_of


def pledger(announcement: Announcement) -> "QuerySet[Recipient]":
    """The person who pledged, or staff of the union that did, while they may read the request.

    The contact of a union hears of what nobody with an account has pledged for it.
    """
    pledge = announcement.subject
    if pledge is None:
        return because(Recipient.objects.none(), "")
    made_it = Q(user=pledge.user_id) if pledge.user_id else staff_of([pledge.organisation_id])
    if pledge.organisation_id and pledge.made_by_id is None:
        made_it |= contacts_of([pledge.organisation_id])
    return because(readers_of(pledge.need.solidarity_request).filter(made_it), Why.PLEDGED.value)


def pledge_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what was pledged, in words, and the way to it."""
    pledge = announcement.subject
    solidarity_request = pledge.need.solidarity_request
    is_public = variant.grade == Grade.PUBLIC
    titles = own_words([pledge.need], variant.reads) if is_public else {}
    url = _page_by_link(pledge) if variant.told_as else link("pledge-detail", pledge.public_id)
    return {
        "quotes": title_of(solidarity_request, variant),
        "asker": solidarity_request.organisation.name if is_public else "",
        "country": country_name(solidarity_request.country),
        "need": asked_need(pledge.need, titles.get(pledge.need_id, "")),
        "amount": amount_in_words(pledge.quantity, pledge.need.kind.unit, pledge.need.currency),
        "arrived": _arrived(pledge),
        "refusal": pledge.get_refusal_reason_display(),
        "expected_on": date_in_words(pledge.expected_on),
        "do_nots": _do_nots(pledge),
        "why": reasons.in_words(variant.why),
        "portal_url": url,
        "actions": [{"text": _("Open my pledge"), "url": url}],
    }


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail about the request may say."""
    return grades.of_request(announcement.subject.need.solidarity_request)


def quotes(announcement: Announcement) -> list[Written]:
    """Return that the request is quoted, and what it calls the need."""
    need = announcement.subject.need
    return written_in(need, need.solidarity_request)


def _page_by_link(pledge: Pledge) -> str:
    asked = pledge.need.solidarity_request.addressees.select_related("organisation")
    return pledge_page(asked.get(organisation=pledge.organisation_id), pledge.public_id)


def _arrived(pledge: Pledge) -> str:
    deliveries = pledge.deliveries.filter(arrived__isnull=False).values_list("arrived", flat=True)
    total = sum(deliveries)
    return amount_in_words(total, pledge.need.kind.unit, pledge.need.currency) if total else ""


def _do_nots(pledge: Pledge) -> list[str]:
    return [str(DoNot(code).label) for code in pledge.need.solidarity_request.do_nots]


def _about_pledge(name: str, label: Any) -> KindOfNews:
    return KindOfNews(
        name=name,
        label=label,
        group=groups.HELP,
        audience=pledger,
        grade=grade,
        context=pledge_context,
        told_as=contacts_among,
        quotes=quotes,
    )


KINDS = [
    _about_pledge("pledge_accepted", gettext_lazy("My pledge was accepted")),
    _about_pledge("pledge_refused", gettext_lazy("My pledge was not accepted")),
    _about_pledge("pledge_arrived", gettext_lazy("My help has arrived")),
    _about_pledge("pledge_due", gettext_lazy("The day of my pledge is near")),
]
