"""How far a piece of news is, in numbers that say nothing of anybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import claim
from solidarity.alerts.models import AlertBatch, AlertDelivery
from solidarity.alerts.progress import progress_of
from tests.alerts.clock import let_time_pass
from tests.queries import queries_of
from tests.smtp_server import SmtpServer
from unions.models import Announcement

News = Callable[..., Announcement]


def test_people_are_counted_in_the_language_they_were_told_in(reached: News) -> None:
    progress = progress_of(reached("fr", "fr", "en"))
    assert (progress.people, dict(progress.languages)) == (3, {"fr": 2, "en": 1})
    assert (dict(progress.channels), progress.waiting) == ({"mail": 3}, 0)


def test_a_language_that_the_portal_does_not_speak_counts_as_the_next_that_it_does(reached: News) -> None:
    assert dict(progress_of(reached("uk", "uk", reading_languages=["es-MX"])).languages) == {"es": 2}


def test_who_was_reached_by_two_channels_is_one_person(reached: News) -> None:
    announcement = reached("fr", "en")
    copy = AlertDelivery.objects.filter(announcement=announcement).earliest("recipient")
    AlertDelivery.objects.create(
        announcement=announcement,
        channel="push",
        recipient=copy.recipient,
        state="sent",
        not_before=copy.not_before,
        ended_at=copy.ended_at,
    )
    progress = progress_of(announcement)
    assert (progress.people, progress.languages.total(), progress.sent) == (2, 2, 3)


def test_a_contact_counts_in_the_language_of_its_mails(call: News, smtp_server: SmtpServer) -> None:
    announcement = call(staff=0)
    union = announcement.subject.addressees.get().organisation
    union.contacts.create(contact_address="office@example.org", contact_language="fr")
    engine.run()
    assert dict(progress_of(announcement).languages) == {"fr": 1}


def test_what_failed_waits_and_was_not_told_stands_apart(reached: News) -> None:
    announcement = reached("en", "en", "en", "en", "en", refused=1)
    rows = AlertDelivery.objects.filter(announcement=announcement, state="sent").order_by("recipient")
    keys = list(rows.values_list("recipient", flat=True))
    copies = AlertDelivery.objects.filter(announcement=announcement)
    copies.filter(recipient=keys[0]).update(state="suppressed", reason="unsubscribed")
    copies.filter(recipient=keys[1]).update(
        state="waiting", ended_at=None, not_before=timezone.now() + timedelta(hours=1)
    )
    copies.filter(recipient=keys[2]).update(state="waiting", ended_at=None)
    progress = progress_of(announcement)
    assert dict(progress.failed) == {"refused_550": 1}
    assert dict(progress.not_told) == {"unsubscribed": 1}
    assert (progress.sent, progress.waiting, progress.put_off) == (1, 2, 1)


def test_rate_and_time_left_follow_from_the_last_minute(reached: News) -> None:
    announcement = reached(*["en"] * 6)
    copies = AlertDelivery.objects.filter(announcement=announcement)
    copies.update(ended_at=F("ended_at") - timedelta(seconds=30))
    for key in copies.order_by("recipient").values_list("recipient", flat=True)[:2]:
        copies.filter(recipient=key).update(state="waiting", ended_at=None)
    progress = progress_of(announcement)
    assert progress.lately == 4 and 7 <= progress.per_minute <= 8 and progress.minutes_left == 1
    copies.filter(state="sent").update(ended_at=F("ended_at") - timedelta(hours=1))
    assert (progress_of(announcement).per_minute, progress_of(announcement).minutes_left) == (0, None)


def test_counting_costs_the_same_for_one_as_for_many(reached: News) -> None:
    one, many = reached("en"), reached("en", "fr", "es", "ar", "en", refused=2)
    assert queries_of(lambda: progress_of(one)) == queries_of(lambda: progress_of(many)) == 2


def test_a_lease_that_ends_without_a_word_is_remembered(call: News) -> None:
    announcement = call(staff=2)
    write_next_chunk(announcement.pk)
    batch = claim(announcement.pk)
    batch.give_back([row.recipient_id for row in batch.rows], timedelta())
    batch.end()
    claim(announcement.pk)
    AlertBatch.objects.update(begun=F("last"))
    let_time_pass()
    claim(announcement.pk)
    assert set(AlertDelivery.objects.values_list("lease_expiries", flat=True)) == {1}


def test_each_run_of_the_engine_leaves_a_line_of_numbers(
    call: News, smtp_server: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="solidarity.alerts.engine")
    call(staff=2)
    engine.run()
    engine.run()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "solidarity.alerts.engine"]
    assert line.startswith("alerts_run run=") and " urgent=0 rounds=1 milliseconds=" in line and "@" not in line
