"""The page of what reaches me, where, and how often."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from unions.actions import alert_choices, follows, unsubscriptions
from unions.announcements import groups_of_news
from unions.choices import Channel, Frequency
from unions.models import AlertChoice, Follow, OwnChannel, Recipient, User
from unions.panels import Panel, _makers, panel

SignIn = Callable[[User], Client]
URL = "unions:alert-preferences"


def answers(client: Client, **changed: Any) -> dict[str, Any]:
    """Return what a browser would send of the page as it stands, but for these fields; None leaves one out."""
    form = client.get(reverse(URL)).context["form"]
    shown = {field.html_name: field.value() for field in form}
    sent = {name: value for name, value in shown.items() if value not in (None, False, [])}
    return {name: value for name, value in (sent | changed).items() if value is not None}


def save(client: Client, **changed: Any) -> HttpResponse:
    """Send the page."""
    return client.post(reverse(URL), answers(client, **changed))


def with_phone() -> User:
    """Somebody who has set up a device."""
    person = factories.make_user()
    OwnChannel.objects.create(recipient=person.recipient, channel="push", name="Phone", address="{}", made_at=NOW)
    return person


def often(person: User, kind: str) -> dict[Channel, Frequency]:
    """Return how often a kind comes, by channel."""
    return alert_choices.chosen(Recipient.objects.get(user=person))[kind]


def ended(person: User) -> set[str]:
    """Return the kinds of mail that were ended."""
    return set(person.recipient.unsubscriptions.values_list("kind", flat=True))


def test_saving_the_page_as_it_stands_changes_nothing(signed_in: SignIn) -> None:
    person = with_phone()
    before = alert_choices.chosen(person.recipient)
    assert save(signed_in(person)).status_code == 302
    assert alert_choices.chosen(person.recipient) == before
    assert not ended(person)


def test_a_group_is_gathered_but_for_what_is_owed(signed_in: SignIn) -> None:
    person = factories.make_user()
    save(signed_in(person), campaigns_mail="weekly")
    assert often(person, "campaign_call")[Channel.MAIL] == Frequency.WEEKLY
    assert often(person, "coalition_invited")[Channel.MAIL] == Frequency.AT_ONCE


def test_a_group_is_ended_but_for_what_is_owed_and_wanted_again(signed_in: SignIn) -> None:
    person = factories.make_user()
    client = signed_in(person)
    save(client, campaigns_mail="never")
    assert ended(person) == {"action_near", "campaign_call", "campaign_update"}
    save(client, campaigns_mail="daily")
    assert not ended(person)


def test_one_kind_is_ended_by_itself_and_what_is_owed_too(signed_in: SignIn) -> None:
    person = factories.make_user()
    save(signed_in(person), campaigns_wanted=["campaign_call"], calls_owed=["answer_due"])
    assert {"campaign_update", "request_addressed"} <= ended(person)
    assert not {"campaign_call", "answer_due"} & ended(person)


def test_what_is_owed_cannot_be_gathered(signed_in: SignIn) -> None:
    groups = signed_in(factories.make_user()).get(reverse(URL)).context["form"].news_groups
    all_owed = [group for group in groups if not group.others]
    assert all_owed and not any(name.endswith("_mail") for group in all_owed for name in group.fields())


def test_what_a_mail_program_ended_stays_ended_when_the_page_is_saved(signed_in: SignIn) -> None:
    person = with_phone()
    client = signed_in(person)
    save(client)
    own = person.recipient
    unsubscriptions.unsubscribe(recipient=own, kind="campaign_update", by=own, at=NOW)
    save(client, quiet_from="22:00", quiet_until="06:00")
    assert ended(person) == {"campaign_update"}
    assert often(person, "campaign_update")[Channel.PUSH] == Frequency.NEVER


def test_devices_and_chats_are_asked_about_only_where_there_are_any(signed_in: SignIn) -> None:
    without = signed_in(factories.make_user()).get(reverse(URL)).context["form"].fields
    own = signed_in(with_phone()).get(reverse(URL)).context["form"].fields
    assert not [name for name in without if name.endswith(("_push", "_chat"))]
    assert [name for name in own if name.endswith("_push")] and not [n for n in own if n.endswith("_chat")]


def test_news_may_come_to_a_device_and_not_by_mail(signed_in: SignIn) -> None:
    person = with_phone()
    client = signed_in(person)
    save(client, followed_mail="never", campaigns_push="never")
    assert often(person, "request_opened")[Channel.PUSH] == Frequency.AT_ONCE
    assert often(person, "request_opened")[Channel.MAIL] == Frequency.NEVER
    assert often(person, "coalition_invited") | {Channel.CHAT: Frequency.AT_ONCE} == {
        Channel.MAIL: Frequency.AT_ONCE,
        Channel.PUSH: Frequency.NEVER,
        Channel.CHAT: Frequency.AT_ONCE,
    }
    save(client)
    assert often(person, "request_opened")[Channel.PUSH] == Frequency.AT_ONCE


def test_one_tick_ends_all_mail_that_is_not_owed(signed_in: SignIn) -> None:
    person = factories.make_user()
    client = signed_in(person)
    save(client, is_everything_ended="on")
    assert ended(person) == {""}
    save(client, is_everything_ended=None)
    assert not ended(person)


def test_a_follow_comes_as_often_as_chosen(signed_in: SignIn) -> None:
    person = factories.make_user()
    follow = follows.add(by=person, at=NOW, language="en", country="BD")
    client = signed_in(person)
    assert "Bangladesh" in client.get(reverse(URL)).text
    save(client, **{f"follow_{follow.pk}": "weekly"})
    assert Follow.objects.get().frequency == Frequency.WEEKLY


def test_quiet_hours_are_those_of_ones_own_zone_and_say_so(signed_in: SignIn) -> None:
    person = factories.make_user(time_zone="Asia/Dhaka")
    client = signed_in(person)
    save(client, quiet_from="22:00", quiet_until="06:30")
    page = client.get(reverse(URL)).text
    assert "Asia/Dhaka" in page and 'value="22:00"' in page and 'value="06:30"' in page


def test_half_of_quiet_hours_is_refused_beside_the_field_and_nothing_is_saved(signed_in: SignIn) -> None:
    person = factories.make_user()
    page = save(signed_in(person), quiet_from="22:00", campaigns_mail="never")
    assert page.context["form"].errors["quiet_until"] == ["Say from when and until when, or leave both empty."]
    assert not ended(person)


def test_languages_are_tried_in_the_order_that_was_given(signed_in: SignIn) -> None:
    person = factories.make_user(reading_languages=["bn", "de"])
    client = signed_in(person)
    save(client, ui_language="fr", language_2="de", language_3="bn", language_4="pt")
    person.refresh_from_db()
    assert (person.ui_language, person.reading_languages) == ("fr", ["de", "bn", "pt"])


def test_a_language_that_was_chosen_twice_is_refused_beside_the_second(signed_in: SignIn) -> None:
    page = save(signed_in(factories.make_user()), language_2="de", language_3="de")
    assert list(page.context["form"].errors) == ["language_3"]


def test_the_settings_leave_the_order_of_languages_as_it_is(signed_in: SignIn) -> None:
    person = factories.make_user(reading_languages=["pt", "bn"])
    sent = {"handle": person.handle, "ui_language": "en", "time_zone": "UTC"}
    signed_in(person).post(reverse("unions:account"), sent | {"reading_languages": ["bn", "de", "pt"]})
    person.refresh_from_db()
    assert person.reading_languages == ["pt", "bn", "de"]


@pytest.mark.parametrize(
    ("name", "value"), [("campaigns_mail", "hourly"), ("campaigns_wanted", "naive"), ("safety_owed", "campaign_call")]
)
def test_what_cannot_be_chosen_is_refused(name: str, value: str, signed_in: SignIn) -> None:
    page = save(signed_in(factories.make_user()), **{name: value})
    assert name in page.context["form"].errors and not AlertChoice.objects.exists()


def test_a_pause_says_until_when_and_ends_by_a_button(signed_in: SignIn) -> None:
    person = factories.make_user()
    client = signed_in(person)
    assert "until" in client.post(reverse("unions:alert-pause"), {"days": "3"}, follow=True).text
    until = Recipient.objects.get().paused_until
    assert until and timedelta(days=2, hours=23) < until - timezone.now() <= timedelta(days=3)
    assert "End the pause now" in client.get(reverse(URL)).text
    client.post(reverse("unions:alert-pause-end"))
    assert Recipient.objects.get().paused_until is None


@pytest.mark.parametrize("days", ["0", "61", "", "soon"])
def test_a_pause_that_cannot_be_is_refused_beside_its_field(days: str, signed_in: SignIn) -> None:
    page = signed_in(factories.make_user()).post(reverse("unions:alert-pause"), {"days": days})
    assert "days" in page.context["pause"].errors and Recipient.objects.get().paused_until is None


def test_the_page_names_the_longest_pause_that_may_be(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unions.actions.alert_choices.LONGEST_PAUSE", 30)
    client = signed_in(factories.make_user())
    assert "From 1 to 30." in client.get(reverse(URL)).text
    assert "Choose a number of days from 1 to 30." in client.post(reverse("unions:alert-pause"), {"days": "61"}).text
    with pytest.raises(alert_choices.PauseTooLong, match="from 1 to 30"):
        alert_choices.pause(by=factories.make_user(), days=31, at=NOW)


def test_no_further_language_is_a_choice_in_words_that_fit_a_language(signed_in: SignIn) -> None:
    page = signed_in(factories.make_user()).get(reverse(URL).replace("/en/", "/ar/")).text
    assert '<option value="" selected>لا لغة أخرى</option>' in page


def test_a_pause_that_is_over_is_not_shown(signed_in: SignIn) -> None:
    person = factories.make_user()
    Recipient.objects.update(paused_until=timezone.now() - timedelta(minutes=1))
    assert "End the pause now" not in signed_in(person).get(reverse(URL)).text


def test_every_group_is_on_the_page_by_its_name(signed_in: SignIn) -> None:
    page = signed_in(factories.make_user()).get(reverse(URL)).text
    assert [str(group.label) for group, _kinds in groups_of_news() if str(group.label) not in page] == []


def test_rooms_above_show_theirs_at_the_end(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_makers, "alert-preferences", [])
    panel("alert-preferences")(lambda _reader, shown: Panel("components/notice.html", {"text": shown.public_id}))
    person = factories.make_user()
    assert person.recipient.public_id in signed_in(person).get(reverse(URL)).text


def test_the_account_and_the_page_behind_a_mail_lead_here(signed_in: SignIn) -> None:
    assert reverse(URL) in signed_in(factories.make_user()).get(reverse("unions:account")).text


def test_five_follows_cost_as_many_queries_as_one(signed_in: SignIn) -> None:
    person = factories.make_user()
    client, counts = signed_in(person), []
    for number in range(5):
        follows.add(by=person, at=NOW, language="en", organisation=factories.make_organisation(f"Union {number}"))
        counts.append(queries_of(lambda: client.get(reverse(URL))))
    assert counts[-1] == counts[0]


@pytest.mark.parametrize("page", ["unions:alert-preferences", "unions:follow-list"])
def test_who_has_no_address_is_led_to_where_one_is_added(signed_in: SignIn, page: str) -> None:
    way = f'<a href="{reverse("account_email")}">Add an e-mail address</a>'
    assert way in signed_in(factories.make_user(email=None)).get(reverse(page)).text
    assert way not in signed_in(factories.make_user()).get(reverse(page)).text
