"""What the mails about campaigns have in common: addresses, quotations, what may be said of a campaign."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.choices import Why
from campaigns.models import Campaign
from unions.announcements import Variant
from unions.choices import Grade
from unions.queries import text_in

NOTICE = "campaign_notice"


def page_of(campaign: Campaign) -> str:
    """Return the whole address of a campaign's page."""
    return settings.SITE_URL + reverse("campaigns:campaign-detail", args=[campaign.public_id])


def joining_page_of(campaign: Campaign) -> str:
    """Return the whole address where a union joins."""
    return settings.SITE_URL + reverse("campaigns:coalition-join", args=[campaign.public_id])


def quoted(subject: models.Model, field: str, variant: Variant) -> list[dict[str, str]]:
    """Return the author's words in the first of the reader's languages that there is; below public nothing."""
    text = text_in(subject, field, variant.reads)
    if variant.grade != Grade.PUBLIC or not text.text:
        return []
    return [vars(text) | {"origin": text.origin}]


def context_of(campaign: Campaign, variant: Variant) -> dict[str, Any]:
    """Return what every mail about a campaign may say of it."""
    is_public = variant.grade == Grade.PUBLIC
    return {
        "title": text_in(campaign, "title", variant.reads).text if is_public else "",
        "employer": campaign.employer.name if is_public else "",
        "sector": campaign.sector.name if campaign.sector else "",
        "why": str(dict(Why.choices).get(variant.why, "")),
        "portal_url": page_of(campaign),
        "actions": [{"text": _("Read about the campaign"), "url": page_of(campaign)}],
    }
