"""What machines read of the engine, and that nobody else reads it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import claim
from solidarity.alerts.measuring import metrics
from solidarity.alerts.models import AlertBatch, AlertDelivery
from tests.alerts.clock import end_leases, let_time_pass, let_time_pass_to_the_digest, put_off_to
from tests.alerts.conftest import call, news, open_requests, reached
from tests.alerts.gathering import gathering
from tests.alerts.test_sending import refuse
from tests.house.tree import ROOT
from tests.queries import queries_of
from tests.security import elsewhere
from tests.smtp_server import SmtpServer
from unions.models import Announcement

__all__ = ["call", "news", "open_requests", "reached"]  # fixtures
News = Callable[..., Announcement]
Opened = Callable[..., list[Announcement]]
ALARM = re.compile(r"^\| [^|]+ \| `([^`]+)`(?:, [^|]+)? \| [^|]+ \|$", re.MULTILINE)
SAMPLE = re.compile(
    r'(?P<name>[a-z_]+)(?:\{(?P<labels>[a-z_]+="[^"\\\n]*"(?:,[a-z_]+="[^"\\\n]*")*)\})? (?P<value>\S+)'
)
BY_NUMBER_OVER_HTTP = """
client = Client(headers={"host": "10.0.0.7:8000"})
print(client.get("/metrics").status_code, client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code)
"""


def read() -> dict[str, float]:
    """Read the page as its grammar says: each family announced once, every sample of the family before it."""
    values: dict[str, float] = {}
    family = ""
    for line in Client().get("/metrics").text.splitlines():
        if line.startswith("# TYPE "):
            _hash, _type, family, kind = line.split(" ")
            assert kind == "gauge"
        elif not line.startswith("# HELP "):
            found = SAMPLE.fullmatch(line)
            assert found and found["name"] == family, line
            key = f"{found['name']}{{{found['labels']}}}" if found["labels"] else found["name"]
            assert key not in values
            values[key] = float(found["value"])
    return values


def let_days_pass(days: float) -> None:
    """Let all that is known of news and of its copies have been so many days earlier."""
    earlier = timedelta(days=days)
    moments = ("made_at", "not_before", "fanned_out_at", "finished_at")
    Announcement.objects.update(**{moment: F(moment) - earlier for moment in moments})
    AlertDelivery.objects.update(not_before=F("not_before") - earlier, ended_at=F("ended_at") - earlier)


def test_a_quiet_engine_reads_nought() -> None:
    values = read()
    assert set(values.values()) == {0.0}
    assert {"alerts_uncertain_copies", 'alerts_queue_age_seconds{urgent="yes"}'} <= set(values)


def test_copies_are_counted_by_what_became_of_them(reached: News, call: News) -> None:
    reached("en", "en", "en", refused=1)
    waiting = call(staff=2)
    write_next_chunk(waiting.pk)
    values = read()
    assert values['alerts_sent_copies{channel="mail"}'] == 2
    assert values['alerts_failed_copies{channel="mail",reason="refused"}'] == 1
    assert values['alerts_waiting_copies{channel="mail",urgent="no"}'] == 2
    assert values['alerts_waiting_copies{channel="mail",urgent="yes"}'] == 0


def test_the_queue_is_as_old_as_what_waits_longest(call: News) -> None:
    announcement = call()
    Announcement.objects.update(not_before=timezone.now() - timedelta(hours=2), is_urgent=True)
    assert 7190 < read()['alerts_queue_age_seconds{urgent="yes"}'] < 7300
    write_next_chunk(announcement.pk)
    assert read()['alerts_queue_age_seconds{urgent="yes"}'] < 60
    put_off_to(timezone.now() + timedelta(hours=1))
    assert read()['alerts_queue_age_seconds{urgent="yes"}'] == 0


def test_the_lag_runs_from_publishing_to_the_first_copy(reached: News) -> None:
    announcement = reached("en", "en")
    Announcement.objects.update(
        made_at=timezone.now() - timedelta(minutes=5), not_before=timezone.now() - timedelta(minutes=5)
    )
    first = AlertDelivery.objects.filter(announcement=announcement).earliest("ended_at")
    AlertDelivery.objects.filter(recipient=first.recipient_id).update(ended_at=F("ended_at") - timedelta(minutes=3))
    values = read()
    assert 110 < values['alerts_first_copy_lag_seconds{urgent="no"}'] < 130
    assert (
        values['alerts_first_copy_lag_seconds_max{urgent="no"}'] == values['alerts_first_copy_lag_seconds{urgent="no"}']
    )


def test_what_a_dead_worker_left_is_uncertain_and_then_an_expiry(call: News) -> None:
    announcement = call(staff=2)
    write_next_chunk(announcement.pk)
    claim(announcement.pk)
    assert read()["alerts_uncertain_copies"] == 0
    AlertBatch.objects.update(begun=F("last"))
    end_leases()
    assert (read()["alerts_uncertain_copies"], read()["alerts_lease_expiries"]) == (2, 0)
    claim(announcement.pk)
    assert (read()["alerts_uncertain_copies"], read()["alerts_lease_expiries"]) == (0, 2)


def test_what_ended_more_than_a_day_ago_counts_no_more(reached: News) -> None:
    reached("en")
    AlertDelivery.objects.update(ended_at=timezone.now() - timedelta(hours=25))
    assert read()['alerts_sent_copies{channel="mail"}'] == 0


def test_a_copy_given_up_after_more_than_a_day_of_tries_is_counted(call: News, smtp_server: SmtpServer) -> None:
    call()
    refuse(smtp_server, "451 Greylisted")
    for _attempt in range(8):
        engine.run()
        let_time_pass()
    long_ago = timezone.now() - timedelta(hours=26)
    Announcement.objects.update(made_at=long_ago, not_before=long_ago, fanned_out_at=long_ago)
    assert Announcement.objects.get().finished_at
    assert read()['alerts_failed_copies{channel="mail",reason="dead_letter"}'] == 1


def test_what_weekly_digests_sent_or_failed_is_counted(open_requests: Opened, smtp_server: SmtpServer) -> None:
    gathering("weekly")
    smtp_server.replies[str(gathering("weekly").email)] = "550 No such box"
    open_requests(1)
    engine.run()
    let_days_pass(7)
    assert read()['alerts_waiting_copies{channel="digest",urgent="no"}'] == 2
    engine.run()
    values = read()
    assert values['alerts_sent_copies{channel="digest"}'] == 1
    assert values['alerts_failed_copies{channel="digest",reason="refused"}'] == 1


def test_a_digest_that_is_overdue_is_in_the_queue(open_requests: Opened) -> None:
    gathering("weekly")
    open_requests(1)
    engine.run()
    assert read()['alerts_queue_age_seconds{urgent="no"}'] == 0
    AlertDelivery.objects.update(not_before=timezone.now() - timedelta(hours=2))
    assert Announcement.objects.get().finished_at
    assert 7190 < read()['alerts_queue_age_seconds{urgent="no"}'] < 7300


def test_a_digest_is_no_first_copy(open_requests: Opened) -> None:
    gathering()
    open_requests(1)
    engine.run()
    let_days_pass(0.5)
    let_time_pass_to_the_digest()
    engine.run()
    assert AlertDelivery.objects.get().state == "sent"
    assert read()['alerts_first_copy_lag_seconds_max{urgent="no"}'] == 0


def test_alarms_name_what_there_is_and_take_it_as_a_gauge() -> None:
    alarms = ALARM.findall((ROOT / "docs" / "operating.md").read_text())
    named = {name for alarm in alarms for name in re.findall(r"\balerts_\w+", alarm)}
    assert named and named <= {metric.name for metric in metrics()}
    assert not any(re.search(r"\b(i?rate|increase|resets)\(", alarm) for alarm in alarms)


def test_an_alarm_on_what_was_refused_works_though_nothing_was_sent(reached: News) -> None:
    reached("en", refused=1)
    values = read()
    assert values['alerts_failed_copies{channel="mail",reason="refused"}'] == 1
    assert values['alerts_sent_copies{channel="mail"}'] == 0


def test_measuring_costs_four_queries() -> None:
    assert queries_of(lambda: Client().get("/metrics")) == 4


def test_from_elsewhere_there_is_nothing() -> None:
    assert Client().get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert Client().get("/metrics", REMOTE_ADDR="").status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via"])
def test_through_a_proxy_on_this_machine_there_is_nothing(header: str) -> None:
    assert Client(headers={header: "127.0.0.1"}).get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("Bearer open sesame", 200),
        ("bearer open sesame", 200),
        ("Bearer open", 404),
        ("open sesame", 404),
        ("Bearer é", 404),
    ],
)
def test_the_token_opens_it_from_anywhere(settings: Settings, sent: str, status: int) -> None:
    settings.METRICS_TOKEN = "open sesame"
    client = Client(headers={"X-Forwarded-For": "203.0.113.7", "Authorization": sent})
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == status


def test_without_a_token_an_empty_one_opens_nothing(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert Client(headers={"Authorization": "Bearer "}).get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404


def test_a_machine_asks_by_number_over_plain_http() -> None:
    assert elsewhere.run(BY_NUMBER_OVER_HTTP, SITE_URL="https://portal.example.org").strip() == "200 404"
