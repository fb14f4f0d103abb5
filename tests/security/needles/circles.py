"""Who may read what hangs together: requests, campaigns, exchanges, applications; said again from the design."""

from typing import Any

from solidarity.choices import RequestState, SafetyAnswer, Visibility
from tests.security.needles.people import ADMITTED, Person
from unions.choices import Listing, NetworkRoleKind
from unions.models import Vouch

REVIEWER, SAFEGUARDING = NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING
NETWORK_ADMIN, AUDITOR = NetworkRoleKind.NETWORK_ADMIN, NetworkRoleKind.AUDITOR
OPENED = {RequestState.OPEN, RequestState.PAUSED, RequestState.CLOSED}
PUBLISHED = OPENED | {RequestState.CHECKING}
LISTED = {Visibility.NETWORK, Visibility.PUBLIC}


def asks(request: Any, who: Person) -> bool:
    """Staff of the union that asks."""
    return request.organisation_id in who.staffed


def is_asked(request: Any, who: Person) -> bool:
    """Staff of a union that was asked, once it was published."""
    asked = set(request.addressees.values_list("organisation_id", flat=True))
    return request.state in PUBLISHED and bool(asked & who.staffed)


def vouches(request: Any, who: Person) -> bool:
    """Staff of a member union that publishes it, or may, for a union it stands for."""
    words = Vouch.objects.filter(organisation=request.organisation_id).values_list("voucher_id", flat=True)
    waits = request.state == RequestState.DRAFT and request.put_to_vouchers_at
    through = request.published_through_id in who.staffed and request.state in PUBLISHED
    return through or bool(waits and set(words) & who.staffed)


def reviews(request: Any, who: Person) -> bool:
    """Who has to look before it goes wider; of what might hurt somebody safeguarding too; nobody of their own."""
    order = [Visibility.NETWORK, Visibility.PUBLIC]
    now = order.index(request.visibility) if request.visibility in order else -1
    wanted = order.index(request.wanted_visibility) if request.wanted_visibility in order else -1
    waits = request.state in {RequestState.CHECKING, RequestState.OPEN} and wanted > now
    own = request.organisation_id in who.unions or (request.made_by_id and request.made_by_id == who.pk)
    return waits and not own and who.has(REVIEWER, *([SAFEGUARDING] if is_at_risk(request) else []))


def is_at_risk(request: Any) -> bool:
    """Whether somebody may be hurt, or is recognisable and has not agreed."""
    unsure = request.recognisable != SafetyAnswer.NO and request.consent != SafetyAnswer.YES
    return request.danger != SafetyAnswer.NO or unsure


def reads_request(request: Any, who: Person) -> bool:
    """By its state and its level."""
    if asks(request, who):
        return True
    if who.has(SAFEGUARDING) and request.state != RequestState.DRAFT:
        return True
    if request.organisation.state not in ADMITTED:
        return False
    if request.state in OPENED and reaches(request, who, request.visibility):
        return True
    return is_asked(request, who) or vouches(request, who) or reviews(request, who)


def reaches(request: Any, who: Person, level: str) -> bool:
    """Whether a level holds this reader."""
    if level == Visibility.PUBLIC:
        return True
    is_named = is_asked(request, who) and level != Visibility.BEHIND_THE_SCENES
    return (level == Visibility.NETWORK and who.is_network) or is_named


def reads_detail(request: Any, who: Person, level: str) -> bool:
    """A place or a photo: at its own level, and never while the request rests."""
    held = request.state in {RequestState.PAUSED, RequestState.TAKEN_DOWN}
    return asks(request, who) or (not held and reads_request(request, who) and reaches(request, who, level))


def reads_campaign(campaign: Any, who: Person) -> bool:
    """Its convenors; once called, everyone or the network."""
    convenors = [each for each in campaign.coalition.all() if each.role == "convenor" and each.state == "joined"]
    if {each.organisation_id for each in convenors} & who.staffed:
        return True
    is_called = campaign.state != "draft" and any(each.organisation.state in ADMITTED for each in convenors)
    return is_called and (campaign.visibility == "public" or who.is_network)


def reads_action(action: Any, who: Person) -> bool:
    """History is public; an action of a campaign is for its readers, at its own level."""
    if action.campaign is None:
        return True
    is_reached = action.visibility == "public" or who.is_network
    return is_reached and reads_campaign(action.campaign, who)


def reads_exchange(exchange: Any, who: Person) -> bool:
    """The union that posts it and who answered; once posted everyone or the network."""
    if exchange.organisation_id in who.staffed:
        return True
    if exchange.offers.filter(organisation__in=who.staffed).exists():
        return True
    is_shown = exchange.state in {"open", "matched", "ended"} and exchange.organisation.state in ADMITTED
    return is_shown and (exchange.visibility == "public" or who.is_network)


def of_two_unions(visit: Any, who: Person) -> bool:
    """Staff of guest and host."""
    return bool({visit.guest_id, visit.host_id} & who.staffed)


def takes_part(visit: Any, who: Person) -> bool:
    """The two unions, and who has a seat."""
    return of_two_unions(visit, who) or (who.pk != 0 and visit.participants.filter(user=who.pk).exists())


def reads_outcome(visit: Any, who: Person) -> bool:
    """What came of a visit: who took part; once reported, who reads the exchange."""
    return takes_part(visit, who) or (visit.state == "reported" and reads_exchange(visit.exchange, who))


def vets(application: Any, who: Person) -> bool:
    """Vetting duties, not of the union nor, where it wishes so, of its country; and the applicant by the link."""
    if application.pk in who.applications:
        return True
    is_own = application.organisation_id in who.unions
    is_kept = not application.may_tell_own_country and application.country in who.countries
    return who.has(REVIEWER, NETWORK_ADMIN) and not is_own and not is_kept and application.submitted_at is not None


def hears_of(application: Any, who: Person) -> bool:
    """Vetting duties, and the unions whose word is asked: named ones, and those of its sector."""
    if vets(application, who) or {application.federation_id, application.named_voucher_id} & who.staffed:
        return True
    is_kept = not application.may_tell_own_country and application.country in who.countries
    sectors = application.sectors.filter(coverage__organisation__in=who.staffed)
    return application.submitted_at is not None and not is_kept and sectors.exists()


def finds_union(union: Any, who: Person) -> bool:
    """The directory: public, of the network, or one's own; network admins all."""
    if union.listing == Listing.PUBLIC or union.pk in who.unions or who.has(NETWORK_ADMIN):
        return True
    return union.listing == Listing.MEMBERS and who.is_network
