"""Stories that are open now: answered, pledged, partly arrived."""

from typing import Any

from solidarity.actions import addressees, check_ins, endorsements, pledges, updates
from solidarity.choices import Answer, NoReason, RefusalReason, SafetyAnswer, Situation, Urgency, Visibility
from solidarity.management.demonstration import contacts, telling
from solidarity.management.demonstration.telling import Network
from solidarity.models import Delivery, Need, Pledge, SolidarityRequest


def posters(network: Network) -> None:
    """Bangladesh 2001: printing for a strike, a deadline before it, partial pledges."""
    at = network.before(days=5)
    request = telling.draft(
        network,
        "posters",
        by="shapla",
        at=at,
        employer="garment_makers",
        sector="garment",
        urgency=Urgency.URGENT_72H,
        mandate="executive",
        workers_concerned=120_000,
        languages=["bn", "en"],
    )
    posters = telling.need(request, "printing", 50_000, network.in_days(9), called="posters", weight="decisive")
    leaflets = telling.need(request, "printing", 30_000, network.in_days(9), called="small_posters")
    telling.need(request, "message_of_solidarity", 200, network.in_days(12))
    telling.publish(network, request, ["cgt", "fiom", "ibc", "verdi"], at=at)
    telling.open_wider(network, request, by="oriole", at=network.before(days=4, hours=20))
    _answer(network, request, "sorrel", Answer.PARTLY, days=4, amounts={posters.pk: 20_000})
    _answer(network, request, "heron", Answer.PLEDGES, days=3, amounts={leaflets.pk: 30_000})
    decide = network.in_days(2)
    _answer(network, request, "cypress", Answer.DECIDE_BY, days=3, decide_by=decide)
    contacts.pass_on(network, request, by="doel")
    _deliver(network, request, "heron", quantity=18_000, days=1)
    _confirm(network, request, "shapla", days=0)


def ashulia(network: Network) -> None:
    """Bangladesh 2017: one appeal with four separate countable asks."""
    at = network.before(days=12)
    request = telling.draft(
        network,
        "ashulia",
        by="doel",
        at=at,
        employer="garment_makers",
        sector="garment",
        situation=Situation.UNDER_ATTACK,
        urgency=Urgency.URGENT_72H,
        mandate="federation",
        workers_concerned=1_500,
        languages=["bn"],
        is_life_or_liberty=False,
        place="Ashulia",
    )
    visits = telling.need(request, "embassy_visit", 10, network.in_days(20), weight="decisive")
    letters = telling.need(request, "protest_letter", 500, network.in_days(30))
    telling.need(request, "political_intervention", 20, network.in_days(30), called="own_government")
    photos = telling.need(request, "message_of_solidarity", 300, network.in_days(30), called="photo")
    telling.publish(network, request, ["ngwf", "cgt", "igmetall", "fiom", "zenroren", "ugtt"], at=at)
    telling.open_wider(network, request, by="olive", at=network.before(days=11, hours=18))
    _answer(network, request, "sorrel", Answer.PLEDGES, days=11, amounts={visits.pk: 3, letters.pk: 100})
    _answer(network, request, "crane", Answer.PARTLY, days=9, amounts={visits.pk: 1})
    reason = {"no_reason": NoReason.NO_CAPACITY, "text": "Our bargaining round ends in March; ask us again then."}
    _answer(network, request, "birch", Answer.NO, days=10, language="en", **reason)
    forwarded = {"forwarded_to": network.unions["ue"], "text": "They know the brands that buy there.", "language": "en"}
    _answer(network, request, "cypress", Answer.FORWARDED_TO, days=9, **forwarded)
    _help_ashulia(network, request, letters, photos)
    _news_from_ashulia(network, request)


def _help_ashulia(network: Network, request: SolidarityRequest, letters: Need, photos: Need) -> None:
    for who, quantity, need in (("thyme", 1, letters), ("linden", 1, letters), ("lavender", 2, photos)):
        telling.pledge(network, need, who, quantity, at=network.before(days=8))
    _deliver_own(network, letters, "linden", days=7)
    _deliver(network, request, "sorrel", quantity=2, days=3)
    _confirm(network, request, "doel", days=1)
    _deliver_own(network, photos, "lavender", days=0)


def _news_from_ashulia(network: Network, request: SolidarityRequest) -> None:
    at, doel, verdi = network.before(days=5), network.people["doel"], network.unions["verdi"]
    endorsements.endorse(solidarity_request=request, organisation=verdi, by=network.people["heron"], at=at)
    check_ins.check_in(solidarity_request=request, still_safe=SafetyAnswer.YES, by=doel, at=at)
    text = "Two of the organisers are home since this morning. The others wait for the next hearing."
    updates.post(solidarity_request=request, text=text, language="en", by=doel, at=at, audience="public")


def amazon(network: Network) -> None:
    """A day of action: actions in many countries, a text in German that others translated."""
    at = network.before(days=9)
    request = telling.draft(
        network,
        "amazon",
        by="heron",
        at=at,
        employer="amazon_de",
        sector="warehousing",
        mandate="executive",
        workers_concerned=20_000,
        languages=["de", "pl", "ar"],
    )
    pickets = telling.need(request, "picket_or_rally", 10, network.in_days(6), weight="decisive")
    words = telling.need(request, "translation", 1_200, network.in_days(4), called="leaflet")
    telling.need(request, "message_of_solidarity", 500, network.in_days(7))
    telling.publish(network, request, ["solidaires", "amazon_india", "csn", "fiom", "ue"], at=at)
    telling.open_wider(network, request, by="oriole", at=network.before(days=8, hours=12))
    _answer(network, request, "mistral", Answer.PLEDGES, days=8, amounts={pickets.pk: 3})
    _answer(network, request, "neem", Answer.PARTLY, days=7, amounts={pickets.pk: 1})
    question = "Which gates matter most to you this year?"
    _answer(network, request, "tamarack", Answer.QUESTION, days=6, text=question, language="en")
    translated = telling.pledge(network, words, "almond", 600, at=network.before(days=7), shown_as="handle")
    pledges.mark_under_way(pledge=translated, by=network.people["almond"], at=network.before(days=6))
    spare = telling.pledge(network, words, "maple", 600, at=network.before(days=7))
    pledges.withdraw(pledge=spare, by=network.people["maple"], at=network.before(days=2))


def visit(network: Network) -> None:
    """Two allied unions: homes and interpreters for a week's visit; each offer is accepted first."""
    at = network.before(days=6)
    request = telling.draft(
        network,
        "ue_fat",
        by="agave",
        at=at,
        employer="locomotives",
        country="MX",
        sector="metal_electronics",
        situation=Situation.ANTICIPATED,
        mandate="federation",
        languages=["es"],
    )
    nights = telling.need(request, "accommodation", 14, network.in_days(40), online=False, has_ceiling=True)
    hours = telling.need(request, "interpreting", 20, network.in_days(40), needs_acceptance=True)
    telling.need(request, "speaker_tour", 5, network.in_days(45))
    telling.publish(network, request, ["ue", "cwa"], at=at)
    telling.open_wider(network, request, by="olive", at=network.before(days=5, hours=10))
    _answer(network, request, "oriole", Answer.PLEDGES, days=5, amounts={nights.pk: 8})
    accepted = telling.pledge(network, hours, "maple", 12, at=network.before(days=2), contact_ok=True)
    pledges.accept(pledge=accepted, by=network.people["agave"], at=network.before(days=1))
    refused = telling.pledge(network, hours, "thyme", 4, at=network.before(days=1))
    pledges.refuse(pledge=refused, reason=RefusalReason.ENOUGH, by=network.people["agave"], at=network.before(hours=12))
    telling.pledge(network, hours, "cardon", 6, at=network.before(hours=5))


def agreement(network: Network) -> None:
    """A plain working need, asked in Arabic, for the network."""
    at = network.before(days=3)
    request = telling.draft(
        network,
        "agreement",
        by="olive",
        at=at,
        employer="call_centres",
        sector="telecom_it",
        situation=Situation.ANTICIPATED,
        mandate="executive",
        languages=["ar", "fr"],
    )
    words = telling.need(request, "translation", 9_000, network.in_days(25), weight="decisive")
    telling.need(request, "research_brief", 2, network.in_days(30), called="parent_elsewhere")
    telling.publish(network, request, ["cwa", "strm", "solidaires", "verdi"], at=at)
    telling.open_wider(network, request, by="oriole", at=network.before(days=2, hours=8))
    _answer(network, request, "cedar", Answer.NOT_NOW, days=1)
    reply = "Wir fragen unsere Übersetzerinnen und melden uns bis Freitag."
    _answer(network, request, "heron", Answer.IN_WORDS, days=1, text=reply, language="de")
    telling.pledge(network, words, "lavender", 2_000, at=network.before(days=1), shown_as="union")


def heat(network: Network) -> None:
    """A check-in long overdue: paused, place and photos hidden."""
    at = network.before(days=24)
    request = telling.draft(
        network,
        "heat",
        by="neem",
        at=at,
        employer="amazon_in",
        sector="warehousing",
        visibility=Visibility.NETWORK,
        situation=Situation.UNDER_ATTACK,
        languages=["hi"],
        place="Manesar",
    )
    letters = telling.need(request, "protest_letter", 100, network.in_days(30))
    telling.need(request, "expert_inspection", 2, network.in_days(40))
    telling.publish(network, request, ["verdi", "solidaires", "csn"], at=at)
    telling.open_wider(network, request, by="olive", at=network.before(days=23))
    telling.pledge(network, letters, "linden", 1, at=network.before(days=22))
    check_ins.pause_overdue(solidarity_request=request, at=network.before(days=9))


def telmex(network: Network) -> None:
    """Published to the first wave, waiting for a reviewer."""
    at = network.before(hours=7)
    request = telling.draft(
        network,
        "telmex",
        by="quetzal",
        at=at,
        employer="telmex",
        sector="telecom_it",
        mandate="executive",
        languages=["es"],
    )
    telling.need(request, "research_brief", 3, network.in_days(35), weight="decisive")
    telling.need(request, "company_meeting", 2, network.in_days(40))
    telling.publish(network, request, ["cwa", "ugtt", "solidaires"], at=at)


def quiet(network: Network) -> None:
    """Behind the scenes: two unions are asked, nothing is announced or listed."""
    at = network.before(days=1)
    request = telling.draft(
        network,
        "quiet",
        by="sorrel",
        at=at,
        employer="volkswagen",
        sector="vehicles",
        visibility=Visibility.BEHIND_THE_SCENES,
        situation=Situation.ANTICIPATED,
        danger=SafetyAnswer.NOT_SURE,
    )
    telling.need(request, "works_council_intervention", 1, network.in_days(10), weight="decisive")
    telling.publish(network, request, ["igmetall", "wolfsburg"], at=at)


def _answer(network: Network, request: SolidarityRequest, who: str, answer: str, *, days: int, **said: Any) -> None:
    addressee = request.addressees.get(organisation=network.homes[who])
    by, at = network.people[who], network.before(days=days, hours=-1)
    addressees.answer(addressee=addressee, answer=answer, by=by, at=at, **said)


def _deliver(network: Network, request: SolidarityRequest, who: str, *, quantity: int, days: int) -> None:
    pledge = Pledge.objects.filter(need__solidarity_request=request, organisation=network.homes[who]).earliest("pk")
    telling.deliver(network, pledge, who, at=network.before(days=days), quantity=quantity)


def _deliver_own(network: Network, need: Need, who: str, *, days: int) -> None:
    pledge = need.pledges.get(user=network.people[who])
    telling.deliver(network, pledge, who, at=network.before(days=days))


def _confirm(network: Network, request: SolidarityRequest, who: str, *, days: int) -> None:
    waiting = Delivery.objects.filter(pledge__need__solidarity_request=request, arrived__isnull=True)
    arrivals = {delivery.pk: delivery.quantity for delivery in waiting}
    pledges.confirm_received(
        solidarity_request=request, arrivals=arrivals, by=network.people[who], at=network.before(days=days)
    )
