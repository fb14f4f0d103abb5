"""Rows of which neither the demonstration nor the world of the matrix has one."""

from datetime import datetime

from django.utils import timezone

from campaigns.actions import campaigns, coalition
from campaigns.models import Campaign
from exchanges.models import Visit
from solidarity.actions import guest_pledges
from solidarity.models import Addressee, Need, ReplyDraft
from solidarity.querysets.reply_draft import address_mark
from tests import factories
from tests.security.world import Circle, Reader, World
from unions.actions import suspensions
from unions.choices import OrganisationState, SuspensionReason
from unions.models import Employer, Membership, Recipient, UnionApplication, User, Worksite

STATES = [OrganisationState.APPROVED] * 2 + [OrganisationState.PROVISIONAL, OrganisationState.APPROVED]


def fill(world: World) -> None:
    """A visitor who has not confirmed, a worksite, a campaign that is over; unions of whom there is news; a reply."""
    now = timezone.now()
    _add_readers_of_news(world, now)
    words = {"message": "We stand with you.", "consent_wording": "I agree.", "language": "en"}
    need = Need.objects.get(public_id=world.ids[Circle.PUBLIC]["need"])
    guest_pledges.ask(need=need, address="visitor@example.org", quantity=1, at=now, **words)
    asked = Addressee.objects.filter(organisation=world.asked).earliest("pk")
    replier = Recipient.objects.get(user=world.readers[Reader.STAFF_ASKED].pk)
    reply = {"text": "We can.", "language": "en", "address_mark": address_mark(replier), "received_at": now}
    ReplyDraft.objects.create(addressee=asked, recipient=replier, **reply)
    Worksite.objects.create(employer=Employer.objects.earliest("pk"), name="North gate", city="Bremen", country="DE")
    over = Campaign.objects.filter(state="seeking_partners", coalition__role="convenor").earliest("pk")
    convenors = over.coalition.filter(role="convenor").values("organisation")
    staff = Membership.objects.filter(organisation__in=convenors, role__in=["union_staff", "union_admin"]).earliest(
        "pk"
    )
    campaigns.close(by=staff.user, at=now, campaign=over, outcome="none", closing_words="Nothing was reached.")


def _add_readers_of_news(world: World, now: datetime) -> None:
    """Admins of a union that was held and of one that is back; a draft that waits for a word; a visit to report on."""
    by, reason = User.objects.get(pk=world.readers[Reader.NETWORK_ADMIN].pk), SuspensionReason.NOT_INDEPENDENT
    held, back, provisional, wanted = (factories.make_organisation(state=state) for state in STATES)
    for union in (held, back, wanted):
        factories.make_admin(union)
    for union in (held, back):
        suspensions.suspend(organisation=union, by=by, at=now, reason=reason, words="Who pays its office?")
    suspensions.lift(organisation=back, by=by, at=now)
    factories.make_vouch(world.asked, provisional)
    factories.make_draft(provisional, made_by=factories.make_staff(provisional), put_to_vouchers_at=now)
    UnionApplication.objects.filter(public_id=world.places["application"]).update(named_voucher=wanted)
    campaign = Campaign.objects.filter(state="active").earliest("pk")
    coalition.invite(by=by, at=now, campaign=campaign, organisations=[back])
    Visit.objects.filter(public_id=world.ids[Circle.TAKEN_DOWN]["visit"]).update(state="completed")
