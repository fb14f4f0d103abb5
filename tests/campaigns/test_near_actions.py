"""Who could come to an action hears once that it is near, and why; and nobody of one that is not."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from campaigns.actions import actions, campaigns, coalition, follows
from campaigns.choices import ActionKind, ActionStatus, CampaignState, Visibility, Why
from campaigns.models import Action, Campaign, CampaignFollow
from solidarity import tasks
from solidarity.alerts.rendering import render
from solidarity.tasks import Step, settle
from tests import factories
from tests.campaigns.campaigning import active, convenor, draft, joined, planned, reported, union_of
from tests.factories import NOW, TODAY
from tests.queries import queries_of
from tests.solidarity.test_ceilings import at_once
from unions.announcements import Variant, kind_of_news
from unions.choices import Grade, Listing, OrganisationState
from unions.member_texts import hide_column
from unions.models import Announcement, AuditEvent, Follow, Organisation, User

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
KIND = kind_of_news("action_near")
pytestmark = pytest.mark.usefixtures("at_now")


def near(campaign: Campaign | None = None, host: Organisation | None = None, **answers: Any) -> Action:
    """A rally in Hamburg in two days, at five in the afternoon."""
    said = {"on": TODAY + timedelta(days=2), "starts_at": time(17), "ends_at": time(19), "time_zone": "Europe/Berlin"}
    return planned(campaign or active(), host, **(said | answers))


def told(action: Action | None) -> dict[str, str]:
    """Who is told of this, by handle, and why."""
    return dict(KIND.audience(Announcement(subject=action)).values_list("user__handle", "why"))


def often(action: Action) -> dict[str, str]:
    """How often who is told of it wants to hear of such things, by handle."""
    return dict(KIND.audience(Announcement(subject=action)).values_list("user__handle", "frequency"))


def countryman(country: str = "DE", **how: Any) -> User:
    """A stranger who follows a country."""
    person = factories.make_user()
    Follow.objects.create(user=person, country=country, since=NOW, **how)
    return person


def partner(campaign: Campaign, country: str = "DE") -> Organisation:
    """Another union of the coalition, in this country."""
    return joined(campaign, factories.make_staff(factories.make_organisation(country=country))).organisation


def follower(campaign: Campaign, user: User) -> User:
    """Let somebody follow the campaign."""
    follows.follow(by=user, at=NOW, campaign=campaign, language="en")
    return user


def is_due(action: Action, at: datetime = NOW) -> bool:
    """Whether it is to be announced at this moment."""
    return Action.objects.to_announce(at).filter(pk=action.pk).exists()


def announced() -> int:
    """How many actions have been announced."""
    return Announcement.objects.filter(kind="action_near").count()


def words(action: Action, grade: Grade, language: str = "en") -> str:
    """All that a mail about it says, its head included."""
    rendered = render(KIND, Announcement(subject=action), Variant(language, grade, Why.FOLLOWS_COUNTRY))
    return f"{rendered.subject}\n{rendered.text}\n{rendered.html}"


# Who hears of it


def test_who_could_come_is_told_and_why() -> None:
    acting = active()
    own = partner(acting)
    staff, member = own.memberships.get().user, factories.make_member(own)
    colleague = follower(acting, factories.make_member(factories.make_organisation()))
    both, other = follower(acting, countryman()), countryman()
    assert told(near(acting)) == {
        staff.handle: Why.IN_COALITION,
        member.handle: Why.IN_COALITION,
        colleague.handle: Why.FOLLOWS_CAMPAIGN,
        both.handle: Why.FOLLOWS_CAMPAIGN,
        other.handle: Why.FOLLOWS_COUNTRY,
    }


def test_who_is_elsewhere_is_not_told() -> None:
    acting = active()
    partner(acting, "PL")
    follower(acting, factories.make_member(factories.make_organisation(country="PL")))
    follower(acting, factories.make_user())
    countryman("PL")
    factories.make_member(factories.make_organisation())  # there, and of no part of the coalition
    assert told(near(acting)) == {}


def test_staff_of_the_host_is_not_told_but_its_members_and_the_other_convenors_are() -> None:
    acting = active()
    host = partner(acting)
    follower(acting, host.memberships.get().user)
    member = factories.make_member(host)
    assert told(near(acting, host)) == {member.handle: Why.IN_COALITION, acting.made_by.handle: Why.IN_COALITION}


def test_a_union_that_has_left_or_that_the_network_suspended_is_not_told() -> None:
    acting = active()
    gone, suspended = partner(acting), partner(acting)
    coalition.leave(by=gone.memberships.get().user, at=NOW, member=acting.coalition.get(organisation=gone))
    Organisation.objects.filter(pk=suspended.pk).update(state=OrganisationState.SUSPENDED)
    assert told(near(acting)) == {}


def test_an_action_without_a_country_is_near_to_all_of_the_coalition_and_the_followers() -> None:
    acting = active()
    far, stranger = partner(acting, "PL").memberships.get().user, follower(acting, factories.make_user())
    countryman()
    action = near(acting, kind=ActionKind.ONLINE, country="", city="")
    assert told(action) == {far.handle: Why.IN_COALITION, stranger.handle: Why.FOLLOWS_CAMPAIGN}


@pytest.mark.parametrize("whose", ["campaign", "action"])
def test_what_is_for_the_network_reaches_no_stranger(whose: str) -> None:
    acting = active(visibility=Visibility.NETWORK if whose == "campaign" else Visibility.PUBLIC)
    countryman()
    member = factories.make_member(factories.make_organisation(country="PL"))
    Follow.objects.create(user=member, country="DE", since=NOW)
    action = near(acting, visibility=Visibility.NETWORK if whose == "action" else Visibility.PUBLIC)
    assert told(action) == {member.handle: Why.FOLLOWS_COUNTRY}


def test_it_comes_as_often_as_the_most_eager_follow_wants_it_and_at_once_to_the_coalition() -> None:
    acting = active()
    staff = partner(acting).memberships.get().user
    weekly, both = countryman(frequency="weekly"), follower(acting, countryman(frequency="weekly"))
    Follow.objects.create(user=staff, country="DE", frequency="weekly", since=NOW)
    CampaignFollow.objects.update(frequency="daily")
    assert often(near(acting)) == {staff.handle: "at_once", weekly.handle: "weekly", both.handle: "daily"}


# What is asked again before it is sent


def test_once_it_is_cancelled_or_over_nobody_is_told() -> None:
    acting = active()
    person = countryman()
    happened, cancelled = near(acting), near(acting)
    actions.change(by=acting.made_by, at=NOW, action=cancelled, status=ActionStatus.CANCELLED)
    assert told(cancelled) == told(None) == {}
    with time_machine.travel(datetime(2026, 11, 25, 16, 59, tzinfo=BERLIN), tick=False):
        assert told(happened) == {person.handle: Why.FOLLOWS_COUNTRY}
    with time_machine.travel(datetime(2026, 11, 25, 17, 0, tzinfo=BERLIN), tick=False):
        assert told(happened) == {}
    Action.objects.filter(pk=happened.pk).update(on=TODAY)
    with time_machine.travel(datetime(2026, 11, 23, 20, tzinfo=BERLIN), tick=False):
        assert told(reported(happened)) == {}


def test_one_that_moves_on_is_still_told_with_its_new_day() -> None:
    acting = active()
    person, action = countryman(), near(acting)
    changed = actions.change(by=acting.made_by, at=NOW, action=action, on=TODAY + timedelta(days=9))
    assert told(changed) == {person.handle: Why.FOLLOWS_COUNTRY}
    assert "2 December 2026" in words(changed, Grade.PUBLIC)


def test_one_that_is_hidden_from_strangers_meanwhile_is_told_to_none() -> None:
    acting = active()
    countryman()
    changed = actions.change(by=acting.made_by, at=NOW, action=near(acting), visibility=Visibility.NETWORK)
    assert told(changed) == {}


def test_once_its_campaign_rests_or_is_closed_nobody_is_told() -> None:
    acting = active()
    person, action = countryman(), near(acting)
    campaigns.move(by=acting.made_by, at=NOW, campaign=acting, to=CampaignState.PAUSED)
    assert told(action) == {}
    campaigns.move(by=acting.made_by, at=NOW, campaign=acting, to=CampaignState.ACTIVE)
    assert told(action) == {person.handle: Why.FOLLOWS_COUNTRY}
    campaigns.close(by=acting.made_by, at=NOW, campaign=acting, outcome="none", closing_words="It is over.")
    assert told(action) == {}


@pytest.mark.parametrize("whose", ["convenor", "host"])
def test_once_the_network_has_suspended_its_convenor_or_its_host_nobody_is_told(whose: str) -> None:
    acting = active()
    countryman()
    action = near(acting, partner(acting) if whose == "host" else None)
    suspended = action.host if whose == "host" else union_of(acting.made_by)
    Organisation.objects.filter(pk=suspended.pk).update(state=OrganisationState.SUSPENDED)
    assert told(action) == {}
    assert not is_due(action)


# When it is due


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("Europe/Berlin", datetime(2026, 11, 25, 17, tzinfo=BERLIN)),
        ("Asia/Tokyo", datetime(2026, 11, 25, 17, tzinfo=ZoneInfo("Asia/Tokyo"))),
        ("America/Los_Angeles", datetime(2026, 11, 25, 17, tzinfo=ZoneInfo("America/Los_Angeles"))),
        ("Atlantis/Atlantis", datetime(2026, 11, 25, 17, tzinfo=ZoneInfo("UTC"))),
    ],
)
def test_it_is_due_from_72_hours_before_it_begins_where_it_is_until_then(zone: str, begins: datetime) -> None:
    action = near(time_zone=zone)
    moments = [begins - 72 * HOUR - timedelta(minutes=1), begins - 72 * HOUR, begins - HOUR, begins]
    assert [is_due(action, at) for at in moments] == [False, True, True, False]


def test_without_an_hour_it_is_due_from_72_hours_before_its_day_until_that_is_over() -> None:
    action = near(starts_at=None, ends_at=None)
    day = datetime(2026, 11, 25, tzinfo=BERLIN)
    moments = [day - 73 * HOUR, day - 72 * HOUR, day + 23 * HOUR, day + 24 * HOUR]
    assert [is_due(action, at) for at in moments] == [False, True, True, False]
    assert is_due(near(starts_at=None, ends_at=None, time_zone=""))


@pytest.mark.parametrize(
    ("status", "is_told"), [("planned", True), ("confirmed", True), ("happened", False), ("cancelled", False)]
)
def test_only_what_is_planned_or_confirmed_is_due(status: str, is_told: bool) -> None:
    assert is_due(near(status=status)) is is_told


def test_what_stands_in_a_draft_or_in_history_is_not_due() -> None:
    action = near()
    Action.objects.filter(pk=action.pk).update(campaign=draft())
    source = {"source": "A list", "source_url": "https://example.org", "source_row": "1"}
    Action.objects.create(kind="rally", country="DE", on=TODAY + timedelta(days=1), made_at=NOW, **source)
    assert not Action.objects.to_announce(NOW).exists()


def test_the_clock_announces_it_once() -> None:
    action = near()
    near(action.campaign, on=TODAY + timedelta(days=9))
    with time_machine.travel(NOW - 24 * HOUR, tick=False):
        tasks.let_the_clock_tick()
    assert announced() == 0
    for hours in (0, 0, 24):
        with time_machine.travel(NOW + hours * HOUR, tick=False):
            tasks.let_the_clock_tick()
    assert Announcement.objects.get(kind="action_near").subject == action
    assert AuditEvent.objects.filter(action="action_announced").count() == 1
    with pytest.raises(actions.NotNear):
        actions.announce_near(action=action, at=NOW)


def test_one_planned_at_short_notice_is_announced_at_the_next_tick() -> None:
    near(on=TODAY, starts_at=time(12), ends_at=None)
    tasks.let_the_clock_tick()
    assert announced() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_announce_it_once() -> None:
    action = near()
    answers = at_once([lambda: actions.announce_near(action=action, at=NOW)] * 2)
    assert sorted(type(each).__name__ for each in answers) == ["Action", "NotNear"]
    assert announced() == 1


# What it costs


def test_what_is_due_is_found_by_one_query_however_much_there_is() -> None:
    acting = active()
    near(acting)
    Action.objects.to_announce(NOW).exists()  # the content type is known from now on
    costs = [queries_of(lambda: list(Action.objects.to_announce(NOW)))]
    for _more in range(3):
        near(acting)
    costs.append(queries_of(lambda: list(Action.objects.to_announce(NOW))))
    assert costs == [1, 1]
    step = Step("action", Action.objects.to_announce, actions.announce_near)
    assert list(settle(step, NOW)) == []
    assert announced() == 4


def test_many_readers_make_no_query_more() -> None:
    acting = active()
    action = near(acting)
    costs = []
    for _turn in range(2):
        for _more in range(3):
            countryman()
            partner(acting)
        fresh = Announcement(subject=Action.objects.get(pk=action.pk))
        costs.append(queries_of(lambda: list(KIND.audience(fresh))))  # noqa: B023
    assert costs[0] == costs[1]


# What it says


def needles(**answers: Any) -> Action:
    """An action in which every text can be recognised."""
    employer = factories.make_employer("Needleemployer")
    acting = active(convenor("Needlehost"), title="Needletitle", goals="Needlegoals", employer=employer)
    said = {"city": "Needletown", "details": "Needledetails", "accessibility": "Needleaccess", "language": "en"}
    return near(acting, **(said | answers))


def test_a_public_mail_says_what_when_where_and_by_whom() -> None:
    said = words(needles(), Grade.PUBLIC)
    assert said.splitlines()[0] == "Needletitle: Rally on 25 November 2026, Needletown, Germany"
    for line in (
        "When: 25 November 2026, 17:00 – 19:00 local time", "Where: Needletown, Germany", "Host: Needlehost",
        "Against: Needleemployer", "“Needledetails”", "“Needleaccess”", "You follow this country",
    ):  # fmt: skip
        assert line in said


def test_below_the_public_grade_it_says_country_and_day_and_no_name() -> None:
    said = words(needles(), Grade.NETWORK)
    assert said.splitlines()[0] == "An action of a campaign begins soon: 25 November 2026"
    assert "Where: Germany" in said
    assert "needle" not in said.lower() and "17:00" not in said


def test_a_notice_says_only_that_something_waits() -> None:
    said = words(needles(), Grade.NOTICE)
    assert "Something about a campaign of unions waits for you" in said
    assert not any(word in said for word in ("Needle", "Germany", "November", "You follow"))


def test_an_action_without_an_hour_or_a_country_says_so() -> None:
    acting = active()
    said = words(near(acting, starts_at=None, ends_at=None), Grade.PUBLIC)
    assert "When: 25 November 2026\n" in said
    online = near(acting, kind=ActionKind.ONLINE, country="", city="", ends_at=None)
    assert "When: 25 November 2026, 17:00 local time\nWhere: Online" in words(online, Grade.PUBLIC)
    assert "Where" not in words(online, Grade.NETWORK)


def test_a_host_that_hides_itself_is_not_named() -> None:
    action = needles()
    Organisation.objects.filter(pk=action.host_id).update(listing=Listing.MEMBERS)
    assert "Needlehost" not in words(action, Grade.PUBLIC)


def test_the_grade_is_that_of_the_tighter_of_the_two() -> None:
    inside = active(visibility=Visibility.NETWORK)
    made = [near(), near(visibility=Visibility.NETWORK), near(inside)]
    assert [KIND.grade(Announcement(subject=each)) for each in made] == [Grade.PUBLIC, Grade.NETWORK, Grade.NETWORK]


@pytest.mark.parametrize("field", ["city", "region", "details", "accessibility", "title"])
def test_once_the_network_has_hidden_a_text_a_mail_says_only_that_something_waits(field: str) -> None:
    action = needles(region="Needleregion")
    hide_column(action.campaign if field == "title" else action, field)
    assert KIND.grade(Announcement(subject=action)) == Grade.NOTICE


def test_convenors_watch_it_and_find_its_campaign() -> None:
    action = near()
    news = Announcement(subject=action)
    assert KIND.watched_by(action.made_by, news) and not KIND.watched_by(convenor(), news)
    assert action.campaign.public_id in KIND.watched_from(news)
