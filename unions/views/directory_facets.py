"""The filters of the directory as plain links, with their words, their numbers, and what of them can be followed."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils.translation import gettext, pgettext

from unions.choices import OrganisationKind
from unions.forms.directory import Choice
from unions.forms.follows import FOLLOWED_LANGUAGES
from unions.localised import country_name, language_name
from unions.models import Organisation, Sector
from unions.views.follow_buttons import follow_buttons

FRESH_FOR = 600  # seconds
MOST_VALUES = 12  # of one filter, the most frequent; the others are found on the map or by searching
FIELDS = {"country": "country", "sector": "coverage__sector__code", "kind": "kind", "language": "languages__language"}
Counts = dict[str, dict[str, int]]
Group = dict[str, Any]


def figures() -> Counts:
    """Return how many public organisations there are of each country, sector, kind and language.

    They are the same for every reader, and counted anew every ten minutes at most.
    """
    counted: Counts | None = cache.get("directory-figures")
    if counted is None:
        public = Organisation.objects.visible_to(AnonymousUser()).in_directory()
        counted = {name: public.counted_by(field) for name, field in FIELDS.items()}
        cache.set("directory-figures", counted, FRESH_FOR)
    return counted


def filter_groups(choice: Choice, counted: Counts) -> list[Group]:
    """Return what `components/filters.html` draws; a value that is chosen is a link that takes it away.

    Numbers stand there while nothing else is chosen: they are those of the whole directory.
    """
    sectors = dict(Sector.objects.values_list("code", "name"))
    words: list[tuple[str, str, Callable[[str], str]]] = [
        ("country", gettext("Country"), country_name),
        ("sector", gettext("Sector"), lambda code: sectors.get(code, code)),
        ("language", gettext("Language"), language_name),
        ("kind", gettext("Kind of organisation"), lambda kind: str(dict(OrganisationKind.choices).get(kind, kind))),
    ]
    groups = [_group(name, title, named, choice, counted[name]) for name, title, named in words]
    return [_standings(choice), *(group for group in groups if group["choices"])]


def follows_of(choice: Choice, reader: Any) -> list[dict[str, Any]]:
    """Return what is chosen and can be followed: a country, a sector, a language."""
    sector = Sector.objects.filter(code=choice.sector).first() if choice.sector else None
    country, language = country_name(choice.country), choice.language if choice.language in FOLLOWED_LANGUAGES else ""
    things = [
        ("country", choice.country if country != choice.country else "", country),
        ("sector", sector.code if sector else "", str(sector)),
        ("language", language, language_name(language)),
    ]
    return follow_buttons(reader, things)


def _group(name: str, title: str, named: Callable[[str], str], choice: Choice, counts: dict[str, int]) -> Group:
    current = getattr(choice, name)
    values = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_VALUES]
    if current and current not in values:
        values.insert(0, current)
    shows_numbers = not set(choice.chosen) - {name}
    choices = [
        _link(choice, name, value, named(value), counts.get(value) if shows_numbers else None) for value in values
    ]
    return {"key": name, "title": title, "choices": choices}


def _standings(choice: Choice) -> Group:
    members = pgettext("filter of organisations", "Members of the network")
    listed = pgettext("filter of organisations", "Listed, not vetted")
    links = [_link(choice, "standing", "member", members), _link(choice, "standing", "listed", listed)]
    return {"key": "standing", "title": gettext("Standing"), "choices": links}


def _link(choice: Choice, name: str, value: str, text: str, count: int | None = None) -> dict[str, Any]:
    is_current = getattr(choice, name) == value
    url = choice.having(**{name: "" if is_current else value})
    return {"text": text, "url": url, "count": count, "is_current": is_current}
