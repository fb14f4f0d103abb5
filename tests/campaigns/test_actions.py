"""Days are called, actions are planned and reported; numbers keep their qualifier and are never added up silently."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from campaigns.actions import actions, campaigns, days
from campaigns.choices import ActionKind, ActionStatus, CampaignState, Visibility
from campaigns.models import Action, ActionReport, DayOfAction
from campaigns.queries import count_of
from tests import factories
from tests.campaigns.campaigning import active, convenor, day_of, draft, joined, planned, reported
from tests.factories import NOW, TODAY
from unions.models import Announcement


def test_a_day_is_announced() -> None:
    day = day_of(active())
    assert Announcement.objects.filter(kind="campaign_call").latest("pk").subject == day


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"date_from": TODAY - timedelta(days=2), "date_to": TODAY - timedelta(days=1)}, "date_from"),
        ({"date_to": TODAY + timedelta(days=3)}, "date_to"),
        ({"date_to": TODAY + timedelta(days=19)}, "date_to"),
        ({"name": ""}, "name"),
    ],
)
def test_dates_that_are_no_day_are_refused(answers: dict[str, Any], field: str) -> None:
    acting = active()
    with pytest.raises(days.Refused) as refusal:
        day_of(acting, **answers)
    assert refusal.value.field == field


def test_a_name_is_given_once() -> None:
    acting = active()
    day_of(acting)
    with pytest.raises(days.NotADay):
        day_of(acting)


def changed(day: DayOfAction, **answers: Any) -> DayOfAction:
    """A day with something changed."""
    said = {name: getattr(day, name) for name in ("name", "date_from", "date_to", "call", "language")}
    at = answers.pop("at", NOW)
    return days.change(by=day.made_by, at=at, day=day, **(said | answers))


def test_an_outcome_waits_for_the_day() -> None:
    day = day_of(active())
    with pytest.raises(days.NotADay):
        changed(day, outcome="local")
    assert changed(day, outcome="local", at=NOW + timedelta(days=5)).outcome == "local"


def test_a_day_does_not_move_away_from_its_actions() -> None:
    acting = active()
    day = day_of(acting)
    planned(acting, day=day, on=day.date_from)
    with pytest.raises(days.NotADay):
        changed(day, date_from=TODAY, date_to=TODAY)


def test_no_day_is_called_by_a_draft() -> None:
    with pytest.raises(campaigns.NotNow):
        day_of(draft())


def test_an_action_is_aimed_at_the_campaign_s_employer() -> None:
    acting = active()
    assert planned(acting).employers.get() == acting.employer


def test_only_unions_that_take_part_add_actions() -> None:
    acting = active()
    with pytest.raises(actions.NotToBePlanned):
        planned(acting, factories.make_organisation())
    assert planned(acting, joined(acting).organisation)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"country": ""}, "country"),
        ({"kind": ActionKind.LEGAL_ACTION}, "kind"),
        ({"ends_at": time(9)}, "ends_at"),
        ({"starts_at": time(9), "ends_at": time(9), "time_zone": "Europe/Berlin"}, "ends_at"),
        ({"starts_at": time(9)}, "time_zone"),
        ({"city": "Ham\u200bburg"}, "city"),
    ],
)
def test_place_and_time_are_checked(answers: dict[str, Any], field: str) -> None:
    acting = active()
    with pytest.raises(actions.Refused) as refusal:
        planned(acting, **answers)
    assert refusal.value.field == field


def test_an_action_online_has_no_country() -> None:
    assert planned(active(), kind=ActionKind.ONLINE, country="", city="").country == ""


def test_an_action_lies_within_its_day_and_the_day_in_its_campaign() -> None:
    acting, other = active(), active()
    with pytest.raises(actions.NotToBePlanned):
        planned(acting, day=day_of(acting), on=TODAY)
    foreign = day_of(other)
    with pytest.raises(actions.NotToBePlanned):
        planned(acting, day=foreign, on=foreign.date_from)


def test_a_report_says_that_it_happened() -> None:
    action = reported(planned(active()), 2500, "about")
    assert action.status == ActionStatus.HAPPENED
    assert action.reports.get().number_in_words == "about 2,500"


@pytest.mark.parametrize(
    ("qualifier", "words"),
    [
        ("exact", "1,000"),
        ("more_than", "more than 1,000"),
        ("at_least", "at least 1,000"),
        ("police_says", "1,000, say the police"),
        ("", "about 1,000"),
    ],
)
def test_a_number_keeps_its_qualifier(qualifier: str, words: str) -> None:
    assert reported(planned(active()), 1000, qualifier).reports.get().number_in_words == words


def test_reports_stand_side_by_side_and_the_lowest_counts() -> None:
    acting = active()
    first = reported(reported(planned(acting), 2500, "about"), 1200, "police_says")
    second = reported(planned(acting, country="PL", city="Gdynia"), 300, "more_than")
    silent = reported(planned(acting, country="FR"), None, "", text="It rained.")
    count = count_of([first, second, silent, planned(acting, country="ES")])
    assert (count.people, count.counted, count.happened, count.countries) == (1500, 2, 3, 3)
    assert first.reports.count() == 2


def test_what_is_cancelled_or_ahead_is_not_reported() -> None:
    acting = active()
    cancelled = actions.change(by=acting.made_by, at=NOW, action=planned(acting), status=ActionStatus.CANCELLED)
    for action in (cancelled, planned(acting, on=TODAY + timedelta(days=2))):
        with pytest.raises(actions.NotToBeReported):
            reported(action)


def test_a_report_says_something() -> None:
    with pytest.raises(actions.NotToBeReported):
        reported(planned(active()), None, "", text=" ")


def test_what_was_reported_is_not_cancelled() -> None:
    acting = active()
    with pytest.raises(actions.NotToBePlanned):
        done = reported(planned(acting))
        actions.change(by=acting.made_by, at=NOW, action=done, status=ActionStatus.CANCELLED)


def test_a_paused_campaign_plans_nothing_but_takes_reports() -> None:
    acting = active()
    action = planned(acting)
    campaigns.move(by=acting.made_by, at=NOW, campaign=acting, to=CampaignState.PAUSED)
    with pytest.raises(campaigns.NotNow):
        planned(acting)
    assert reported(action).reports.count() == 1


def test_actions_for_the_network_are_hidden_from_strangers() -> None:
    acting = active()
    hidden = planned(acting, visibility=Visibility.NETWORK)
    shown = planned(acting)
    assert list(Action.objects.visible_to(AnonymousUser())) == [shown]
    assert set(Action.objects.visible_to(factories.make_member(factories.make_organisation()))) == {hidden, shown}


def test_a_host_changes_its_own_actions_and_a_convenor_all() -> None:
    by, other = convenor(), convenor()
    acting = active(by)
    own = planned(acting, joined(acting, other).organisation)
    assert list(Action.objects.editable_by(other)) == [own]
    assert list(Action.objects.editable_by(by)) == [own]
    assert not Action.objects.editable_by(convenor()).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"country": ""},
        {"host": None},
        {"kind": "legal_action"},
        {"ends_at": time(9)},
        {"starts_at": time(9)},
        {"source_row": "elsewhere/1"},
        {"campaign": None, "host": None, "source_row": "elsewhere/1"},
    ],
)
def test_the_database_keeps_the_rules_of_actions(fields: dict[str, Any]) -> None:
    planned(active())
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.update(**fields)


@pytest.mark.parametrize(
    "fields",
    [{"qualifier": ""}, {"participants": None}, {"participants": None, "qualifier": ""}, {"organisation": None}],
)
def test_the_database_keeps_the_rules_of_reports(fields: dict[str, Any]) -> None:
    reported(planned(active()))
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionReport.objects.update(**fields)


def test_the_database_keeps_days_in_order() -> None:
    day_of(active())
    with pytest.raises(IntegrityError), transaction.atomic():
        DayOfAction.objects.update(date_to=TODAY - timedelta(days=300))
