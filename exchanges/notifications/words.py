"""What the mails of this room are composed of: closed lists, days, links, and why a mail came."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.choices import Why
from exchanges.models import Exchange
from unions.announcements import Variant
from unions.choices import Grade
from unions.localised import country_name, date_in_words, language_name, number
from unions.queries import Text, texts_in

REASONS = dict(Why.choices)
NOTICE = "exchange_notice"
Fact = tuple[str, str]


def link(name: str, *args: str) -> str:
    """Return the whole address of a page of this room."""
    return settings.SITE_URL + reverse(f"exchanges:{name}", args=args)


def exchange_page(exchange: Exchange) -> str:
    """Return the address of the exchange's own page."""
    return link("exchange-detail", exchange.public_id)


def reason(code: str) -> str:
    """Return the sentence of a reason in the active language; nothing for a code that no longer exists."""
    return str(REASONS.get(code, ""))


def facts_of(exchange: Exchange, grade: Grade) -> list[Fact]:
    """Return what an exchange says, composed from closed lists; names and towns only where everyone may know them."""
    is_public = grade == Grade.PUBLIC
    employer = exchange.employer.name if exchange.employer and is_public else ""
    facts = [
        (_("Union"), exchange.organisation.name if is_public else ""),
        (_("Country of the union"), country_name(exchange.organisation.country)),
        (_("Days"), days(exchange.from_on, exchange.until_on)),
        (_("How firm the dates are"), exchange.get_flexibility_display()),
        (_("People"), people(exchange.people)),
        (_("How they meet"), exchange.get_mode_display()),
        (countries_in_words(exchange), listed(country_name(code) for code in exchange.countries)),
        (_("Languages"), listed(language_name(tag) for tag in exchange.languages)),
        (_("Sector"), exchange.sector.name if exchange.sector else ""),
        (_("Employer"), employer),
        (_("Answers until"), date_in_words(exchange.deadline_on)),
    ]
    return [fact for fact in facts if fact[1]]


def quotes_of(subject: Any, fields: list[str], variant: Variant) -> list[Text]:
    """Return what members wrote, in the first of the reader's languages that there is, for the widest grade."""
    if variant.grade != Grade.PUBLIC:
        return []
    texts = texts_in([subject], fields, variant.reads)[subject.pk]
    return [texts[name] for name in fields if texts[name].text]


def countries_in_words(exchange: Exchange) -> str:
    """Return what the countries of an exchange are: where guests would go, or where they may come from."""
    return _("Where they would go") if exchange.posted_by_guest else _("Where guests may come from")


def days(first: Any, last: Any) -> str:
    """Return `3 December 2026 – 9 December 2026`, or the one day."""
    if first == last:
        return date_in_words(first)
    return _("%(first)s – %(last)s") % {"first": date_in_words(first), "last": date_in_words(last)}


def people(count: int) -> str:
    """Return `4 people`."""
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": number(count)}


def listed(words: Any) -> str:
    """Return names beside each other."""
    return " · ".join(words)
