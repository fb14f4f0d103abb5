"""Who is told of a campaign, why, and in which words."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.actions import campaigns, coalition, follows, updates
from campaigns.choices import Visibility, Why
from campaigns.models import Campaign, CampaignFollow, DayOfAction
from solidarity.alerts.rendering import render
from tests import factories
from tests.campaigns.campaigning import active, convenor, day_of, draft, joined, planned, seeking, union_of
from tests.factories import NOW, TODAY
from unions.announcements import Variant, kind_of_news
from unions.choices import HIDDEN_TEXT, Grade
from unions.member_texts import hide_column
from unions.models import Announcement, Coverage, Follow, Recognition, User

LANGUAGES = ("en", "es", "fr", "ar")


def told(kind: str, subject: Any) -> dict[str, str]:
    """Who is told of this, by handle, and why."""
    audience = kind_of_news(kind).audience(Announcement(kind=kind, subject=subject))
    return dict(audience.values_list("user__handle", "why"))


def words(kind: str, subject: Any, grade: Grade, language: str = "en") -> str:
    """All that a mail of this kind says, its head included."""
    announcement = Announcement(kind=kind, subject=subject)
    rendered = render(kind_of_news(kind), announcement, Variant(language, grade, Why.SAME_EMPLOYER))
    return f"{rendered.subject}\n{rendered.text}\n{rendered.html}"


def needles() -> Campaign:
    """A campaign in which every text can be recognised."""
    employer = factories.make_employer("Needleemployer")
    return active(title="Needletitle", goals="Needlegoals", hashtag="Needletag", employer=employer)


def subjects(campaign: Campaign) -> list[tuple[str, Any]]:
    """A subject for each kind of news."""
    day = day_of(campaign, name="Needleday", call="Needlecall")
    (member,) = coalition.invite(
        by=campaign.made_by, at=NOW, campaign=campaign, organisations=[factories.make_organisation()]
    )
    update = updates.post(by=campaign.made_by, at=NOW, campaign=campaign, text="Needleupdate", language="en")
    when = {"on": TODAY + timedelta(days=2), "starts_at": time(17), "ends_at": time(19), "time_zone": "Europe/Berlin"}
    action = planned(campaign, city="Needletown", details="Needledetails", language="en", **when)
    return [
        ("action_near", action),
        ("campaign_call", campaign),
        ("campaign_call", day),
        ("coalition_invited", member),
        ("campaign_update", update),
    ]


def test_ties_are_told_the_nearest_first() -> None:
    sector = factories.make_sector("transport")
    called = seeking(sector=sector)
    same_employer, same_sector, neither = convenor(), convenor(), convenor()
    Recognition.objects.create(organisation=union_of(same_employer), employer=called.employer)
    Coverage.objects.create(organisation=union_of(same_employer), sector=sector)
    Coverage.objects.create(organisation=union_of(same_sector), sector=sector)
    follower, countryman = factories.make_user(), factories.make_user()
    Follow.objects.create(user=follower, employer=called.employer, since=NOW)
    Follow.objects.create(user=countryman, country=called.employer.country, since=NOW)
    assert told("campaign_call", called) == {
        same_employer.handle: Why.SAME_EMPLOYER,
        same_sector.handle: Why.SAME_SECTOR,
        follower.handle: Why.FOLLOWS_EMPLOYER,
        countryman.handle: Why.FOLLOWS_COUNTRY,
    }
    assert neither.handle not in told("campaign_call", called)


def follower_of(campaign: Campaign, user: User) -> User:
    """Let somebody follow it."""
    follows.follow(by=user, at=NOW, campaign=campaign, language="en")
    return user


def test_a_day_is_told_to_the_coalition_and_the_followers() -> None:
    acting = active()
    partner = convenor()
    joined(acting, partner)
    follower = follower_of(acting, factories.make_user())
    assert told("campaign_call", day_of(acting)) == {
        partner.handle: Why.IN_COALITION,
        follower.handle: Why.FOLLOWS_CAMPAIGN,
    }


def test_news_for_the_network_does_not_reach_a_stranger_who_follows() -> None:
    acting = active()
    stranger = follower_of(acting, factories.make_user())
    member = follower_of(acting, factories.make_member(factories.make_organisation()))
    what = {"by": acting.made_by, "at": NOW, "campaign": acting, "text": "News.", "language": "en"}
    narrow, wide = updates.post(**what, audience="network"), updates.post(**what)
    assert stranger.handle not in told("campaign_update", narrow)
    assert member.handle in told("campaign_update", narrow)
    assert {stranger.handle, member.handle} <= told("campaign_update", wide).keys()


def test_a_campaign_of_the_network_reaches_no_stranger() -> None:
    called = seeking(visibility=Visibility.NETWORK)
    Follow.objects.create(user=factories.make_user(), employer=called.employer, since=NOW)
    assert told("campaign_call", called) == {}


def test_only_staff_of_the_invited_union_are_told_until_they_answer() -> None:
    called, staff = seeking(), convenor()
    factories.make_member(union_of(staff))
    (member,) = coalition.invite(by=called.made_by, at=NOW, campaign=called, organisations=[union_of(staff)])
    assert told("coalition_invited", member) == {staff.handle: Why.INVITED}
    coalition.decline(by=staff, at=NOW, member=member)
    member.refresh_from_db()
    assert told("coalition_invited", member) == {}
    assert kind_of_news("coalition_invited").is_owed


def test_a_closed_campaign_calls_nobody() -> None:
    acting = active()
    Follow.objects.create(user=factories.make_user(), employer=acting.employer, since=NOW)
    ended = campaigns.close(by=acting.made_by, at=NOW, campaign=acting, outcome="none", closing_words="It is over.")
    assert told("campaign_call", ended) == {}
    assert told("campaign_call", None) == told("coalition_invited", None) == told("campaign_update", None) == {}


def test_a_draft_is_told_to_nobody() -> None:
    begun = draft()
    Follow.objects.create(user=factories.make_user(), employer=begun.employer, since=NOW)
    assert told("campaign_call", begun) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("grade", [Grade.PUBLIC, Grade.NETWORK])
def test_every_kind_can_be_told_in_every_language_and_grade(grade: Grade, language: str) -> None:
    for kind, subject in subjects(needles()):
        assert words(kind, subject, grade, language).strip()


def test_a_public_mail_says_what_it_is_about() -> None:
    for kind, subject in subjects(needles()):
        told_in_public = words(kind, subject, Grade.PUBLIC)
        assert "Needletitle" in told_in_public
        assert "You organise at the same employer" in told_in_public


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_a_notice_says_that_a_campaign_waits_and_not_a_request(language: str) -> None:
    meant = {
        "en": "campaign of unions",
        "es": "campaña de sindicatos",
        "fr": "campagne de syndicats",
        "ar": "حملة نقابات",
    }
    for kind, subject in subjects(needles()):
        said = words(kind, subject, Grade.NOTICE, language)
        assert meant[language] in said and "Needle" not in said


def test_below_the_public_grade_no_name_and_no_word_of_a_person_is_told() -> None:
    for kind, subject in subjects(needles()):
        assert "needle" not in words(kind, subject, Grade.NETWORK).lower(), kind


def test_the_grade_follows_who_may_see_it() -> None:
    open_to_all, inside = seeking(), seeking(visibility=Visibility.NETWORK)
    grades = [kind_of_news("campaign_call").grade(Announcement(subject=each)) for each in (open_to_all, inside)]
    assert grades == [Grade.PUBLIC, Grade.NETWORK]
    update = updates.post(
        by=open_to_all.made_by, at=timezone.now(), campaign=open_to_all, text="x", language="en", audience="network"
    )
    assert kind_of_news("campaign_update").grade(Announcement(subject=update)) == Grade.NETWORK


def test_mails_say_words_for_what_the_network_has_hidden() -> None:
    campaign = needles()
    for kind, subject in subjects(campaign):
        shown = getattr(subject, "campaign", None) or getattr(subject, "subject", subject)
        hide_column(shown, "title")
        if isinstance(subject, DayOfAction):
            hide_column(subject, "name")
        said = words(kind, subject, Grade.PUBLIC)
        assert "[hidden by the network]" in said.splitlines()[0]
        assert HIDDEN_TEXT not in said
        assert "Needletitle" not in said
        assert "Needleday" not in said


def test_a_campaign_comes_as_often_as_the_follow_wants_it_and_at_once_to_who_is_tied_to_it() -> None:
    called, union, follower = seeking(), convenor(), factories.make_user()
    Recognition.objects.create(organisation=union_of(union), employer=called.employer)
    for person in (union, follower):
        Follow.objects.create(user=person, employer=called.employer, frequency="weekly", since=NOW)
    audience = kind_of_news("campaign_call").audience(Announcement(kind="campaign_call", subject=called))
    often = dict(audience.values_list("user__handle", "frequency"))
    assert often == {union.handle: "at_once", follower.handle: "weekly"}


@pytest.mark.parametrize("often", ["daily", "weekly"])
def test_a_campaign_that_is_followed_comes_as_often_as_its_follower_wants(often: str) -> None:
    acting, partner = active(), convenor()
    joined(acting, partner)
    follower = follower_of(acting, factories.make_user())
    CampaignFollow.objects.update(frequency=often)
    follower_of(acting, partner)
    update = updates.post(by=acting.made_by, at=NOW, campaign=acting, text="News.", language="en")
    for kind, subject in (("campaign_call", day_of(acting)), ("campaign_update", update)):
        audience = kind_of_news(kind).audience(Announcement(kind=kind, subject=subject))
        told_so_often = dict(audience.values_list("user__handle", "frequency"))
        assert told_so_often[follower.handle] == often and told_so_often[partner.handle] == "at_once"


def test_whom_their_union_ties_to_a_campaign_hears_at_once_though_they_follow_it_weekly() -> None:
    acting, colleague = active(), convenor()
    Recognition.objects.create(organisation=union_of(colleague), employer=acting.employer)
    follower_of(acting, colleague)
    CampaignFollow.objects.update(frequency="weekly")
    audience = kind_of_news("campaign_call").audience(Announcement(kind="campaign_call", subject=day_of(acting)))
    assert dict(audience.values_list("user__handle", "frequency"))[colleague.handle] == "at_once"


def test_the_most_eager_of_two_follows_counts_for_a_campaign() -> None:
    acting = active()
    follower = follower_of(acting, factories.make_user())
    CampaignFollow.objects.update(frequency="weekly")
    Follow.objects.create(user=follower, employer=acting.employer, frequency="daily", since=NOW)
    audience = kind_of_news("campaign_call").audience(Announcement(kind="campaign_call", subject=day_of(acting)))
    assert dict(audience.values_list("user__handle", "frequency"))[follower.handle] == "daily"
