"""After a take-down no page, feed, link, picture or cache shows the request to anybody outside its union."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from solidarity.actions import solidarity_requests
from tests import factories
from tests.solidarity import everywhere
from tests.solidarity.everywhere import Everywhere
from unions.choices import NetworkRoleKind
from unions.models import User

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]
# Its own union may still read what it wrote, to know what it was.
OWN = {"asker's page", "asker's desk", "translating"}


@pytest.fixture
def world() -> Everywhere:
    """A request that is shown everywhere."""
    return everywhere.build()


def take_down(world: Everywhere) -> None:
    """Take it down, by safeguarding."""
    guardian = factories.give_duty(factories.make_user(), NetworkRoleKind.SAFEGUARDING)
    solidarity_requests.take_down(
        by=guardian, at=timezone.now(), solidarity_request=world.solidarity_request, reason="danger"
    )


def test_it_is_hidden_everywhere_from_all_but_its_union(world: Everywhere, signed_in: SignIn) -> None:
    assert world.shown(signed_in) == set(world.places)
    take_down(world)
    assert world.shown(signed_in) <= OWN


def test_who_pledged_reads_that_it_has_ended_and_nothing_of_it(world: Everywhere, signed_in: SignIn) -> None:
    take_down(world)
    client = signed_in(world.readers["pledger"])
    page = client.get(world.places["pledge"][1]).content.decode()
    assert "your promise is released" in page
    assert everywhere.TITLE not in page


def kept_by(client: Client, url: str) -> str:
    """What an answer says about keeping it."""
    response = client.get(url)
    assert not response.streaming or b"".join(response)  # read to its end, so that its file is closed
    return str(response.headers.get("Cache-Control", ""))


def test_no_copy_is_shown_before_asking_again(world: Everywhere) -> None:
    strangers = {name: url for name, (who, url, _word) in world.places.items() if who == "stranger"}
    kept = {name: kept_by(Client(), url) for name, url in strangers.items()}
    assert {name for name, rule in kept.items() if "no-cache" not in rule and "no-store" not in rule} == set()


@pytest.mark.parametrize("name", ["feed", "sitemap", "request"])
def test_who_asks_whether_it_changed_learns_of_the_take_down(world: Everywhere, name: str) -> None:
    client, (_who, url, word) = Client(), world.places[name]
    before = client.get(url)
    take_down(world)
    stamps = {"HTTP_IF_MODIFIED_SINCE": before.get("Last-Modified", ""), "HTTP_IF_NONE_MATCH": before.get("ETag", "")}
    after: Any = client.get(url, **{key: value for key, value in stamps.items() if value})
    assert word in before.content.decode()
    assert after.status_code != 304 and word not in after.content.decode()


def test_redis_never_held_a_page_of_it(world: Everywhere, signed_in: SignIn) -> None:
    pages = caches["pages"]._cache.get_client(None)  # type: ignore[attr-defined]
    pages.flushdb()
    world.shown(signed_in)
    assert pages.keys("*") == []


def test_strangers_get_the_same_page_as_for_nothing(world: Everywhere) -> None:
    take_down(world)
    gone = Client().get(f"/en/requests/{world.solidarity_request.public_id}/")
    nothing = Client().get("/en/requests/zzzzzzzzzzzz/")
    assert (gone.status_code, nothing.status_code) == (404, 404)
    tail = world.solidarity_request.public_id.encode()
    assert len(gone.content.replace(tail, b"")) == len(nothing.content.replace(b"zzzzzzzzzzzz", b""))
