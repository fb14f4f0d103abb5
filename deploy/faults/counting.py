"""Counts the promises I1 to I6 after a fault: from the rows, and from what the mail server holds by Message-ID."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from deploy.bench.world import FIRST_ID, Crowd
from deploy.faults.server import Copy
from deploy.faults.ways import News
from solidarity.alerts.models import AlertDelivery, DeliveryState
from unions.choices import Channel
from unions.mail import message_id

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


def count(
    news: list[News],
    copies: list[Copy],
    *,
    kills: int = 0,
    lines: int = 0,
    changes: Iterable[Change] = (),
    workers: int = 4,
) -> Count:
    """Count everything. Each killed worker may repeat one batch, and each line that broke one copy."""
    counted = Count()
    held = Counter(copy.message_id for copy in copies)
    ours: set[str] = set()
    for each in news:
        ours |= count_rows(counted, each, held)
    counted.again = sum(number - 1 for number in held.values())
    most_again = BATCH * kills + lines
    counted.expect(counted.again <= most_again, f"I3: {counted.again} copies again after {kills} kills, {lines} cuts")
    most = max(held.values(), default=0)
    counted.expect(most <= MOST_COPIES, f"I3: {most} copies of one alert to one recipient")
    counted.expect(not held.keys() - ours, f"I3: {len(held.keys() - ours)} Message-IDs that are no alert's")
    wrong = [copy for copy in copies if copy.language != LANGUAGES[number_of(copy) % 4]]
    counted.expect(not wrong, f"I5: {len(wrong)} copies in another language than the reader's")
    for change in changes:
        count_late(counted, change, copies, workers)
    return counted


def count_rows(counted: Count, news: News, held: Counter[str]) -> set[str]:
    """Compare the rows of one announcement with its audience and with the server; return its Message-IDs."""
    assert news.announcement is not None
    pk, crowd = news.announcement.pk, news.crowd
    audience = range(FIRST_ID + crowd.first, FIRST_ID + crowd.first + crowd.size)
    rows = {row.recipient_id: row for row in AlertDelivery.objects.filter(announcement=pk)}
    ids = {recipient: message_id(pk, Channel.MAIL, recipient) for recipient in audience}
    waiting = [row for row in rows.values() if row.state == DeliveryState.WAITING]
    silent = [row for row in rows.values() if row.state not in {"waiting", "sent"} and not row.reason]
    sent = [recipient for recipient, row in rows.items() if row.state == DeliveryState.SENT]
    unheard = [recipient for recipient in sent if not held[ids[recipient]]]
    counted.people += crowd.size
    counted.told += sum(held[one] > 0 for one in ids.values())
    counted.lost += len(unheard) + len(set(audience) - rows.keys()) + len(waiting)
    counted.expect(rows.keys() == set(audience), f"I1: {len(rows)} rows for {crowd.size} people")
    counted.expect(not waiting, f"I1: {len(waiting)} rows still wait")
    counted.expect(not silent, f"I1: {len(silent)} rows ended without a reason")
    counted.expect(not unheard, f"I2: {len(unheard)} are recorded as sent and were not")
    return set(ids.values())


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
