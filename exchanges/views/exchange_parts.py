"""An exchange and an offer in words."""

from typing import Any

from django.utils.translation import gettext as _

from exchanges.choices import ItemKind
from exchanges.models import Exchange, HostOffer
from exchanges.notifications.words import countries_in_words, days, listed, people
from unions.localised import country_name, date_in_words, language_name


def facts_of(exchange: Exchange) -> list[dict[str, str]]:
    """Return what an exchange says, as rows of terms and texts; access needs are never among them."""
    organisation = exchange.organisation
    rows = [
        (_("Union"), f"{organisation.name} · {country_name(organisation.country)}"),
        (_("Days"), days(exchange.from_on, exchange.until_on) if exchange.from_on and exchange.until_on else ""),
        (_("How firm the dates are"), exchange.get_flexibility_display()),
        (_("People"), people(exchange.people)),
        (_("Languages"), listed(language_name(tag) for tag in exchange.languages)),
        (countries_in_words(exchange), listed(country_name(code) for code in exchange.countries)),
        (_("Town or region"), exchange.town),
        (_("How they meet"), exchange.get_mode_display()),
        (_("Sector"), exchange.sector.name if exchange.sector else ""),
        (_("Employer in common"), exchange.employer.name if exchange.employer else ""),
        (_("Answers until"), date_in_words(exchange.deadline_on)),
        (_("Who may see it"), exchange.get_visibility_display()),
    ]
    return [{"term": term, "text": text} for term, text in rows if text]


def offer_rows(offer: HostOffer) -> list[dict[str, str]]:
    """Return what an offer says, as rows of terms and texts."""
    is_by_host = offer.exchange.posted_by_guest
    rows = [
        (_("Days"), days(offer.from_on, offer.until_on)),
        (_("For how many"), people(offer.capacity)),
        (_("Languages"), listed(language_name(tag) for tag in offer.languages)),
        (_("Town"), offer.place),
        (_("Where guests sleep"), offer.get_accommodation_display() if is_by_host else ""),
        (_("What could be done"), listed(str(ItemKind(code).label) for code in offer.activities)),
        (_("What is not possible"), offer.limits),
    ]
    return [{"term": term, "text": text} for term, text in rows if text]


def fits(offer: HostOffer, exchange: Exchange) -> list[str]:
    """Return what speaks for an offer, in words: enough beds, the wanted days, a common language or employer."""
    first, last = exchange.from_on, exchange.until_on
    has_days = bool(first and last and offer.from_on <= first and offer.until_on >= last)
    spoken = set(offer.languages) & set(exchange.languages)
    said: list[tuple[Any, str]] = [
        (offer.capacity >= exchange.people, _("enough places")),
        (has_days, _("all the days that you want")),
        (spoken, _("a common language: %(languages)s") % {"languages": listed(map(language_name, sorted(spoken)))}),
        (offer.organisation.country in exchange.countries, _("a country that you named")),
    ]
    return [words for is_so, words in said if is_so]
