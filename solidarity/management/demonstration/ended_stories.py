"""Stories that have ended, each with another outcome, one taken down, and one not yet told."""

from datetime import datetime, timedelta

from solidarity.actions import addressees, closings, pledges, solidarity_requests, updates
from solidarity.choices import Answer, MembersKnew, Outcome, Situation, TakeDownReason, Visibility
from solidarity.management.demonstration import telling
from solidarity.management.demonstration.telling import Network
from solidarity.models import Delivery, Need, SolidarityRequest


def changchun(network: Network) -> None:
    """Agency workers ask through a sponsor; one answer sends them back to their management, others pledge."""
    at = network.before(days=80)
    request = telling.draft(
        network,
        "changchun",
        by="mistral",
        at=at,
        employer="faw_vw",
        sector="vehicles",
        situation=Situation.UNDER_ATTACK,
        mandate="local_vote",
        workers_concerned=1_000,
        languages=["zh"],
    )
    talks = telling.need(request, "works_council_intervention", 2, network.in_days(-50), called="parent_word")
    letters = telling.need(request, "protest_letter", 50, network.in_days(-40))
    telling.publish(network, request, ["wolfsburg", "igmetall", "cgt", "zenroren"], at=at)
    telling.open_wider(network, request, by="oriole", at=at + timedelta(hours=20))
    elsewhere = "Please raise this with the management of the plant and its own union."
    council = request.addressees.get(organisation=network.unions["wolfsburg"])
    said = {"answer": Answer.REFERS_ELSEWHERE, "text": elsewhere, "language": "en"}
    addressees.answer(addressee=council, by=network.people["kestrel"], at=at + timedelta(days=3), **said)
    _pledge_and_arrive(network, talks, "birch", 1, at + timedelta(days=5))
    _pledge_and_arrive(network, letters, "sorrel", 40, at + timedelta(days=6))
    text = "Some of those who were held are free. The company has opened talks about wages, not about what is owed."
    updates.post(
        solidarity_request=request,
        text=text,
        language="en",
        by=network.people["mistral"],
        at=network.before(days=30),
        audience="public",
        kind="victory",
    )
    _close(network, request, "mistral", Outcome.PARTLY, days=20, lifted=4, helped=["works_council_intervention"])


def florence(network: Network) -> None:
    """Won: a court revoked the dismissals."""
    request, letters = _run(network, "florence", by="cypress", employer="driveline", sector="vehicles", days=75)
    _pledge_and_arrive(network, letters, "birch", 60, network.before(days=70))
    _close(network, request, "cypress", Outcome.WON, days=15, lifted=5, helped=["protest_letter"])


def erie(network: Network) -> None:
    """It goes on: an interim agreement after nine days of strike; one pledge was forgotten and lapsed."""
    request, letters = _run(
        network, "erie", by="oriole", employer="locomotives", sector="rail_road", days=60, reviewer="olive"
    )
    _pledge_and_arrive(network, letters, "agave", 30, network.before(days=55))
    forgotten = telling.pledge(network, letters, "cardon", 1, at=network.before(days=58))
    pledges.remind(pledge=forgotten, at=network.before(days=29))
    pledges.lapse(pledge=forgotten, at=network.before(days=15))
    _close(network, request, "oriole", Outcome.GOES_ON, days=12, lifted=5, helped=["protest_letter"])


def laval(network: Network) -> None:
    """Lost, and said so."""
    request, letters = _run(network, "laval", by="tamarack", employer="amazon_ca", sector="warehousing", days=70)
    telling.pledge(network, letters, "thyme", 1, at=network.before(days=60))
    _close(network, request, "tamarack", Outcome.LOST, days=10, lifted=3, helped=[])


def rail(network: Network) -> None:
    """Withdrawn by its union: the wages were paid."""
    request, _ = _run(network, "rail", by="sorrel", employer="rail_cleaning", sector="cleaning_security", days=18)
    _close(network, request, "sorrel", Outcome.WITHDRAWN, days=14, lifted=3, helped=[])


def unreported(network: Network) -> None:
    """Closed by the clock: nobody said what came of it."""
    request, _ = _run(network, "telmex", by="quetzal", employer="telmex", sector="telecom_it", days=110)
    closings.close_unreported(solidarity_request=request, at=network.before(days=3))


def taken_down(network: Network) -> None:
    """Published, then taken down by its union because it had become too dangerous."""
    at = network.before(days=4)
    request = telling.draft(
        network,
        "heat",
        by="neem",
        at=at,
        employer="amazon_in",
        sector="warehousing",
        visibility=Visibility.NAMED_ORGANISATIONS,
    )
    telling.need(request, "protest_letter", 20, network.in_days(10))
    telling.publish(network, request, ["verdi"], at=at)
    solidarity_requests.take_down(
        by=network.people["neem"], at=network.before(days=3), solidarity_request=request, reason=TakeDownReason.DANGER
    )


def not_yet_told(network: Network) -> None:
    """A draft, half written."""
    telling.draft(
        network,
        "erie",
        by="oriole",
        at=network.before(hours=3),
        employer="locomotives",
        sector="rail_road",
    )


def _run(
    network: Network, story: str, *, by: str, employer: str, sector: str, days: int, reviewer: str = "oriole"
) -> tuple[SolidarityRequest, Need]:
    at = network.before(days=days)
    request = telling.draft(network, story, by=by, at=at, employer=employer, sector=sector)
    letters = telling.need(request, "protest_letter", 100, (at + timedelta(days=30)).date())
    asked = {"verdi", "zenroren", "cgt", "fiom"} - {
        key for key, union in network.unions.items() if union == network.homes[by]
    }
    telling.publish(network, request, sorted(asked), at=at)
    telling.open_wider(network, request, by=reviewer, at=at + timedelta(hours=12))
    return request, letters


def _pledge_and_arrive(network: Network, need: Need, who: str, quantity: int, at: datetime) -> None:
    pledge = telling.pledge(network, need, who, quantity, at=at, organisation=network.homes[who])
    telling.deliver(network, pledge, who, at=at + timedelta(days=2))
    request = need.solidarity_request
    arrivals = {each.pk: each.quantity for each in Delivery.objects.filter(pledge=pledge)}
    pledges.confirm_received(
        solidarity_request=request, arrivals=arrivals, by=request.made_by, at=at + timedelta(days=4)
    )


def _close(
    network: Network, request: SolidarityRequest, by: str, outcome: str, *, days: int, lifted: int, helped: list[str]
) -> None:
    closings.close(
        solidarity_request=request,
        outcome=outcome,
        members_knew=MembersKnew.YES if lifted > 3 else MembersKnew.SOME,
        lifted=lifted,
        what_helped=helped,
        language="en",
        thanks="Thank you, all of you. It was read aloud at the assembly.",
        by=network.people[by],
        at=network.before(days=days),
    )
