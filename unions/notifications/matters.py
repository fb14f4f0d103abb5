"""News of a few sentences and one way to the portal, without anything that members wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Value
from django.urls import reverse

from unions.announcements import KindOfNews
from unions.choices import Grade, Role
from unions.models import Announcement, Membership, Recipient


@dataclass(frozen=True)
class Matter(KindOfNews):
    """A kind of news whose words are its context: all of them wear the same templates."""

    def templates(self, grade: Grade) -> str:
        return "emails/notice" if grade == Grade.NOTICE else "emails/matter"


def plain(announcement: Announcement) -> Grade:
    """The sentences hold nothing that a mail may not say; in safe mode not even they are told."""
    return Grade.NETWORK


def words(heading: str, paragraphs: Sequence[str], act: str, name: str, *args: str) -> dict[str, Any]:
    """Return the context of a matter: what it is, what to know, and what to do on which page."""
    url = settings.SITE_URL + reverse(f"unions:{name}", args=args)
    return {
        "heading": heading,
        "paragraphs": list(paragraphs),
        "portal_url": url,
        "actions": [{"text": act, "url": url}],
    }


def nobody() -> "QuerySet[Recipient]":
    """Nobody at all: what the news was about is gone."""
    return told(Recipient.objects.none())


def told(recipients: "QuerySet[Recipient]") -> "QuerySet[Recipient]":
    """Give everybody the reason that the sentences say themselves."""
    return recipients.annotate(why=Value(""))


def in_force(*roles: Role) -> "QuerySet[Membership]":
    """Roles in force of a recipient, of these kinds where any are named."""
    own = Membership.objects.verified().filter(user=OuterRef("user"))
    return own.filter(role__in=roles) if roles else own
