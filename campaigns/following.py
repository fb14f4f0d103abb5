"""The campaigns that a person follows, for the pages that show all that they follow."""

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignFollow
from unions.following import Elsewhere, Followed, register_follows
from unions.models import User
from unions.queries import reading_order, texts_in


def follows_campaigns(person: User) -> bool:
    """Whether this person follows any campaign, also one that they may see no longer."""
    return CampaignFollow.objects.filter(user=person).exists()


def followed(person: User) -> list[Followed]:
    """Return the campaigns that this person follows, by their titles in the person's language.

    One that they may see no longer has none; all the same they can end it.
    """
    rows = list(CampaignFollow.objects.visible_to(person).for_page())
    seen = Campaign.objects.visible_to(person).in_bulk([each.campaign_id for each in rows])
    titles = texts_in(seen.values(), ["title"], reading_order(person))
    return [
        Followed(
            row=each,
            kind_name=_("Campaign"),
            name=titles[each.campaign_id]["title"].text if each.campaign_id in seen else _("One you see no longer"),
            end_at=reverse("campaigns:campaign-follow", args=[each.campaign.public_id]),
        )
        for each in rows
    ]


register_follows(Elsewhere(has_any=follows_campaigns, shown_to=followed))
