"""Which cases are measured, in which order, and how often: all ways take turns in each round."""

import random
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.bench import kills, others, ours
from deploy.bench.kills import Killed
from deploy.bench.measurements import Case, Measurement
from deploy.bench.others import PEER_WAYS
from deploy.bench.ours import Materialised, Urgent
from deploy.bench.sink import Sink
from deploy.bench.stage import Stage
from deploy.bench.world import Crowd
from deploy.local.progress import Progress

SESSIONS = 4  # of the yardstick
FAR_SESSIONS = 16  # over a round trip
FAR_SIZE = 4_000  # mails over a round trip of which the yardstick makes four for each mail
QUICK = {"peers": 200, "sizes": [2_000], "rounds": 1}


def parse(arguments: list[str]) -> Namespace:
    """Read the command's arguments."""
    parser = ArgumentParser(prog="make bench-alerts ARGS=…", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="some three minutes: few mails, one round")
    parser.add_argument("--peers", type=int, default=2_000, metavar="MAILS", help="mails of each peer (2,000)")
    parser.add_argument(
        "--sizes", type=sizes, default=[10_000, 100_000, 1_000_000], metavar="N,N", help="mails of ours"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds of which the median is taken (3)")
    parser.add_argument("--delay", type=int, default=10, metavar="MS", help="the longer round trip (10 ms)")
    parser.add_argument("--to", type=Path, help="folder for performance.md and .svg (docs; with --quick .local/bench)")
    chosen = parser.parse_args(arguments)
    if chosen.quick:
        vars(chosen).update(QUICK)
    return chosen


def sizes(words: str) -> list[int]:
    """Read sizes as 10000,100000."""
    return sorted(int(word.replace("_", "")) for word in words.split(","))


@dataclass
class Found:
    """Everything that was measured."""

    cases: list[Case] = field(default_factory=list)
    measurements: list[Measurement] = field(default_factory=list)
    materialised: list[Materialised] = field(default_factory=list)
    urgent: list[Urgent] = field(default_factory=list)
    killed: list[Killed] = field(default_factory=list)
    publishing: dict[int, list[float]] = field(default_factory=dict)
    message_bytes: int = 0


@dataclass
class Plan:
    """What a run measures, on this stage."""

    chosen: Namespace
    stage: Stage
    crowds: list[Crowd]
    near: Sink
    far: Sink
    progress: Progress
    found: Found = field(default_factory=Found)
    chance: random.Random = field(default_factory=lambda: random.Random(4))

    @property
    def small(self) -> Crowd:
        """The few whom urgent news concerns."""
        return self.crowds[-1]

    @property
    def told(self) -> list[Crowd]:
        """The crowds of the sizes that were asked for."""
        return [crowd for crowd in self.crowds if crowd.size in self.chosen.sizes]

    def run(self) -> Found:
        """Measure everything round by round."""
        self.found.message_bytes = self.length_of_a_mail()
        for number in range(1, self.chosen.rounds + 1):
            self.progress.say(f"Round {number} of {self.chosen.rounds}")
            for case, measure in self.turns():
                self.note(case, measure)
            self.besides()
        return self.found

    def length_of_a_mail(self) -> int:
        """Send a few of ours first: the yardstick sends messages of the same length."""
        crowd = self.small
        sent = ours.loop_alone(Case("loop", crowd.size), crowd, self.near, self.stage)
        return sent.bytes // max(sent.mails, 1)

    def note(self, case: Case, measure: Callable[[], Measurement]) -> None:
        """Measure once, keep it and tell of it."""
        found = measure()
        self.found.measurements.append(found)
        if case not in self.found.cases:
            self.found.cases.append(case)
        lost = f", {found.lost} lost" if found.lost else ""
        self.progress.say(f"{case.way} {case.size} × {case.workers}, {case.delay} ms: {found.rate:,.0f}/s{lost}")

    def turns(self) -> list[tuple[Case, Callable[[], Measurement]]]:
        """Return all cases with the call that measures each, the far ones last."""
        return [turn for crowd in self.told for turn in self.near_turns(crowd)] + self.peer_turns() + self.far_turns()

    def near_turns(self, crowd: Crowd) -> list[tuple[Case, Callable[[], Measurement]]]:
        """The yardstick and ours without a round trip."""
        turns = [self.yardstick(crowd.size, SESSIONS, self.near), self.loop(crowd)]
        return turns + [self.ours(crowd, workers, self.near) for workers in (1, 2)]

    def peer_turns(self) -> list[tuple[Case, Callable[[], Measurement]]]:
        """The peers; the yardstick beside them is that of the smallest size."""
        cases = [Case(way, self.chosen.peers) for way in PEER_WAYS]
        return [(case, lambda case=case: others.peer(case, self.near, self.stage)) for case in cases]  # type: ignore[misc]

    def far_turns(self) -> list[tuple[Case, Callable[[], Measurement]]]:
        """The yardstick and ours over a round trip, with a few sessions and with many."""
        crowd = next(crowd for crowd in self.crowds if crowd.size == far_size(self.chosen))
        turns = [self.yardstick(crowd.size, sessions, self.far) for sessions in (SESSIONS, FAR_SESSIONS)]
        turns += [self.ours(crowd, workers, self.far) for workers in (1, 2)]
        return [*turns, self.ours(crowd, 1, self.far, FAR_SESSIONS)]

    def yardstick(self, size: int, sessions: int, sink: Sink) -> tuple[Case, Callable[[], Measurement]]:
        """Postfix's generator with so many sessions."""
        case = Case("yardstick", size, sessions, sink.delay)
        return case, lambda: others.yardstick(case, sink, self.found.message_bytes)

    def loop(self, crowd: Crowd) -> tuple[Case, Callable[[], Measurement]]:
        """Our sending loop alone."""
        case = Case("loop", crowd.size)
        return case, lambda: ours.loop_alone(case, crowd, self.near, self.stage)

    def ours(self, crowd: Crowd, workers: int, sink: Sink, sessions: int = 0) -> tuple[Case, Callable[[], Measurement]]:
        """Ours from publishing to the last record."""
        case = Case("ours", crowd.size, workers, sink.delay, sessions)
        return case, lambda: ours.end_to_end(case, crowd, sink, self.stage)

    def besides(self) -> None:
        """What is not a rate of mails: rows, the urgent lane, the publishing request."""
        biggest = self.told[-1]
        for crowd in self.told:
            self.found.materialised.append(ours.materialise(crowd, self.stage))
        self.found.urgent.append(ours.urgent_amid(biggest, self.small, self.near, self.stage))
        for crowd in (self.small, biggest):
            times = self.found.publishing.setdefault(crowd.size, [])
            times += [ours.publishing_time(crowd) for _turn in range(9)]
        broken = max((crowd for crowd in self.told if crowd.size <= kills.MOST_MAILS), key=lambda crowd: crowd.size)
        self.found.killed.append(kills.kill_at_random(broken, self.near, self.stage, self.chance))
        self.progress.say(f"{self.found.killed[-1]}")
        self.progress.say(f"urgent amid {biggest.size}: {self.found.urgent[-1].seconds:.2f} s")


def far_size(chosen: Namespace) -> int:
    """Return how many mails go over the longer round trip."""
    return int(min(FAR_SIZE, *chosen.sizes, 1_000 if chosen.quick else FAR_SIZE))


def all_sizes(chosen: Namespace) -> list[int]:
    """Return the sizes of all crowds that a run needs, the few of the urgent news last."""
    return [*dict.fromkeys([*chosen.sizes, far_size(chosen)]), 40]
