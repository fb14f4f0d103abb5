"""How a story of the demonstration is told: the actions that people use, at moments before now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from solidarity.actions import drafts, needs, pledges, solidarity_requests
from solidarity.choices import Visibility
from solidarity.management.demonstration import texts as demonstration_texts
from solidarity.models import Need, Pledge, SolidarityRequest
from unions.actions import translations
from unions.models import Employer, NeedKind, Organisation, Sector, User

CONTACT = "international@demo.example"


@dataclass(frozen=True)
class Network:
    """Who takes part: people and their unions by handle, unions and employers by the keys of their tables."""

    now: datetime
    people: Mapping[str, User]
    homes: Mapping[str, Organisation]
    unions: Mapping[str, Organisation]
    employers: Mapping[str, Employer]

    def before(self, *, days: int = 0, hours: int = 0) -> datetime:
        """Return a moment before now."""
        return self.now - timedelta(days=days, hours=hours)

    def in_days(self, days: int) -> date:
        """Return a date after today."""
        return (self.now + timedelta(days=days)).date()

    def chosen(self, *keys: str) -> list[Organisation]:
        """Return these unions."""
        return [self.unions[key] for key in keys]


def draft(
    network: Network,
    story: str,
    *,
    by: str,
    at: datetime,
    employer: str,
    sector: str,
    visibility: str = Visibility.PUBLIC,
    **answers: Any,
) -> SolidarityRequest:
    """Write a request in its own language, with its hand-made translations."""
    texts = demonstration_texts.read(story)
    where = {"country": network.employers[employer].country}
    safe = {"danger": "no", "recognisable": "no", "consent": "yes"}
    written = drafts.start(
        by=network.people[by],
        at=at,
        organisation=network.homes[by],
        language=texts["language"],
        is_demonstration=True,
        employer=network.employers[employer],
        sector=Sector.objects.get(code=sector),
        contact=CONTACT,
        wanted_visibility=visibility,
        **where | safe | demonstration_texts.original(texts) | answers,
    )
    _translate(network, written, texts, by, at)
    return written


def _translate(network: Network, written: SolidarityRequest, texts: dict[str, Any], by: str, at: datetime) -> None:
    for language in demonstration_texts.languages(texts):
        translations.keep(
            subject=written,
            language=language,
            texts=demonstration_texts.translations(texts, language),
            by=network.people[by],
            at=at,
        )


def need(
    request: SolidarityRequest, kind: str, quantity: int, wanted_by: date, *, called: str = "", **answers: Any
) -> Need:
    """Add one countable ask; `called` finds what it is called in every language."""
    titles = demonstration_texts.need_titles(called) if called else {}
    added = needs.add(
        by=request.made_by,
        at=request.made_at,
        solidarity_request=request,
        kind=NeedKind.objects.get(code=kind),
        quantity=quantity,
        wanted_by=wanted_by,
        title=titles.pop(request.language, ""),
        **answers,
    )
    for language, title in titles.items():
        translations.keep(
            subject=added, language=language, texts={"title": title}, by=request.made_by, at=request.made_at
        )
    return added


def publish(network: Network, request: SolidarityRequest, asked: list[str], *, at: datetime) -> None:
    """Publish it to the staff of these unions."""
    organisations = network.chosen(*asked)
    solidarity_requests.publish(by=request.made_by, at=at, solidarity_request=request, organisations=organisations)
    request.refresh_from_db()


def open_wider(network: Network, request: SolidarityRequest, *, by: str, at: datetime) -> None:
    """Open it as wide as its union wants; the reviewer is of another organisation."""
    solidarity_requests.open_wider(by=network.people[by], at=at, solidarity_request=request)
    request.refresh_from_db()


def pledge(network: Network, need: Need, who: str, quantity: int, *, at: datetime, **answers: Any) -> Pledge:
    """Let a person pledge to what the request has become by now."""
    need.refresh_from_db()
    return pledges.make(by=network.people[who], need=need, quantity=quantity, at=at, **answers)


def deliver(network: Network, pledge: Pledge, who: str, *, at: datetime, quantity: int | None = None) -> None:
    """Let who pledged deliver; all but light kinds were under way before."""
    if not pledge.need.kind.is_light:
        pledges.mark_under_way(pledge=pledge, by=network.people[who], at=at - timedelta(hours=20))
    pledge.refresh_from_db()
    pledges.mark_delivered(pledge=pledge, by=network.people[who], at=at, quantity=quantity)
