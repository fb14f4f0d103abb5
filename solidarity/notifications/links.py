"""Addresses that mails lead to, in the reader's language."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from solidarity.choices import LIVE_STATES
from solidarity.models import Addressee, SolidarityRequest
from solidarity.notifications.readers import readers_of

_signer = Signer(sep=".", salt="solidarity.contact")


def link(name: str, *args: str) -> str:
    """Return the whole address of a page of this room."""
    return settings.SITE_URL + reverse(f"solidarity:{name}", args=args)


def request_page(solidarity_request: SolidarityRequest) -> str:
    """Return the address of the request's own page."""
    return link("request-detail", solidarity_request.public_id)


def contact_page(public_id: str) -> str:
    """Return the address where the contact of a union that is asked, this Addressee, reads the request."""
    return link("request-by-link", _signer.sign(public_id))


def asked_by_link(token: str) -> Addressee | None:
    """Return the union that this link was sent to, while its contact may still read the request."""
    try:
        public_id = _signer.unsign(token)
    except BadSignature:
        return None
    asked = Addressee.objects.filter(public_id=public_id, solidarity_request__state__in=LIVE_STATES)
    addressee = asked.select_related("solidarity_request__organisation", "organisation").first()
    if addressee is None:
        return None
    readers = readers_of(addressee.solidarity_request)
    return addressee if readers.filter(organisation=addressee.organisation_id).exists() else None
