"""People follow a campaign, and no longer."""

from datetime import datetime

from django.db import transaction

from campaigns.following import follows_campaigns
from campaigns.models import Campaign, CampaignFollow
from unions.actions import consents
from unions.choices import ConsentPurpose
from unions.models import User


@transaction.atomic
def follow(*, by: User, at: datetime, campaign: Campaign, language: str) -> CampaignFollow:
    """Follow a campaign; once more changes nothing. The consent to be told is kept in the words of the page."""
    kept, _is_new = CampaignFollow.objects.get_or_create(campaign=campaign, user=by, defaults={"since": at})
    words = consents.wording(ConsentPurpose.ALERTS, language)
    consents.give(by=by, purpose=ConsentPurpose.ALERTS, words=words, language=language, at=at)
    return kept


@transaction.atomic
def unfollow(*, by: User, at: datetime, campaign: Campaign) -> int:
    """Follow it no longer; return how many follows ended. Without any follow left the consent to be told ends too."""
    ended, _by_model = CampaignFollow.objects.filter(campaign=campaign, user=by).delete()
    if not follows_campaigns(by) and not by.follows.exists():
        consents.withdraw(by=by, purpose=ConsentPurpose.ALERTS, at=at)
    return ended
