"""Requests and their needs in words, as cards and bars draw them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from solidarity.choices import UNITS
from solidarity.models import Need, SolidarityRequest
from unions.choices import WhoMay
from unions.localised import number
from unions.queries import Text, texts_in

A_HUNDRED = 100


class Counted(int):
    """A number that a sentence counts by and shows the reader's way."""

    def __str__(self) -> str:
        return number(int(self))


def cards_of(
    requests: Iterable[SolidarityRequest],
    languages: Sequence[str],
    on: date,
    *,
    kind: str = "",
    minutes: int | None = None,
) -> list[dict[str, Any]]:
    """Return what `components/card_request.html` draws, for requests fetched `for_cards()`; one query more.

    A card shows the need that the reader looks for: of this kind, or done by one person in so many minutes.
    """
    listed = list(requests)
    texts = texts_in(listed, ["title"], languages)
    needs = {each.pk: _first_wanted(list(each.needs.all()), on, kind, minutes) for each in listed}
    words = {each["public_id"]: each for each in needs_in_words([need for need in needs.values() if need], languages)}
    return [_card(each, texts[each.pk]["title"], needs[each.pk], words) for each in listed]


def needs_in_words(needs: Iterable[Need], languages: Sequence[str]) -> list[dict[str, Any]]:
    """Return what `{% need_bar %}` draws of needs fetched `with_progress()`: three amounts that do not overlap.

    The asker's own words for a need are in the first of these languages that there is; one query more.
    """
    listed = list(needs)
    titles = _titles(listed, languages)
    return [_need_in_words(need, titles.get(need.pk)) for need in listed]


def need_names(needs: Iterable[Need], languages: Sequence[str]) -> dict[int, str]:
    """Return what each need is called, by key: in the asker's words where there are any, else by its kind."""
    listed = list(needs)
    titles = _titles(listed, languages)
    return {need.pk: titles[need.pk].text if need.pk in titles else need.kind.name for need in listed}


def _titles(needs: list[Need], languages: Sequence[str]) -> dict[int, Text]:
    titled = [need for need in needs if need.title]
    texts = texts_in(titled, ["title"], languages) if titled else {}
    return {key: found["title"] for key, found in texts.items()}


def amount_in_words(quantity: int, need: Need) -> str:
    """Return a quantity with its unit: `10 letters`, `500 EUR`."""
    return f"{number(quantity)} {_unit(need, quantity)}" if need.currency else _counted(need, quantity)


def _card(
    solidarity_request: SolidarityRequest, title: Text, first: Any | None, words: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    return {
        "url": reverse("solidarity:request-detail", args=[solidarity_request.public_id]),
        "title": title.text,
        "language": title.language,
        "country": solidarity_request.country,
        "urgency": solidarity_request.urgency,
        "state": solidarity_request.state,
        "outcome": solidarity_request.outcome,
        "asker": solidarity_request.organisation.short_name,
        "employer": solidarity_request.employer.name if solidarity_request.employer else "",
        "need": words[first.public_id] if first else None,
        "more_needs": max(0, len(solidarity_request.needs.all()) - 1),
        "deadline": first.wanted_by if first and not solidarity_request.outcome else None,
        "effort_minutes": first and _minutes(first),
        "languages": solidarity_request.languages or [solidarity_request.language],
    }


def _first_wanted(needs: list[Any], on: date, kind: str, minutes: int | None) -> Any | None:
    wanted = [need for need in needs if need.wanted_by >= on and need.arrived < need.quantity]
    sought = [need for need in wanted or needs if _is_sought(need, kind, minutes)]
    return next(iter(sought or wanted or needs), None)


def _is_sought(need: Any, kind: str, minutes: int | None) -> bool:
    is_short = minutes is None or ((_minutes(need) or minutes + 1) <= minutes and need.who_may != WhoMay.ORGANISATION)
    return is_short and kind in {"", need.kind.code}


def _minutes(need: Any) -> int | None:
    """Return how long one person needs for it."""
    minutes: int | None = need.effort_minutes or need.kind.effort_minutes
    return minutes


def _need_in_words(need: Any, title: Text | None) -> dict[str, Any]:
    return {
        "public_id": need.public_id,
        "title": title.text if title else need.kind.name,
        "language": title.language if title else "",
        "kind": need.kind.name,
        "arrived": need.arrived,
        "under_way": need.under_way,
        "promised": need.promised,
        "goal": need.quantity,
        "unit": _unit(need, need.quantity),
    }


def _unit(need: Need, quantity: int) -> str:
    """Return the word alone: the bar writes the numbers itself.

    Where a language says one and two without a number, it is the word that follows a hundred.
    """
    counted = quantity if number(quantity) in _counted(need, quantity) else A_HUNDRED
    return need.currency or _counted(need, counted).replace(number(counted), "", 1).strip()


def _counted(need: Need, quantity: int) -> str:
    return UNITS.get(need.kind.unit, UNITS["acts"]) % {"count": Counted(quantity)}
