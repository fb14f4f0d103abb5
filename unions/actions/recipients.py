"""Whether mail reaches a recipient."""

from datetime import datetime

from django.db import transaction

from unions.audit import record
from unions.models import Recipient


@transaction.atomic
def suspend(*, recipient: Recipient, reason: str, at: datetime) -> None:
    """Write nothing more to an address that takes no mail, until somebody confirms one; twice does no harm."""
    reached = Recipient.objects.filter(pk=recipient.pk, suspended_at__isnull=True)
    if reached.update(suspended_at=at, suspended_reason=reason):
        record("recipient.suspended", recipient, by=None, at=at, reason=reason)


@transaction.atomic
def lift_suspension(*, recipient: Recipient, at: datetime) -> None:
    """Write again to a recipient whose address has shown that it takes mail; twice does no harm."""
    suspended = Recipient.objects.filter(pk=recipient.pk, suspended_at__isnull=False)
    if suspended.update(suspended_at=None, suspended_reason=""):
        record("recipient.reached_again", recipient, by=recipient, at=at)
