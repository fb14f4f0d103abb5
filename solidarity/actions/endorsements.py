"""A member organisation stands behind a request in public, or no longer does."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from solidarity.choices import RequestState, Visibility
from solidarity.models import Endorsement, SolidarityRequest
from unions.audit import record
from unions.models import Organisation, User
from unions.validators import Refused


class NotToBeEndorsed(Refused):
    """The request is one's own, not open, or for the unions asked alone."""


@transaction.atomic
def endorse(
    *, solidarity_request: SolidarityRequest, organisation: Organisation, by: User, at: datetime
) -> Endorsement:
    """Put the name of an organisation behind a request, once. Raises NotToBeEndorsed."""
    if organisation == solidarity_request.organisation:
        raise NotToBeEndorsed(_("This is your own request."))
    listed = solidarity_request.visibility in {Visibility.NETWORK, Visibility.PUBLIC}
    if solidarity_request.state != RequestState.OPEN or not listed:
        raise NotToBeEndorsed(_("Only a request that is open to the network or to everyone can be endorsed."))
    endorsement, is_new = Endorsement.objects.get_or_create(
        solidarity_request=solidarity_request, organisation=organisation, defaults={"made_by": by, "made_at": at}
    )
    if is_new:
        record("request_endorsed", endorsement, by=by, at=at)
    return endorsement


@transaction.atomic
def take_back(*, solidarity_request: SolidarityRequest, organisation: Organisation, by: User, at: datetime) -> bool:
    """Take the name away; return whether it stood there."""
    endorsement = solidarity_request.endorsements.filter(organisation=organisation).first()
    if endorsement is None:
        return False
    record("request_endorsement_taken_back", endorsement, by=by, at=at)
    endorsement.delete()
    return True
