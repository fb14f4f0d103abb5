"""The alert engine from the keyboard: where news stands, and what goes again. Ids and numbers only."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q

from solidarity.alerts import watching
from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.alerts.progress import Progress
from unions.models import Announcement

RECENT = timedelta(days=7)


@dataclass
class Standing:
    """One piece of news: its copies by state, and how many of the failed ones would go again."""

    news: Announcement
    states: "Counter[str]" = field(default_factory=Counter)
    repeatable: int = 0

    @property
    def is_quiet(self) -> bool:
        """Whether it is over, by digest too, and nothing of it is left to be sent again."""
        return self.news.finished_at is not None and not self.states[DeliveryState.WAITING] and not self.repeatable

    @property
    def line(self) -> str:
        """One line, in plain words."""
        return f"{self.news.pk}  {self.news.kind}  {self.where}: {numbers(self.states)}"

    @property
    def where(self) -> str:
        """Where it stands, in a word or two."""
        if self.news.cancelled_at:
            return "stopped"
        if self.news.finished_at:
            return "waits for digests" if self.states[DeliveryState.WAITING] else "finished"
        return "on its way" if self.news.fanned_out_at else "being written out"


def recent(at: datetime) -> list[Standing]:
    """Return what is on its way and what was announced in the last week; three queries."""
    not_over = Announcement.objects.not_over().values("pk")
    return counted(watching.all_news().filter(Q(pk__in=not_over) | Q(made_at__gt=at - RECENT)))


def to_replay(at: datetime) -> list[Standing]:
    """Return the news of the last week of which copies would go again; what was stopped stays."""
    found = counted(watching.all_news().filter(made_at__gt=at - RECENT, cancelled_at=None))
    return [each for each in found if each.repeatable]


def counted(found: Iterable[Announcement]) -> list[Standing]:
    """Count the copies of these pieces of news; two queries more."""
    news = list(found)
    standing = {each.pk: Standing(each) for each in news}
    by_state = AlertDelivery.objects.filter(announcement__in=news).values("announcement_id", "state")
    for row in by_state.annotate(copies=Count("recipient")):
        standing[row["announcement_id"]].states[row["state"]] = row["copies"]
    live = [each for each in news if each.cancelled_at is None]
    again = watching.repeatable_copies(live).values_list("announcement_id").annotate(copies=Count("recipient"))
    for announcement_id, copies in again:
        standing[announcement_id].repeatable = copies
    return list(standing.values())


def numbers(states: "Counter[str]") -> str:
    """Return how many copies are in each state."""
    return ", ".join(f"{state} {states[state]}" for state in DeliveryState.values)


def details(progress: Progress) -> Iterator[str]:
    """Yield why copies failed or were not sent, in which languages people were reached, and how fast it goes."""
    for title, counts in (
        ("failed", progress.failed),
        ("suppressed", progress.not_told),
        ("channel", progress.channels),
        ("language", progress.languages),
    ):
        yield from (f"    {title} {name}: {count}" for name, count in counts.most_common())
    if progress.waiting:
        left = f"{progress.minutes_left} minutes left" if progress.minutes_left else "no end in sight"
        yield f"    put off {progress.put_off}, {progress.per_minute} a minute, {left}"
