"""manage.py alerts: where news stands and what goes again, in ids and numbers, with exit codes for scripts."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from solidarity.alerts import engine
from solidarity.alerts.models import AlertDelivery
from tests.alerts.clock import let_time_pass_to_the_digest
from tests.alerts.conftest import call, news, open_requests, reached
from tests.alerts.gathering import gathering
from tests.alerts.news import give_up
from tests.queries import queries_of
from unions.models import Announcement

__all__ = ["call", "news", "open_requests", "reached"]  # fixtures
News = Callable[..., Announcement]
Opened = Callable[..., list[Announcement]]


def said(*arguments: object, ends_with: int = 0) -> str:
    """Return what the command says, and see that it ends with this code."""
    out = StringIO()
    try:
        call_command("alerts", *map(str, arguments), stdout=out)
    except CommandError as error:
        assert error.returncode == ends_with
        return out.getvalue() + str(error)
    assert ends_with == 0
    return out.getvalue()


def test_a_quiet_week_ends_with_nought() -> None:
    assert said("status").startswith("0 pieces of news in a week: ")


def test_news_that_is_over_and_well_takes_no_line(reached: News, call: News) -> None:
    over, on_its_way = reached("en"), call()
    lines = said("status").splitlines()
    assert lines[0] == (
        f"{on_its_way.pk}  request_addressed  being written out: waiting 0, sent 0, failed 0, suppressed 0, cancelled 0"
    )
    assert lines[1:] == ["2 pieces of news in a week: waiting 0, sent 1, failed 0, suppressed 0, cancelled 0."]
    assert said("status", "--announcement", over.pk).startswith(f"{over.pk}  request_addressed  finished: ")


def test_news_that_waits_for_digests_takes_a_line_however_old_it_is(open_requests: Opened) -> None:
    gathering("weekly")
    (announcement,) = open_requests(1)
    engine.run()
    Announcement.objects.update(made_at=timezone.now() - timedelta(days=9))
    assert said("status").startswith(f"{announcement.pk}  request_opened  waits for digests: waiting 1, ")
    let_time_pass_to_the_digest()
    engine.run()
    assert said("status").startswith("0 pieces of news in a week: ")
    assert "  finished: " in said("status", "--announcement", announcement.pk)


def test_what_failed_is_told_with_its_reason_and_ends_with_one(reached: News) -> None:
    announcement = reached("en", "fr", refused=1)
    assert "failed refused_550: 1" in said("status", "--announcement", announcement.pk)
    give_up(announcement)
    assert f"Copies failed of {announcement.pk}." in said("status", ends_with=1)
    alone = said("status", "--announcement", announcement.pk, ends_with=1)
    assert "    failed dead_letter: 1" in alone and "    language fr: 1" in alone and "@" not in alone


def test_the_overview_costs_the_same_for_one_as_for_many(reached: News) -> None:
    reached("en")
    one = queries_of(lambda: said("status"))
    reached("en")
    reached("fr")
    assert queries_of(lambda: said("status")) == one


def test_one_piece_of_news_goes_again(reached: News) -> None:
    announcement = reached("en", "en", refused=2)
    give_up(announcement)
    assert said("retry", announcement.pk) == f"{announcement.pk}: 2 copies go again.\n"
    assert said("retry", announcement.pk) == f"{announcement.pk}: nothing failed.\n"


def test_what_was_stopped_ends_with_one(reached: News) -> None:
    announcement = reached("en", refused=1)
    give_up(announcement)
    Announcement.objects.update(cancelled_at=timezone.now())
    assert "was stopped" in said("retry", announcement.pk, ends_with=1)
    assert said("replay", "--dry-run") == "0 copies would go again.\n"
    said("status")


@pytest.mark.parametrize("arguments", [("retry", 7), ("status", "--announcement", 7)])
def test_news_that_nobody_knows_ends_with_two(arguments: tuple[object, ...]) -> None:
    assert said(*arguments, ends_with=2) == "There is no news 7."


def test_a_replay_is_looked_at_before_it_is_done(reached: News) -> None:
    first, second = reached("en", refused=1), reached("en", "fr", refused=2)
    old = reached("en", refused=1)
    for announcement in (first, second, old):
        give_up(announcement)
    Announcement.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(days=8))
    looked = said("replay", "--dry-run")
    assert looked == (
        f"{second.pk}  request_addressed: 2 copies\n{first.pk}  request_addressed: 1 copies\n3 copies would go again.\n"
    )
    assert "--dry-run" in said("replay", ends_with=2)
    assert not AlertDelivery.objects.filter(state="waiting").exists()
    assert said("replay", "--yes").endswith("3 copies go again.\n")
    assert AlertDelivery.objects.filter(state="waiting").count() == 3
    assert said("replay", "--yes").endswith("0 copies go again.\n")
