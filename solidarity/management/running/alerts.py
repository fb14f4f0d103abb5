"""The alert engine from the keyboard: where news stands, and what goes again. Ids and numbers only."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from solidarity.alerts import watching
from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.alerts.progress import Progress
from unions.models import Announcement

RECENT = timedelta(days=7)
Standing = tuple[Announcement, "Counter[str]"]


def recent(at: datetime) -> list[Standing]:
    """Return what is on its way and what was announced in the last week, with its copies by state; in two queries."""
    return _counted(watching.all_news().filter(Q(finished_at=None) | Q(made_at__gt=at - RECENT)))


def repeatable(at: datetime) -> list[tuple[Announcement, int]]:
    """Return the news of the last week of which copies failed, and how many would go again; what was stopped stays."""
    found = _counted(watching.all_news().filter(made_at__gt=at - RECENT, cancelled_at=None))
    return [(news, states[DeliveryState.FAILED]) for news, states in found if states[DeliveryState.FAILED]]


def states_of(progress: Progress) -> "Counter[str]":
    """Return the copies of one piece of news by state."""
    return Counter(
        sent=progress.sent,
        waiting=progress.waiting,
        failed=progress.failed.total(),
        suppressed=progress.not_told.total(),
        cancelled=progress.cancelled,
    )


def is_quiet(standing: Standing) -> bool:
    """Whether it is over and nothing of it failed."""
    news, states = standing
    return news.finished_at is not None and (not states[DeliveryState.FAILED] or news.cancelled_at is not None)


def has_failed(standing: Standing) -> bool:
    """Whether copies failed and were left so."""
    news, states = standing
    return states[DeliveryState.FAILED] > 0 and news.cancelled_at is None


def line(standing: Standing) -> str:
    """Return one line, in plain words."""
    news, states = standing
    return f"{news.pk}  {news.kind}  {_where(news)}: {numbers(states)}"


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


def _counted(found: Any) -> list[Standing]:
    news = list(found)
    counts: dict[int, Counter[str]] = {each.pk: Counter() for each in news}
    copies = AlertDelivery.objects.filter(announcement__in=news).values("announcement_id", "state")
    for row in copies.annotate(copies=Count("recipient")):
        counts[row["announcement_id"]][row["state"]] = row["copies"]
    return [(each, counts[each.pk]) for each in news]


def _where(news: Announcement) -> str:
    if news.cancelled_at:
        return "stopped"
    if news.finished_at:
        return "finished"
    return "on its way" if news.fanned_out_at else "being written out"
