"""A provisional union joins, plans and keeps drafts; what it calls does not reach the whole network."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.actions import campaigns, days
from campaigns.choices import CampaignState, CoalitionRole
from campaigns.models import Campaign, DayOfAction
from tests import factories
from tests.campaigns.campaigning import active, convenor, day_of, draft, joined, planned, union_of
from tests.factories import NOW, TODAY
from unions.choices import OrganisationState
from unions.models import Announcement, Organisation, User
from unions.validators import NotYet

SignIn = Callable[[User], Client]
WORDS = "A provisional union cannot call others yet."


def provisional() -> User:
    """Somebody who speaks for a union that the network has admitted provisionally."""
    return factories.make_staff(factories.make_organisation(state=OrganisationState.PROVISIONAL))


def demote(campaign: Campaign) -> None:
    """Make its convenor provisional again, as an objection does."""
    convening = campaign.coalition.convenors().values("organisation")
    Organisation.objects.filter(pk__in=convening).update(state=OrganisationState.PROVISIONAL)


def test_it_keeps_a_draft_and_calls_nobody() -> None:
    begun = draft(provisional())
    with pytest.raises(NotYet) as refused:
        campaigns.move(by=begun.made_by, at=NOW, campaign=begun, to=CampaignState.SEEKING_PARTNERS)
    assert refused.value.field == "to"
    begun.refresh_from_db()
    assert begun.state == CampaignState.DRAFT
    assert not Announcement.objects.filter(kind="campaign_call").exists()


def test_it_calls_once_it_is_admitted_in_full() -> None:
    begun = draft(provisional())
    Organisation.objects.update(state=OrganisationState.APPROVED)
    called = campaigns.move(by=begun.made_by, at=NOW, campaign=begun, to=CampaignState.SEEKING_PARTNERS)
    assert called.state == CampaignState.SEEKING_PARTNERS


def test_it_calls_to_no_day_of_action() -> None:
    campaign = active()
    demote(campaign)
    with pytest.raises(NotYet):
        day_of(campaign)
    assert not DayOfAction.objects.exists()


def test_staff_of_an_approved_convenor_call_beside_a_provisional_one() -> None:
    campaign = active()
    other = provisional()
    place = joined(campaign, other)
    type(place).objects.filter(pk=place.pk).update(role=CoalitionRole.CONVENOR)
    assert day_of(campaign)
    at = {"date_from": TODAY, "date_to": TODAY, "call": "Come.", "language": "en"}
    with pytest.raises(NotYet):
        days.call(by=other, at=NOW, campaign=campaign, name="Another day", **at)


def test_it_joins_and_plans_like_others() -> None:
    campaign, other = active(), provisional()
    joined(campaign, other)
    assert planned(campaign, host=union_of(other)).host == union_of(other)


@pytest.mark.usefixtures("at_now")
def test_the_refusal_stands_beside_the_form(signed_in: SignIn) -> None:
    begun = draft(provisional())
    url = reverse("campaigns:campaign-move", args=[begun.public_id])
    page = signed_in(begun.made_by).post(url, {"to": CampaignState.SEEKING_PARTNERS})
    assert page.status_code == 200
    assert WORDS in page.content.decode()
    assert "to" in page.context["form"].errors


@pytest.mark.usefixtures("at_now")
def test_a_refused_day_keeps_what_was_typed(signed_in: SignIn) -> None:
    campaign = active(convenor())
    demote(campaign)
    typed = {"name": "Day at the gates", "date_from": TODAY, "date_to": TODAY, "call": "Come.", "language": "en"}
    url = reverse("campaigns:day-add", args=[campaign.public_id])
    page = signed_in(campaign.made_by).post(url, typed).content.decode()
    assert WORDS in page
    assert "Day at the gates" in page
