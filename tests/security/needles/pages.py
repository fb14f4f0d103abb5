"""Reads pages as each reader: every address of the portal, every form sent broken, links that were found."""

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.security.matrix import ROWS
from tests.security.test_matrix import address
from tests.security.world import Circle, World

LINK = re.compile(r'(?:href|src)="(/[^"#]*)')
FORM = re.compile(r'<form[^>]*method="post"', re.IGNORECASE)
NOT_FOLLOWED = re.compile(r"/static/|/logout/|/language/|\.mo$")
NOT_SENT = {"solidarity:request-discard"}  # somebody has pledged on the draft of the world, as on no real one
NARROWER = tuple(circle for circle in Circle if circle != Circle.PUBLIC)
OF_A_KIND, LINKS, TURNS = 1, 6, 4
SEARCHES = ("/en/requests/", "/en/unions/", "/en/employers/")
BROKEN = {"q": "x" * 300, "quantity": "-1", "text": "\u202e", "email": "no address", "email_or_handle": "", "title": ""}


@dataclass
class Crawl:
    """What one reader was shown: address and text of each answer, and the links found on the way."""

    client: Client
    turn: int = 0
    seen: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)

    def read(self, url: str) -> Iterator[tuple[str, str]]:
        """Get one page; send its form broken, and take back what that changed."""
        self.seen.add(url)
        answer = self.client.get(url)
        text = told(answer)
        yield url, text
        self.links |= {link.replace("&amp;", "&") for link in LINK.findall(text)}
        if answer.status_code == HTTPStatus.OK and FORM.search(text) and self._takes_its_turn(url):
            yield f"POST {url}", self._send_broken(url)

    def _takes_its_turn(self, url: str) -> bool:
        """Whether this reader sends this kind of form: once, and each reader a quarter of all kinds."""
        kind = _kind(url)
        if kind in self.sent | NOT_SENT or (crc32(kind.encode()) + self.turn) % TURNS:
            return False
        self.sent.add(kind)
        return True

    def _send_broken(self, url: str) -> str:
        """Send a form that says nothing sensible; take back what that changed, signing out included."""
        cookies = self.client.cookies.copy()
        with transaction.atomic():
            text = told(self.client.post(url, BROKEN))
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return text

    def follow(self) -> Iterator[tuple[str, str]]:
        """Read pages that were linked and not asked for: a few of each kind, so many in all."""
        kinds: Counter[str] = Counter()
        for _each in range(LINKS):
            url = next((link for link in sorted(self.links - self.seen) if _is_wanted(link, kinds)), None)
            if url is None:
                return
            kinds[_kind(url)] += 1
            yield from self.read(url)


def told(answer: Any) -> str:
    """Return all that an answer says: body as it is before compression, and headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n\n{body.decode(errors='replace')}"


def addresses(world: World, turn: int) -> Iterator[str]:
    """Yield the addresses of all pages: with one of the narrower objects, and for a third of the readers an open one.

    Which of the narrower ones it is goes on from page to page and from reader to reader, whatever else there is.
    """
    for name, row in ROWS.items():
        number = crc32(name.encode())
        narrower = NARROWER[(number + turn) % len(NARROWER)]
        takes_both = (number + turn) % 3 == 0
        circles = [narrower, Circle.PUBLIC][: 1 + takes_both] if row.of else [Circle.PUBLIC]
        if not row.is_act:
            yield from (address(name, world, world.ids[circle].get(row.of, "")) for circle in circles)


def listed(client: Client, url: str, words: str) -> set[str]:
    """Return the pages that a search lists for these words."""
    answer = client.get(url, {"q": words})
    shown = told(answer).partition("<main")[2]
    return {link for link in LINK.findall(shown) if words[:9] not in link}


def _is_wanted(url: str, kinds: Counter[str]) -> bool:
    return not NOT_FOLLOWED.search(url) and kinds[_kind(url)] < OF_A_KIND


def _kind(url: str) -> str:
    try:
        return resolve(urlsplit(url).path).view_name or url
    except Resolver404:
        return url
