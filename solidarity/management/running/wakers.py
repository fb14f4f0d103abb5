"""The doctor looks at what wakes the work: broker, caches, workers and the clock."""

from collections.abc import Iterator
from datetime import timedelta

import redis
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.cache import caches as all_caches
from django.utils import timezone

from solidarity.management.running.findings import Finding, either
from solidarity.queries import readiness
from solidarity.tasks import TICKED

QUEUES = {"default", "urgent"}
PATIENCE = 2.0  # seconds
LATE = timedelta(minutes=3)
AWAY = "Requests can be published meanwhile; their mails wait. Start Redis, and check REDIS_URL."


def broker() -> Iterator[Finding]:
    """Whether it answers and forgets nothing, and which workers listen to it."""
    if not readiness.broker_answers():
        yield Finding("broker", "Redis does not answer.", AWAY)
        return
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE) as client:
        policy = client.config_get("maxmemory-policy").get("maxmemory-policy")
    yield either(
        "broker",
        policy == "noeviction",
        "Redis answers.",
        f"Redis throws wakings away when it is full ({policy}).",
        "Set maxmemory-policy noeviction.",
    )
    yield from workers()


def workers() -> Iterator[Finding]:
    """Whether somebody listens to both queues."""
    active = current_app.control.inspect(timeout=PATIENCE).active_queues() or {}
    heard = {queue["name"] for queues in active.values() for queue in queues}
    unheard = sorted(QUEUES - heard)
    yield either(
        "workers",
        not unheard,
        f"Workers that listen to both queues: {len(active)}.",
        f"Nobody listens to {' and '.join(unheard)}.",
        "Start the services worker and worker-urgent; their logs say why they ended.",
    )


def caches() -> Iterator[Finding]:
    """Whether both caches keep something: the limits of the database, the pages of Redis."""
    for name, advice in (("default", "Run `manage.py migrate` as the owner, then database_roles."), ("pages", AWAY)):
        try:
            all_caches[name].set("doctor", "looked", timeout=10)
            keeps = all_caches[name].get("doctor") == "looked"
        except Exception:  # each kind of cache has its own
            keeps = False
        yield either(f"cache {name}", keeps, "It keeps what it is given.", "It keeps nothing.", advice)


def clock_ticks() -> Iterator[Finding]:
    """Whether the clock came round in the last minutes: it settles what is due and sends what waits."""
    ticked_at = cache.get(TICKED)
    yield either(
        "beat",
        ticked_at is not None and timezone.now() - ticked_at < LATE,
        "The clock came round a moment ago.",
        f"The clock last came round at {ticked_at:%Y-%m-%d %H:%M} UTC." if ticked_at else "The clock never came round.",
        "Start the service beat, exactly once, and a worker.",
    )
