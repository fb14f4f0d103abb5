"""What goes wrong, each a function that tells a crowd while it does, and returns what was counted afterwards."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import DataError, Error
from django.db.models.functions import Now
from django.utils import timezone

from deploy.bench.world import FIRST_ID, Crowd
from deploy.faults.counting import Change, Count, address, addresses, count, count_naive, wait_until_ended
from deploy.faults.server import MOODS
from deploy.faults.stand import Stand
from deploy.faults.ways import Naive, News, Ours, wake
from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.choices import Visibility
from solidarity.models import SolidarityRequest
from unions.actions import users
from unions.models import Announcement, Organisation, Recipient, Unsubscription, User

SLOW = 0.02  # seconds for each message, so that a fault hits in the middle


@dataclass(frozen=True)
class Amount:
    """How much of everything; `until` is the moment, by time.monotonic, at which no further fault begins."""

    child_kills: int
    worker_kills: int
    mixed: int
    until: float
    round: int = 25  # faults between two counts


@dataclass
class Outcome:
    """What a scenario came to."""

    name: str
    faults: int
    count: Count
    wanted: int = 0
    by: dict[str, int] = field(default_factory=dict)


@dataclass
class Scene:
    """A stand, two crowds, and the amounts."""

    stand: Stand
    crowd: Crowd  # of a few hundred, told again and again
    few: Crowd  # of some dozens
    leaving: list[Crowd]  # of which each is used up
    amount: Amount

    def has_time(self) -> bool:
        """Whether another fault may begin."""
        return time.monotonic() < self.amount.until

    def some_are_told(self, number: int = 1) -> None:
        """Wait until the server holds so many copies."""
        deadline = time.monotonic() + 30
        while len(self.stand.server.copies) < number and time.monotonic() < deadline:
            time.sleep(0.02)


def under_faults(scene: Scene, wanted: int, break_something: Callable[[], str], least: float, most: float) -> Outcome:
    """Keep crowds being told, break something every so many seconds, and count after each round."""
    outcome = Outcome("", 0, Count(), wanted)
    while outcome.faults < wanted and scene.has_time():
        scene.stand.begin()
        scene.stand.server.pause = SLOW
        news = [Ours().publish(scene.crowd)]
        scene.some_are_told()
        for _fault in range(min(scene.amount.round, wanted - outcome.faults)):
            time.sleep(scene.stand.chance.uniform(least, most))
            keep_telling(scene, news)
            name = break_something()
            outcome.by[name] = outcome.by.get(name, 0) + 1
            outcome.faults += 1
        settle(scene, news)
        add(outcome.count, all_told(count(news, scene.stand.server.copies, uncertain=scene.stand.kills)))
    return outcome


def keep_telling(scene: Scene, news: list[News]) -> None:
    """Publish something new before the workers run out of work: what a dead one held is left alone for a while."""
    free = AlertDelivery.objects.filter(state=DeliveryState.WAITING).exclude(leased_until__gte=Now())
    unwritten = Announcement.objects.filter(fanned_out_at__isnull=True)
    if patiently(lambda: free.count() < scene.crowd.size / 2 and not unwritten.exists()):
        news.append(patiently(lambda: Ours().publish(scene.crowd)))


def kills_of_children(scene: Scene) -> Outcome:
    """kill -9 of processes of the pools"""
    return under_faults(scene, scene.amount.child_kills, scene.stand.kill_child, 0.2, 0.8)


def kills_of_workers(scene: Scene) -> Outcome:
    """kill -9 of whole workers"""
    return under_faults(scene, scene.amount.worker_kills, scene.stand.kill_worker, 1.0, 3.0)


def mixed_faults(scene: Scene) -> Outcome:
    """mixed: kills, FLUSHALL, Redis and Postgres restarted, SIGSTOP beyond the lease"""
    deck: list[Callable[[], str]] = []

    def one_of_them() -> str:
        if not deck:  # each comes as often as every other, in an order of chance
            deck.extend(scene.stand.mixed_faults())
            scene.stand.chance.shuffle(deck)
        return deck.pop()()

    return under_faults(scene, scene.amount.mixed, one_of_them, 0.3, 1.0)


def moods_of_the_server(scene: Scene) -> Outcome:
    """the mail server refuses, cuts the line before and after the final dot, hangs"""
    stand = scene.stand
    stand.begin()
    people = addresses(scene.crowd)
    troubled = stand.chance.sample(people, min(4 * len(MOODS), len(people)))
    for number, one in enumerate(troubled):
        stand.server.moods[one] = [MOODS[number % len(MOODS)]]
    news = [Ours().publish(scene.crowd)]
    settle(scene, news)
    lines_cut = sum("cut" in MOODS[n % len(MOODS)] or "hang" in MOODS[n % len(MOODS)] for n in range(len(troubled)))
    counted = count(news, stand.server.copies, uncertain=lines_cut)
    refused = sum("550" in MOODS[number % len(MOODS)] for number in range(len(troubled)))
    told = scene.crowd.size - refused
    counted.expect(counted.told == told, f"I1: {counted.told} told; all but the {refused} refused for good should be")
    Recipient.objects.filter(pk__gte=FIRST_ID).update(suspended_at=None, suspended_reason="")
    return Outcome("", len(troubled), counted)


def server_away(scene: Scene) -> Outcome:
    """the mail server is away for a while"""
    scene.stand.begin()
    scene.stand.server.is_away = True
    news = [Ours().publish(scene.crowd)]
    time.sleep(4)
    scene.stand.server.is_away = False
    settle(scene, news)
    return Outcome("", 1, all_told(count(news, scene.stand.server.copies)))


def poison(scene: Scene) -> Outcome:
    """poison: no address, a domain too long, no such zone or language, a text of 1 MB, a lone surrogate"""
    scene.stand.begin()
    poisoned: list[dict[str, Any]] = [
        {"email": "not an address"},
        {"email": f"u@{'x' * 80}.example"},
        {"email": "two@at@example.org"},
        {"time_zone": "Nowhere/Land"},
        {"ui_language": "xx"},
    ]
    ids = [FIRST_ID + scene.crowd.first + 7 * number for number in range(len(poisoned))]
    before = list(User.objects.filter(pk__in=ids).values("pk", "email", "time_zone", "ui_language"))
    for pk, fields in zip(ids, poisoned, strict=True):
        User.objects.filter(pk=pk).update(**fields)
    news = [Ours().publish(scene.crowd)]
    long = Ours().publish(scene.few)
    SolidarityRequest.objects.filter(pk=long.solidarity_request.pk).update(what_happens="word " * 200_000)
    settle(scene, [*news, long])
    foreign = address(ids[4] - FIRST_ID)  # is told in English, whatever its turn
    copies = [copy for copy in scene.stand.server.copies if copy.address != foreign]
    counted = count([*news, long], scene.stand.server.copies)
    counted.broken = [words for words in counted.broken if not words.startswith("I5: 1 ")]
    healthy = counted.people - len(poisoned)
    counted.expect(len({(copy.address, copy.message_id) for copy in copies}) >= healthy, "I1: a neighbour was not told")
    counted.expect(not takes("\ud800"), "a lone surrogate was stored")
    counted.expect(not takes("x" * 1_000_000), "a name of 1 MB was stored")
    for row in before:
        User.objects.filter(pk=row.pop("pk")).update(**row)
    return Outcome("", len(poisoned) + 3, counted)


def takes(name: str) -> bool:
    """Say whether the database takes this as the name of a union."""
    try:
        return bool(Organisation.objects.filter(slug="dockers").update(name=name))
    except (UnicodeEncodeError, DataError):
        return False


def many_wakings(scene: Scene) -> Outcome:
    """thirty wakings at once, and two beats"""
    scene.stand.begin(beats=2)
    scene.stand.server.pause = SLOW / 4
    news = [Ours().publish(scene.crowd)]
    wake(30)
    settle(scene, news)
    return Outcome("", 32, all_told(count(news, scene.stand.server.copies)))


def wrong_clocks(scene: Scene) -> Outcome:
    """one worker an hour ahead, the other an hour behind"""
    hour = timedelta(hours=1).total_seconds()
    scene.stand.begin(hour, -hour)
    scene.stand.server.pause = SLOW / 4
    news = [Ours().publish(scene.crowd)]
    settle(scene, news)
    return Outcome("", 2, all_told(count(news, scene.stand.server.copies)))


def broker_away(scene: Scene) -> Outcome:
    """published while Redis is stopped"""
    scene.stand.begin()
    scene.stand.stop_broker()
    news = [Ours().publish(scene.crowd)]
    scene.stand.start_broker()
    settle(scene, news)
    return Outcome("", 1, all_told(count(news, scene.stand.server.copies)))


def deployed_meanwhile(scene: Scene) -> Outcome:
    """both workers replaced, one after the other, as a deployment does"""
    scene.stand.begin()
    scene.stand.server.pause = SLOW
    news = [Ours().publish(scene.crowd)]
    scene.some_are_told()
    scene.stand.deploy()
    settle(scene, news)
    return Outcome("", 2, all_told(count(news, scene.stand.server.copies)))


def changed_meanwhile(scene: Scene) -> Outcome:
    """unsubscribed, erased and out of sight while the mail leaves"""
    crowd = scene.leaving.pop()
    scene.stand.begin(0.0, pool=1)
    scene.stand.server.pause = SLOW
    news = [Ours().publish(crowd)]
    scene.some_are_told(crowd.size // 10)
    changes = [unsubscribe_and_erase(crowd)]
    scene.some_are_told(crowd.size // 3)
    SolidarityRequest.objects.filter(pk=news[0].solidarity_request.pk).update(visibility=Visibility.NETWORK)
    changes.append(Change(dict.fromkeys(addresses(crowd), time.monotonic())))
    settle(scene, news)
    return Outcome("", 3, count(news, scene.stand.server.copies, changes=changes, workers=1))


def unsubscribe_and_erase(crowd: Crowd) -> Change:
    """Let every second person unsubscribe and a tenth of them end their account; return since when for each."""
    ids = range(FIRST_ID + crowd.first, FIRST_ID + crowd.first + crowd.size)
    Unsubscription.objects.bulk_create(Unsubscription(recipient_id=pk, kind="", at=timezone.now()) for pk in ids[::2])
    change = Change(dict.fromkeys((address(pk - FIRST_ID) for pk in ids[::2]), time.monotonic()))
    for person in User.objects.filter(pk__in=ids[5::10]).order_by("-pk"):
        users.erase(by=person, at=timezone.now())
        change.since[address(person.pk - FIRST_ID)] = time.monotonic()
    return change


# The naive twin, under the same faults: each must break the same promise.


def naive(scene: Scene, break_it: Callable[[], object]) -> Outcome:
    """Let the twin tell a crowd, break something meanwhile, wait until its queue is empty, and count."""
    scene.stand.server.pause = SLOW / 2
    news = [Naive().publish(scene.crowd)]
    scene.some_are_told(5)
    break_it()
    wait_until_quiet(scene.stand)
    return Outcome("", 1, count_naive(news, scene.stand.server.copies))


def naive_kills(scene: Scene) -> Outcome:
    """the naive twin: kill -9 of processes of the pools"""
    scene.stand.begin()

    def kill_some() -> None:
        for _kill in range(24):  # one that falls after the server has taken the mail loses nothing
            scene.stand.kill_child()
            time.sleep(0.1)

    return naive(scene, kill_some)


def naive_flush(scene: Scene) -> Outcome:
    """the naive twin: FLUSHALL"""
    scene.stand.begin()
    return naive(scene, scene.stand.flush_broker)


def naive_refused(scene: Scene) -> Outcome:
    """the naive twin: the mail server refuses some for now, and cuts the line"""
    scene.stand.begin()
    for one in addresses(scene.crowd)[::10]:
        scene.stand.server.moods[one] = ["451"]
    return naive(scene, lambda: None)


def naive_changed(scene: Scene) -> Outcome:
    """the naive twin: unsubscribed and erased while the mail leaves"""
    crowd = scene.leaving.pop()
    scene.stand.begin(0.0, pool=1)
    scene.stand.server.pause = SLOW
    news = [Naive().publish(crowd)]
    scene.some_are_told(crowd.size // 10)
    changes = [unsubscribe_and_erase(crowd)]
    wait_until_quiet(scene.stand)
    return Outcome("", 2, count_naive(news, scene.stand.server.copies, changes, workers=1))


def naive_broker_away(scene: Scene) -> Outcome:
    """the naive twin: published while Redis is stopped"""
    scene.stand.begin()
    scene.stand.stop_broker()
    news = [Naive().publish(scene.few)]
    scene.stand.start_broker()
    wait_until_quiet(scene.stand)
    return Outcome("", 1, count_naive(news, scene.stand.server.copies))


OURS = (moods_of_the_server, server_away, poison, many_wakings, wrong_clocks, broker_away, deployed_meanwhile,
    changed_meanwhile, kills_of_children, kills_of_workers, mixed_faults)  # fmt: skip
TWINS = (naive_kills, naive_flush, naive_refused, naive_changed, naive_broker_away)


def settle(scene: Scene, news: list[News]) -> None:
    """Hurry no more, and wait for the end of this news."""
    scene.stand.server.pause = 0
    patiently(lambda: wait_until_ended(news))


def patiently(ask: Callable[[], Any]) -> Any:
    """Ask the database again where Postgres has just gone away under us."""
    from django.db import connections

    deadline = time.monotonic() + 60
    while True:
        try:
            return ask()
        except Error:
            connections.close_all()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def wait_until_quiet(stand: Stand, seconds: float = 4) -> None:
    """Wait until the server has been given nothing new for so long."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < seconds:
        if len(stand.server.copies) != seen:
            seen, since = len(stand.server.copies), time.monotonic()
        time.sleep(0.1)


def all_told(counted: Count) -> Count:
    """Expect that nobody was left out."""
    counted.expect(counted.told == counted.people, f"I1: {counted.told} of {counted.people} were told")
    return counted


def add(total: Count, more: Count) -> None:
    """Add what was counted after one round to what was counted before."""
    total.people += more.people
    total.told += more.told
    total.lost += more.lost
    total.again += more.again
    total.late += more.late
    total.broken += more.broken
