"""Who may do what with exchanges, offers and visits; pure questions, no writes."""

from typing import Any

from exchanges.choices import ExchangeState
from exchanges.models import Exchange, HostOffer, Visit
from unions.models import Organisation
from unions.permissions import is_staff, may_speak_for


def may_post(user: Any) -> bool:
    """Staff of an admitted organisation may post an exchange."""
    return is_staff(user)


def may_edit(user: Any, exchange: Exchange) -> bool:
    """Staff of the union that posts it may change it."""
    return bool(user.is_authenticated) and may_speak_for(user, exchange.organisation)


def may_offer(user: Any, exchange: Exchange) -> bool:
    """Staff of another admitted organisation may answer while it is open."""
    return exchange.state == ExchangeState.OPEN and offering_unions(user, exchange).exists()


def offering_unions(user: Any, exchange: Exchange) -> Any:
    """Return the unions of this person that could answer: all but the one that asks and those that have answered."""
    answered = HostOffer.objects.standing().filter(exchange=exchange).values("organisation")
    others = Organisation.objects.staffed_by(user).exclude(pk=exchange.organisation_id).exclude(pk__in=answered)
    return others.order_by("name")


def sides_of(user: Any, visit: Visit) -> list[Organisation]:
    """Return for which of the two unions this person speaks."""
    own = set(Organisation.objects.staffed_by(user).filter(pk__in=[visit.host_id, visit.guest_id]))
    return [union for union in (visit.guest, visit.host) if union in own]
