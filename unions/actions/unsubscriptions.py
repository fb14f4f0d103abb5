"""Ending mails and wanting them again, by the link in a mail."""

from datetime import datetime

from django.db import transaction

from unions.announcements import kind_of_news
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
    """End what stops one kind of news, so that it comes again; twice does no harm.

    Whoever had ended everything gets everything again, unless this kind is owed and came all the same.
    """
    _want_again(stopped_by(kind), recipient=recipient, kind=kind, by=by, at=at)


@transaction.atomic
def resubscribe_alone(*, recipient: Recipient, kind: str, by: Recipient, at: datetime) -> None:
    """Let one kind of news, or with EVERYTHING all but the kinds that were ended one by one, come again."""
    _want_again([kind], recipient=recipient, kind=kind, by=by, at=at)


def stopped_by(kind: str) -> list[str]:
    """Return what, once ended, stops the mails of this kind; an empty kind stands for those that gather many."""
    return kind_of_news(kind).unsubscribed_by if kind else [EVERYTHING]


def _want_again(ended: list[str], *, recipient: Recipient, kind: str, by: Recipient, at: datetime) -> None:
    gone, _rows = Unsubscription.objects.filter(recipient=recipient, kind__in=ended).delete()
    if gone:
        record("recipient.resubscribed", recipient, by=by, at=at, reason=kind or "everything")
