"""News of a campaign, by a union that takes part."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.choices import CampaignState
from campaigns.models import Campaign
from unions.announcements import announce
from unions.audit import record
from unions.choices import UpdateAudience, UpdateKind
from unions.models import Update, User
from unions.validators import Refused, check_fields


class NothingToTell(Refused):
    """No text, or a campaign that nobody reads."""


@transaction.atomic
def post(
    *,
    by: User,
    at: datetime,
    campaign: Campaign,
    text: str,
    language: str,
    kind: str = UpdateKind.NEWS,
    audience: str = UpdateAudience.PUBLIC,
) -> Update:
    """Tell the coalition and the followers what is new, also after closing. Raises NothingToTell."""
    if campaign.state == CampaignState.DRAFT:
        raise NothingToTell(_("Nobody can read this campaign yet."))
    if not text.strip():
        raise NothingToTell(_("Write what is new."), field="text")
    update = Update(
        content_type=ContentType.objects.get_for_model(campaign),
        object_id=campaign.pk,
        kind=kind,
        text=text.strip(),
        language=language,
        audience=audience,
        posted_by=by,
        posted_at=at,
    )
    check_fields(update, ["kind", "text", "language", "audience"])
    update.save()
    record("campaign_update_posted", update, by=by, at=at, to_state=audience, reason=kind)
    announce("campaign_update", update, by=by, at=at)
    return update
