"""The naive twin, under the same faults: each must break the same promise."""

import time
from collections.abc import Callable

from deploy.bench.world import Crowd
from deploy.faults.calls import by_this_thread, watched
from deploy.faults.counting import addresses, count_naive
from deploy.faults.scenarios import unsubscribe_and_erase
from deploy.faults.scene import Outcome, Scene
from deploy.faults.server import LONG, Hold, NotSettled
from deploy.faults.stand import Stand
from deploy.faults.ways import Naive


def naive(scene: Scene, crowd: Crowd, hold: Hold | None, break_it: Callable[[], object]) -> Outcome:
    """Let the twin tell a crowd, break something while messages are held, wait until its queue is empty, and count."""
    news = [Naive().publish(crowd)]
    break_it()
    if hold is not None:
        hold.let_go()
    wait_until_quiet(scene.stand)
    return Outcome("", 1, count_naive(news, scene.stand.server.copies))


def naive_kills(scene: Scene) -> Outcome:
    """the naive twin: kill -9 of a process of a pool before its mail is taken"""
    scene.stand.begin(beats=0)
    hold = scene.stand.server.hold_after(5)
    return naive(scene, scene.few, None, lambda: scene.stand.kill_child(hold))


def naive_flush(scene: Scene) -> Outcome:
    """the naive twin: FLUSHALL while its first mails are taken"""
    scene.stand.begin(beats=0)
    return naive(scene, scene.crowd, scene.hold_all(), scene.stand.flush_broker)


def naive_refused(scene: Scene) -> Outcome:
    """the naive twin: the mail server refuses some for now, and cuts the line"""
    scene.stand.begin(beats=0)
    for one in addresses(scene.few)[::10]:
        scene.stand.server.moods[one] = ["451"]
    return naive(scene, scene.few, None, lambda: None)


def naive_changed(scene: Scene) -> Outcome:
    """the naive twin: unsubscribed and erased while the mail leaves"""
    crowd = scene.leaving.pop()
    scene.stand.begin(beats=0)
    hold = scene.hold_all(crowd.size // 10)
    news = [Naive().publish(crowd)]
    hold.wait()
    changes = [unsubscribe_and_erase(crowd)]
    hold.let_go()
    wait_until_quiet(scene.stand)
    return Outcome("", 2, count_naive(news, scene.stand.server.copies, changes, workers=1))


def naive_broker_away(scene: Scene) -> Outcome:
    """the naive twin: published while Redis is stopped"""
    scene.stand.begin(beats=0)
    scene.stand.stop_broker()
    with watched() as calls:
        news = [Naive().publish(scene.few)]
        waited = by_this_thread(calls, scene.stand.broker_port)
    scene.stand.start_broker()
    wait_until_quiet(scene.stand)
    counted = count_naive(news, scene.stand.server.copies)
    counted.expect(not waited, f"I6: who published called the broker {len(waited)} times")
    return Outcome("", 1, counted)


def wait_until_quiet(stand: Stand) -> None:
    """Wait until no task is left. Raises NotSettled."""
    deadline = time.monotonic() + LONG
    while not stand.is_quiet():
        if time.monotonic() > deadline:
            raise NotSettled("Tasks are left in the broker.")
        stand.look_after()
        time.sleep(0.1)


TWINS = (naive_kills, naive_flush, naive_refused, naive_changed, naive_broker_away)
