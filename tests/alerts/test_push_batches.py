"""A batch of devices: looked at again before each few, told once, and nobody holds up another."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.channels import batches
from solidarity.alerts.channels.push.sending import send
from solidarity.alerts.channels.records import record
from solidarity.alerts.channels.words import Words, render
from solidarity.alerts.claims import claim
from solidarity.alerts.models import AlertDelivery
from solidarity.models import SolidarityRequest
from tests import factories
from tests.alerts.news import asked
from tests.alerts.outside import Device, Outside
from unions.announcements import cancel_about
from unions.choices import Channel
from unions.models import Announcement, Follow, User

News = Callable[..., Announcement]


@pytest.fixture
def devices(outside: Outside) -> list[Device]:
    """Three devices of nobody yet."""
    return [Device(f"http://{outside.place}/push/{number}") for number in range(3)]


@pytest.fixture
def three(news: News, devices: list[Device]) -> Announcement:
    """A request was opened, and three who follow it have a device each."""
    solidarity_request = factories.make_request()
    for each in devices:
        follower = factories.make_user()
        Follow.objects.create(user=follower, organisation=solidarity_request.organisation, since=timezone.now())
        each.belongs_to(follower)
    return news("request_opened", solidarity_request)


def states() -> list[tuple[str, int]]:
    """Return where the copies by push stand, and how often each was tried."""
    return sorted(AlertDelivery.objects.filter(channel=Channel.PUSH).values_list("state", "attempts"))


def test_more_devices_than_go_at_once_are_all_told(
    three: Announcement, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    engine.run()
    assert sorted(taken.path for taken in outside.taken) == ["/push/0", "/push/1", "/push/2"]
    assert states() == [("sent", 1)] * 3


def test_news_withdrawn_in_the_middle_of_a_batch_goes_no_further(
    three: Announcement, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def and_then_withdraw(*what: Any, **more: Any) -> None:
        record(*what, **more)
        cancel_about(asked(three), at=timezone.now())

    monkeypatch.setattr(batches, "AT_ONCE", 1)
    monkeypatch.setattr(batches, "record", and_then_withdraw)
    engine.run()
    assert len(outside.taken) == 1
    assert states() == [("cancelled", 0), ("cancelled", 0), ("sent", 1)]


CHANGES: list[tuple[Callable[[], Any], str]] = [
    (lambda: SolidarityRequest.objects.update(visibility="network"), "no_longer_concerned"),
    (lambda: Follow.objects.all().delete(), "no_longer_concerned"),
    (lambda: User.objects.update(erased_at=timezone.now(), is_active=False), "not_wanted"),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES)
def test_what_changes_in_the_middle_of_a_batch_counts_for_the_next(
    three: Announcement, outside: Outside, monkeypatch: pytest.MonkeyPatch, change: Callable[[], Any], reason: str
) -> None:
    def and_then_change(*what: Any, **more: Any) -> None:
        record(*what, **more)
        change()

    monkeypatch.setattr(batches, "AT_ONCE", 1)
    monkeypatch.setattr(batches, "record", and_then_change)
    engine.run()
    assert len(outside.taken) == 1
    rows = AlertDelivery.objects.filter(channel=Channel.PUSH).order_by("state").values_list("state", "reason")
    assert list(rows) == [("sent", ""), ("suppressed", reason), ("suppressed", reason)]


def test_in_safe_mode_since_a_moment_ago_a_device_shows_no_name(
    three: Announcement, devices: list[Device], outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def and_then_hide(*what: Any, **more: Any) -> None:
        record(*what, **more)
        User.objects.update(safe_mode=True)

    monkeypatch.setattr(batches, "AT_ONCE", 1)
    monkeypatch.setattr(batches, "record", and_then_hide)
    engine.run()
    name = asked(three).organisation.name
    titles = [each.read(taken)["title"] for each, taken in zip(devices, outside.taken, strict=True)]
    assert [name in title for title in titles] == [True, False, False]


def test_slow_services_hold_up_the_mail_for_a_turn_alone(
    three: Announcement, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "TURN", -1)
    write_next_chunk(three.pk)
    send(claim(three.pk, Channel.PUSH))
    assert not outside.taken and states() == [("waiting", 0)] * 3


def test_what_cannot_be_written_holds_up_nobody_else(
    three: Announcement, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(pk=User.objects.filter(follows__isnull=False).first().pk).update(ui_language="fr")

    def only_english(kind: Any, announcement: Announcement, variant: Any) -> Words:
        if variant.language != "en":
            raise ValueError("no words")
        return render(kind, announcement, variant)

    monkeypatch.setattr("solidarity.alerts.channels.words.render", only_english)
    engine.run()
    assert len(outside.taken) == 2 and states() == [("sent", 1), ("sent", 1), ("waiting", 1)]
