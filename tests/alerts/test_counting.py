"""The count after a fault sees each promise broken, and none where all are kept."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from deploy.bench import world
from deploy.bench.world import FIRST_ID, Crowd
from deploy.faults.copies import Copy
from deploy.faults.counting import Change, address, count, count_naive
from deploy.faults.ways import News, Ours
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery
from unions.choices import Channel
from unions.mail import message_id

LANGUAGES = ("en", "es", "fr", "ar")
Copies = list[Copy]


@pytest.fixture
def told() -> tuple[News, Copies]:
    """News of which four people were told, each by one mail in their language."""
    news = Ours().publish(world.make_crowd(Crowd("BD", 0, 4)))
    assert news.announcement
    write_next_chunk(news.announcement.pk)
    AlertDelivery.objects.update(state="sent", ended_at=timezone.now())
    return news, [copy(news, number) for number in range(4)]


def copy(news: News, number: int, **fields: Any) -> Copy:
    """A mail that the server took for one of them."""
    assert news.announcement
    own = message_id(news.announcement.pk, Channel.MAIL, FIRST_ID + number)
    right = {"address": address(number), "message_id": own, "language": LANGUAGES[number], "at": time.monotonic()}
    return Copy(**{**right, **fields})


def one() -> Any:
    """The row of the first of them."""
    return AlertDelivery.objects.filter(recipient=FIRST_ID)


def test_the_crowd_is_the_audience(told: tuple[News, Copies]) -> None:
    assert set(AlertDelivery.objects.values_list("recipient", "why")) == {
        (FIRST_ID + number, "follows_country") for number in range(4)
    }


def test_nothing_is_broken_where_everybody_was_told_once(told: tuple[News, Copies]) -> None:
    counted = count([told[0]], told[1])
    assert (counted.people, counted.told, counted.lost, counted.again, counted.broken) == (4, 4, 0, 0, [])


@pytest.mark.parametrize(
    ("spoil", "promise"),
    [
        (lambda: one().delete(), "I1"),
        (lambda: one().update(state="waiting", ended_at=None), "I1"),
    ],
)
def test_a_row_that_is_missing_or_waits_is_seen(
    told: tuple[News, Copies], spoil: Callable[[], Any], promise: str
) -> None:
    spoil()
    counted = count([told[0]], told[1])
    assert counted.lost == 1 and [words[:2] for words in counted.broken] == [promise]


def test_a_mail_that_is_recorded_and_was_never_sent_is_seen(told: tuple[News, Copies]) -> None:
    counted = count([told[0]], told[1][1:])
    assert counted.lost == 1 and "I2" in counted.broken[0]


def test_a_second_copy_is_seen_and_forgiven_after_a_kill(told: tuple[News, Copies]) -> None:
    copies = [*told[1], told[1][0]]
    assert "I3" in count([told[0]], copies).broken[0]
    assert count([told[0]], copies, kills=1).broken == count([told[0]], copies, lines=1).broken == []


def test_a_fourth_copy_is_never_forgiven(told: tuple[News, Copies]) -> None:
    counted = count([told[0]], [*told[1], *[told[1][0]] * 3], kills=10)
    assert counted.broken == ["I3: 4 copies of one alert to one recipient"]


def test_another_message_id_is_seen(told: tuple[News, Copies]) -> None:
    counted = count([told[0]], [*told[1], copy(told[0], 0, message_id="<other@example.org>")])
    assert counted.broken == ["I3: 1 Message-IDs that are no alert's"]


def test_another_language_is_seen(told: tuple[News, Copies]) -> None:
    counted = count([told[0]], [copy(told[0], 0, language="fr"), *told[1][1:]])
    assert "I5: 1" in counted.broken[0]


def test_whoever_is_told_after_leaving_is_counted(told: tuple[News, Copies]) -> None:
    gone = Change({address(0): time.monotonic() - 60})
    counted = count([told[0]], told[1], changes=[gone], workers=0)
    assert counted.late == 1 and "I4: 1" in counted.broken[0]


def test_the_twin_is_held_to_account_by_what_the_server_holds(told: tuple[News, Copies]) -> None:
    assert count_naive([told[0]], told[1]).broken == []
    assert count_naive([told[0]], told[1][1:]).lost == 1
