"""The mail itself: what was rendered for many, made one recipient's own."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from solidarity.alerts.models import Channel
from solidarity.alerts.rendering import UNSUBSCRIBE, Rendered
from unions.mail import message_id, on_the_wire, one_line, unsubscribe_url
from unions.models import Announcement, Recipient


def letter(announcement: Announcement, recipient: Recipient, rendered: Rendered, reply_to: str = "") -> bytes:
    """Return the message for one recipient; the same news for the same recipient has the same Message-ID for ever."""
    with translation.override(rendered.language):
        way_out = unsubscribe_url(recipient, announcement.kind)
    place = f"{settings.SITE_URL}/{UNSUBSCRIBE}"
    message = EmailMultiAlternatives(
        rendered.subject,
        rendered.text.replace(place, way_out),
        to=[recipient.address],
        reply_to=[reply_to] if reply_to else None,
        headers=_headers(announcement, recipient, rendered.language, way_out),
    )
    message.attach_alternative(rendered.html.replace(place, way_out), "text/html")
    return on_the_wire(message)


def _headers(announcement: Announcement, recipient: Recipient, language: str, way_out: str) -> dict[str, Any]:
    """None of them names the kind of news: whoever carries the mail reads them."""
    return {
        "Message-ID": message_id(announcement.pk, Channel.MAIL, recipient.pk),
        "Content-Language": language,
        "List-Id": f"{one_line(settings.SITE_NAME)} <alerts.{settings.SITE_HOST}>",
        "List-Unsubscribe": f"<{way_out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Feedback-ID": f"alerts:{settings.SITE_HOST}",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }
