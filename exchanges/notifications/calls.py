"""News of a call: unions with a tie to it and those who follow it are told."""

from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.choices import Direction, ExchangeState, Visibility, Why
from exchanges.models import Exchange
from exchanges.notifications import groups, words
from exchanges.notifications.readers import nobody, readers_of, staff_of
from exchanges.notifications.watchers import exchange_page, poster_watches
from unions.announcements import KindOfNews, Variant, written_in
from unions.choices import Grade, RecognitionStatus
from unions.localised import country_name
from unions.models import Announcement, Organisation, Recipient
from unions.notifications.circles import matching, most_eager, nearest_follow, reached_by


def concerned(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of unions with a tie, and followers; each may read it, and nobody is of the union that posts it."""
    exchange = announcement.subject
    if exchange is None or exchange.state != ExchangeState.OPEN:
        return nobody()
    ties = _follows(exchange)
    by_union = [When(staff_of(unions.values("pk")), then=Value(why.value)) for why, unions in _unions(exchange)]
    nearest = Case(*by_union, *nearest_follow(ties), default=Value(""))
    readers = readers_of(exchange).exclude(staff_of([exchange.organisation_id]))
    reached = readers.annotate(why=nearest).exclude(why="")
    return reached.annotate(frequency=most_eager(matching(ties), others=~reached_by(ties)))


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail about it may say."""
    is_public = announcement.subject.visibility == Visibility.PUBLIC
    return Grade.PUBLIC if is_public else Grade.NETWORK


def context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what is posted, from closed lists, the union's own words where they may be told, and the way to answer."""
    exchange = announcement.subject
    url = words.exchange_page(exchange)
    return {
        "who_moves": exchange.direction,
        "asker": exchange.organisation.name if variant.grade == Grade.PUBLIC else "",
        "country": country_name(exchange.organisation.country),
        "facts": words.facts_of(exchange, variant.grade),
        "quotes": words.quotes_of(exchange, ["title", "why"], variant),
        "why": words.reason(variant.why),
        "portal_url": url,
        "actions": [{"text": _act(exchange), "url": url}],
    }


def _act(exchange: Exchange) -> str:
    if exchange.direction == Direction.OFFERS_TO_HOST:
        return _("Read it and ask to come")
    return _("Read it and offer to host")


def _unions(exchange: Exchange) -> list[tuple[Why, "QuerySet[Organisation]"]]:
    """The member unions with a tie to an exchange, the nearest tie first."""
    unions = Organisation.objects.members().order_by()
    at_employer = Q(recognitions__employer=exchange.employer_id) & ~Q(recognitions__status=RecognitionStatus.LOST)
    in_sector = Q(coverage__sector=exchange.sector_id)
    return [
        (Why.SAME_EMPLOYER, unions.filter(at_employer) if exchange.employer_id else unions.none()),
        (Why.SAME_SECTOR, unions.filter(in_sector) if exchange.sector_id else unions.none()),
        (Why.COUNTRY_WANTED, unions.filter(country__in=exchange.countries)),
        (Why.SHARED_LANGUAGE, unions.filter(languages__language__in=exchange.languages)),
    ]


def _follows(exchange: Exchange) -> list[tuple[Why, Q]]:
    """What somebody may follow of an exchange, the nearest first."""
    countries = [code for code in {*exchange.countries, exchange.organisation.country} if code]
    return [
        (Why.FOLLOWS_EMPLOYER, Q(employer__isnull=False, employer=exchange.employer_id)),
        (Why.FOLLOWS_ORGANISATION, Q(organisation=exchange.organisation_id)),
        (Why.FOLLOWS_SECTOR, Q(sector__isnull=False, sector=exchange.sector_id)),
        (Why.FOLLOWS_COUNTRY, Q(country__in=countries)),
        (Why.FOLLOWS_LANGUAGE, Q(language__in=exchange.languages)),
    ]


EXCHANGE_CALL = KindOfNews(
    name="exchange_call",
    label=gettext_lazy("A new exchange for my union or among what I follow"),
    group=groups.EXCHANGES,
    audience=concerned,
    grade=grade,
    context=context,
    quotes=lambda announcement: written_in(announcement.subject),
    notice=words.NOTICE,
    watched_by=poster_watches,
    watched_from=exchange_page,
)
KINDS = [EXCHANGE_CALL]
