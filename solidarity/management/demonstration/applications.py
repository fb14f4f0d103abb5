"""Two made-up unions that ask to come in: one waits for its call-back, one is in provisionally."""

from datetime import datetime
from typing import Any

from solidarity.management.demonstration.telling import Network
from unions.actions import admissions, checks, union_applications, vouches
from unions.choices import CheckKind, CheckResult
from unions.models import Sector, UnionApplication


def couriers(network: Network) -> None:
    """Couriers of Callao wait; a Mexican union has vouched for them."""
    application = _apply(
        network.before(days=2),
        sector="warehousing",
        name="Sindicato de Repartidores del Callao",
        country="PE",
        contact_address="repartidores@demo.example",
        contact_language="es",
        languages=["es"],
        legal_status="registration_refused",
        registration="The ministry has refused us twice: couriers are no employees. A court decides in spring.",
        call_back="The general secretary. The number stands in the list of the national centre.",
        independence="Founded by 140 couriers after an accident in the port. Paid by dues, no tie to any platform.",
        elections="By an open assembly every two years, the last one in May.",
        named_voucher=network.unions["fat"],
    )
    _vouch(network, application, "agave", "We marched together in Lima and know their delegates.", days=1)


def call_centre(network: Network) -> None:
    """A union of call-centre workers in Morocco is in provisionally; a second admin decides on full membership."""
    application = _apply(
        network.before(days=6),
        sector="telecom_it",
        name="Syndicat des centres d’appel de Casablanca",
        country="MA",
        contact_address="centres.appel@demo.example",
        contact_language="fr",
        languages=["fr", "ar"],
        legal_status="registered",
        registration="Deposited with the local authority in 2019; the receipt is among the files of our federation.",
        call_back="The secretary for the telecom branch. The number stands on the site of the national centre.",
        independence="Founded by the staff of three centres, paid by dues. No manager may be a member.",
        elections="By secret ballot in each centre, every three years.",
        named_voucher=network.unions["ugtt"],
    )
    _vouch(network, application, "olive", "We have trained their delegates since 2020.", days=5)
    act: dict[str, Any] = {"application": application, "by": network.people["mistral"], "at": network.before(days=4)}
    called = {"called": "Secretary for the telecom branch", "found_at": "Site of the national centre"}
    checks.record(kind=CheckKind.CALL_BACK, result=CheckResult.PASS, **act, **called)
    checks.record(kind=CheckKind.NO_EMPLOYERS_BODY, result=CheckResult.PASS, **act)
    admissions.make_provisional(**act, words="Called back, and known to a member for years.")


def _apply(at: datetime, *, sector: str, **answers: Any) -> UnionApplication:
    first = {name: answers.pop(name) for name in ("name", "country", "contact_address", "contact_language")}
    begun = union_applications.begin(at=at, **first)
    act: dict[str, Any] = {"application": begun.application, "at": at}
    union_applications.change(**act, token=begun.token, sectors=[Sector.objects.get(code=sector)], **answers)
    return union_applications.send(**act, may_tell_own_country=False, consent_wording=str(union_applications.CONDUCT))


def _vouch(network: Network, application: UnionApplication, handle: str, statement: str, *, days: int) -> None:
    said = {"kind": "vouch", "since": 2018, "how_known": "worked_together", "statement": statement}
    by, at = network.people[handle], network.before(days=days)
    vouches.give(application=application, voucher=network.homes[handle], by=by, at=at, **said)
