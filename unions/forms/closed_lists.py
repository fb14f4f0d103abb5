"""Countries, languages and time zones as lists to choose from, named and sorted in the language of the page."""

import re
import zoneinfo

from unions.choices import WRITING_LANGUAGES
from unions.localised import endonym, language_name, locale_of

# What CLDR lists beside countries: unions of states, military and test areas.
NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
Choices = list[tuple[str, str]]


def country_choices() -> Choices:
    """Return ISO 3166-1 codes with their names, after an empty line."""
    names = locale_of().territories
    codes = [code for code in names if re.fullmatch("[A-Z]{2}", code) and code not in NOT_COUNTRIES]
    return [("", "–"), *sorted(((code, names[code]) for code in codes), key=lambda choice: choice[1].casefold())]


def language_choices() -> Choices:
    """Return language tags with their names, and their own names for themselves where these differ."""
    named = [(tag, language_name(tag), endonym(tag)) for tag in WRITING_LANGUAGES]
    labels = [(tag, name if name.casefold() == own.casefold() else f"{name} · {own}") for tag, name, own in named]
    return sorted(labels, key=lambda choice: choice[1].casefold())


def time_zone_choices() -> Choices:
    """Return the zones of the world by their own names, such as Asia/Dhaka."""
    zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")
    return [(zone, zone.replace("_", " ")) for zone in zones]
