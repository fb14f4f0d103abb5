"""Reads of what people were told."""

import hashlib
from typing import Any

from django.db import models

from unions.choices import Channel


class AlertDeliveryQuerySet(models.QuerySet[Any]):
    """Copies of news; each is seen by whom it is for, and by nobody else."""

    def visible_to(self, user: Any) -> "AlertDeliveryQuerySet":
        """What stands in a person's inbox: one row for each piece of news, but for what was withdrawn.

        Whether the news is still for them its kind must be asked besides.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(recipient__user=user).in_inbox()

    def in_inbox(self) -> "AlertDeliveryQuerySet":
        """The one row of each piece of news that says whether it was read; nothing that was found to be for others."""
        standing = self.filter(channel__in=[Channel.MAIL, Channel.DIGEST], announcement__cancelled_at__isnull=True)
        return standing.exclude(state="cancelled").exclude(state="suppressed", reason="no_longer_concerned")

    def gathered(self) -> "AlertDeliveryQuerySet":
        """Those that wait for a digest."""
        return self.filter(channel=Channel.DIGEST, state="waiting")

    def unread(self) -> "AlertDeliveryQuerySet":
        """Those that nobody has marked as read."""
        return self.filter(read_at__isnull=True)

    def for_inbox(self) -> "AlertDeliveryQuerySet":
        """With the news and what it is about, the newest first."""
        return self.select_related("announcement").prefetch_related("announcement__subject").order_by("-announcement")

    def older_than(self, announcement_id: int) -> "AlertDeliveryQuerySet":
        """Those that come after this piece of news in an inbox."""
        return self.filter(announcement__lt=announcement_id)

    def newer_than(self, announcement_id: int) -> "AlertDeliveryQuerySet":
        """Those that come before it, the nearest first: turn them round to show them."""
        return self.filter(announcement__gt=announcement_id).order_by("announcement")


class InboxFeedQuerySet(models.QuerySet[Any]):
    """Private feeds."""

    def visible_to(self, user: Any) -> "InboxFeedQuerySet":
        """A person's own."""
        return self.filter(recipient__user=user) if user.is_authenticated else self.none()

    def valid(self, token: str) -> "InboxFeedQuerySet":
        """The one that this token opens, while its person has an account."""
        alive = self.filter(recipient__user__is_active=True, recipient__user__erased_at__isnull=True)
        return alive.filter(token_hash=hashed(token))


def hashed(token: str) -> str:
    """Return what is held of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
