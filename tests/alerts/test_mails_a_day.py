"""Nobody gets more than six mails of news a day, but for what is owed and for emergencies."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery
from tests import factories
from unions.choices import Channel
from unions.models import Announcement, Follow, User

News = Callable[..., Announcement]
FIVE = 5


@pytest.fixture
def reader() -> User:
    """Somebody of a union who follows what comes from Bangladesh, all at once."""
    user = factories.make_staff(factories.make_organisation())
    Follow.objects.create(user=user, country="BD", since=timezone.now())
    return user


@pytest.fixture
def tell(news: News, reader: User) -> Callable[..., Announcement]:
    """Return a function that opens a request and writes its rows."""

    def open_one(kind: str = "request_opened", **options: object) -> Announcement:
        solidarity_request = factories.make_request()
        if kind == "request_addressed":
            factories.make_addressee(solidarity_request, reader.memberships.get().organisation)
        announcement = news(kind, solidarity_request, **options)
        write_next_chunk(announcement.pk)
        return announcement

    return open_one


def ways() -> list[str]:
    """Return by which channel each piece of news comes, in turn."""
    rows = AlertDelivery.objects.filter(recipient__user__follows__isnull=False).order_by("announcement")
    return list(rows.values_list("channel", flat=True))


def test_the_sixth_waits_for_the_digest_of_the_next_day(tell: Callable[..., Announcement]) -> None:
    for _number in range(FIVE + 2):
        tell()
    assert ways() == [Channel.MAIL] * FIVE + [Channel.DIGEST] * 2
    waiting = AlertDelivery.objects.filter(channel=Channel.DIGEST, is_gathered=True)
    assert {row.not_before.hour for row in waiting} == {7}


def test_whoever_had_none_of_them_is_told_at_once(tell: Callable[..., Announcement]) -> None:
    for _number in range(FIVE):
        tell()
    other = factories.make_user()
    Follow.objects.create(user=other, country="BD", since=timezone.now())
    last = tell()
    assert AlertDelivery.objects.get(announcement=last, recipient=other.recipient).channel == Channel.MAIL


@pytest.mark.parametrize(("kind", "is_urgent"), [("request_addressed", False), ("request_opened", True)])
def test_what_is_owed_or_urgent_comes_all_the_same(
    tell: Callable[..., Announcement], kind: str, is_urgent: bool
) -> None:
    for _number in range(FIVE):
        tell()
    tell(kind, is_urgent=is_urgent)
    assert ways()[-1] == Channel.MAIL


def test_emergencies_do_not_count(tell: Callable[..., Announcement]) -> None:
    for _number in range(FIVE):
        tell(is_urgent=True)
    tell()
    assert ways() == [Channel.MAIL] * (FIVE + 1)


def test_nor_does_what_was_told_the_day_before(tell: Callable[..., Announcement]) -> None:
    for _number in range(FIVE):
        tell()
    Announcement.objects.update(made_at=timezone.now() - timedelta(days=1, minutes=1))
    tell()
    assert ways()[-1] == Channel.MAIL


def test_nor_what_never_left(tell: Callable[..., Announcement]) -> None:
    for _number in range(FIVE):
        tell()
    AlertDelivery.objects.update(state="suppressed", reason="no_longer_concerned", ended_at=timezone.now())
    tell()
    assert ways()[-1] == Channel.MAIL
