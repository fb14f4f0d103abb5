"""What unions do together and in public against one employer, and who wants to hear of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.choices import CampaignState, Outcome, Visibility
from campaigns.querysets.campaign import CampaignFollowQuerySet, CampaignQuerySet
from unions.choices import HOW_OFTEN, Frequency
from unions.fields import PublicIdField
from unions.validators import language_tag, plain_name, plain_text


class Campaign(models.Model):
    """Unions with common demands: draft → seeking partners → active ⇄ paused → winding down → closed.

    Who convenes it stands in its coalition. Texts are in `language`.
    """

    public_id = PublicIdField()
    slug = models.SlugField(max_length=90, unique=True, allow_unicode=True)
    state = models.CharField(max_length=20, choices=CampaignState, default=CampaignState.DRAFT)
    visibility = models.CharField(
        pgettext_lazy("of a campaign", "who may see it"), max_length=10, choices=Visibility, default=Visibility.NETWORK
    )
    language = models.CharField(_("language of your text"), max_length=12, validators=[language_tag])
    title = models.CharField(_("title"), max_length=120, validators=[plain_name])
    goals = models.TextField(_("what it is for"), max_length=1200, validators=[plain_text])
    employer = models.ForeignKey("unions.Employer", models.PROTECT, related_name="campaigns")
    sector = models.ForeignKey(
        "unions.Sector", models.PROTECT, verbose_name=_("sector"), null=True, blank=True, related_name="+"
    )
    hashtag = models.CharField(_("hashtag"), max_length=60, blank=True, validators=[plain_name])
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=12, choices=Outcome, blank=True)
    closing_words = models.TextField(_("closing words"), max_length=1200, blank=True, validators=[plain_text])
    made_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(called_at__isnull=False),
                name="campaign_beyond_draft_was_called",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state="closed", closed_at__isnull=False)
                    & ~models.Q(outcome="")
                    & ~models.Q(closing_words="")
                )
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True, outcome="", closing_words="")),
                name="campaign_outcome_and_words_exactly_when_closed",
            ),
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(goals=""), name="campaign_has_title_and_goals"
            ),
        ]
        indexes = [models.Index(fields=["state", "-called_at"], name="campaign_list")]

    def __str__(self) -> str:
        return self.title


class CampaignFollow(models.Model):
    """A person wants to hear of a campaign, so often."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="follows")
    user = models.ForeignKey("unions.User", models.CASCADE, related_name="campaign_follows")
    frequency = models.CharField(
        max_length=10, choices=HOW_OFTEN, default=Frequency.AT_ONCE, db_default=Frequency.AT_ONCE
    )
    since = models.DateTimeField()

    objects = CampaignFollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow of a campaign")
        verbose_name_plural = _("follows of campaigns")
        constraints = [models.UniqueConstraint(fields=["campaign", "user"], name="campaign_follow_once")]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.campaign_id}"
