"""The link with which somebody ends a kind of mail: signed, without an end, and good for nothing else."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from unions.models import Recipient

_signer = Signer(sep=".", salt="unions.unsubscribe")


def unsubscribe_url(recipient: Recipient, kind: str) -> str:
    """Return the whole address of the page, in the active language."""
    token = _signer.sign(f"{recipient.public_id}.{kind}")
    return settings.SITE_URL + reverse("unions:unsubscribe", args=[token])


def unsubscriber(token: str) -> tuple[Recipient, str] | None:
    """Return whose link this is and the kind of news it ends; None for a forged one or where nobody is left."""
    try:
        public_id, _dot, kind = _signer.unsign(token).partition(".")
    except BadSignature:
        return None
    recipient = Recipient.objects.filter(public_id=public_id).select_related("user").first()
    return (recipient, kind) if recipient else None
