"""Make Amazon Pay: common demands, a day of action in many countries, an honest outcome; and a campaign to join."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from campaigns.actions import actions, campaigns, coalition, days, demands, follows, updates
from campaigns.choices import ActionKind, ActionStatus, CampaignState, CoalitionRole, Qualifier, Visibility
from campaigns.models import Action, Campaign, DayOfAction
from solidarity.actions import campaign_links
from solidarity.management.demonstration import texts
from solidarity.management.demonstration.telling import Network
from solidarity.models import SolidarityRequest
from unions.actions import translations
from unions.choices import UpdateKind
from unions.models import Sector, User

DAYS_SINCE = 45  # since the weekend of the day of action


class Place(NamedTuple):
    """Where something was done, for whom, and how many came, as each source says."""

    host: str
    kind: ActionKind
    country: str
    city: str
    zone: str
    counts: tuple[tuple[int, str, str], ...] = ()  # number, how exact, who says so if not the host


PLACES = (
    Place("verdi", ActionKind.STRIKE_WORK_STOPPAGE, "DE", "Bad Hersfeld", "Europe/Berlin",
          ((2500, Qualifier.ABOUT, ""),)),
    Place("verdi", ActionKind.RALLY, "PL", "Wrocław", "Europe/Warsaw", ((150, Qualifier.ABOUT, ""),)),
    Place("solidaires", ActionKind.PICKET, "FR", "Saran", "Europe/Paris", ((300, Qualifier.AT_LEAST, ""),)),
    Place("solidaires", ActionKind.LEAFLETING, "BE", "Bruxelles", "Europe/Brussels"),
    Place("solidaires", ActionKind.BANNER_DROP, "LU", "Luxembourg", "Europe/Luxembourg",
          ((25, Qualifier.EXACT, ""),)),
    Place("fiom", ActionKind.DEMONSTRATION, "IT", "Milano", "Europe/Rome",
          ((1000, Qualifier.MORE_THAN, ""), (600, Qualifier.POLICE_SAYS, "La questura"))),
    Place("amazon_india", ActionKind.DEMONSTRATION, "IN", "New Delhi", "Asia/Kolkata",
          ((1000, Qualifier.MORE_THAN, ""),)),
    Place("csn", ActionKind.RALLY, "CA", "Montréal", "America/Toronto", ((200, Qualifier.ABOUT, ""),)),
    Place("ue", ActionKind.VIGIL, "US", "Pittsburgh", "America/New_York", ((40, Qualifier.EXACT, ""),)),
    Place("ngwf", ActionKind.DEMONSTRATION, "BD", "Dhaka", "Asia/Dhaka", ((800, Qualifier.ABOUT, ""),)),
    Place("zenroren", ActionKind.DELEGATION_TO_MANAGEMENT, "JP", "Tokyo", "Asia/Tokyo"),
    Place("strm", ActionKind.ART, "MX", "Ciudad de México", "America/Mexico_City", ((60, Qualifier.AT_LEAST, ""),)),
    Place("verdi", ActionKind.ONLINE, "", "", "Europe/Berlin"),
)  # fmt: skip
HOSTS = {"verdi": "heron", "solidaires": "mistral", "fiom": "cypress", "amazon_india": "neem", "csn": "tamarack",
         "ue": "oriole", "ngwf": "shapla", "zenroren": "crane", "strm": "quetzal"}  # fmt: skip


def make_amazon_pay(network: Network) -> None:
    """One campaign, one weekend in twelve countries, an outcome that nobody makes prettier than it is."""
    campaign = _open(network, "make_amazon_pay", by="heron", at=network.before(days=100), employer="amazon")
    for who in ("mistral", "neem", "tamarack", "cypress", "oriole", "shapla", "crane"):
        _join(network, campaign, who, at=network.before(days=90), role=CoalitionRole.MEMBER)
    _join(network, campaign, "quetzal", at=network.before(days=80), role=CoalitionRole.SUPPORTER)
    _act(network, campaign, "heron", at=network.before(days=75))
    day = _day(network, campaign)
    for place in PLACES:
        _report(network, _plan(network, campaign, day, place), place)
    _say_what_came_of_it(network, day)
    _attach_what_it_asks(network, campaign)
    follows.follow(by=network.people["linden"], at=network.before(days=60), campaign=campaign, language="en")


def seeking_partners(network: Network) -> None:
    """A campaign of the network that looks for others."""
    _open(
        network, "call_centres_together", by="olive", at=network.before(days=4), employer="call_centres",
        sector="telecom_it", visibility=Visibility.NETWORK,
    )  # fmt: skip


def _open(
    network: Network,
    story: str,
    *,
    by: str,
    at: datetime,
    employer: str,
    sector: str = "warehousing",
    visibility: str = Visibility.PUBLIC,
) -> Campaign:
    told = texts.read(f"campaigns/{story}")
    person, language = network.people[by], told["language"]
    campaign = campaigns.begin(
        by=person,
        at=at,
        organisation=network.homes[by],
        title=told["title"][language],
        goals=told["goals"][language],
        language=language,
        employer=network.employers[employer],
        sector=Sector.objects.get(code=sector),
        hashtag=told.get("hashtag", ""),
        starts_on=at.date(),
        visibility=visibility,
    )
    for words in told["demands"]:
        added = demands.add(by=person, at=at, campaign=campaign, text=words[language], language=language)
        _translate(added, {"text": words}, by=person, at=at)
    _translate(campaign, {"title": told["title"], "goals": told["goals"]}, by=person, at=at)
    return campaigns.move(by=person, at=at, campaign=campaign, to=CampaignState.SEEKING_PARTNERS)


def _translate(subject: Any, fields: dict[str, dict[str, str]], *, by: User, at: datetime) -> None:
    """Keep the translations that there are of these fields."""
    for language in sorted({tag for words in fields.values() for tag in words} - {subject.language}):
        said = {field: words[language] for field, words in fields.items() if language in words}
        translations.keep(subject=subject, language=language, texts=said, by=by, at=at)


def _join(network: Network, campaign: Campaign, who: str, *, at: datetime, role: str) -> None:
    accepted = list(campaign.demands.all()) if role == CoalitionRole.MEMBER else []
    what = {"by": network.people[who], "at": at, "organisation": network.homes[who]}
    coalition.join(campaign=campaign, demands=accepted, role=role, **what)


def _act(network: Network, campaign: Campaign, by: str, *, at: datetime) -> None:
    campaigns.move(by=network.people[by], at=at, campaign=campaign, to=CampaignState.ACTIVE)


def _day(network: Network, campaign: Campaign) -> DayOfAction:
    told, at = texts.read("campaigns/make_amazon_pay"), network.before(days=70)
    friday = network.before(days=DAYS_SINCE).date()
    words = {"name": told["day"]["en"], "call": told["call"]["en"], "language": "en"}
    dates = {"date_from": friday, "date_to": friday + timedelta(days=3)}
    day = days.call(by=network.people["heron"], at=at, campaign=campaign, **words, **dates)
    _translate(day, {"name": told["day"], "call": told["call"]}, by=network.people["heron"], at=at)
    return day


def _plan(network: Network, campaign: Campaign, day: DayOfAction, place: Place) -> Action:
    return actions.plan(
        by=network.people[HOSTS[place.host]],
        at=network.before(days=60),
        campaign=campaign,
        host=network.unions[place.host],
        day=day,
        kind=place.kind,
        country=place.country,
        city=place.city,
        on=day.date_from,
        time_zone=place.zone,
        status=ActionStatus.CONFIRMED,
    )


def _report(network: Network, action: Action, place: Place) -> None:
    by, at = network.people[HOSTS[place.host]], network.before(days=DAYS_SINCE - 5)
    said = {"by": by, "at": at, "action": action, "organisation": network.unions[place.host], "language": "en"}
    for participants, qualifier, source in place.counts:
        actions.report(**said, participants=participants, qualifier=qualifier, source=source)
    if not place.counts:
        actions.report(**said, text="It took place; nobody counted.")


def _say_what_came_of_it(network: Network, day: DayOfAction) -> None:
    told, at = texts.read("campaigns/make_amazon_pay"), network.before(days=30)
    by, campaign = network.people["heron"], day.campaign
    kept = {name: getattr(day, name) for name in ("name", "date_from", "date_to", "call", "language")}
    days.change(by=by, at=at, day=day, outcome="none", **kept)
    news = {"text": told["news"]["en"], "language": "en", "kind": UpdateKind.NEWS}
    update = updates.post(by=by, at=at, campaign=campaign, **news)
    _translate(update, {"text": told["news"]}, by=by, at=at)


def _attach_what_it_asks(network: Network, campaign: Campaign) -> None:
    asked = SolidarityRequest.objects.filter(organisation=network.unions["verdi"], state="open").first()
    if asked is not None:
        campaign_links.attach(
            by=network.people["heron"], at=network.before(days=8), solidarity_request=asked, campaign=campaign
        )
