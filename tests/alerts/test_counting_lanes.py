"""The count after a fault sees by lane what is missing, doubled or lost: urgent news, digests, messages to devices."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from deploy.bench import world
from deploy.bench.world import FIRST_ID, Crowd
from deploy.faults.copies import Copy
from deploy.faults.counting import Count, address, count
from deploy.faults.lanes import make_varied
from deploy.faults.scene import all_told
from deploy.faults.ways import News, Ours
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.channels.words import tag
from solidarity.alerts.models import AlertDelivery
from unions.choices import Channel
from unions.mail import message_id

LANGUAGES = ("en", "es", "fr", "ar")
MAILED, GATHERER, OWNER = 0, 4, 7  # of ten people, one gathers and one has a device
Told = Callable[..., tuple[list[News], list[Copy]]]


@pytest.fixture
def told() -> Told:
    """Tell ten people two pieces of news, and keep what servers then hold: mails, one digest of both, messages."""
    crowd = world.make_crowd(Crowd("BD", 0, 10))
    make_varied(crowd, port=1)

    def tell(*, is_urgent: bool = False) -> tuple[list[News], list[Copy]]:
        news = [Ours().publish(crowd, is_urgent=is_urgent) for _time in range(2)]
        for each in news:
            assert each.announcement
            write_next_chunk(each.announcement.pk)
        AlertDelivery.objects.update(state="sent", ended_at=timezone.now())
        mailed = [number for number in range(10) if is_urgent or number != GATHERER]
        copies = [mail(each, number) for each in news for number in mailed]
        copies += [push(each) for each in news]
        return news, copies if is_urgent else [*copies, digest(*news)]

    return tell


def mail(news: News, number: int) -> Copy:
    """A mail at once."""
    own = message_id(pk(news), Channel.MAIL, FIRST_ID + number)
    return Copy(address(number), own, LANGUAGES[number % 4], time.monotonic())


def digest(*news: News) -> Copy:
    """The digest that names this news."""
    own = message_id(*map(pk, news), Channel.DIGEST, FIRST_ID + GATHERER)
    names = frozenset(each.solidarity_request.public_id for each in news)
    return Copy(address(GATHERER), own, LANGUAGES[GATHERER % 4], time.monotonic(), "digest", names)


def push(news: News) -> Copy:
    """The message to the one device."""
    return Copy(address(OWNER), tag(pk(news), FIRST_ID + OWNER), "", time.monotonic(), "push")


def pk(news: News) -> int:
    """The number of its announcement."""
    assert news.announcement
    return news.announcement.pk


def rows(channel: str) -> Any:
    """The rows by one channel."""
    return AlertDelivery.objects.filter(channel=channel)


def promises(counted: Count) -> list[str]:
    """The promises that are broken."""
    return [words[:2] for words in counted.broken]


@pytest.mark.parametrize("is_urgent", [False, True])
def test_nothing_is_broken_where_each_lane_has_told_once(told: Told, is_urgent: bool) -> None:
    counted = count(*told(is_urgent=is_urgent))
    assert (counted.people, counted.told, counted.lost, counted.again, counted.broken) == (20, 20, 0, 0, [])
    expected = {"urgent": 20, "push": 2} if is_urgent else {"mail": 18, "digest": 2, "push": 2}
    assert counted.lanes == expected


@pytest.mark.parametrize("channel", ["digest", "push"])
def test_a_row_that_is_missing_or_waits_is_seen(told: Told, channel: str) -> None:
    news, copies = told()
    rows(channel).filter(announcement=pk(news[0])).update(state="waiting", ended_at=None)
    counted = count(news, copies)
    assert counted.lost == 1 and promises(counted) == ["I1"]
    rows(channel).filter(announcement=pk(news[0])).delete()
    counted = count(news, copies)
    assert counted.lost == 1 and promises(counted) == ["I1"]


def test_urgent_news_that_was_gathered_is_seen(told: Told) -> None:
    news, copies = told(is_urgent=True)
    rows("mail").filter(announcement=pk(news[0]), recipient=FIRST_ID + GATHERER).update(channel="digest")
    assert "I1: 11 rows where there should be 11" in count(news, copies).broken


@pytest.mark.parametrize(("channel", "lost"), [("digest", 2), ("push", 1)])
def test_what_is_recorded_and_was_never_sent_is_seen(told: Told, channel: str, lost: int) -> None:
    news, copies = told()
    gone = next(copy for copy in copies if copy.channel == channel)
    copies.remove(gone)
    counted = count(news, copies)
    assert counted.lost == lost and set(promises(counted)) == {"I2"}


def test_an_urgent_mail_that_is_lost_is_seen(told: Told) -> None:
    news, copies = told(is_urgent=True)
    counted = count(news, [copy for copy in copies if copy.message_id != mail(news[0], GATHERER).message_id])
    assert counted.lost == 1 and promises(counted) == ["I2"]


def test_a_digest_that_leaves_out_a_piece_of_news_is_seen(told: Told) -> None:
    news, copies = told()
    copies[-1] = digest(news[0])
    counted = count(news, copies)
    assert counted.lost == 1 and promises(counted) == ["I2"]


def test_the_same_digest_again_is_seen_and_forgiven_after_a_kill_but_three_times(told: Told) -> None:
    news, copies = told()
    copies.append(digest(*news))
    assert promises(count(news, copies)) == ["I3"] and count(news, copies, kills=1).broken == []
    copies += [digest(*news)] * 2
    assert count(news, copies, kills=9).broken == ["I3: 4 copies of one alert to one recipient"]


def test_news_in_another_digest_of_the_same_reader_is_never_forgiven(told: Told) -> None:
    news, copies = told()
    counted = count(news, [*copies, digest(news[0])], kills=9)
    assert counted.broken == ["I3: 1 pieces of news stand in two digests of one reader"]


def test_a_digest_whose_message_id_is_not_that_of_what_it_names_is_seen(told: Told) -> None:
    news, copies = told()
    wrong = Copy(**{**vars(digest(*news)), "message_id": digest(news[0]).message_id})
    assert count(news, [*copies[:-1], wrong]).broken == ["I3: 1 Message-IDs that are no alert's"]


def test_a_digest_in_another_language_is_seen(told: Told) -> None:
    news, copies = told()
    foreign = Copy(**{**vars(digest(*news)), "language": "ar"})
    assert promises(count(news, [*copies[:-1], foreign])) == ["I5"]


def test_a_device_is_told_again_only_of_what_is_urgent(told: Told) -> None:
    news, copies = told()
    counted = count(news, [*copies, push(news[0])], kills=1)
    assert counted.broken == ["I3: 1 devices were told twice of what is not urgent"]
    urgent, copies = told(is_urgent=True)
    assert count(urgent, [*copies, push(urgent[0])], kills=1).broken == []
    assert promises(count(urgent, [*copies, push(urgent[0])])) == ["I3"]


def test_a_message_to_a_device_is_given_up_only_where_nobody_can_know_what_became_of_it(told: Told) -> None:
    news, copies = told()
    rows("push").filter(announcement=pk(news[0])).update(state="failed", reason="uncertain")
    left = [copy for copy in copies if copy.message_id != push(news[0]).message_id]
    assert count(news, left, hands=1).broken == count(news, copies, hands=1).broken == []
    assert promises(count(news, left)) == ["I1"]
    rows("push").filter(announcement=pk(news[0])).update(reason="dead_letter")
    assert promises(count(news, left, hands=1)) == ["I1"]


def test_a_message_of_nobody_s_is_seen(told: Told) -> None:
    news, copies = told()
    foreign = Copy(**{**vars(push(news[0])), "message_id": "another"})
    assert promises(count(news, [*copies, foreign])) == ["I3"]


@pytest.mark.parametrize(("channel", "untold"), [("mail", 1), ("digest", 2)])
def test_what_ended_untold_is_forgiven_where_three_times_somebody_died_over_it(
    told: Told, channel: str, untold: int
) -> None:
    news, copies = told()
    gone = next(copy for copy in copies if copy.channel == channel)
    copies.remove(gone)
    reader = FIRST_ID + int(gone.address[1:].partition("@")[0])
    of_it = rows(channel).filter(recipient=reader)
    of_it = of_it.filter(announcement=pk(news[0])) if channel == "mail" else of_it
    of_it.update(state="failed", reason="uncertain", lease_expiries=3)
    counted = all_told(count(news, copies, kills=3))
    assert (counted.told + counted.spent, counted.spent, counted.broken) == (20, untold, [])
    assert promises(all_told(count(news, copies, kills=2))) == ["I1"]
    of_it.update(lease_expiries=1)
    assert promises(all_told(count(news, copies, kills=3))) == ["I1"]
