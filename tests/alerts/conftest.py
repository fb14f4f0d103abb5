"""What tests of the engine share: news to tell, and what the mail server was given."""

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from pytest_django import Settings

from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.models import Addressee, SolidarityRequest
from tests import factories
from tests.alerts.gathering import FOLLOWER, gathering
from tests.alerts.outside import Device, Outside
from tests.alerts.servers import MoodyServer
from tests.smtp_server import SmtpServer
from unions.announcements import announce
from unions.models import Announcement, Follow, User


@pytest.fixture(autouse=True)
def kinds_of_rows(db: None) -> None:
    """Let Django know the kinds of rows: else who asks for one first makes a query more than the next."""
    ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture
def news() -> Callable[..., Announcement]:
    """Return a function that writes news into the outbox, due by the database's clock."""

    def write(kind: str, subject: models.Model, **options: Any) -> Announcement:
        return announce(kind, subject, by=None, at=timezone.now(), **options)

    return write


@pytest.fixture
def call(news: Callable[..., Announcement]) -> Callable[..., Announcement]:
    """Return a function that asks one union with so many staff for help."""

    def ask(staff: int = 1, asks: SolidarityRequest | None = None, **fields: Any) -> Announcement:
        solidarity_request = asks or factories.make_request()
        union = factories.make_organisation()
        factories.make_addressee(solidarity_request, union)
        for _number in range(staff):
            factories.make_staff(union, **fields)
        return news("request_addressed", solidarity_request)

    return ask


@pytest.fixture
def opened(news: Callable[..., Announcement]) -> Callable[..., Announcement]:
    """Return a function that opens a request of a union that one person in Berlin follows."""

    def open_one() -> Announcement:
        solidarity_request = factories.make_request()
        follower = factories.make_user(time_zone="Europe/Berlin")
        Follow.objects.create(user=follower, organisation=solidarity_request.organisation, since=timezone.now())
        return news("request_opened", solidarity_request)

    return open_one


@pytest.fixture
def reached(call: Callable[..., Announcement], smtp_server: SmtpServer) -> Callable[..., Announcement]:
    """Return a function that tells so many people of a request, in these languages, and refuses some for good."""

    def tell(*languages: str, refused: int = 0, **fields: Any) -> Announcement:
        announcement = call(staff=0)
        union = Addressee.objects.get(solidarity_request=announcement.object_id).organisation
        people = [factories.make_staff(union, ui_language=each, **fields) for each in languages]
        smtp_server.replies.update({each.email: "550 No such box" for each in people[:refused]})
        engine.run()
        smtp_server.replies.clear()
        announcement.refresh_from_db()
        return announcement

    return tell


@pytest.fixture
def letters(smtp_server: SmtpServer) -> Callable[..., list[EmailMessage]]:
    """Return a function that reads the mails which the server was given, all or those to one address."""

    def read(address: str = "") -> list[EmailMessage]:
        given = [message for _sender, to, message in smtp_server.messages if not address or to == address]
        return [message_from_bytes(message, policy=policy.default) for message in given]

    return read


@pytest.fixture
def moody_server(settings: Settings) -> Iterator[MoodyServer]:
    """Send this test's mail to a server that refuses, cuts or kills as it is told."""
    server = MoodyServer()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


@pytest.fixture
def outside(settings: Settings) -> Iterator[Outside]:
    """Let devices and chats of this test be on a server of this machine."""
    settings.LOOPBACK_IS_PUBLIC = True
    server = Outside()
    yield server
    server.stop()


@pytest.fixture
def telegram(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Telegram be on that server as well; no address of a chat there names one."""
    monkeypatch.setattr("apprise.plugins.telegram.NotifyTelegram.notify_url", f"http://{outside.place}/bot")


@pytest.fixture
def device(outside: Outside) -> Device:
    """Return a device whose messages go by the server."""
    return Device(f"http://{outside.place}/push/1")


@pytest.fixture
def follower() -> User:
    """Somebody who gathers what comes from Bangladesh, once a day."""
    return gathering(email=FOLLOWER, ui_language="en")


@pytest.fixture
def open_requests(news: Callable[..., Announcement]) -> Callable[..., list[Announcement]]:
    """Return a function that opens so many requests, and writes the rows of all whom that concerns."""

    def open_some(count: int, **fields: Any) -> list[Announcement]:
        opened = [news("request_opened", factories.make_request(**fields)) for _number in range(count)]
        for announcement in opened:
            write_next_chunk(announcement.pk)
        return opened

    return open_some
