"""Rows of which neither the demonstration nor the world of the matrix has one."""

from django.utils import timezone

from campaigns.actions import campaigns
from campaigns.models import Campaign
from solidarity.actions import guest_pledges
from solidarity.models import Need
from tests.security.world import Circle, World
from unions.models import Employer, Membership, Worksite


def fill(world: World) -> None:
    """A visitor who has not confirmed, a worksite, a campaign that is over."""
    now = timezone.now()
    words = {"message": "We stand with you.", "consent_wording": "I agree.", "language": "en"}
    need = Need.objects.get(public_id=world.ids[Circle.PUBLIC]["need"])
    guest_pledges.ask(need=need, address="visitor@example.org", quantity=1, at=now, **words)
    Worksite.objects.create(employer=Employer.objects.earliest("pk"), name="North gate", city="Bremen", country="DE")
    over = Campaign.objects.filter(state="seeking_partners", coalition__role="convenor").earliest("pk")
    convenors = over.coalition.filter(role="convenor").values("organisation")
    staff = Membership.objects.filter(organisation__in=convenors, role__in=["union_staff", "union_admin"]).earliest(
        "pk"
    )
    campaigns.close(by=staff.user, at=now, campaign=over, outcome="none", closing_words="Nothing was reached.")
