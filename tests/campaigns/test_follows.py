"""People follow campaigns."""

from campaigns.actions import follows
from campaigns.models import CampaignFollow
from tests import factories
from tests.campaigns.campaigning import seeking
from tests.factories import NOW
from unions import retention
from unions.actions import follows as other_follows
from unions.choices import ConsentPurpose


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
