"""Where it is broken: crowds, and how much of everything; and how each scenario ends: all settles and is counted."""

import time
from dataclasses import dataclass, field
from typing import Any

from deploy.bench.world import Crowd
from deploy.faults import looks
from deploy.faults.counting import Count, count
from deploy.faults.server import LONG, Hold, NotSettled
from deploy.faults.stand import Stand, patiently
from deploy.faults.ways import News
from deploy.local.waiting import wait_until

ALL = 1_000_000  # more than there are lines: every message is held


@dataclass(frozen=True)
class Amount:
    """How much of everything; `until` is the moment, by time.monotonic, at which no further fault begins."""

    child_kills: int
    worker_kills: int
    held_up: int
    mixed: int
    until: float
    each_mood: int = 4  # people for each mood of the mail server
    round: int = 25  # faults between two counts


@dataclass
class Outcome:
    """What a scenario came to."""

    name: str
    faults: int
    count: Count
    wanted: int = 0
    by: dict[str, int] = field(default_factory=dict)
    hit: dict[str, int] = field(default_factory=dict)  # in the middle of a message of which lane


@dataclass
class Scene:
    """A stand, crowds, and the amounts."""

    stand: Stand
    crowd: Crowd  # of a hundred or more, told again and again, by mail alone
    varied: Crowd  # as many, of whom some gather their news, and some have a device
    few: Crowd  # of some dozens
    leaving: list[Crowd]  # of which each is used up
    amount: Amount

    def has_time(self) -> bool:
        """Whether another fault may begin."""
        return time.monotonic() < self.amount.until

    def hold_all(self, after: int = 0) -> Hold:
        """Hold every message once so many more have been taken."""
        return self.stand.server.hold_after(after, most=ALL)

    def count(self, news: list[News], **more: Any) -> Count:
        """Count all promises, with what may go twice after what has happened."""
        server = self.stand.server
        lines = server.broken_lines + self.stand.copies_again
        hands = server.broken_devices + self.stand.hands
        return count(news, server.copies, kills=self.stand.kills, lines=lines, hands=hands, **more)


def settled(scene: Scene, news: list[News], **more: Any) -> Count:
    """Hold nothing any more, wait until all rows of this news have ended or one is overdue, and count."""
    if scene.stand.server.hold is not None:
        scene.stand.server.hold.let_go()
    overdue = wait_until_ended(scene.stand, [each.announcement.pk for each in news if each.announcement])
    counted: Count = patiently(lambda: scene.count(news, **more))
    counted.broken += overdue
    return counted


def wait_until_ended(stand: Stand, ids: list[int]) -> list[str]:
    """Wait for the end of all rows, giving back what dead processes held; return in words what is overdue.

    Raises NotSettled where nothing ends and nothing is overdue: no worker looks at anything.
    """
    seen, since = -1, time.monotonic()
    while left := len(patiently(lambda: looks.free_since(ids))):
        if left != seen:
            seen, since = left, time.monotonic()
        if time.monotonic() - since > LONG:
            raise NotSettled(f"{left} rows wait, and no worker looks at them.")
        stand.look_after()
        patiently(stand.end_leases_of_the_dead)
        patiently(looks.let_the_hour_come)
        words: list[str] = patiently(lambda: looks.overdue(ids))
        if words:
            return words
        time.sleep(0.1)
    wait_until_looks_end(stand)
    return []


def wait_until_looks_end(stand: Stand) -> None:
    """Wait until each process that may still hand something over has done so. Raises Unavailable."""
    moment = patiently(looks.now)
    wait_until(lambda: not looks.go_on(moment, stand.pools()), stand.look_after, "A look does not end", LONG)


def all_told(counted: Count) -> Count:
    """Expect that nobody was left out, but for those over whose copy a process died three times."""
    untold = ", ".join(f"{number} × {how}" for how, number in counted.untold.items())
    words = f"I1: {counted.told} of {counted.people} were told, {counted.spent} given up; untold: {untold}"
    counted.expect(counted.told + counted.spent == counted.people, words)
    return counted


def add(total: Count, more: Count) -> None:
    """Add what was counted after one round to what was counted before."""
    total.people += more.people
    total.told += more.told
    total.lost += more.lost
    total.again += more.again
    total.late += more.late
    total.given_up += more.given_up
    total.spent += more.spent
    total.lanes += more.lanes
    total.broken += more.broken
