"""Every address answers every reader as the matrix says; who may not gets the same as for nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.security.matrix import ROWS, Row
from tests.security.world import Circle, Reader, World

NOTHING = "zzzzzzzzzzzz"
ALLAUTH = ("account_", "mfa_", "usersessions_")
CHANGES = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables
    WHERE relname NOT IN ('django_session', 'unions_limits')
"""
PASSING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')


def names() -> Iterator[str]:
    """Yield the name of every address of the portal; allauth's own have tests of their own."""
    yield from (name for name in _names(get_resolver().url_patterns, "") if not name.startswith(ALLAUTH))


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def test_every_address_has_a_row() -> None:
    assert sorted(set(names()) - set(ROWS)) == []


def test_every_row_is_of_an_address() -> None:
    assert sorted(set(ROWS) - set(names())) == []


def levels(row: Row) -> list[Circle]:
    """Return the levels that matter to an address: all of an object's, one where there is no object."""
    return list(Circle) if row.of else [Circle.PUBLIC]


CASES = [(name, circle) for name, row in ROWS.items() for circle in levels(row)]


@dataclass(frozen=True)
class Visit:
    """One reader at one address, at one level."""

    client: Client
    reader: Reader
    row: Row
    circle: Circle
    url: str
    nothing: str

    @property
    def is_allowed(self) -> bool:
        """Whether the matrix lets the reader in."""
        return self.reader in self.row.may[self.circle]

    @property
    def is_seen(self) -> bool:
        """Whether the reader sees the object, so that a refusal tells them nothing new."""
        return self.reader in self.row.sees[self.circle]


@pytest.mark.parametrize(("name", "circle"), CASES, ids=str)
def test_an_address_answers_as_the_matrix_says(
    name: str, circle: Circle, made: World, clients: dict[Reader, Client]
) -> None:
    row = ROWS[name]
    url, nothing = address(name, made, made.ids[circle].get(row.of, "")), address(name, made, NOTHING)
    visits = [Visit(clients[reader], reader, row, circle, url, nothing) for reader in Reader]
    faults = [(visit.reader.value, fault) for visit in visits for fault in (look(visit), act(visit)) if fault]
    assert faults == []


def address(name: str, made: World, public_id: str) -> str:
    """Return the address of an object of the world, or of one that does not exist."""
    row = ROWS[name]
    arguments = {key: value.format(**made.places) for key, value in row.arguments.items()}
    return reverse(name, kwargs=arguments | ({"public_id": public_id} if row.of else {}))


def look(visit: Visit) -> str:
    """Fetch the page; return what is wrong with the answer, if anything."""
    if visit.row.is_act:
        return ""
    before = changes()
    response = visit.client.get(visit.url)
    if response.streaming:
        assert b"".join(response.streaming_content)
    if changes() != before:
        return "a GET changed rows"
    if visit.is_allowed:
        return "" if response.status_code in visit.row.answers else f"GET answers {response.status_code}"
    return refusal("GET", response, told_for_nothing("get", visit), is_seen=visit.is_seen)


def act(visit: Visit) -> str:
    """Send an empty form, where the reader may not; return what is wrong with the answer, if anything."""
    if visit.is_allowed:
        return ""
    before = changes()
    response = visit.client.post(visit.url)
    if changes() != before:
        return "a refused POST changed rows"
    return refusal("POST", response, told_for_nothing("post", visit), is_seen=visit.is_seen)


_told_for_nothing: dict[tuple[str, Reader, str], tuple[int, str, bytes]] = {}


def told_for_nothing(method: str, visit: Visit) -> tuple[int, str, bytes] | None:
    """Return what the address of something that does not exist tells this reader; the same at every level."""
    if not visit.row.of or visit.is_seen:
        return None
    key = (method, visit.reader, visit.nothing)
    if key not in _told_for_nothing:
        _told_for_nothing[key] = told(getattr(visit.client, method)(visit.nothing))
    return _told_for_nothing[key]


def refusal(method: str, response: Any, for_nothing: tuple[int, str, bytes] | None, *, is_seen: bool) -> str:
    """Return what is wrong with a refusal, if anything: who sees the object may be told no, others learn nothing."""
    if response.status_code not in {302, 403, 404, 405}:
        return f"{method} answers {response.status_code}"
    if for_nothing is None or is_seen:
        return ""
    return "" if told(response) == for_nothing else f"{method} tells the object from nothing"


def told(response: Any) -> tuple[int, str, bytes]:
    """Return what an answer tells, without what differs each time: tokens, and the address itself."""
    path = response.request["PATH_INFO"].encode()
    location = response.headers.get("Location", "").split("?")[0]
    tail = path.split(b"/", 2)[2]
    body = PASSING.sub(b"", b"" if response.streaming else response.content).replace(tail, b"")
    return response.status_code, location, body


def changes() -> int:
    """Return how many rows this transaction has written so far, sessions and limits aside."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES)
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("status", [HTTPStatus.OK, HTTPStatus.INTERNAL_SERVER_ERROR])
def test_a_naive_view_is_found(status: int) -> None:
    assert refusal("GET", HttpResponse(status=status), None, is_seen=True)
