"""People follow campaigns."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.actions import follows
from campaigns.choices import Visibility
from campaigns.models import Campaign, CampaignFollow
from tests import factories
from tests.campaigns.campaigning import seeking
from tests.factories import NOW
from tests.queries import queries_of
from unions import retention
from unions.actions import follows as other_follows
from unions.choices import ConsentPurpose
from unions.models import User

SignIn = Callable[[User], Client]
PAGES = ("unions:follow-list", "unions:alert-preferences")


def following(title: str) -> tuple[User, Campaign]:
    """Somebody who follows a public campaign of this title."""
    user, called = factories.make_user(), seeking(title=title)
    follows.follow(by=user, at=NOW, campaign=called, language="en")
    return user, called


def test_following_twice_is_following_once_and_consent_is_kept() -> None:
    user, called = factories.make_user(), seeking()
    for _ in range(2):
        follows.follow(by=user, at=NOW, campaign=called, language="en")
    assert CampaignFollow.objects.count() == 1
    assert user.consents.get().purpose == ConsentPurpose.ALERTS


def test_consent_ends_with_the_last_follow_of_either_sort() -> None:
    user, called = factories.make_user(), seeking()
    follows.follow(by=user, at=NOW, campaign=called, language="en")
    other_follows.add(by=user, at=NOW, language="en", country="BD")
    other_follows.remove(by=user, at=NOW, country="BD")
    assert user.consents.filter(withdrawn_at__isnull=True).exists()
    assert follows.unfollow(by=user, at=NOW, campaign=called) == 1
    assert not user.consents.filter(withdrawn_at__isnull=True).exists()


def test_who_erases_their_account_follows_nothing() -> None:
    user = factories.make_user()
    follows.follow(by=user, at=NOW, campaign=seeking(), language="en")
    retention.forget_everything_about(user)
    assert not CampaignFollow.objects.exists()


def test_what_is_followed_stands_with_all_else_that_is_and_comes_as_often_as_chosen(signed_in: SignIn) -> None:
    user, _called = following("Docks without fear")
    client = signed_in(user)
    assert ["Docks without fear" in client.get(reverse(page)).text for page in PAGES] == [True, True]
    form = client.get(reverse(PAGES[1])).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, False, [])}
    (name,) = [name for name in sent if name.startswith("campaignfollow_")]
    client.post(reverse(PAGES[1]), sent | {name: "weekly"})
    assert CampaignFollow.objects.get().frequency == "weekly"


def test_it_is_ended_from_the_list_and_leads_back_there(signed_in: SignIn) -> None:
    user, called = following("Docks without fear")
    back = reverse(PAGES[0])
    shown = signed_in(user).get(back).text
    assert f'action="{reverse("campaigns:campaign-follow", args=[called.public_id])}"' in shown
    answer = signed_in(user).post(reverse("campaigns:campaign-follow", args=[called.public_id]), {"next": back})
    assert answer["Location"] == back and not CampaignFollow.objects.exists()


def test_the_way_back_leads_to_no_other_site(signed_in: SignIn) -> None:
    user, called = following("Docks without fear")
    button = reverse("campaigns:campaign-follow", args=[called.public_id])
    answer = signed_in(user).post(button, {"next": "https://evil.example/"})
    assert answer["Location"] == reverse("campaigns:campaign-detail", args=[called.public_id])


def test_a_campaign_that_a_follower_may_see_no_longer_is_not_named_and_can_be_ended(signed_in: SignIn) -> None:
    user, called = following("Docks without fear")
    Campaign.objects.update(visibility=Visibility.NETWORK)
    pages = [signed_in(user).get(reverse(page)).text for page in PAGES]
    assert ["Docks" in page for page in pages] == [False, False]
    assert ["One you see no longer" in page for page in pages] == [True, True]
    button = reverse("campaigns:campaign-follow", args=[called.public_id])
    assert signed_in(factories.make_user()).post(button).status_code == 404
    assert signed_in(user).post(button, {"next": reverse(PAGES[0])}).status_code == 302
    assert not CampaignFollow.objects.exists() and not user.consents.filter(withdrawn_at__isnull=True).exists()


def test_saving_the_page_as_it_stands_changes_no_follow(signed_in: SignIn) -> None:
    user, _called = following("Docks without fear")
    for country in ("BD", "DE", "FR"):
        other_follows.add(by=user, at=NOW, language="en", country=country)
    client, page = signed_in(user), reverse(PAGES[1])
    form = client.get(page).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, False, [])}
    with CaptureQueriesContext(connection) as captured:
        client.post(page, sent)
    assert not [query for query in captured if query["sql"].startswith("UPDATE") and "follow" in query["sql"]]


def test_five_campaigns_cost_as_many_queries_as_one(signed_in: SignIn) -> None:
    user, _called = following("Docks without fear")
    client, counts = signed_in(user), []
    for number in range(5):
        follows.follow(by=user, at=NOW, campaign=seeking(title=f"Campaign {number}"), language="en")
        counts.append([queries_of(lambda page=page: client.get(reverse(page))) for page in PAGES])
    assert counts[0] == counts[-1]
