"""A campaign is begun by one union, calls for partners, acts, and ends with what came of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.choices import MOVES, RUNNING_STATES, CampaignState, CoalitionRole, CoalitionState, Outcome
from campaigns.models import Campaign
from unions.actions.slugs import TRIES, shortened
from unions.announcements import announce, cancel_about
from unions.audit import record
from unions.choices import HIDDEN_TEXT
from unions.fields import random_public_id
from unions.models import Organisation, User
from unions.permissions import may_call_others
from unions.validators import NotYet, Refused, check_fields

ANSWERS = (
    "title", "goals", "language", "employer", "sector", "hashtag", "starts_on", "ends_on", "visibility",
)  # fmt: skip


class NotNow(Refused):
    """The campaign does not stand where this may happen."""


class Incomplete(Refused):
    """Something that the campaign needs is missing or contradicts itself."""


@transaction.atomic
def begin(*, by: User, at: datetime, organisation: Organisation, **answers: Any) -> Campaign:
    """Write a draft that this organisation convenes. Raises Refused."""
    campaign = Campaign(made_by=by, made_at=at)
    _set(campaign, answers, at)
    campaign.slug = _free_slug(campaign.title)
    campaign.save()
    campaign.coalition.create(
        organisation=organisation,
        role=CoalitionRole.CONVENOR,
        state=CoalitionState.JOINED,
        answered_by=by,
        changed_at=at,
    )
    record("campaign_begun", campaign, by=by, at=at, to_state=campaign.state)
    return campaign


@transaction.atomic
def change(*, by: User, at: datetime, campaign: Campaign, **answers: Any) -> Campaign:
    """Change what it says of itself, until it is closed; its short address stays. Raises Refused."""
    kept = locked(campaign)
    if kept.state == CampaignState.CLOSED:
        raise NotNow(_("This campaign is closed."))
    before = kept.visibility
    _set(kept, answers, at)
    kept.save()
    record("campaign_changed", kept, by=by, at=at, from_state=before, to_state=kept.visibility)
    return kept


@transaction.atomic
def move(*, by: User, at: datetime, campaign: Campaign, to: str) -> Campaign:
    """Go on to another state; calling for partners takes a demand and tells who has a tie. Raises Refused."""
    kept = locked(campaign)
    if to not in MOVES.get(CampaignState(kept.state), ()):
        raise NotNow(_("The campaign cannot go there from where it stands."), field="to")
    is_call = to == CampaignState.SEEKING_PARTNERS
    if is_call and not kept.demands.standing().exists():
        raise Incomplete(_("Add a demand first: others join because of what is demanded."), field="to")
    if is_call:
        check_may_call(kept, by, field="to")
    before, kept.state = kept.state, to
    kept.called_at, kept.changed_at = kept.called_at or at, at
    kept.save(update_fields=["state", "called_at", "changed_at"])
    record("campaign_moved", kept, by=by, at=at, from_state=before, to_state=to)
    if is_call:
        announce("campaign_call", kept, by=by, at=at)
    return kept


@transaction.atomic
def close(*, by: User, at: datetime, campaign: Campaign, outcome: str, closing_words: str) -> Campaign:
    """End it with what came of it, good or bad, and some words. Raises NotNow, Incomplete."""
    kept = locked(campaign)
    if kept.state not in RUNNING_STATES:
        raise NotNow(_("Only a campaign that was called can be closed."))
    if outcome not in Outcome.values:
        raise Incomplete(_("Say what came of it."), field="outcome")
    if not closing_words.strip():
        raise Incomplete(_("Say in a few words what was reached, and what was not."), field="closing_words")
    before, kept.state = kept.state, CampaignState.CLOSED
    kept.outcome, kept.closing_words = outcome, closing_words.strip()
    kept.closed_at = kept.changed_at = at
    check_fields(kept, ["outcome", "closing_words"])
    kept.save()
    record("campaign_closed", kept, by=by, at=at, from_state=before, to_state=kept.state, reason=outcome)
    cancel_about(kept, at=at)
    return kept


def locked(campaign: Campaign, *states: str) -> Campaign:
    """Return the campaign, held for the transaction. Raises NotNow where it stands in none of these states."""
    found = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if states and found.state not in states:
        raise NotNow(_("The campaign does not stand where this is possible."))
    return found


def check_may_call(campaign: Campaign, by: User, *, field: str = "") -> None:
    """Refuse a call by somebody whose convening unions are all provisional. Raises NotYet."""
    if not may_call_others(by, campaign.coalition.convenors().values("organisation")):
        raise NotYet(field=field)


def _set(campaign: Campaign, answers: dict[str, Any], at: datetime) -> None:
    unknown = answers.keys() - set(ANSWERS)
    if unknown:
        raise TypeError(f"A campaign has no {', '.join(sorted(unknown))}.")
    for name, value in answers.items():
        setattr(campaign, name, value.strip() if isinstance(value, str) else value)
    if campaign.hashtag != HIDDEN_TEXT:
        campaign.hashtag = "".join(campaign.hashtag.split()).lstrip("#")
    if campaign.employer_id is None:
        raise Incomplete(_("Say against which employer."), field="employer_name")
    check_fields(campaign, answers)
    if campaign.ends_on and campaign.ends_on < campaign.starts_on:
        raise Incomplete(_("It cannot end before it begins."), field="ends_on")
    campaign.changed_at = at


def _free_slug(title: str) -> str:
    begin = shortened(title) or "campaign"
    wishes = [begin, *(f"{begin}-{number}" for number in range(2, TRIES))]
    taken = set(Campaign.objects.filter(slug__in=wishes).values_list("slug", flat=True))
    return next((slug for slug in wishes if slug not in taken), f"{begin}-{random_public_id()}")
