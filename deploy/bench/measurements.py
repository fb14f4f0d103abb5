"""What was measured: one way to send, one size, one round."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Case:
    """What is measured: a way to send so many mails, with how many workers or sessions, over which round trip.

    A worker of ours opens as many sessions as the portal does by itself, where the case names no number of them.
    """

    way: str
    size: int
    workers: int = 1
    delay: int = 0  # milliseconds of round trip
    sessions: int = 0  # of each worker


@dataclass(frozen=True)
class Measurement:
    """One round of one case. Seconds from publishing to the last `250`; CPU in seconds; memory in MB."""

    case: Case
    seconds: float
    mails: int
    lost: int = 0
    doubled: int = 0
    worker_cpu: float | None = None
    postgres_cpu: float | None = None
    peak_memory: float | None = None
    statements: int | None = None
    bytes: int = 0

    @property
    def rate(self) -> float:
        """Mails a second."""
        return self.mails / self.seconds


@dataclass(frozen=True)
class Middle:
    """The medians of all rounds of one case; CPU in microseconds a mail."""

    case: Case
    rounds: int
    rate: float
    lost: int
    doubled: int
    worker_cpu: float | None
    postgres_cpu: float | None
    peak_memory: float | None
    statements: float | None  # a mail

    @property
    def cpu(self) -> float | None:
        """CPU of worker and Postgres together."""
        return None if self.worker_cpu is None else self.worker_cpu + (self.postgres_cpu or 0)


def middle(case: Case, measured: Iterable[Measurement]) -> Middle:
    """Take the medians of the rounds of a case; what was lost or doubled is added up."""
    rounds = [each for each in measured if each.case == case]
    return Middle(
        case=case,
        rounds=len(rounds),
        rate=median(each.rate for each in rounds),
        lost=sum(each.lost for each in rounds),
        doubled=sum(each.doubled for each in rounds),
        worker_cpu=_middle([_a_mail(each.worker_cpu, each) for each in rounds]),
        postgres_cpu=_middle([_a_mail(each.postgres_cpu, each) for each in rounds]),
        peak_memory=_middle([each.peak_memory for each in rounds]),
        statements=_middle([each.statements and each.statements / max(each.mails, 1) for each in rounds]),
    )


def _a_mail(seconds: float | None, measured: Measurement) -> float | None:
    return None if seconds is None else 1e6 * seconds / max(measured.mails, 1)


def _middle(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
