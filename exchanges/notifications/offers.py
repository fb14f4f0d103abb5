"""News between two unions: an offer was made, and what became of it. No name stands in these mails."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.choices import ExchangeState, OfferState, Why
from exchanges.models import HostOffer
from exchanges.notifications import groups, words
from exchanges.notifications.readers import because, nobody, staff_of
from unions.announcements import KindOfNews, Variant
from unions.choices import Grade
from unions.localised import country_name, language_name
from unions.models import Announcement, Recipient


def who_posted(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the union to which the offer was made, while it can be accepted."""
    offer = announcement.subject
    if offer is None or offer.state != OfferState.OFFERED or offer.exchange.state != ExchangeState.OPEN:
        return nobody()
    return because(Recipient.objects.filter(staff_of([offer.exchange.organisation_id])), Why.POSTED)


def who_offered(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the union whose offer was accepted or declined."""
    offer = announcement.subject
    if offer is None or offer.state not in {OfferState.ACCEPTED, OfferState.DECLINED}:
        return nobody()
    return because(Recipient.objects.filter(staff_of([offer.organisation_id])), Why.OFFERED)


def grade(announcement: Announcement) -> Grade:
    """An offer is between two unions: a mail says country, days and languages, and no names."""
    return Grade.NETWORK


def offered_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what is offered, and the way to the page where offers are compared."""
    offer = announcement.subject
    url = words.link("offer-list", offer.exchange.public_id)
    return {
        "country": country_name(offer.organisation.country),
        "facts": _facts(offer),
        "why": words.reason(variant.why),
        "portal_url": url,
        "actions": [{"text": _("Compare the offers"), "url": url}],
    }


def decided_context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return whether it was accepted, and the way to the visit or to other exchanges."""
    offer = announcement.subject
    is_accepted = offer.state == OfferState.ACCEPTED
    visit = words.link("visit-detail", offer.visit.public_id) if is_accepted else ""
    url = visit or words.link("exchange-list")
    text = _("Plan the visit") if is_accepted else _("Look at other exchanges")
    return {
        "is_accepted": is_accepted,
        "country": country_name(offer.exchange.organisation.country),
        "facts": _facts(offer),
        "why": words.reason(variant.why),
        "portal_url": url,
        "actions": [{"text": text, "url": url}],
    }


def _facts(offer: HostOffer) -> list[words.Fact]:
    return [
        (_("Days"), words.days(offer.from_on, offer.until_on)),
        (_("For how many"), words.people(offer.capacity)),
        (_("Languages"), words.listed(language_name(tag) for tag in offer.languages)),
        (_("Where guests sleep"), offer.get_accommodation_display()),
    ]


KINDS = [
    KindOfNews(
        name="host_offered",
        label=gettext_lazy("A union answers an exchange of ours"),
        group=groups.EXCHANGES,
        audience=who_posted,
        grade=grade,
        context=offered_context,
        notice=words.NOTICE,
    ),
    KindOfNews(
        name="offer_decided",
        label=gettext_lazy("Our offer was accepted or declined"),
        group=groups.EXCHANGES,
        audience=who_offered,
        grade=grade,
        context=decided_context,
        notice=words.NOTICE,
    ),
]
