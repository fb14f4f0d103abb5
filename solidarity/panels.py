"""What other pages show of requests: cards, those of an organisation or a campaign, sections of the desk."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from solidarity.choices import UNITS
from solidarity.models import Need, SolidarityRequest
from unions.choices import NetworkRoleKind, WhoMay
from unions.localised import country_name, number
from unions.models import Employer, NeedKind, Organisation
from unions.panels import Panel, panel
from unions.permissions import has_duty, is_network_member
from unions.queries import Text, reading_order, texts_in

MOST_ON_A_PANEL = 6
MOST_ON_THE_DESK = 5
ENOUGH = 5  # fewer acts than this would speak of single people: then only the kind is named


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


@panel("organisation")
def requests_of_organisation(reader: Any, organisation: Organisation) -> Panel | None:
    """Return the requests of this organisation that the reader finds on the board, and those that have ended."""
    today = timezone.localdate()
    visible = SolidarityRequest.objects.visible_to(reader).listed().filter(organisation=organisation).for_cards()
    found = list(visible.open().order_by("-opened_at", "-pk")[:MOST_ON_A_PANEL])
    found += visible.ended().order_by("-closed_at", "-pk")[:MOST_ON_A_PANEL]
    if not found:
        return None
    return Panel("solidarity/request_panel.html", {"cards": cards_of(found, reading_order(reader), today)})


@panel("standing")
def requests_to_hide(reader: Any, organisation: Organisation) -> Panel | None:
    """Return how many live requests of an organisation its suspension would hide, of those that the reader sees."""
    live = SolidarityRequest.objects.visible_to(reader).live().filter(organisation=organisation).count()
    return Panel("solidarity/standing_panel.html", {"count": live}) if live else None


@panel("desk")
def requests_to_review(reader: Any, _shown: None) -> Panel | None:
    """Return the requests that wait to be opened to more people by this reviewer."""
    if not has_duty(reader, NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING):
        return None
    found = SolidarityRequest.objects.reviewable_by(reader).for_review()
    return _section(
        key="review",
        title=_("Requests to open wider"),
        count=found.count,
        rows=lambda: review_rows(found[:MOST_ON_THE_DESK], reading_order(reader)),
        empty=_("No request waits for a reviewer."),
        all_url=reverse("solidarity:review-list"),
    )


@panel("desk")
def requests_that_wait(reader: Any, _shown: None) -> Panel | None:
    """Return the requests that unions have left waiting beyond their windows, for those who look after the network."""
    if not has_duty(reader, NetworkRoleKind.REVIEWER, NetworkRoleKind.NETWORK_ADMIN):
        return None
    found = SolidarityRequest.objects.listed_to(reader).select_related("organisation")
    waiting = found.waiting_for_answers(timezone.now())
    return _section(
        key="waiting",
        title=_("Requests that wait for answers"),
        count=waiting.count,
        rows=lambda: _request_rows(waiting[:MOST_ON_THE_DESK], reader, due="waits_since"),
        empty=_("All unions that were asked have answered in time."),
        all_url=reverse("solidarity:request-waiting") if is_network_member(reader) else "",
        is_standing=True,
    )


@panel("desk")
def requests_to_take_down(reader: Any, _shown: None) -> Panel | None:
    """Return the live requests that this guardian sees, the newest first, each with the way to take it down."""
    if not has_duty(reader, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.NETWORK_ADMIN):
        return None
    live = SolidarityRequest.objects.visible_to(reader).live().select_related("organisation")
    newest = live.order_by("-published_at", "-pk")
    return _section(
        key="live",
        title=_("Live requests"),
        count=live.count,
        rows=lambda: _request_rows(newest[:MOST_ON_THE_DESK], reader, may_take_down=True),
        empty=_("No request is live."),
        all_url=reverse("solidarity:request-list"),
        after="solidarity/take_down_finder.html",
        is_standing=True,
    )


def review_rows(waiting: Iterable[Any], languages: Sequence[str]) -> list[dict[str, Any]]:
    """Return what a desk shows of requests fetched `for_review()`; one query more."""
    listed = list(waiting)
    return [
        row
        | {
            "url": reverse("solidarity:review-detail", args=[each.public_id]),
            "since": each.asked_at,
            "due_at": None if each.review_question else each.review_due_at,
            "note": _("A question to the union waits for its answer.") if each.review_question else "",
        }
        for each, row in zip(listed, _rows(listed, languages), strict=True)
    ]


def _request_rows(
    found: Iterable[Any], reader: Any, *, due: str = "", may_take_down: bool = False
) -> list[dict[str, Any]]:
    listed = list(found)
    rows = _rows(listed, reading_order(reader))
    for each, row in zip(listed, rows, strict=True):
        row["due_at"] = getattr(each, due) if due else None
        url = reverse("solidarity:request-take-down", args=[each.public_id])
        row["acts"] = [{"text": _("Take it down"), "url": url}] if may_take_down else []
    return rows


def _rows(listed: list[SolidarityRequest], languages: Sequence[str]) -> list[dict[str, Any]]:
    texts = texts_in(listed, ["title"], languages)
    return [
        {
            "text": texts[each.pk]["title"].text,
            "language": texts[each.pk]["title"].language,
            "about": f"{each.organisation.name} · {country_name(each.country)}",
            "since": each.published_at,
            "url": reverse("solidarity:request-detail", args=[each.public_id]),
            "urgency": each.urgency,
            "is_life_or_liberty": each.is_life_or_liberty,
        }
        for each in listed
    ]


def _section(**context: Any) -> Panel:
    """Return a section of the desk; see `unions/views/desk.py`."""
    return Panel("unions/desk_section.html", context)


@panel("organisation")
def help_of_organisation(reader: Any, organisation: Organisation) -> Panel | None:
    """Return which help it gave and received, by kind, as far as this reader may see the requests."""
    visible = SolidarityRequest.objects.visible_to(reader).listed()
    given = visible.help_by_kind(given_by=organisation)
    received = visible.filter(organisation=organisation).help_by_kind()
    if not given and not received:
        return None
    kinds = NeedKind.objects.in_bulk({*given, *received})
    context = {"given": _times(given, kinds), "received": _times(received, kinds)}
    return Panel("solidarity/help_panel.html", context)


@panel("directory")
def requests_in_directory(reader: Any, choice: Any) -> Panel | None:
    """Return the way to the board with the same filters, where somebody asks who matches them."""
    chosen = {name: getattr(choice, name) for name in ("country", "sector", "language") if getattr(choice, name)}
    if not chosen:
        return None
    found = SolidarityRequest.objects.listed_to(reader)
    language = chosen.get("language")
    found = found.speaking(language) if language else found
    columns = {"country": "country", "sector": "sector__code"}
    matching = {column: chosen[name] for name, column in columns.items() if name in chosen}
    if not found.filter(**matching).exists():
        return None
    return Panel(
        "solidarity/directory_panel.html", {"url": f"{reverse('solidarity:request-list')}?{urlencode(chosen)}"}
    )


@panel("employer")
def requests_at_employer(reader: Any, employer: Employer) -> Panel | None:
    """Return the open requests of workers at this employer that the reader finds on the board."""
    visible = SolidarityRequest.objects.visible_to(reader).listed().filter(employer=employer).for_cards()
    found = list(visible.open().most_urgent_first()[:MOST_ON_A_PANEL])
    if not found:
        return None
    cards = cards_of(found, reading_order(reader), timezone.localdate())
    return Panel("solidarity/employer_panel.html", {"cards": cards, "employer": employer})


def _times(counts: dict[int, int], kinds: dict[int, NeedKind]) -> list[dict[str, Any]]:
    """Return kinds of help with how often each arrived, the most frequent first; a few times are not counted out."""
    ordered = sorted(counts.items(), key=lambda counted: (-counted[1], kinds[counted[0]].name))
    return [{"kind": kinds[pk].name, "times": count if count >= ENOUGH else None} for pk, count in ordered]


@panel("campaign")
def requests_of_campaign(reader: Any, campaign: Campaign) -> Panel | None:
    """Return the requests attached to a campaign that the reader finds on the board, and those that have ended."""
    attached = SolidarityRequest.objects.visible_to(reader).listed().filter(campaign_links__campaign=campaign)
    found = list(attached.open().for_cards().most_urgent_first()[:MOST_ON_A_PANEL])
    found += attached.ended().for_cards().order_by("-closed_at", "-pk")[:MOST_ON_A_PANEL]
    if not found:
        return None
    cards = cards_of(found, reading_order(reader), timezone.localdate())
    return Panel("solidarity/campaign_panel.html", {"cards": cards})


def campaigns_of(solidarity_request: SolidarityRequest, reader: Any) -> list[Campaign]:
    """Return the campaigns that a request belongs to and this reader may see."""
    links = solidarity_request.campaign_links.values("campaign")
    return list(Campaign.objects.visible_to(reader).filter(pk__in=links).order_by("title", "pk"))


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
    """Return the word alone: the bar writes the numbers itself."""
    return need.currency or _counted(need, quantity).replace(number(quantity), "", 1).strip()


def _counted(need: Need, quantity: int) -> str:
    return UNITS.get(need.kind.unit, UNITS["acts"]) % {"count": Counted(quantity)}
