"""What goes wrong, each a function that tells a crowd while it does, and returns what was counted afterwards.

Nothing is injected by the clock: a fault comes while the mail server holds a message that a process has handed over.
Nothing is judged by the clock of this machine either: see `looks`.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import DataError
from django.utils import timezone

from deploy.bench.world import FIRST_ID, Crowd
from deploy.faults import looks
from deploy.faults.calls import by_this_thread, watched
from deploy.faults.copies import DIGEST, MAIL, PUSH
from deploy.faults.counting import Change, Count, address, addresses
from deploy.faults.lanes import LANES, URGENT, gatherers, ids_of_urgent_mails, lane_of
from deploy.faults.publishing import MOMENTS
from deploy.faults.scene import Outcome, Scene, add, all_told, settled
from deploy.faults.server import LONG, MOODS
from deploy.faults.stand import DEEP, patiently
from deploy.faults.ways import News, Ours, wake
from deploy.local.waiting import wait_until
from solidarity.choices import Visibility
from solidarity.models import SolidarityRequest
from unions.actions import users
from unions.models import Announcement, Organisation, Recipient, Unsubscription, User

URGENT_EVERY = 5


def under_faults(scene: Scene, wanted: int, break_something: Callable[[], str], first: str = URGENT) -> Outcome:
    """Keep crowds being told, break one thing after the other in each lane in turn, and count after each round."""
    turn = LANES.index(first)
    outcome = Outcome("", 0, Count(), wanted)
    while outcome.faults < wanted and scene.has_time():
        scene.stand.begin()
        news = [Ours().publish(scene.varied)]
        faults = min(scene.amount.round, wanted - outcome.faults)
        for number in range(faults):
            if number == faults // 2:  # what a dead process held may be hit once more, and not again before the end
                patiently(scene.stand.end_leases_of_the_dead)
            lead_into(LANES[(turn + outcome.faults) % len(LANES)], scene, news)
            name = break_something()
            outcome.by[name] = outcome.by.get(name, 0) + 1
            outcome.faults += 1
        add(outcome.count, all_told(settled(scene, news)))
        note_lanes(outcome, scene, news)
    return outcome


def lead_into(lane: str, scene: Scene, news: list[News]) -> None:
    """Let the next fault come in the middle of a message of this lane, and see that there is one.

    Who gathers gets a mail of its own only of what is urgent.
    """
    stand = scene.stand
    if lane == URGENT:
        gathering = {address(pk - FIRST_ID) for pk in patiently(gatherers)}
        stand.aim(lambda copy: copy.channel == MAIL and copy.address in gathering)
        publish(scene, news, is_urgent=True)
    elif lane == DIGEST:
        gather(scene, news)
        stand.aim(lambda copy: copy.channel == DIGEST)
        patiently(looks.let_the_hour_come)
    elif lane == PUSH:
        stand.aim(lambda copy: copy.channel == PUSH)
        publish(scene, news, is_urgent=stand.chance.random() < 0.5)
    elif patiently(looks.fresh) < 2 * DEEP:  # before the workers run out of work: what a dead one held is left alone
        publish(scene, news, is_urgent=len(news) % URGENT_EVERY == 0)


def publish(scene: Scene, news: list[News], *, is_urgent: bool) -> None:
    """Tell a crowd, of whom some gather and some have a device, something new."""
    news.append(patiently(lambda: Ours().publish(scene.varied, is_urgent=is_urgent)))


def gather(scene: Scene, news: list[News]) -> None:
    """See that something waits for the hour of a digest."""
    if not patiently(looks.gathered):
        publish(scene, news, is_urgent=False)
    is_gathered = "Nothing is gathered"
    wait_until(lambda: bool(patiently(looks.gathered)), scene.stand.look_after, is_gathered, LONG)


def note_lanes(outcome: Outcome, scene: Scene, news: list[News]) -> None:
    """Note in the middle of messages of which lanes the faults of a round came."""
    urgent = ids_of_urgent_mails(news)
    for copy in scene.stand.caught:
        lane = lane_of(copy, urgent)
        outcome.hit[lane] = outcome.hit.get(lane, 0) + 1


def kills_of_children(scene: Scene) -> Outcome:
    """kill -9 of processes of the pools"""
    return under_faults(scene, scene.amount.child_kills, scene.stand.kill_child)


def kills_of_workers(scene: Scene) -> Outcome:
    """kill -9 of whole workers"""
    return under_faults(scene, scene.amount.worker_kills, scene.stand.kill_worker, first=DIGEST)


def held_up(scene: Scene) -> Outcome:
    """SIGSTOP of processes of the pools beyond their lease"""
    return under_faults(scene, scene.amount.held_up, scene.stand.stop_beyond_the_lease, first=PUSH)


def mixed_faults(scene: Scene) -> Outcome:
    """mixed: kills, SIGSTOP, FLUSHALL, Redis and Postgres restarted"""
    deck: list[Callable[[], str]] = []

    def one_of_them() -> str:
        if not deck:  # each comes as often as every other, in an order of chance
            deck.extend(scene.stand.mixed_faults())
            scene.stand.chance.shuffle(deck)
        return deck.pop()()

    return under_faults(scene, scene.amount.mixed, one_of_them)


def moods_of_the_server(scene: Scene) -> Outcome:
    """the mail server refuses, cuts the line before and after the final dot, hangs"""
    stand = scene.stand
    stand.begin()
    troubled = stand.chance.sample(addresses(scene.crowd), scene.amount.each_mood * len(MOODS))
    for number, one in enumerate(troubled):
        stand.server.moods[one] = [MOODS[number % len(MOODS)]]
    counted = settled(scene, [Ours().publish(scene.crowd)])
    refused = sum("550" in MOODS[number % len(MOODS)] for number in range(len(troubled)))
    told = scene.crowd.size - refused
    counted.expect(counted.told == told, f"I1: {counted.told} told; all but the {refused} refused for good should be")
    Recipient.objects.filter(pk__gte=FIRST_ID).update(suspended_at=None, suspended_reason="")
    return Outcome("", len(troubled), counted)


def server_away(scene: Scene) -> Outcome:
    """the mail server is away for a while"""
    scene.stand.begin()
    server = scene.stand.server
    server.is_away = True
    news = [Ours().publish(scene.crowd)]
    server.wait_for(lambda: server.turned_away >= 4, "Nobody came to the mail server four times")
    server.is_away = False
    return Outcome("", 1, all_told(settled(scene, news)))


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
    counted = settled(scene, [*news, long])
    foreign = address(ids[4] - FIRST_ID)  # is told in English, whatever its turn
    copies = [copy for copy in scene.stand.server.copies if copy.address != foreign]
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
    with scene.stand.caught_while(lambda: Ours().publish(scene.crowd)) as news:
        wake(30)
    return Outcome("", 32, all_told(settled(scene, [news])))


def wrong_clocks(scene: Scene) -> Outcome:
    """one worker an hour ahead, the other an hour behind"""
    hour = timedelta(hours=1).total_seconds()
    scene.stand.begin(hour, -hour)
    for one in addresses(scene.crowd)[::10]:
        scene.stand.server.moods[one] = ["451"]
    return Outcome("", 2, all_told(settled(scene, [Ours().publish(scene.crowd)])))


def broker_away(scene: Scene) -> Outcome:
    """published while Redis is stopped"""
    scene.stand.begin()
    scene.stand.stop_broker()
    with watched() as calls:
        news = [Ours().publish(scene.crowd)]
        waited = by_this_thread(calls, scene.stand.broker_port)
    scene.stand.start_broker()
    counted = all_told(settled(scene, news))
    counted.expect(not waited, f"I6: who published called the broker {len(waited)} times")
    return Outcome("", 1, counted)


def publisher_killed(scene: Scene) -> Outcome:
    """kill -9 of who publishes, right before the commit and right after it"""
    scene.stand.begin()
    for moment in MOMENTS:
        scene.stand.kill_publisher(moment, scene.crowd)
    written = Announcement.objects.all()
    requests = SolidarityRequest.objects.in_bulk(each.object_id for each in written)
    news = [News(scene.crowd, requests[each.object_id], each) for each in written]
    counted = all_told(settled(scene, news))
    counted.expect(len(news) == 1, f"I1: {len(news)} are written, not the one that was committed")
    return Outcome("", len(MOMENTS), counted)


def disk_full(scene: Scene) -> Outcome:
    """the disk of Postgres is full while the mail leaves, until there is room again"""
    scene.stand.begin()
    news = [Ours().publish(scene.varied)]
    scene.stand.in_the_middle(scene.stand.fill_the_disk)()
    return Outcome("", 1, all_told(settled(scene, news)))


def deployed_meanwhile(scene: Scene) -> Outcome:
    """both workers replaced, one after the other, as a deployment does"""
    scene.stand.begin()
    with scene.stand.caught_while(lambda: Ours().publish(scene.crowd)) as news:
        wake(4)
    scene.stand.deploy()
    return Outcome("", 2, all_told(settled(scene, [news])))


def changed_meanwhile(scene: Scene) -> Outcome:
    """unsubscribed, erased and out of sight while the mail leaves"""
    crowd = scene.leaving.pop()
    scene.stand.begin()
    first = scene.hold_all(crowd.size // 10)
    news = [Ours().publish(crowd)]
    first.wait()
    changes = [unsubscribe_and_erase(crowd)]
    second = scene.hold_all(crowd.size // 10)
    first.let_go()
    second.wait()
    SolidarityRequest.objects.filter(pk=news[0].solidarity_request.pk).update(visibility=Visibility.NETWORK)
    changes.append(Change(dict.fromkeys(addresses(crowd), time.monotonic())))
    counted = settled(scene, news, changes=changes, workers=max(len(first.lines), len(second.lines)))
    counted.expect(counted.told < crowd.size, "I4: all were told, so nothing was seen")
    return Outcome("", 3, counted)


def unsubscribe_and_erase(crowd: Crowd) -> Change:
    """Let every second person unsubscribe and a tenth of them end their account; return since when for each."""
    ids = range(FIRST_ID + crowd.first, FIRST_ID + crowd.first + crowd.size)
    Unsubscription.objects.bulk_create(Unsubscription(recipient_id=pk, kind="", at=timezone.now()) for pk in ids[::2])
    change = Change(dict.fromkeys((address(pk - FIRST_ID) for pk in ids[::2]), time.monotonic()))
    for person in User.objects.filter(pk__in=ids[5::10]).order_by("-pk"):
        users.erase(by=person, at=timezone.now())
        change.since[address(person.pk - FIRST_ID)] = time.monotonic()
    return change


OURS = (moods_of_the_server, server_away, poison, many_wakings, broker_away, changed_meanwhile, publisher_killed,
    disk_full, kills_of_children, kills_of_workers, held_up, mixed_faults, deployed_meanwhile,
    wrong_clocks)  # fmt: skip
