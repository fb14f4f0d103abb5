"""A listed organisation that is asked, and the link that its contact was sent."""

from datetime import timedelta

from django.utils import timezone

from solidarity.notifications import answer_links
from tests import factories
from unions.choices import OrganisationState
from unions.models import Organisation, Recipient


def places(asker: Organisation) -> dict[str, str]:
    """Return the token of a link that works today."""
    listed = factories.make_organisation("Listed union", state=OrganisationState.LISTED)
    Recipient.objects.create(organisation=listed, contact_address="listed@example.org")
    solidarity_request = factories.make_request(asker, closes_on=timezone.localdate() + timedelta(days=30))
    addressee = factories.make_addressee(solidarity_request, listed, due_at=None)
    return {"answer_token": answer_links.token_for(addressee)}
