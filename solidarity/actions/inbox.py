"""One's inbox: what was read, and the private feed of it.

What a person has read is nobody's business: it is no line of the trail.
"""

import secrets
from datetime import datetime

from django.db import transaction

from solidarity.alerts.models import AlertDelivery, InboxFeed
from solidarity.alerts.querysets import hashed
from unions.actions import own_channels
from unions.audit import record
from unions.models import User


@transaction.atomic
def mark_read(*, announcement_id: int, by: User, at: datetime) -> None:
    """Mark one piece of one's own news as read; twice does no harm."""
    AlertDelivery.objects.visible_to(by).filter(announcement=announcement_id).unread().update(read_at=at)


@transaction.atomic
def mark_all_read(*, newest_id: int, by: User, at: datetime) -> int:
    """Mark all news up to the newest that the person saw as read, what is over as well; return how much that was."""
    seen = AlertDelivery.objects.visible_to(by).filter(announcement__lte=newest_id)
    return int(seen.unread().update(read_at=at))


@transaction.atomic
def open_feed(*, by: User, at: datetime) -> str:
    """Make one's private feed, or give it a new address, which ends the old one; return its token, held nowhere."""
    token = secrets.token_urlsafe(32)
    made = {"token_hash": hashed(token), "made_at": at}
    feed, _is_new = InboxFeed.objects.update_or_create(recipient=by.recipient, defaults=made)
    record("inbox_feed.opened", feed, by=by, at=at)
    own_channels.tell_of_new_way(person=by, way="feed")
    return token


@transaction.atomic
def end_feed(*, by: User, at: datetime) -> None:
    """End one's private feed; twice does no harm."""
    feed = InboxFeed.objects.select_for_update().visible_to(by).first()
    if feed is not None:
        record("inbox_feed.ended", feed, by=by, at=at)
        feed.delete()
