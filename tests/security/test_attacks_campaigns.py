"""Attacks on campaigns: who is named to everybody, and days that no calendar holds."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from campaigns.actions import campaigns
from campaigns.choices import Visibility
from campaigns.models import Campaign
from tests import factories
from tests.campaigns import campaigning
from tests.factories import NOW
from unions.choices import Listing
from unions.models import User
from unions.validators import Refused


def page_of(campaign: Campaign, client: Client) -> str:
    """The page of a campaign, as this reader sees it."""
    return client.get(reverse("campaigns:campaign-detail", args=[campaign.public_id])).content.decode()


@pytest.mark.parametrize("listing", [Listing.MEMBERS, Listing.UNLISTED])
def test_a_union_that_is_not_shown_to_everybody_is_not_named_by_a_campaign(listing: str, client: Client) -> None:
    secret = factories.make_organisation("Clandestine Dockers", listing=listing)
    campaign = campaigning.seeking(visibility=Visibility.NETWORK)
    campaigning.joined(campaign, factories.make_staff(secret))
    campaigns.change(by=campaign.made_by, at=NOW, campaign=campaign, visibility=Visibility.PUBLIC)
    shown = page_of(campaign, client)
    assert campaign.title in shown
    assert "Clandestine Dockers" not in shown


def test_the_network_reads_who_takes_part_as_far_as_the_directory_says_it(signed_in) -> None:  # type: ignore[no-untyped-def]
    campaign = campaigning.seeking()
    for name, listing in (("Quiet Dockers", Listing.MEMBERS), ("Clandestine Dockers", Listing.UNLISTED)):
        own = factories.make_staff(factories.make_organisation(name, listing=listing))
        campaigning.joined(campaign, own)
    shown = page_of(campaign, signed_in(factories.make_staff(factories.make_organisation())))
    assert "Quiet Dockers" in shown and "Clandestine Dockers" not in shown
    assert "Clandestine Dockers" in page_of(campaign, signed_in(User.objects.get(pk=own.pk)))


def test_a_convenor_sees_all_of_its_coalition(signed_in) -> None:  # type: ignore[no-untyped-def]
    campaign = campaigning.seeking()
    secret = factories.make_organisation("Clandestine Dockers", listing=Listing.UNLISTED)
    campaigning.joined(campaign, factories.make_staff(secret))
    assert "Clandestine Dockers" in page_of(campaign, signed_in(campaign.made_by))


def test_a_host_that_is_not_shown_to_everybody_is_named_nowhere(client: Client) -> None:
    secret = factories.make_organisation("Clandestine Dockers", listing=Listing.UNLISTED)
    campaign = campaigning.active()
    campaigning.joined(campaign, factories.make_staff(secret))
    day = campaigning.day_of(campaign)
    action = campaigning.planned(campaign, secret, day=day, on=day.date_from)
    pages = [
        reverse("campaigns:campaign-detail", args=[campaign.public_id]),
        reverse("campaigns:action-detail", args=[action.public_id]),
        reverse("campaigns:day-calendar", args=[day.public_id]),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert "Clandestine" not in answer.content.decode(), page


@pytest.mark.parametrize("on", [date(9999, 12, 31), date(1, 1, 1)])
def test_a_day_that_no_calendar_holds_is_refused(on: date) -> None:
    campaign = campaigning.active()
    with pytest.raises(Refused):
        campaigning.day_of(campaign, date_from=on, date_to=on)
    with pytest.raises(Refused):
        campaigning.planned(campaign, on=on)
    assert Campaign.objects.visible_to(AnonymousUser()).exists()
