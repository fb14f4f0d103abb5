"""Workers who visit each other: a week that was, a call for hosts, somebody who is coming, somebody who would host."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from exchanges.actions import exchanges, host_offers, itinerary_items, participants, reports, visits
from exchanges.choices import Direction, Visibility
from exchanges.models import Exchange, Visit
from solidarity.management.demonstration.telling import Network
from unions.actions import translations
from unions.models import Sector

PITTSBURGH = "America/New_York"
WEEK = (
    (0, 8, 3, "picket_line", True, "Six o’clock shift at the gate of the locomotive works."),
    (1, 10, 3, "meeting", True, "The plant committees compare grades, hours and accidents."),
    (2, 9, 8, "organising_drive", False, "House visits with the organisers of a foundry."),
    (3, 11, 1, "school_class", True, "A class of sixteen-year-olds asks what a maquiladora is."),
    (4, 17, 1, "radio", True, "An hour on the labour programme, in two languages."),
    (5, 10, 8, "rest", False, ""),
)


def seed(network: Network) -> None:
    """Tell all four."""
    a_week_that_was(network)
    a_call_for_hosts(network)
    somebody_is_coming(network)
    somebody_would_host(network)


def a_week_that_was(network: Network) -> None:
    """Workers of the FAT spend a week with UE; both unions and those who travelled say what came of it."""
    exchange = _posted(
        network, "agave", days_ago=100, starts_in=-42, length=6, language="es", sector="metal_electronics",
        employer=network.employers["locomotives"], countries=["US"], languages=["es", "en"], people=4,
        visibility=Visibility.PUBLIC,
        title={
            "es": "Cuatro trabajadores metalúrgicos buscan anfitrión",
            "en": "Four metalworkers look for a host",
            "fr": "Quatre métallos cherchent une organisation hôte",
            "ar": "أربعة عمال معادن يبحثون عن نقابة مضيفة",
        },
        why={
            "es": "La misma empresa, dos países: queremos ver cómo se organizan y contar cómo lo hacemos nosotros.",
            "en": "One company, two countries: we want to see how they organise, and tell how we do it.",
            "fr": "Une entreprise, deux pays : nous voulons voir comment ils s’organisent, et le leur dire.",
            "ar": "شركة واحدة وبلدان: نريد أن نرى كيف ينظمون أنفسهم وأن نحكي كيف نفعل نحن.",
        },
    )  # fmt: skip
    offer = _offer(network, exchange, "oriole", days_ago=90, accommodation="homes", activities=[row[3] for row in WEEK])
    visit = host_offers.accept(offer=offer, by=network.people["agave"], at=network.before(days=85))
    plan: dict[str, Any] = {"place": "Erie", "time_zone": PITTSBURGH, "interpreting": "host"}
    visits.plan(visit=visit, by=network.people["oriole"], at=network.before(days=80), **plan)
    for line in WEEK:
        _line(network, visit, line)
    _take_part(network, visit)
    for handle, union in (("agave", visit.guest), ("oriole", visit.host)):
        visit = visits.confirm(visit=visit, organisation=union, by=network.people[handle], at=network.before(days=70))
    visit = visits.begin(visit=visit, at=_noon(visit.from_on))
    _report(network, visit)
    visits.complete(visit=visit, at=_noon(visit.until_on + timedelta(days=4)))


def a_call_for_hosts(network: Network) -> None:
    """Garment workers of Dhaka look for a host in two countries; one union has answered."""
    exchange = _posted(
        network, "shapla", days_ago=6, starts_in=75, length=7, language="en", sector="garment",
        countries=["DE", "FR"], languages=["bn", "en"], people=5, visibility=Visibility.PUBLIC,
        title={
            "en": "Five garment workers look for a host",
            "es": "Cinco trabajadoras de la confección buscan anfitrión",
            "fr": "Cinq ouvrières du textile cherchent une organisation hôte",
            "ar": "خمس عاملات في صناعة الملابس يبحثن عن نقابة مضيفة",
        },
        why={
            "en": "We sew what their shops sell. We would like to meet those who sell it, and their works councils.",
            "es": "Cosemos lo que venden sus tiendas. Queremos conocer a quienes lo venden y hablar con sus comités.",
            "fr": "Nous cousons ce que vendent leurs magasins. Nous voulons rencontrer celles et ceux qui le vendent.",
            "ar": "نحن نخيط ما تبيعه متاجرهم. نود أن نلتقي من يبيعونه وأن نتحدث مع ممثليهم.",
        },
    )  # fmt: skip
    words = "We can show you a warehouse and two shops, and our youth would love to meet you."
    _offer(network, exchange, "heron", days_ago=3, accommodation="union_house", words=words)


def somebody_is_coming(network: Network) -> None:
    """Telecom workers of Tunis are in France in spring and want to meet others."""
    _posted(
        network, "olive", days_ago=4, starts_in=50, length=3, language="fr", sector="telecom_it",
        direction=Direction.WE_ARE_COMING, countries=["FR"], languages=["ar", "fr"], people=3,
        title={
            "fr": "Trois téléopérateurs de Tunis viennent à Paris",
            "en": "Three call-centre workers of Tunis are coming to Paris",
            "es": "Tres teleoperadores de Túnez vienen a París",
            "ar": "ثلاثة من عمال مراكز الاتصال في تونس قادمون إلى باريس",
        },
        why={
            "fr": "Nous répondons au téléphone pour les mêmes donneurs d’ordre. Rencontrons-nous un soir.",
            "en": "We answer the phone for the same companies. Let us meet one evening.",
            "es": "Contestamos el teléfono para las mismas empresas. Encontrémonos una tarde.",
            "ar": "نرد على الهاتف لصالح الشركات نفسها. لنلتق ذات مساء.",
        },
    )  # fmt: skip


def somebody_would_host(network: Network) -> None:
    """A union with a school would host colleagues before bargaining."""
    _posted(
        network, "tamarack", days_ago=9, starts_in=110, length=5, language="fr", sector="warehousing",
        direction=Direction.OFFERS_TO_HOST, countries=["FR", "MX"], languages=["fr", "en"], people=6,
        visibility=Visibility.PUBLIC,
        title={
            "fr": "Une semaine d’entrepôt et d’école syndicale à Montréal",
            "en": "A week of warehouses and union school in Montréal",
            "es": "Una semana de almacenes y escuela sindical en Montreal",
            "ar": "أسبوع بين المستودعات والمدرسة النقابية في مونتريال",
        },
        why={
            "fr": "Nous avons une école, des lits et une convention à montrer. Venez avant votre négociation.",
            "en": "We have a school, beds and an agreement to show. Come before you bargain.",
            "es": "Tenemos escuela, camas y un convenio que mostrar. Vengan antes de negociar.",
            "ar": "لدينا مدرسة وأسرّة واتفاق نعرضه. تعالوا قبل أن تبدؤوا مفاوضاتكم.",
        },
    )  # fmt: skip


def _posted(
    network: Network, who: str, *, days_ago: int, starts_in: int, length: int, title: dict[str, str],
    why: dict[str, str], language: str, sector: str, **answers: Any,
) -> Exchange:  # fmt: skip
    at, first = network.before(days=days_ago), network.in_days(starts_in)
    days = {"from_on": first, "until_on": first + timedelta(days=length), "deadline_on": first - timedelta(days=14)}
    exchange = exchanges.start(
        organisation=network.homes[who], by=network.people[who], at=at, language=language, title=title[language],
        why=why[language], sector=Sector.objects.get(code=sector), **days, **answers,
    )  # fmt: skip
    for other in sorted(set(title) - {language}):
        texts = {"title": title[other], "why": why[other]}
        translations.keep(subject=exchange, language=other, texts=texts, by=network.people[who], at=at)
    return exchanges.publish(exchange=exchange, by=network.people[who], at=at)


def _offer(network: Network, exchange: Exchange, who: str, *, days_ago: int, **words: Any) -> Any:
    said = {"from_on": exchange.from_on, "until_on": exchange.until_on, "capacity": exchange.people}
    return host_offers.make(
        exchange=exchange, organisation=network.homes[who], by=network.people[who], at=network.before(days=days_ago),
        languages=["en", "es"], language="en", **said, **words,
    )  # fmt: skip


def _line(network: Network, visit: Visit, line: tuple[int, int, int, str, bool, str]) -> None:
    day, hour, hours, kind, is_public, notes = line
    on = visit.from_on + timedelta(days=day)
    starts = datetime(on.year, on.month, on.day, hour, tzinfo=ZoneInfo(PITTSBURGH))
    itinerary_items.add(
        visit=visit, by=network.people["oriole"], at=network.before(days=75), kind=kind, starts_at=starts,
        ends_at=starts + timedelta(hours=hours), time_zone=PITTSBURGH, notes=notes, language="en", is_public=is_public,
    )  # fmt: skip


def _take_part(network: Network, visit: Visit) -> None:
    giving: dict[str, Any] = {"visit": visit, "by": network.people["agave"], "at": network.before(days=72)}
    participants.add_member(**giving, organisation=visit.guest, role="worker", handle="cardon")
    participants.add(**giving, organisation=visit.guest, role="interpreter")


def _report(network: Network, visit: Visit) -> None:
    last = _noon(visit.until_on)
    seat = visit.participants.get(user=network.people["cardon"])
    told: dict[str, Any] = {
        "learned": "Que cada turno tiene su delegado, y que la empresa dice lo mismo en los dos países.",
        "take_home": "Un mapa de la planta hecho por quienes trabajan en ella. El nuestro empieza el lunes.",
        "language": "es",
        "same_employer": "yes",
        "tells_at": "Asamblea de la sección",
        "tells_on": visit.until_on + timedelta(days=2),
        "tells_whom": "El turno de noche",
        "has_told": True,
        "reached": 85,
        "may_be_shown": True,
    }
    reports.tell(participant=seat, by=network.people["cardon"], at=last, **told)
    both = (
        ("agave", visit.guest, "es", "Nos llevamos un contrato para comparar y diez teléfonos.", ["relationship"]),
        ("oriole", visit.host, "en", "Our members talked of nothing else for a week. We go to them in spring.",
         ["relationship", "return_visit"]),
    )  # fmt: skip
    for who, union, language, text, results in both:
        saying: dict[str, Any] = {"visit": visit, "organisation": union, "by": network.people[who], "at": last}
        reports.report(**saying, text=text, language=language, results=results)
    promise: dict[str, Any] = {"text": "Six members travel to the FAT next spring", "language": "en", "due_days": 90}
    reports.commit(visit=visit, organisation=visit.host, by=network.people["oriole"], at=last, **promise)


def _noon(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("UTC"))
