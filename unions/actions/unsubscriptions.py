"""Ending mails and wanting them again, by the link in a mail."""

from datetime import datetime

from django.db import transaction

from unions.audit import record
from unions.models import Recipient, Unsubscription

EVERYTHING = ""


@transaction.atomic
def unsubscribe(*, recipient: Recipient, kind: str, by: Recipient, at: datetime) -> None:
    """End one kind of news for a recipient, or with EVERYTHING all mail that is not owed; twice does no harm."""
    _row, is_new = Unsubscription.objects.get_or_create(recipient=recipient, kind=kind, defaults={"at": at})
    if is_new:
        record("recipient.unsubscribed", recipient, by=by, at=at, reason=kind or "everything")


@transaction.atomic
def resubscribe(*, recipient: Recipient, kind: str, by: Recipient, at: datetime) -> None:
    """Let one kind of news come again; whoever had ended everything gets everything again. Twice does no harm."""
    ended, _rows = Unsubscription.objects.filter(recipient=recipient, kind__in=[kind, EVERYTHING]).delete()
    if ended:
        record("recipient.resubscribed", recipient, by=by, at=at, reason=kind or "everything")
