"""A Redis-compatible server of our own: Celery's broker, and the cache on another of its databases."""

from pathlib import Path

import redis

from deploy.local.binaries import find_redis
from deploy.local.service import Service

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
appendonly {keep}
save ""
maxmemory-policy noeviction
daemonize no
"""


def prepare(folder: Path, *, password: str, port: int, keep: bool = True) -> Service:
    """Write the configuration, which keeps the password out of the list of processes, and return the server."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    configuration = folder / "redis.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(
        CONFIGURATION.format(port=port, password=password, folder=folder, keep="yes" if keep else "no")
    )
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    return Service(name="redis", command=[find_redis(), configuration], url=url, answers=lambda: answers(url))


def answers(url: str) -> bool:
    """Say whether a server answers to this address and password."""
    client = redis.Redis.from_url(url, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
