"""The filters of the list as plain links."""

from collections import Counter
from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exchanges.choices import Direction
from exchanges.forms.choice import Choice
from unions.localised import country_name, language_name, locale_of
from unions.models import Sector

MOST_ROWS = 500
MOST_VALUES = 12


def filter_groups(choice: Choice, found: Any) -> list[dict[str, Any]]:
    """Return what `components/filters.html` draws, from the exchanges that are found; two queries."""
    values = _values(found)
    sectors = dict(Sector.objects.values_list("code", "name"))
    directions = dict(Direction.choices)
    named = [
        ("direction", _("What they want"), lambda code: directions.get(code, code)),
        ("country", _("Country"), country_name),
        ("language", _("Language"), language_name),
        ("sector", _("Sector"), lambda code: sectors.get(code, code)),
        ("month", pgettext("filter of exchanges", "When"), _month),
    ]
    groups = [_group(choice, key, title, name, values[key]) for key, title, name in named]
    past = pgettext("filter of exchanges", "Past ones, with what came of them")
    looking_back = {"key": "state", "title": _("Looking back"), "choices": [_link(choice, "state", "past", past)]}
    return [*(group for group in groups if group["choices"]), looking_back]


def _values(found: Any) -> dict[str, Counter[str]]:
    columns = ("direction", "countries", "organisation__country", "languages", "sector__code", "from_on")
    rows = list(found.order_by("from_on").values_list(*columns)[:MOST_ROWS])
    counts: dict[str, Counter[str]] = {
        "direction": Counter(row[0] for row in rows),
        "country": Counter(code for row in rows for code in {*row[1], row[2]} if code),
        "language": Counter(tag for row in rows for tag in set(row[3])),
        "sector": Counter(row[4] for row in rows if row[4]),
    }
    counts["month"] = Counter(row[5].strftime("%Y-%m") for row in rows)
    return counts


def _group(choice: Choice, key: str, title: str, name: Any, counts: Counter[str]) -> dict[str, Any]:
    current = getattr(choice, key)
    values = [value for value, _count in counts.most_common(MOST_VALUES)]
    values = sorted(values) if key == "month" else values
    if current and current not in values:
        values.insert(0, current)
    return {"key": key, "title": title, "choices": [_link(choice, key, value, name(value)) for value in values]}


def _link(choice: Choice, key: str, value: str, text: str) -> dict[str, Any]:
    is_current = getattr(choice, key) == value
    return {"text": text, "url": choice.having(**{key: "" if is_current else value}), "is_current": is_current}


def _month(value: str) -> str:
    days = Choice(month=value).days
    return _month_in_words(days[0]) if days else value


def _month_in_words(day: date) -> str:
    return str(format_date(day, "MMMM y", locale=locale_of()))
