"""A campaign is begun, calls, acts and is closed with what came of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from campaigns.actions import campaigns, demands
from campaigns.choices import CampaignState, CoalitionRole, Outcome, Visibility
from campaigns.models import Campaign
from tests import factories
from tests.campaigns.campaigning import SAID, active, convenor, draft, seeking, union_of
from tests.factories import NOW, TODAY
from unions.choices import OrganisationState
from unions.models import Announcement, AuditEvent
from unions.validators import Refused


def test_who_begins_it_convenes_it_and_the_trail_says_so() -> None:
    by = convenor()
    begun = draft(by)
    place = begun.coalition.get()
    assert (place.organisation, place.role) == (union_of(by), CoalitionRole.CONVENOR)
    assert AuditEvent.objects.get(action="campaign_begun").actor == by


def test_two_of_one_title_have_two_addresses() -> None:
    assert [draft().slug, draft().slug] == ["make-the-port-pay", "make-the-port-pay-2"]


def test_a_title_of_another_script_has_an_address_too() -> None:
    assert draft(title="ادفعوا").slug == "ادفعوا"


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"title": ""}, "title"),
        ({"goals": "x" * 1201}, "goals"),
        ({"title": "with \u202e overrides"}, "title"),
    ],
)
def test_what_contradicts_itself_is_refused_beside_its_field(answers: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        draft(**answers)
    assert refusal.value.field == field


def test_without_an_employer_nothing_begins() -> None:
    by = convenor()
    with pytest.raises(campaigns.Incomplete):
        campaigns.begin(by=by, at=NOW, organisation=union_of(by), **SAID)


def test_an_unknown_answer_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(TypeError):
        campaigns.change(by=convenor(), at=NOW, campaign=draft(), state="closed")


def test_a_hashtag_is_kept_without_its_sign() -> None:
    assert draft(hashtag="# Make Them Pay").hashtag == "MakeThemPay"


def test_calling_takes_a_demand() -> None:
    begun = draft()
    kept = begun.demands.get()
    demands.change(by=begun.made_by, at=NOW, demand=kept, text=kept.text, language="en", status="withdrawn")
    with pytest.raises(campaigns.Incomplete):
        campaigns.move(by=begun.made_by, at=NOW, campaign=begun, to=CampaignState.SEEKING_PARTNERS)


def test_calling_is_announced_once() -> None:
    called = seeking()
    assert Announcement.objects.get(kind="campaign_call").subject == called
    assert called.called_at == NOW


@pytest.mark.parametrize("to", ["draft", "closed", "paused", "winding_down", "nonsense"])
def test_no_state_is_skipped(to: str) -> None:
    with pytest.raises(campaigns.NotNow):
        campaigns.move(by=convenor(), at=NOW, campaign=seeking(), to=to)


def test_it_is_paused_and_goes_on() -> None:
    acting = active()
    for to in (CampaignState.PAUSED, CampaignState.ACTIVE, CampaignState.WINDING_DOWN):
        acting = campaigns.move(by=acting.made_by, at=NOW, campaign=acting, to=to)
    assert acting.state == CampaignState.WINDING_DOWN


def test_it_is_closed_with_an_honest_outcome() -> None:
    acting = active()
    ended = campaigns.close(
        by=acting.made_by, at=NOW, campaign=acting, outcome=Outcome.NONE, closing_words="They did not talk to us."
    )
    assert (ended.state, ended.outcome, ended.closed_at) == (CampaignState.CLOSED, Outcome.NONE, NOW)
    with pytest.raises(campaigns.NotNow):
        campaigns.change(by=acting.made_by, at=NOW, campaign=ended, title="Another")


@pytest.mark.parametrize(
    ("outcome", "words", "field"),
    [("", "Words", "outcome"), ("won", "Words", "outcome"), ("none", " ", "closing_words")],
)
def test_closing_asks_for_outcome_and_words(outcome: str, words: str, field: str) -> None:
    acting = active()
    with pytest.raises(campaigns.Incomplete) as refusal:
        campaigns.close(by=acting.made_by, at=NOW, campaign=acting, outcome=outcome, closing_words=words)
    assert refusal.value.field == field


def test_a_draft_is_not_closed() -> None:
    with pytest.raises(campaigns.NotNow):
        campaigns.close(by=convenor(), at=NOW, campaign=draft(), outcome="none", closing_words="Words")


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_on": TODAY - timedelta(days=1)},
        {"state": "active", "called_at": None},
        {"state": "closed", "closed_at": NOW, "called_at": NOW},
        {"outcome": "none"},
        {"title": ""},
    ],
)
def test_the_database_keeps_the_rules(fields: dict[str, Any]) -> None:
    begun = draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=begun.pk).update(**fields)


def sees(user: Any, campaign: Campaign) -> bool:
    """Whether this reader finds the campaign."""
    return Campaign.objects.visible_to(user).filter(pk=campaign.pk).exists()


def test_strangers_see_what_is_public_and_called() -> None:
    nobody = AnonymousUser()
    assert sees(nobody, seeking())
    assert not sees(nobody, seeking(visibility=Visibility.NETWORK))
    assert not sees(nobody, draft())


def test_members_see_the_network_s_and_convenors_their_drafts() -> None:
    member, by = factories.make_member(factories.make_organisation()), convenor()
    assert sees(member, seeking(visibility=Visibility.NETWORK))
    assert not sees(member, draft(by))
    assert sees(by, draft(by))
    assert not sees(factories.make_user(), seeking(visibility=Visibility.NETWORK))


def test_a_campaign_of_a_suspended_union_is_hidden() -> None:
    called = seeking()
    union = called.coalition.get().organisation
    union.state = OrganisationState.SUSPENDED
    union.save(update_fields=["state"])
    assert not sees(AnonymousUser(), called)
    assert not sees(factories.make_member(factories.make_organisation()), called)


def test_staff_of_a_convenor_alone_may_edit() -> None:
    by = convenor()
    called = seeking(by)
    assert Campaign.objects.editable_by(by).get() == called
    assert not Campaign.objects.editable_by(convenor()).exists()
    assert not Campaign.objects.editable_by(factories.make_member(union_of(by))).exists()
