"""The filters of the board as plain links, with their words and numbers."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext, pgettext

from solidarity.choices import Urgency
from solidarity.forms.board import Choice
from solidarity.queries.facets import Facets
from unions.localised import country_name, language_name
from unions.models import NeedKind, Sector
from unions.views.follow_buttons import follow_buttons

MOST_VALUES = 10  # of one filter; the rest is found by searching
Group = dict[str, Any]


def filter_groups(choice: Choice, facets: Facets) -> list[Group]:
    """Return what `components/filters.html` draws; a value that is chosen is a link that takes it away."""
    kinds = dict(NeedKind.objects.values_list("code", "name"))
    sectors = dict(Sector.objects.values_list("code", "name"))
    words: list[tuple[str, str, Callable[[str], str]]] = [
        ("kind", gettext("What they need"), lambda code: kinds.get(code, code)),
        ("urgency", gettext("How urgent"), lambda value: dict(Urgency.choices).get(value, value)),
        ("country", gettext("Country"), country_name),
        ("sector", gettext("Sector"), lambda code: sectors.get(code, code)),
        ("language", gettext("Language"), language_name),
        ("employer", gettext("Employer"), lambda public_id: facets.employer_names.get(public_id, gettext("Unknown"))),
    ]
    groups = [_group(name, title, named, choice, facets) for name, title, named in words]
    return [_efforts(choice), *(group for group in groups if group["choices"]), _states(choice)]


def follows_of(choice: Choice, facets: Facets, reader: Any) -> list[dict[str, Any]]:
    """Return what is chosen and can be followed, so that one hears of the next request."""
    kind = NeedKind.objects.filter(code=choice.kind).first() if choice.kind else None
    sector = Sector.objects.filter(code=choice.sector).first() if choice.sector else None
    country = country_name(choice.country)
    language = language_name(choice.language)
    things = [
        ("need_kind", kind.code if kind else "", str(kind)),
        ("sector", sector.code if sector else "", str(sector)),
        ("country", choice.country if country != choice.country else "", country),
        ("language", choice.language if language != choice.language else "", language),
        ("employer", choice.employer, facets.employer_names.get(choice.employer, "")),
    ]
    return follow_buttons(reader, things)


def _group(name: str, title: str, named: Callable[[str], str], choice: Choice, facets: Facets) -> Group:
    counts: Counter[str] = facets.counts[name]
    current = getattr(choice, name)
    values = [value for value, _ in counts.most_common(MOST_VALUES)]
    if current and current not in values:
        values.insert(0, current)
    choices = [
        _link(choice, name, value, named(value), counts[value] if facets.are_complete else None) for value in values
    ]
    return {"key": name, "title": title, "choices": choices}


def _efforts(choice: Choice) -> Group:
    tonight, an_hour = gettext("Ten minutes tonight"), gettext("An hour")
    links = [_link(choice, "effort", "10", tonight), _link(choice, "effort", "60", an_hour)]
    return {"key": "effort", "title": gettext("I have"), "choices": links}


def _states(choice: Choice) -> Group:
    closed = pgettext("filter of requests", "Closed, with what came of them")
    return {"key": "state", "title": gettext("Looking back"), "choices": [_link(choice, "state", "closed", closed)]}


def _link(choice: Choice, name: str, value: str, text: str, count: int | None = None) -> dict[str, Any]:
    is_current = getattr(choice, name) == value
    url = choice.having(**{name: "" if is_current else value})
    return {"text": text, "url": url, "count": count, "is_current": is_current}
