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
    _want_again([kind, EVERYTHING], recipient=recipient, kind=kind, by=by, at=at)


@transaction.atomic
def resubscribe_alone(*, recipient: Recipient, kind: str, by: Recipient, at: datetime) -> None:
    """Let one kind of news, or with EVERYTHING all but the kinds that were ended one by one, come again."""
    _want_again([kind], recipient=recipient, kind=kind, by=by, at=at)


def _want_again(ended: list[str], *, recipient: Recipient, kind: str, by: Recipient, at: datetime) -> None:
    gone, _rows = Unsubscription.objects.filter(recipient=recipient, kind__in=ended).delete()
    if gone:
        record("recipient.resubscribed", recipient, by=by, at=at, reason=kind or "everything")
