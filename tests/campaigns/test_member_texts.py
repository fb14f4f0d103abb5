"""What members write about campaigns is reported where it stands, and hidden wherever it is shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.actions import campaigns, updates
from campaigns.choices import Outcome, Visibility
from campaigns.forms.actions import ActionForm
from campaigns.models import Campaign, DayOfAction
from tests import factories
from tests.campaigns.campaigning import active, convenor, day_of, planned, reported, seeking
from tests.factories import NOW, TODAY
from tests.unions.reporting import decider, hide, report
from unions.actions import text_reports
from unions.choices import HIDDEN_TEXT, UpdateAudience
from unions.member_texts import member_texts
from unions.models import TextReport

NEEDLE = "Needle was seen at the gate"


def hidden(kind: str, subject: Any, text: str) -> TextReport:
    """The report by which this text was hidden."""
    return hide(report(subject, kind=kind, text=text), text=text)


def pages_of(campaign: Campaign, *others: str) -> list[str]:
    """What everyone reads of a campaign: its page, the list, the page of its employer."""
    urls = [
        reverse("campaigns:campaign-detail", args=[campaign.public_id]),
        reverse("campaigns:campaign-list"),
        reverse("unions:employer-detail", args=[campaign.employer.public_id]),
        *others,
    ]
    return [Client().get(url).content.decode().replace("\r\n ", "") for url in urls]


def assert_nowhere(pages: list[str]) -> None:
    """Neither the text nor the sign in its place is shown; words for it are."""
    assert all(NEEDLE not in page and HIDDEN_TEXT not in page for page in pages)
    assert any("[hidden by the network]" in page for page in pages)


@pytest.mark.parametrize("text", ["title", "goals"])
def test_a_hidden_text_of_a_campaign_is_shown_nowhere(at_now: None, text: str) -> None:
    campaign = active(**{text: NEEDLE})
    hidden("campaign", campaign, text)
    assert_nowhere(pages_of(campaign))


def test_the_short_address_goes_with_the_title_and_comes_back_with_it() -> None:
    campaign = active(title=NEEDLE)
    assert "needle" in campaign.slug
    made = hidden("campaign", campaign, "title")
    campaign.refresh_from_db()
    assert "needle" not in campaign.slug
    text_reports.ask_again(report=made, by=campaign.made_by, at=NOW, plea="It is a ship.")
    text_reports.decide_again(report=made, stands=True, by=decider(), at=NOW)
    campaign.refresh_from_db()
    assert (campaign.title, campaign.slug) == (NEEDLE, "needle-was-seen-at-the-gate")


def test_hidden_closing_words_stay_hidden_on_the_page(at_now: None) -> None:
    campaign = active()
    closed = campaigns.close(
        by=campaign.made_by, at=NOW, campaign=campaign, outcome=Outcome.LOCAL, closing_words=NEEDLE
    )
    hidden("campaign", closed, "closing_words")
    assert_nowhere(pages_of(campaign))


@pytest.mark.parametrize("text", ["text", "addressed_to"])
def test_a_hidden_demand_is_shown_nowhere(at_now: None, text: str) -> None:
    campaign = active()
    campaign.demands.update(**{text: NEEDLE})
    hidden("demand", campaign.demands.get(), text)
    assert_nowhere(pages_of(campaign))


@pytest.mark.parametrize("text", ["name", "call"])
def test_a_hidden_text_of_a_day_is_shown_nowhere(at_now: None, text: str) -> None:
    campaign = active()
    hidden("day-of-action", day_of(campaign, **{text: NEEDLE}), text)
    assert_nowhere(pages_of(campaign))


def test_two_days_of_a_campaign_may_lose_their_names() -> None:
    campaign = active()
    for name in ("First", "Second"):
        hidden("day-of-action", day_of(campaign, name=name), "name")
    assert [day.name for day in campaign.days.all()] == [HIDDEN_TEXT, HIDDEN_TEXT]


def test_a_name_that_another_day_has_taken_does_not_come_back() -> None:
    campaign = active()
    day = day_of(campaign, name="First")
    made = hidden("day-of-action", day, "name")
    day_of(campaign, name="First")
    text_reports.ask_again(report=made, by=campaign.made_by, at=NOW, plea="It is a ship.")
    text_reports.decide_again(report=made, stands=True, by=decider(), at=NOW)
    assert DayOfAction.objects.get(pk=day.pk).name == HIDDEN_TEXT


def test_the_hidden_name_of_a_day_is_no_choice_in_a_form() -> None:
    campaign = active()
    hidden("day-of-action", day_of(campaign, name=NEEDLE), "name")
    form = str(ActionForm(reader=campaign.made_by, campaign=campaign))
    assert "[hidden by the network]" in form
    assert HIDDEN_TEXT not in form


@pytest.mark.parametrize("text", ["details", "accessibility", "city", "region"])
def test_a_hidden_text_of_an_action_is_shown_nowhere_nor_in_a_calendar(at_now: None, text: str) -> None:
    campaign = active()
    day = day_of(campaign)
    action = planned(campaign, day=day, on=day.date_from, **({"city": ""} | {text: NEEDLE}))
    hidden("action", action, text)
    page = reverse("campaigns:action-detail", args=[action.public_id])
    assert_nowhere(pages_of(campaign, page, reverse("campaigns:day-calendar", args=[day.public_id])))


@pytest.mark.parametrize("text", ["text", "source"])
def test_a_hidden_text_of_a_report_is_shown_nowhere(at_now: None, text: str) -> None:
    campaign = active()
    action = reported(planned(campaign), **({"source": "The works council"} | {text: NEEDLE}))
    hidden("action-report", action.reports.get(), text)
    assert_nowhere(pages_of(campaign, reverse("campaigns:action-detail", args=[action.public_id])))


def test_a_report_is_that_of_the_union_that_counted(at_now: None) -> None:
    action = reported(planned(active()), text="We sang.")
    made = report(action.reports.get(), kind="action-report", text="text")
    assert made.organisation == action.host


def test_a_number_alone_has_nothing_to_hide(at_now: None) -> None:
    action = reported(planned(active()))
    page = Client().get(reverse("campaigns:action-detail", args=[action.public_id])).content.decode()
    url = reverse("unions:text-report-create", args=["action-report", action.reports.get().public_id])
    assert url not in page
    assert Client().get(url).status_code == 404


def test_a_hidden_hashtag_stays_hidden_when_the_campaign_is_changed(at_now: None) -> None:
    campaign = active(hashtag=NEEDLE)
    hidden("campaign", campaign, "hashtag")
    campaign.refresh_from_db()
    assert_nowhere(pages_of(campaign))
    campaigns.change(by=campaign.made_by, at=NOW, campaign=campaign, hashtag=campaign.hashtag, goals="Bread.")
    assert_nowhere(pages_of(campaign))


def test_hidden_news_is_shown_nowhere(at_now: None) -> None:
    campaign = active()
    told = updates.post(by=campaign.made_by, at=NOW, campaign=campaign, text=NEEDLE, language="en")
    made = hidden("campaign-update", told, "text")
    assert made.organisation == campaign.coalition.convenors().get().organisation
    assert_nowhere(pages_of(campaign))


def test_who_may_not_read_the_news_cannot_report_it() -> None:
    campaign = active()
    said = {"text": NEEDLE, "language": "en", "audience": UpdateAudience.NETWORK}
    told = updates.post(by=campaign.made_by, at=NOW, campaign=campaign, **said)
    url = reverse("unions:text-report-create", args=["campaign-update", told.public_id])
    assert Client().get(url).status_code == 404
    known = member_texts("campaign-update")
    assert known is not None
    assert known.found(factories.make_member(factories.make_organisation()), told.public_id) == told


def test_every_text_links_to_its_report(at_now: None) -> None:
    campaign = active()
    day = day_of(campaign)
    action = reported(planned(campaign, details="Gate 4", on=TODAY), text="We sang.")
    told = updates.post(by=campaign.made_by, at=NOW, campaign=campaign, text="Forty came.", language="en")
    page, *_rest, of_action = pages_of(campaign, reverse("campaigns:action-detail", args=[action.public_id]))
    for kind, subject in [
        ("campaign", campaign),
        ("demand", campaign.demands.get()),
        ("day-of-action", day),
        ("campaign-update", told),
    ]:
        url = reverse("unions:text-report-create", args=[kind, subject.public_id])
        assert url in page
        assert Client().get(url).status_code == 200
    for kind, subject in [("action", action), ("action-report", action.reports.get())]:
        url = reverse("unions:text-report-create", args=[kind, subject.public_id])
        assert url in of_action
        assert Client().get(url).status_code == 200


def test_a_campaign_of_the_network_is_nothing_to_a_stranger() -> None:
    campaign = seeking(convenor(), visibility=Visibility.NETWORK)
    for kind, subject in [("campaign", campaign), ("demand", campaign.demands.get())]:
        url = reverse("unions:text-report-create", args=[kind, subject.public_id])
        assert Client().get(url).status_code == 404


def test_an_action_of_tomorrow_is_a_text_of_its_host() -> None:
    campaign = active()
    action = planned(campaign, details="Gate 4", on=TODAY + timedelta(days=1))
    assert report(action, kind="action", text="details").organisation == action.host
