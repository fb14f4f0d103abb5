"""The link that shows that mail reaches somebody again: good for a few days, for one address, and for nothing else."""

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from unions.models import Recipient

GOOD_FOR = 3 * 24 * 3600  # seconds
_signer = TimestampSigner(sep=".", salt="unions.reaching")


def reaching_url(recipient: Recipient) -> str:
    """Return the whole address of the page, in the active language."""
    token = _signer.sign(f"{recipient.public_id}.{_mark(recipient)}")
    return settings.SITE_URL + reverse("unions:address-reached", args=[token])


def reached(token: str) -> Recipient | None:
    """Return whom a link has reached; None for a forged or an old one, and when their address has changed since."""
    try:
        public_id, _dot, mark = _signer.unsign(token, max_age=GOOD_FOR).partition(".")
    except BadSignature:
        return None
    recipient = Recipient.objects.filter(public_id=public_id).select_related("user").first()
    return recipient if recipient and constant_time_compare(_mark(recipient), mark) else None


def _mark(recipient: Recipient) -> str:
    return salted_hmac("unions.reaching.address", recipient.address, algorithm="sha256").hexdigest()[:16]
