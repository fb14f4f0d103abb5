"""Names, numbers and moments in the reader's language and time zone, by CLDR."""

import datetime
import unicodedata
import zoneinfo
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from babel import Locale, UnknownLocaleError
from babel import dates as cldr_dates
from babel import numbers as cldr_numbers
from babel.lists import format_list
from django.utils import timezone
from django.utils.translation import get_language, gettext

from unions.choices import HIDDEN_TEXT

WRITTEN_LIKE = {"en": "en_GB"}

Number = int | float | Decimal


def locale_of(language: str | None = None) -> Locale:
    """The CLDR locale of a language tag, of the active language without one, of English where it is unknown."""
    tag = language or get_language() or "en"
    try:
        return Locale.parse(WRITTEN_LIKE.get(tag, tag).replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en", "GB")


def or_hidden(text: Any) -> Any:
    """A member's text as it is shown: where the network has hidden one, it says so in the reader's language."""
    if not isinstance(text, str) or HIDDEN_TEXT not in text:
        return text
    return text.replace(HIDDEN_TEXT, gettext("[hidden by the network]"))


def country_name(code: str | None, language: str | None = None) -> str:
    """`DE` → Germany, Allemagne, ألمانيا; an unknown code is shown as it is."""
    if not code:
        return ""
    return locale_of(language).territories.get(code.upper(), code)


def language_name(tag: str | None, language: str | None = None) -> str:
    """`bn` → Bengali in English; the tag itself where CLDR has no name."""
    if not tag:
        return ""
    try:
        return Locale.parse(tag, sep="-").get_display_name(locale_of(language)) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def endonym(tag: str | None) -> str:
    """`es` → español: the language's own name for itself."""
    return language_name(tag, tag)


def direction(tag: str | None) -> str:
    """`ltr` or `rtl`, for the `dir` attribute beside `lang`."""
    if not tag:
        return "auto"
    try:
        return Locale.parse(tag, sep="-").text_direction
    except (ValueError, UnknownLocaleError):
        return "auto"


def number(value: Number | None, language: str | None = None) -> str:
    """41000 → 41,000 · 41 000 · 41.000; nothing stays nothing."""
    if value is None or value == "":
        return ""
    return cldr_numbers.format_decimal(value, locale=locale_of(language))


def money(value: Number | None, currency: str) -> str:
    """An amount in its own currency, which is named: 1,500 euros, 12.50 euros."""
    if value is None or value == "":
        return ""
    is_whole = Decimal(value) == Decimal(value).to_integral_value()
    shape: dict[str, Any] = {"format": "#,##0", "currency_digits": False} if is_whole else {}
    return cldr_numbers.format_currency(value, currency, locale=locale_of(), format_type="name", **shape)


def percent(value: Number | None) -> str:
    """0.84 → 84%."""
    return "" if value is None or value == "" else cldr_numbers.format_percent(value, locale=locale_of())


def date_in_words(value: datetime.date | None, language: str | None = None) -> str:
    """A day: 3 December 2026; a moment is first moved to the reader's zone."""
    if not value:
        return ""
    return cldr_dates.format_date(_local(value), format="long", locale=locale_of(language))


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """Return a zone by its name; UTC where this machine knows none of that name, as its list changes."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError):
        return zoneinfo.ZoneInfo("UTC")


def date_in_zone(value: datetime.datetime | None, zone: str | None = None) -> str:
    """A moment with its day and hour: in the reader's zone, or in `zone`, then named by its city."""
    if not value:
        return ""
    tzinfo = zone_of(zone) if zone else timezone.get_current_timezone()
    here = locale_of()
    day = cldr_dates.format_date(value.astimezone(tzinfo), format="medium", locale=here)
    clock = cldr_dates.format_time(value, format="short", tzinfo=tzinfo, locale=here)
    zone_word = (
        cldr_dates.get_timezone_location(tzinfo, locale=here, return_city=True)
        if zone
        else _zone_name(value.astimezone(tzinfo))
    )
    return f"{day} {clock} {zone_word}"


def _zone_name(value: datetime.datetime) -> str:
    """The zone of a moment by its short name; where people have none for it, by its hours from Greenwich."""
    name = cldr_dates.get_timezone_name(value, width="short", locale=locale_of())
    return cldr_dates.get_timezone_gmt(value, locale=locale_of()) if name[0] in "+-" else name


def hour_in_zone(value: datetime.datetime | None, zone: str) -> str:
    """The hour of a moment where it happens: 14:30."""
    if not value:
        return ""
    return cldr_dates.format_time(value, format="short", tzinfo=cldr_dates.get_timezone(zone), locale=locale_of())


def hour_in_words(value: datetime.time | None) -> str:
    """An hour by the clock of its place: 14:30."""
    if not value:
        return ""
    return cldr_dates.format_time(value, format="short", locale=locale_of())


def relative_time(value: datetime.date | None, now: datetime.datetime | None = None) -> str:
    """In 3 days, 2 hours ago. A day without an hour counts in whole days."""
    if not value:
        return ""
    moment = now or timezone.now()
    if isinstance(value, datetime.datetime):
        return cldr_dates.format_timedelta(value - moment, add_direction=True, threshold=1.2, locale=locale_of())
    days = value - timezone.localdate(moment)
    return cldr_dates.format_timedelta(days, granularity="day", add_direction=True, threshold=1.2, locale=locale_of())


def machine_time(value: datetime.date | None) -> str:
    """For the `datetime` attribute of `<time>`."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value else ""


def with_colon(label: str) -> str:
    """A label before what it names: `Country:`, in French `Pays :`."""
    return gettext("%(label)s:") % {"label": label}


def one_after_another(places: Iterable[str]) -> str:
    """Places on a way, with arrows that point on as the active language reads: Germany → Mexico, ألمانيا ← المكسيك."""
    arrow = "←" if direction(get_language()) == "rtl" else "→"
    return f" {arrow} ".join(places)


def joined(words: Iterable[str]) -> str:
    """Return words as a list in one sentence, with the comma and the “and” of the active language."""
    return str(format_list(list(words), locale=locale_of()))


def isolated(text: str | None) -> str:
    """A name inside a sentence, in plain text too: it does not turn the words around it."""
    if not text:
        return ""
    runs_right_to_left = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
    if runs_right_to_left == (direction(get_language()) == "rtl"):
        return text
    return f"\u2068{text}\u2069"


def _local(value: datetime.date) -> datetime.date:
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
