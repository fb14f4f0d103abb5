"""The link that ends a kind of mail: good for nothing else, silent about the kind, and dead with its address.

It never expires: but once somebody has moved to another address, whoever reads the old box ends nothing of theirs.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from unions.announcements import Reader, kinds_of_news
from unions.mail.signing import digest
from unions.models import Recipient


def unsubscribe_url(recipient: Recipient, kind: str) -> str:
    """Return the whole address of the page, in the active language."""
    return unsubscribe_page(unsubscribe_token(recipient, kind))


def unsubscribe_token(reader: Reader, kind: str) -> str:
    """Return what names a recipient at their address and the kind of news in a link; always of the same length."""
    return f"{reader.public_id}.{_signature(reader, kind)}"


def unsubscribe_page(token: str) -> str:
    """Return the whole address of the page of this token, in the active language."""
    return settings.SITE_URL + reverse("unions:unsubscribe", args=[token])


def unsubscriber(token: str) -> tuple[Recipient, str] | None:
    """Return whose link this is and the kind of news it ends; None for a forged one or where nobody is left.

    An empty kind, as in the mails that gather many kinds, ends all mail that is not owed.
    """
    public_id, _dot, signature = token.partition(".")
    recipient = Recipient.objects.filter(public_id=public_id).select_related("user").first()
    if recipient is None:
        return None
    kinds = ["", *(kind.name for kind in kinds_of_news())]
    signed = (kind for kind in kinds if constant_time_compare(_signature(recipient, kind), signature))
    kind = next(signed, None)
    return None if kind is None else (recipient, kind)


def _signature(reader: Reader, kind: str) -> str:
    return digest("unions.unsubscribe", f"{reader.public_id}.{kind}.{reader.address}".encode()).hex()[:40]
