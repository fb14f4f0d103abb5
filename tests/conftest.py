"""Fixtures that every test may use: the database, the clock, a signed-in browser of Django's own client."""

import time
from collections.abc import Callable, Iterator

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from tests.factories import NOW
from tests.provider import Mailgun, Postmark, Provider
from unions.models import User

IS_MEASURED = pytest.StashKey[bool]()
ROOMS = {"alerts", "campaigns", "exchanges", "solidarity", "unions"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Measure coverage by the tests of rooms alone: what drives whole pages shows little, and takes half as long.

    It is switched between files at the most: Python gives up a thread that begins in the moment of switching, and the
    server that a browser visits has one for each line.
    """
    plugin = item.config.pluginmanager.getplugin("_cov")
    measured = plugin and plugin.cov_controller
    is_wanted, is_measured = item.path.parent.name in ROOMS, item.config.stash.get(IS_MEASURED, True)
    if measured and is_wanted != is_measured:
        (measured.resume if is_wanted else measured.pause)()
        item.config.stash[IS_MEASURED] = is_wanted
    return (yield)


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test may read and write; what it wrote is rolled back. Counters are no model's: a flush leaves them."""
    cache.clear()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English: a request leaves its language behind in this thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def at_now() -> Iterator[time_machine.Traveller]:
    """Stand at NOW: Monday 23 November 2026, nine o'clock UTC."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def outbox(settings: Settings) -> None:
    """Write single mails into the database, as the portal does; without it Django keeps them in memory."""
    settings.EMAIL_BACKEND = "unions.mail.OutboxBackend"


@pytest.fixture(params=[Postmark, Mailgun])
def provider(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Provider]:
    """Let the portal's mail go to a provider's API, once for each provider that we know."""
    server: Provider = request.param()
    settings.EMAIL_PROVIDER = request.param.__name__.lower()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD = "127.0.0.1", server.port, "the key"
    yield server
    server.stop()


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Return a client signed in as this person, with a fresh second factor."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["signed_in_at"] = time.time()
        session.save()
        UserSession.objects.create(user=user, session_key=session.session_key, ip="0.0.0.0")
        return client

    return sign_in
