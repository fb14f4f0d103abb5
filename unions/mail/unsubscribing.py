"""The link that ends a kind of mail: it never expires, is good for nothing else and silent about the kind."""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from unions.announcements import kinds_of_news
from unions.mail.signing import digest
from unions.models import Recipient


def unsubscribe_url(recipient: Recipient, kind: str) -> str:
    """Return the whole address of the page, in the active language."""
    return unsubscribe_page(unsubscribe_token(recipient.public_id, kind))


def unsubscribe_token(public_id: str, kind: str) -> str:
    """Return what names the recipient with this id and the kind of news in a link; always of the same length."""
    return f"{public_id}.{_signature(public_id, kind)}"


def unsubscribe_page(token: str) -> str:
    """Return the whole address of the page of this token, in the active language."""
    return settings.SITE_URL + reverse("unions:unsubscribe", args=[token])


def unsubscriber(token: str) -> tuple[Recipient, str] | None:
    """Return whose link this is and the kind of news it ends; None for a forged one or where nobody is left.

    An empty kind, as in the mails that gather many kinds, ends all mail that is not owed.
    """
    public_id, _dot, signature = token.partition(".")
    kinds = ["", *(kind.name for kind in kinds_of_news())]
    signed = (kind for kind in kinds if _is_signed(public_id, kind, signature))
    kind = next(signed, None)
    if kind is None:
        return None
    recipient = Recipient.objects.filter(public_id=public_id).select_related("user").first()
    return (recipient, kind) if recipient else None


def _is_signed(public_id: str, kind: str, signature: str) -> bool:
    return constant_time_compare(_signature(public_id, kind), signature)


def _signature(public_id: str, kind: str) -> str:
    return digest("unions.unsubscribe", f"{public_id}.{kind}".encode()).hex()[:40]
