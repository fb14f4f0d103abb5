"""The mail of a digest: one line for each piece of news, and nothing that a mail about it might not say."""

from collections.abc import Sequence
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from solidarity.alerts.rendering import surroundings
from solidarity.alerts.words import Entry, spoken_to, without_doubles
from unions.announcements import Variant
from unions.choices import Channel
from unions.mail import list_id, message_id, on_the_wire, one_line, unsubscribe_url
from unions.models import Recipient

EVERYTHING = ""
_inliner = css_inline.CSSInliner(keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False)


def digest_letter(recipient: Recipient, variant: Variant, lines: dict[int, Entry]) -> bytes:
    """Return the mail with these lines, by announcement; the same announcements have the same Message-ID for ever."""
    with spoken_to(variant):
        way_out = unsubscribe_url(recipient, EVERYTHING)
        words = surroundings(variant) | {"entries": without_doubles(lines.values()), "unsubscribe_url": way_out}
        words["subject"] = one_line(render_to_string("emails/digest.subject.txt", words))
        text = render_to_string("emails/digest.txt", words)
        html = _inliner.inline(render_to_string("emails/digest.html", words))
    headers = _headers(recipient, variant.language, way_out, sorted(lines))
    message = EmailMultiAlternatives(words["subject"], text, to=[recipient.address], headers=headers)
    message.attach_alternative(html, "text/html")
    return on_the_wire(message)


def _headers(recipient: Recipient, language: str, way_out: str, announcement_ids: Sequence[int]) -> dict[str, Any]:
    return {
        "Message-ID": message_id(*announcement_ids, Channel.DIGEST, recipient.pk),
        "Content-Language": language,
        "List-Id": list_id(),
        "List-Unsubscribe": f"<{way_out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Feedback-ID": f"alerts:{settings.SITE_HOST}",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }
