"""Whether this process can serve: its database, the tables it expects, and the broker, which it can do without."""

from functools import cache

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

PATIENCE = 0.5  # seconds


def database_answers() -> bool:
    """Say whether the database answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def missing_migrations() -> list[str]:
    """Return the last migrations of this program that the database has not seen, as app.name; one query."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except Error:
        applied = set()
    return sorted(f"{app}.{name}" for app, name in last_migrations() - applied)


@cache
def last_migrations() -> frozenset[tuple[str, str]]:
    """Return the last migration of each app; read once, since a program does not change while it runs."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def broker_answers() -> bool:
    """Say whether the broker answers at once."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=None
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
