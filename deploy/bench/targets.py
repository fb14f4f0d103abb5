"""What alerts are meant to reach, and whether this run did: ratios of medians inside one run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from deploy.bench.measurements import Case, Middle, middle
from deploy.bench.plan import FAR_SESSIONS, SESSIONS, Found

MOST = "at most"
LEAST = "at least"


@dataclass(frozen=True)
class Target:
    """One aim in words, what it asks for and what was measured; None where the run did not measure it."""

    words: str
    bound: str
    wanted: float
    got: float | None

    @property
    def is_met(self) -> bool | None:
        """Whether it was reached."""
        if self.got is None:
            return None
        return self.got >= self.wanted if self.bound == LEAST else self.got <= self.wanted

    @property
    def verdict(self) -> str:
        """Say whether it was reached, or by how much it was missed."""
        if self.got is None:
            return "not measured"
        if self.is_met:
            return "met"
        factor = self.wanted / self.got if self.bound == LEAST and self.got else self.got / (self.wanted or 1)
        return f"missed by a factor of {factor:.2f}" if self.wanted else f"missed: {self.got:.0f}"


class Ratios:
    """Looks up medians and divides them."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.middles = {case: middle(case, found.measurements) for case in found.cases}

    def of(self, way: str, size: int, workers: int = 1, delay: int = 0) -> Middle | None:
        """Return the medians of a case."""
        return self.middles.get(Case(way, size, workers, delay))

    def sizes(self, way: str = "loop") -> list[int]:
        """Return the sizes at which a way was measured without a round trip, the smallest first."""
        return sorted({case.size for case in self.middles if case.way == way and not case.delay})

    def far(self, way: str, workers: int, sessions: int = 0) -> Middle | None:
        """Return the medians of a way over the longer round trip."""
        wanted = (way, workers, sessions)
        return next((m for c, m in self.middles.items() if c.delay and (c.way, c.workers, c.sessions) == wanted), None)


def targets(found: Found) -> list[Target]:
    """Return every target of the alert engine that this bench measures, with what it measured."""
    ratios = Ratios(found)
    return [*of_rates(ratios), *of_costs(ratios), *besides(found)]


def of_rates(ratios: Ratios) -> Iterator[Target]:
    """How fast, beside the yardstick and beside the best of the peers."""
    small, big = ratios.sizes()[0], ratios.sizes()[-1]
    for size in ratios.sizes():
        measure = ratios.of("yardstick", size, SESSIONS)
        end_to_end = f"End to end, {size:,} mails, one worker: rate by that of the yardstick"
        yield Target(end_to_end, LEAST, 0.8, by(ratios.of("ours", size), measure, rate))
        loop = f"The sending loop alone, {size:,} mails: rate by that of the yardstick"
        yield Target(loop, LEAST, 1.2, by(ratios.of("loop", size), measure, rate))
    (peers,) = ratios.sizes("post_office") or (0,)
    ours, post_office = ratios.of("ours", small), ratios.of("post_office", peers)
    yield Target("Rate by that of django-post-office", LEAST, 25, by(ours, post_office, rate))
    yield Target("CPU a mail by that of django-post-office", MOST, 1 / 50, by(ours, post_office, cpu))
    many = f"Over the longer round trip, one worker with {FAR_SESSIONS} sessions: rate by that of the yardstick"
    far = by(ratios.far("ours", 1, FAR_SESSIONS), ratios.far("yardstick", SESSIONS), rate)
    yield Target(many, LEAST, 5, far)
    second = by(ratios.of("ours", big, 2), ratios.of("ours", big), rate)
    yield Target(f"A second worker, {big:,} mails: rate by that of one", LEAST, 1.5, second)


def of_costs(ratios: Ratios) -> Iterator[Target]:
    """What a mail costs, and whether it stays the same."""
    small, big = ratios.of("ours", ratios.sizes()[0]), ratios.of("ours", ratios.sizes()[-1])
    several = len(ratios.sizes()) > 1
    yield Target("CPU a mail: largest size by smallest", MOST, 1.15, by(big, small, cpu) if several else None)
    yield Target("Peak memory: largest size by smallest", MOST, 1.1, by(big, small, memory) if several else None)
    loop = ratios.of("loop", ratios.sizes()[-1])
    yield Target("SQL statements a mail", MOST, 0.02, loop.statements if loop else None)
    ours = [each for each in ratios.middles.values() if each.case.way in {"ours", "loop"}]
    yield Target("Mails lost, all of ours together", MOST, 0, sum(each.lost for each in ours))
    yield Target("Mails doubled, all of ours together", MOST, 0, sum(each.doubled for each in ours))


def besides(found: Found) -> Iterator[Target]:
    """Rows, the urgent lane, the publishing request."""
    sizes = sorted({each.size for each in found.materialised})
    for size in sizes:
        shares = [each.written / each.copied for each in found.materialised if each.size == size]
        yield Target(f"Writing {size:,} rows: rate by that of COPY", LEAST, 1, median(shares))
    kills = sum(each.kills for each in found.killed)
    killed = f"{kills} random kills in {sum(each.size for each in found.killed):,} mails"
    yield Target(f"Mails lost after {killed}", MOST, 0, sum(each.lost for each in found.killed) if kills else None)
    again = sum(each.doubled for each in found.killed) / kills if kills else None
    yield Target(f"Mails doubled a kill, {killed}", MOST, 50, again)
    urgent = [each.seconds for each in found.urgent]
    yield Target("Seconds to the first urgent mail amid the largest run", MOST, 2, median(urgent) if urgent else None)
    times = [median(found.publishing[size]) for size in sorted(found.publishing)]
    growth = times[-1] / times[0] if times else None
    yield Target("The publishing request: time for the largest audience by that for the smallest", MOST, 1.2, growth)


def by(one: Middle | None, other: Middle | None, figure: Callable[[Middle], float | None]) -> float | None:
    """Divide a figure of one case by that of another, where both were measured."""
    above = figure(one) if one else None
    below = figure(other) if other else None
    return above / below if above is not None and below else None


def rate(middle: Middle) -> float | None:
    """Mails a second."""
    return middle.rate


def cpu(middle: Middle) -> float | None:
    """CPU of worker and Postgres."""
    return middle.cpu


def memory(middle: Middle) -> float | None:
    """Peak memory of a worker."""
    return middle.peak_memory
