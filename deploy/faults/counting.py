"""Counts the promises I1 to I6 after a fault: from the rows, and from what the mail server holds by Message-ID.

It counts by lane: mails at once, urgent ones, digests, and messages to devices. A digest tells the news that it names,
and its Message-ID follows from that; a message to a device is known by its topic.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from deploy.bench.world import FIRST_ID, Crowd
from deploy.faults.copies import DIGEST, MAIL, PUSH, Copy
from deploy.faults.lanes import URGENT, gatherers, owners_of_devices
from deploy.faults.ways import News
from solidarity.alerts.channels.words import tag
from solidarity.alerts.models import AlertDelivery, DeliveryState
from unions.choices import Channel
from unions.mail import message_id
from unions.mail.backing_off import MOST_UNCERTAIN

BATCH = 50  # copies that one killed worker may repeat, and that may be on their way when something changes
MOST_COPIES = 3  # of one alert to one recipient
LANGUAGES = ("en", "es", "fr", "ar")  # of the people of a crowd, in turn


@dataclass
class Change:
    """From when on these people, by address, must be told nothing more, by time.monotonic."""

    since: dict[str, float] = field(default_factory=dict)


@dataclass
class Count:
    """What was counted; `broken` says which promise is, in words, and `unsettled` why nothing can be said."""

    people: int = 0
    told: int = 0
    lost: int = 0
    again: int = 0
    late: int = 0
    given_up: int = 0  # messages to devices of which nobody knew what became, and that were not urgent
    spent: int = 0  # mails and news in digests that ended untold: three times a process died over them, or a line broke
    untold: Counter[str] = field(default_factory=Counter)  # how those ended that never arrived, in words
    lanes: Counter[str] = field(default_factory=Counter)  # copies that were told, whatever lane they took
    broken: list[str] = field(default_factory=list)
    unsettled: str = ""

    def expect(self, is_kept: bool, words: str) -> None:
        """Note a promise that is broken."""
        if not is_kept:
            self.broken.append(words)


def address(number: int) -> str:
    """Return the address of one of a crowd."""
    return f"u{number}@example.org"


def addresses(crowd: Crowd) -> list[str]:
    """Return the addresses of a crowd."""
    return [address(number) for number in range(crowd.first, crowd.first + crowd.size)]


class Held:
    """What the servers hold, by what it is: copies by Message-ID, and the digests in which somebody reads a request."""

    def __init__(self, copies: Iterable[Copy]) -> None:
        self.copies = Counter(copy.message_id for copy in copies)
        self.digests: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for copy in copies:
            for name in copy.names:
                self.digests[copy.address, name][copy.message_id] += 1

    def of(self, news: News, channel: str, recipient: int) -> int:
        """Return how many copies it holds of what one row stands for."""
        if channel == DIGEST:
            digests = self.digests.get((address(recipient - FIRST_ID), news.solidarity_request.public_id))
            return digests.total() if digests else 0
        return self.copies[identity(news, channel, recipient)]


def identity(news: News, channel: str, recipient: int) -> str:
    """Return what every copy of this bears: its Message-ID, or the topic of a message to a device."""
    assert news.announcement is not None
    pk = news.announcement.pk
    return tag(pk, recipient) if channel == PUSH else message_id(pk, channel, recipient)


def count(
    news: list[News],
    copies: list[Copy],
    *,
    kills: int = 0,
    lines: int = 0,
    hands: int = 0,
    changes: Iterable[Change] = (),
    workers: int = 4,
) -> Count:
    """Count everything. Each killed worker may repeat one batch, and each line that broke one copy.

    `hands` are the messages to devices of which no process may know what became.
    """
    counted = Count()
    held = Held(copies)
    ours, spent = ids_of_digests(news, copies), set()
    for each in news:
        ours |= count_rows(counted, each, held)
        spent |= spent_copies(counted, each, held)
    tries = MOST_UNCERTAIN * len(spent)
    counted.expect(tries <= kills + lines, f"I1: {len(spent)} were given up after {kills} kills, {lines} cuts")
    count_again(counted, held, kills, lines)
    foreign = held.copies.keys() - ours
    counted.expect(not foreign, f"I3: {len(foreign)} Message-IDs that are no alert's")
    read = [copy for copy in copies if copy.channel != PUSH]  # who carries those can read nothing
    wrong = [copy for copy in read if copy.language != LANGUAGES[number_of(copy) % 4]]
    counted.expect(not wrong, f"I5: {len(wrong)} copies in another language than the reader's")
    counted.expect(counted.given_up <= hands, f"I1: {counted.given_up} messages to devices were given up, not {hands}")
    for change in changes:
        count_late(counted, change, copies, workers)
    return counted


def count_again(counted: Count, held: Held, kills: int, lines: int) -> None:
    """Count what was told more than once; news in two digests of one reader is told twice, and not as the same mail."""
    counted.again = sum(number - 1 for number in held.copies.values())
    most_again = BATCH * kills + lines
    counted.expect(counted.again <= most_again, f"I3: {counted.again} copies again after {kills} kills, {lines} cuts")
    most = max(held.copies.values(), default=0)
    counted.expect(most <= MOST_COPIES, f"I3: {most} copies of one alert to one recipient")
    twice = sum(len(digests) > 1 for digests in held.digests.values())
    counted.expect(not twice, f"I3: {twice} pieces of news stand in two digests of one reader")


def ids_of_digests(news: list[News], copies: Iterable[Copy]) -> set[str]:
    """Return the Message-IDs that digests have which name what they name."""
    numbers = {each.solidarity_request.public_id: each.announcement.pk for each in news if each.announcement}
    told = {(copy.names, number_of(copy)) for copy in copies if copy.channel == DIGEST and copy.names <= numbers.keys()}
    return {
        message_id(*sorted(numbers[name] for name in names), Channel.DIGEST, FIRST_ID + number)
        for names, number in told
    }


def expected_rows(news: News) -> set[tuple[str, int]]:
    """Return the channel and the recipient of each row that this news must have."""
    assert news.announcement is not None
    audience = set(range(FIRST_ID + news.crowd.first, FIRST_ID + news.crowd.first + news.crowd.size))
    gathering = audience & gatherers() if not news.announcement.is_urgent else set()
    by_channel = {MAIL: audience - gathering, DIGEST: gathering, PUSH: audience & owners_of_devices()}
    return {(channel, recipient) for channel, recipients in by_channel.items() for recipient in recipients}


def count_rows(counted: Count, news: News, held: Held) -> set[str]:
    """Compare the rows of one announcement with its audience and with the servers; return what its copies bear."""
    assert news.announcement is not None
    written = AlertDelivery.objects.filter(announcement=news.announcement)
    rows = {(row.channel, row.recipient_id): row for row in written}
    expected = expected_rows(news)
    waiting = [row for row in rows.values() if row.state == DeliveryState.WAITING]
    silent = [row for row in rows.values() if row.state not in {"waiting", "sent"} and not row.reason]
    sent = [key for key, row in rows.items() if row.state == DeliveryState.SENT]
    unheard = [key for key in sent if not held.of(news, *key)]
    told = [key for key in expected if held.of(news, *key)]
    untold = [rows[key] for key in expected & rows.keys() if key[0] != PUSH and not held.of(news, *key)]
    counted.untold += Counter(f"{row.channel} {row.state} {row.reason} {row.lease_expiries}" for row in untold)
    counted.people += news.crowd.size
    counted.told += sum(channel != PUSH for channel, _recipient in told)
    counted.lanes += Counter(lane(news, channel) for channel, _recipient in told)
    counted.lost += len(unheard) + len(expected - rows.keys()) + len(waiting)
    counted.expect(rows.keys() == expected, f"I1: {len(rows)} rows where there should be {len(expected)}")
    counted.expect(not waiting, f"I1: {len(waiting)} rows still wait")
    counted.expect(not silent, f"I1: {len(silent)} rows ended without a reason")
    counted.expect(not unheard, f"I2: {len(unheard)} are recorded as sent and were not")
    count_devices(counted, news, rows, held)
    return {identity(news, *key) for key in expected if key[0] != DIGEST}


def spent_copies(counted: Count, news: News, held: Held) -> set[tuple[int, ...]]:
    """Return the mails and digests that were given up and never arrived: nobody is told four times, be it of nothing.

    What a digest would have told counts by news; it is one copy.
    """
    assert news.announcement is not None
    given_up = AlertDelivery.objects.filter(announcement=news.announcement, state="failed", reason="uncertain")
    often = given_up.filter(lease_expiries__gte=MOST_UNCERTAIN - 1).exclude(channel=PUSH)
    found = [row for row in often if not held.of(news, row.channel, row.recipient_id)]
    counted.spent += len(found)
    pk = news.announcement.pk
    return {(row.recipient_id,) if row.channel == DIGEST else (row.recipient_id, pk) for row in found}


def lane(news: News, channel: str) -> str:
    """Return the lane that this news takes by this channel."""
    assert news.announcement is not None
    return URGENT if news.announcement.is_urgent and channel == MAIL else channel


def count_devices(counted: Count, news: News, rows: dict[tuple[str, int], AlertDelivery], held: Held) -> None:
    """Count messages to devices: of unknown fate, only what is urgent goes again, and the rest is given up."""
    assert news.announcement is not None
    ours = {key: row for key, row in rows.items() if key[0] == PUSH}
    failed = [row.reason for row in ours.values() if row.state == DeliveryState.FAILED]
    counted.given_up += failed.count("uncertain")
    twice = 0 if news.announcement.is_urgent else sum(held.of(news, *key) > 1 for key in ours)
    counted.expect(not twice, f"I3: {twice} devices were told twice of what is not urgent")
    refused = len(failed) - failed.count("uncertain")
    counted.expect(not refused, f"I1: {refused} messages to devices failed that nobody refused")


def count_late(counted: Count, change: Change, copies: list[Copy], workers: int) -> None:
    """Count who was told although it was over for them: at most the batches that were on their way."""
    late = [copy for copy in copies if copy.address in change.since and copy.at > change.since[copy.address]]
    counted.late += len(late)
    counted.expect(len(late) <= BATCH * workers, f"I4: {len(late)} told after they should not have been")


def count_naive(news: list[News], copies: list[Copy], changes: Iterable[Change] = (), workers: int = 4) -> Count:
    """Count what can be counted without rows: who was never told, and who was told too late."""
    counted = Count()
    told = Counter(copy.address for copy in copies)
    over = {one for change in changes for one in change.since}
    for each in news:
        people = addresses(each.crowd)
        counted.people += len(people)
        counted.told += sum(told[one] > 0 for one in people)
        counted.lost += sum(not told[one] for one in people if one not in over)
    counted.again = sum(told.values()) - len(told)
    counted.expect(not counted.lost, f"I1: {counted.lost} were never told, and nothing remembers them")
    for change in changes:
        count_late(counted, change, copies, workers)
    return counted


def number_of(copy: Copy) -> int:
    """Return which of all people a copy was for; -1 for an address of nobody's."""
    digits = copy.address.partition("@")[0].removeprefix("u")
    return int(digits) if digits.isdigit() else -1
