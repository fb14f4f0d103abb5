"""People who gather what they are told, and the rows of their digests."""

from typing import Any

from django.utils import timezone

from solidarity.alerts.models import AlertDelivery
from solidarity.choices import Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from unions.models import AlertChoice, Announcement, Follow, User

FOLLOWER = "follower@example.org"


def gathering(frequency: str = "daily", **fields: Any) -> User:
    """Return somebody who follows the country of every request of these tests and gathers what comes."""
    user = factories.make_user(**fields)
    Follow.objects.create(user=user, country="BD", since=timezone.now())
    AlertChoice.objects.create(recipient=user.recipient, channel="mail", frequency=frequency)
    return user


def states() -> set[tuple[str, str]]:
    """Return how the rows stand, with their reasons."""
    return set(AlertDelivery.objects.values_list("state", "reason"))


def message_id(message: bytes) -> bytes:
    """Return the line of a mail that names it."""
    return next(line for line in message.splitlines() if line.startswith(b"Message-ID:"))


def narrow(announcement: Announcement) -> None:
    """Narrow the request of this news to the unions that are named."""
    SolidarityRequest.objects.filter(pk=announcement.object_id).update(visibility=Visibility.NAMED_ORGANISATIONS)
