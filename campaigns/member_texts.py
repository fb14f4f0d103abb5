"""What members write about campaigns, and how the network hides it when a reader reports it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models import Action, ActionReport, Campaign, DayOfAction, Demand
from unions.choices import UpdateAudience
from unions.member_texts import MemberTexts, hide_column, register, restore_column
from unions.models import Organisation, Update
from unions.permissions import is_network_member


def campaign_page(campaign: Campaign) -> str:
    """Return where a campaign stands."""
    return reverse("campaigns:campaign-detail", args=[campaign.public_id])


def convenor_of(campaign: Campaign) -> Organisation | None:
    """Return whose words they are: those of the convenor that was there first; of none where all have left."""
    first = campaign.coalition.convenors().select_related("organisation").order_by("pk").first()
    return first.organisation if first else None


def updates_for(reader: Any) -> "QuerySet[Update]":
    """Return the news of campaigns that their authors meant for this reader."""
    meant = Q(audience=UpdateAudience.PUBLIC)
    if is_network_member(reader):
        meant |= Q(audience__in=[UpdateAudience.NETWORK, UpdateAudience.PLEDGERS])
    visible = Campaign.objects.visible_to(reader).values("pk")
    return Update.objects.about(Campaign).filter(meant, object_id__in=visible)


def union_of(update: Update) -> Organisation | None:
    """Return for which union of the coalition its author speaks; the convenor where that is not known any more."""
    campaign: Any = update.subject
    if update.posted_by is None:
        return convenor_of(campaign)
    places = campaign.coalition.joined().editable_by(update.posted_by)
    place = places.select_related("organisation").order_by("pk").first()
    return place.organisation if place else convenor_of(campaign)


def hide_in_campaign(campaign: Campaign, field: str) -> str:
    """Hide a text; with the title goes the short address, which repeats it. Return what stood there."""
    kept = hide_column(campaign, field)
    if field != "title":
        return kept
    address = campaign.slug
    Campaign.objects.filter(pk=campaign.pk).update(slug=f"campaign-{campaign.public_id}")
    return f"{kept}\n{address}"


def restore_in_campaign(campaign: Campaign, field: str, kept: str) -> bool:
    """Put a text back; a title with its short address, unless another campaign has taken that since."""
    if field != "title":
        return restore_column(campaign, field, kept)
    title, _line, address = kept.partition("\n")
    if not restore_column(campaign, field, title):
        return False
    if not Campaign.objects.filter(slug=address).exists():
        Campaign.objects.filter(pk=campaign.pk).update(slug=address)
    return True


def restore_in_day(day: DayOfAction, field: str, kept: str) -> bool:
    """Put a text back, unless another day of the campaign has taken its name since."""
    try:
        with transaction.atomic():
            return restore_column(day, field, kept)
    except IntegrityError:
        return False


KINDS = [
    MemberTexts(
        name="campaign",
        label=_("A campaign"),
        fields={
            "title": _("Title"),
            "goals": _("What it is for"),
            "hashtag": _("Hashtag"),
            "closing_words": _("Closing words"),
        },
        visible_to=Campaign.objects.visible_to,
        page=campaign_page,
        organisation=convenor_of,
        hide=hide_in_campaign,
        restore=restore_in_campaign,
    ),
    MemberTexts(
        name="demand",
        label=_("A demand of a campaign"),
        fields={"text": _("The demand"), "addressed_to": _("Of whom it is demanded")},
        visible_to=lambda reader: Demand.objects.visible_to(reader).select_related("campaign"),
        page=lambda subject: campaign_page(subject.campaign),
        organisation=lambda subject: convenor_of(subject.campaign),
    ),
    MemberTexts(
        name="day-of-action",
        label=_("A day of action"),
        fields={"name": _("What the day is called"), "call": _("The call")},
        visible_to=lambda reader: DayOfAction.objects.visible_to(reader).select_related("campaign"),
        page=lambda subject: campaign_page(subject.campaign),
        organisation=lambda subject: convenor_of(subject.campaign),
        restore=restore_in_day,
    ),
    MemberTexts(
        name="action",
        label=_("An action of a campaign"),
        fields={
            "details": _("Where to meet, what to bring"),
            "accessibility": _("How everybody can take part"),
            "city": _("Town"),
            "region": _("Region"),
        },
        visible_to=lambda reader: (
            Action.objects.visible_to(reader).filter(campaign__isnull=False).select_related("host")
        ),
        page=lambda subject: reverse("campaigns:action-detail", args=[subject.public_id]),
        organisation=lambda subject: subject.host,
    ),
    MemberTexts(
        name="action-report",
        label=_("What is reported of an action"),
        fields={"text": _("How it went"), "source": _("Who says so")},
        visible_to=lambda reader: (
            ActionReport.objects.visible_to(reader)
            .filter(action__campaign__isnull=False)
            .select_related("action", "organisation")
        ),
        page=lambda subject: reverse("campaigns:action-detail", args=[subject.action.public_id]),
        organisation=lambda subject: subject.organisation,
    ),
    MemberTexts(
        name="campaign-update",
        label=_("News of a campaign"),
        fields={"text": _("What is new")},
        visible_to=updates_for,
        page=lambda subject: campaign_page(subject.subject),
        organisation=union_of,
    ),
]

for kind in KINDS:
    register(kind)
