"""Where else a needle might turn up: mails that were sent, Redis, lines of the log."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import Any

import redis
from django.conf import settings
from django.utils.module_loading import import_string

from tests.smtp_server import SmtpServer

# The server that takes the mail of a test is not the portal; the others chatter without a word of anybody.
NOT_OURS = ("mail.log", "markdown_it", "redis.connection")
LINKED = re.compile(r"https?://[^\s\"'<>]+")


def mails(server: SmtpServer) -> Iterator[tuple[str, str]]:
    """Yield the recipient and all that a mail says: headers and each part, decoded."""
    for sender, to, content in server.messages:
        mail = message_from_bytes(content, policy=policy.default)
        headers = [f"{name}: {value}" for name, value in mail.items()]
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        yield to, "\n".join([sender, *headers, *map(str, parts)])


def links(text: str) -> str:
    """Return the addresses that stand in a text."""
    return "\n".join(LINKED.findall(text))


def stored() -> Iterator[tuple[str, str]]:
    """Yield each key of both databases of Redis, and what is under it: pages, and tasks with their arguments."""
    root = settings.REDIS_URL.rsplit("/", 1)[0]
    for number in (0, 1):
        with redis.Redis.from_url(f"{root}/{number}") as store:
            for key in store.scan_iter("*"):
                yield f"{number} {key.decode()}", _value(store, key)


def _value(store: Any, key: bytes) -> str:
    readers = {
        b"string": store.get,
        b"list": lambda name: store.lrange(name, 0, -1),
        b"set": store.smembers,
        b"hash": store.hgetall,
        b"zset": lambda name: store.zrange(name, 0, -1),
    }
    return f"{key!r} {readers[store.type(key)](key)!r}"


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect every line of the log, the chatter of libraries too, each as both formatters of the portal write it."""
    lines: list[str] = []
    root, handler = logging.getLogger(), _Keeping(lines)
    levels = {name: logging.getLogger(name).level for name in ("", *NOT_OURS)}
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.CRITICAL if name else logging.DEBUG)
    try:
        yield lines
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        root.removeHandler(handler)


class _Keeping(logging.Handler):
    """Formats a record as the portal does."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        line, as_json = settings.LOGGING["formatters"]["line"], settings.LOGGING["formatters"]["json"]
        self.formatters = [import_string(line["()"])(line["format"]), import_string(as_json["()"])()]
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.extend(formatter.format(record) for formatter in self.formatters)
