"""A request belongs to a campaign in which its union takes part."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign
from solidarity.actions import campaign_links
from solidarity.choices import RequestState, Visibility
from solidarity.models import CampaignLink, SolidarityRequest
from tests import factories
from tests.campaigns.campaigning import active, convenor, joined, union_of
from tests.factories import NOW
from tests.queries import queries_of
from unions.models import AuditEvent, User
from unions.panels import panels_for

pytestmark = pytest.mark.usefixtures("at_now")


def attached(campaign: Campaign, by: User, **fields: object) -> SolidarityRequest:
    """A request of this person's union, attached."""
    found = factories.make_request(union_of(by), **fields)
    campaign_links.attach(by=by, at=NOW, solidarity_request=found, campaign=campaign)
    return found


def test_a_request_shows_on_the_campaign_and_the_campaign_on_the_request() -> None:
    acting, by = active(), convenor()
    joined(acting, by)
    found = attached(acting, by)
    campaign_page = Client().get(reverse("campaigns:campaign-detail", args=[acting.public_id])).text
    assert found.title in campaign_page
    request_page = Client().get(reverse("solidarity:request-detail", args=[found.public_id])).text
    assert acting.title in request_page
    assert AuditEvent.objects.filter(action="request_attached").count() == 1


def test_who_may_not_see_a_request_does_not_find_it_on_the_campaign() -> None:
    acting, by = active(), convenor()
    joined(acting, by)
    attached(acting, by, visibility=Visibility.NETWORK)
    assert panels_for("campaign", AnonymousUser(), acting) == []
    member = factories.make_member(factories.make_organisation())
    assert len(panels_for("campaign", member, acting)) == 1


def test_a_union_that_takes_no_part_attaches_nothing() -> None:
    with pytest.raises(campaign_links.NotToBeAttached):
        attached(active(), convenor())


def test_what_has_ended_is_not_attached() -> None:
    acting, by = active(), convenor()
    joined(acting, by)
    with pytest.raises(campaign_links.NotToBeAttached):
        attached(acting, by, state=RequestState.CLOSED, outcome="won")


def test_staff_attach_and_detach_on_a_page(signed_in: Callable[[User], Client]) -> None:
    acting, by = active(), convenor()
    joined(acting, by)
    found = factories.make_request(union_of(by))
    client, address = signed_in(by), reverse("solidarity:request-campaigns", args=[found.public_id])
    assert address in client.get(reverse("solidarity:request-manage", args=[found.public_id])).text
    assert "Attach it to" in client.get(address).text
    client.post(address, {"campaign": acting.public_id, "attach": "1"})
    assert CampaignLink.objects.count() == 1
    client.post(address, {"campaign": acting.public_id, "detach": "1"})
    assert not CampaignLink.objects.exists()
    assert client.post(address, {"campaign": active().public_id, "attach": "1"}).status_code == 404


def test_the_panel_costs_as_much_for_five_as_for_one() -> None:
    acting, by = active(), convenor()
    joined(acting, by)
    attached(acting, by)
    one = queries_of(lambda: panels_for("campaign", AnonymousUser(), acting))
    for _ in range(4):
        attached(acting, by)
    assert queries_of(lambda: panels_for("campaign", AnonymousUser(), acting)) == one


def test_the_database_keeps_one_link() -> None:
    acting, by = active(), convenor()
    joined(acting, by)
    attached(acting, by)
    link = CampaignLink.objects.get()
    link.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        link.save(force_insert=True)
