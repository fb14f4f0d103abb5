"""What a mail that came back changes: whether we go on writing to its address."""

from datetime import datetime

from django.db import transaction

from unions.actions import recipients, unsubscriptions
from unions.choices import ReturnKind
from unions.mail import Copied
from unions.models import Announcement, Recipient, ReturnedMail


@transaction.atomic
def bounced(*, copy: Copied, status: str, is_hard: bool, at: datetime) -> bool:
    """Write no more to an address that takes no mail at all; what failed only this time suspends nobody.

    Returns whether this was new: the same report twice changes nothing, nor does one about a copy from before an
    address was confirmed, which was perhaps another one.
    """
    kind = ReturnKind.HARD if is_hard else ReturnKind.SOFT
    returned = _noted(copy, kind, status, at)
    if returned is None:
        return False
    if is_hard and not _is_outdated(returned):
        recipients.suspend(recipient=returned.recipient, reason=f"bounced_{status}", at=at)
    return True


@transaction.atomic
def complained(*, copy: Copied, at: datetime) -> bool:
    """End the kind of news that a reader called a nuisance, and write no more until they want it again.

    A digest holds many kinds: who complains of one ends all that is not owed, as by the link in it.

    Returns whether this was new, as `bounced` does.
    """
    returned = _noted(copy, ReturnKind.COMPLAINT, "", at)
    if returned is None:
        return False
    if not _is_outdated(returned):
        reader = returned.recipient
        kind = unsubscriptions.EVERYTHING if copy.is_digest else returned.announcement.kind
        unsubscriptions.unsubscribe(recipient=reader, kind=kind, by=reader, at=at)
        recipients.suspend(recipient=reader, reason=recipients.COMPLAINED, at=at)
    return True


def _noted(copy: Copied, kind: ReturnKind, status: str, at: datetime) -> ReturnedMail | None:
    """Return the note of this report; None where it was noted before, or where nothing is left of the copy."""
    announcement = Announcement.objects.filter(pk=copy.announcement_id).first()
    recipient = Recipient.objects.filter(pk=copy.recipient_id).first()
    if announcement is None or recipient is None:
        return None
    details = {"status": status, "at": at}
    returned, is_new = ReturnedMail.objects.get_or_create(
        announcement=announcement, recipient=recipient, kind=kind, defaults=details
    )
    return returned if is_new else None


def _is_outdated(returned: ReturnedMail) -> bool:
    reached_at = returned.recipient.reached_at
    return reached_at is not None and returned.announcement.made_at < reached_at
