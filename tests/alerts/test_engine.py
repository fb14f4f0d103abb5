"""The engine as a whole: nobody is skipped, nobody is told twice, and nothing waits for ever."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from solidarity.alerts import engine, rendering, tasks, writing
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery
from solidarity.alerts.rendering import Rendered
from tests import factories
from tests.alerts.news import asked
from tests.smtp_server import SmtpServer
from unions import waking
from unions.announcements import KindOfNews, cancel_about
from unions.choices import OrganisationState
from unions.models import Announcement, Organisation

News = Callable[..., Announcement]
PATIENCE = 60.0  # seconds


def test_everybody_concerned_is_told_once(call: News, smtp_server: SmtpServer) -> None:
    call(staff=3)
    tasks.sweep()
    tasks.sweep()
    assert len({to for _sender, to, _message in smtp_server.messages}) == len(smtp_server.messages) == 3
    assert set(AlertDelivery.objects.values_list("state", "reason", "why")) == {("sent", "", "same_employer")}


def test_more_than_one_batch_is_told(call: News, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solidarity.alerts.claims.BATCH", 2)
    call(staff=5)
    engine.run()
    assert len(smtp_server.messages) == 5


def test_when_its_time_is_up_a_turn_begins_nothing_more(call: News, smtp_server: SmtpServer) -> None:
    for _number in range(3):
        call(staff=1)
    assert engine.run(seconds=-1) and len(smtp_server.messages) == 1
    while engine.run(seconds=-1):
        continue
    assert len(smtp_server.messages) == 3


@pytest.mark.parametrize(("staff", "wakings"), [(1, 0), (5, 1)])
def test_a_worker_that_cannot_hold_all_wakes_one_more(
    call: News, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch, staff: int, wakings: int
) -> None:
    monkeypatch.setattr("solidarity.alerts.claims.BATCH", 2)
    call(staff=staff)
    assert waking.finish(PATIENCE)
    with closing(redis.Redis.from_url(settings.REDIS_URL)) as broker:
        broker.delete("default")
        engine.run()
        assert waking.finish(PATIENCE)
        assert broker.llen("default") == wakings
        broker.delete("default")
    assert len(smtp_server.messages) == staff


def test_news_is_finished_when_no_copy_waits(call: News, smtp_server: SmtpServer) -> None:
    announcement = call()
    engine.run()
    announcement.refresh_from_db()
    assert announcement.fanned_out_at and announcement.finished_at


def test_news_that_concerns_nobody_is_finished_too(news: News, smtp_server: SmtpServer) -> None:
    announcement = news("request_opened", factories.make_request())
    engine.run()
    announcement.refresh_from_db()
    assert announcement.finished_at and not smtp_server.messages


def test_news_waits_for_its_time(call: News, smtp_server: SmtpServer) -> None:
    announcement = call()
    Announcement.objects.update(not_before=timezone.now() + timedelta(minutes=1))
    engine.run()
    announcement.refresh_from_db()
    assert not smtp_server.messages and announcement.finished_at is None


def test_the_urgent_queue_tells_urgent_news_alone(call: News, news: News, smtp_server: SmtpServer) -> None:
    call()
    urgent = call()
    Announcement.objects.filter(pk=urgent.pk).update(is_urgent=True)
    tasks.send_urgent()
    assert set(AlertDelivery.objects.values_list("announcement", flat=True)) == {urgent.pk}
    assert len(smtp_server.messages) == 1


def test_cancelled_news_reaches_nobody_more(call: News, smtp_server: SmtpServer) -> None:
    announcement = call(staff=2)
    write_next_chunk(announcement.pk)
    cancel_about(asked(announcement), at=timezone.now())
    engine.run()
    announcement.refresh_from_db()
    assert not smtp_server.messages and announcement.finished_at
    assert set(AlertDelivery.objects.values_list("state", "reason")) == {("cancelled", "cancelled")}


def test_news_about_what_is_gone_ends_without_a_mail(call: News, smtp_server: SmtpServer) -> None:
    announcement = call()
    write_next_chunk(announcement.pk)
    asked(announcement).delete()
    engine.run()
    assert set(AlertDelivery.objects.values_list("state", "reason")) == {("suppressed", "no_longer_concerned")}


def test_a_copy_that_cannot_be_written_holds_up_nobody(
    call: News, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _other = call(), call()

    def render(kind: KindOfNews, announcement: Announcement, *more: Any, **others: Any) -> Rendered:
        if announcement == broken:  # its template has a mistake that only this one shows
            raise ValueError
        return rendering.render(kind, announcement, *more, **others)

    monkeypatch.setattr(writing, "render", render)
    engine.run()
    waiting = AlertDelivery.objects.get(announcement=broken)
    assert len(smtp_server.messages) == 1
    assert waiting.state == "waiting" and waiting.attempts == 1 and waiting.not_before > timezone.now()


def test_news_of_a_kind_that_no_room_knows_any_more_holds_up_nobody(call: News, smtp_server: SmtpServer) -> None:
    for announcement in (call(), call()):
        write_next_chunk(announcement.pk)
    unknown = Announcement.objects.earliest("pk")
    Announcement.objects.filter(pk=unknown.pk).update(kind="rumour")
    engine.run()
    assert len(smtp_server.messages) == 1
    waiting = AlertDelivery.objects.get(announcement=unknown)
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert waiting.not_before > timezone.now()


def test_a_suspended_unions_request_is_told_to_nobody_more(call: News, smtp_server: SmtpServer) -> None:
    announcement = call()
    write_next_chunk(announcement.pk)
    Organisation.objects.filter(pk=asked(announcement).organisation_id).update(state=OrganisationState.SUSPENDED)
    engine.run()
    assert not smtp_server.messages
