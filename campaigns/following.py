"""The campaigns that a person follows, for the pages that show all that they follow."""

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import CampaignFollow
from unions.following import Elsewhere, Followed, register_follows
from unions.models import User
from unions.queries import reading_order, texts_in


def follows_campaigns(person: User) -> bool:
    """Whether this person follows any campaign, also one that they may see no longer."""
    return CampaignFollow.objects.filter(user=person).exists()


def followed(person: User) -> list[Followed]:
    """Return the campaigns that this person follows and may still see, by their titles in the person's language."""
    rows = list(CampaignFollow.objects.visible_to(person).for_page())
    titles = texts_in([each.campaign for each in rows], ["title"], reading_order(person))
    return [
        Followed(
            row=each,
            kind_name=_("Campaign"),
            name=titles[each.campaign_id]["title"].text,
            end_at=reverse("campaigns:campaign-follow", args=[each.campaign.public_id]),
        )
        for each in rows
    ]


register_follows(Elsewhere(has_any=follows_campaigns, shown_to=followed))
