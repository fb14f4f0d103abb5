"""A listed organisation that is asked, and the link that its contact was sent."""

from datetime import timedelta

from django.utils import timezone

from solidarity.models import ReplyDraft
from solidarity.notifications import answer_links
from solidarity.querysets.reply_draft import address_mark
from tests import factories
from unions.choices import OrganisationState
from unions.models import Organisation, Recipient


def places(asker: Organisation) -> dict[str, str]:
    """Return the token of a link that works today, and a reply by mail that waits behind it."""
    listed = factories.make_organisation("Listed union", state=OrganisationState.LISTED)
    contact = Recipient.objects.create(organisation=listed, contact_address="listed@example.org")
    solidarity_request = factories.make_request(asker, closes_on=timezone.localdate() + timedelta(days=30))
    addressee = factories.make_addressee(solidarity_request, listed, due_at=None)
    reply = ReplyDraft.objects.create(
        addressee=addressee,
        recipient=contact,
        text="We send words.",
        language="en",
        mark="x",
        address_mark=address_mark(contact),
        received_at=factories.NOW,
    )
    return {"answer_token": answer_links.token_for(addressee), "reply": reply.public_id}
